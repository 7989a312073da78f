/** The real kubectl drives Berth's API server, and prints what Berth's own kubectl prints. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mask } from './masks';
import { COMMANDS, FILES, type RealCommand } from './real-commands';
import { findKubectl, type RealKubectl } from './real-kubectl';
import { ownRunner, realRunner, type Printed, type Runner } from './real-session';

const START_MS_MAX = 60_000;
const COMMAND_MS_MAX = 30_000;

const found = findKubectl();
if (typeof found === 'string') console.log(`skipped: the real kubectl's commands, as ${found}`);

const minorOf = (release: string) => Number(release.split('.')[1]);
const masked = ({ stdout, stderr, exit }: Printed) => ({ stdout: mask(stdout), stderr: mask(stderr), exit });

describe.skipIf(typeof found === 'string')('the real kubectl', () => {
  const kubectl = found as RealKubectl;
  let real: Runner;
  let own: Runner;

  beforeAll(async () => {
    real = await realRunner(kubectl, FILES);
    own = await ownRunner(kubectl.release, FILES);
  }, START_MS_MAX);
  afterAll(() => real.close());

  const isPrintedSo = ({ since }: RealCommand) => since === undefined || minorOf(kubectl.release) >= minorOf(since);

  // One after the other: each finds the cluster as the one before it left it.
  test.each(COMMANDS.map((entry, index) => ({ ...entry, title: `${index + 1}: ${entry.command}` })))(
    '$title',
    async (entry) => {
      const printed = await real.run(entry.command, entry.isWaiting === true);
      const expected = await own.run(entry.command, entry.isWaiting === true);
      if (isPrintedSo(entry)) expect(masked(expected)).toEqual(masked(printed));
      else expect(expected.exit).toBe(printed.exit);
    },
    COMMAND_MS_MAX,
  );
});
