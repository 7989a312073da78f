/** The real kubectl drives Berth's API server, and must print what Berth's own kubectl prints. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScenarioFile } from '../../../worker/api';
import { mask } from './masks';
import { findKubectl, type RealKubectl } from './binary';
import { commands, type RealCommand } from './commands';
import { FILES } from './files';
import { ownRunner, realRunner, type Printed, type Runner } from './runners';

const START_MS_MAX = 60_000;
const COMMAND_MS_MAX = 90_000;

const found = findKubectl();
if (typeof found === 'string') console.log(`skipped: the real kubectl's commands, as ${found}`);

const minorOf = (release: string) => Number(release.split('.')[1]);
const masked = ({ stdout, stderr, exit }: Printed) => ({ stdout: mask(stdout), stderr: mask(stderr), exit });

/** Makes a test of each line of a table; all run in one cluster, in their order. */
export function compareCommands(name: string, table: string, more: readonly ScenarioFile[] = []): void {
  describe.skipIf(typeof found === 'string')(name, () => compareEach(commands(table), [...FILES, ...more]));
}

function compareEach(entries: readonly RealCommand[], files: readonly ScenarioFile[]): void {
  const kubectl = found as RealKubectl;
  let real: Runner;
  let own: Runner;

  beforeAll(async () => {
    real = await realRunner(kubectl, files);
    own = await ownRunner(kubectl.release, files);
  }, START_MS_MAX);
  afterAll(() => real.close());

  const isPrintedSo = ({ since }: RealCommand) => since === undefined || minorOf(kubectl.release) >= minorOf(since);

  // One after the other: each finds the cluster as the one before it left it.
  test.each(entries.map((entry, index) => ({ ...entry, title: `${index + 1}: ${entry.command}` })))(
    '$title',
    async (entry) => {
      const isWaiting = entry.isWaiting === true;
      const [theirs, ours] = await Promise.all([real.run(entry.command, isWaiting), own.run(entry.command, isWaiting)]);
      if (isPrintedSo(entry)) expect(masked(ours)).toEqual(masked(theirs));
      else expect(ours.exit).toBe(theirs.exit);
    },
    COMMAND_MS_MAX,
  );
}
