/**
 * Every recorded case, on every release that was recorded. passing.json lists those that pass: a listed one that fails breaks the
 * build, and so does an unlisted one that passes, so that the list only grows. exceptions.json says why the others do not.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../worker/api';
import { compareCase, withRandomTokens, type RecordedRun, type Recording } from '../../worker/compare';
import { createCore } from '../../worker/core';
import { runScenario } from '../../worker/session';
import { compiledCore } from '../core/load';
import { recordingsOf, scenarioOf, stepsOf, tally, VERSIONS } from './cases.mjs';

interface Outcome {
  topic: string;
  steps: number;
  failures: { step: number; part: string; why: string }[];
}

const { addresses } = createCore(await compiledCore());
const read = (name: string) => JSON.parse(readFileSync(join(__dirname, name), 'utf8'));
const passing = read('passing.json') as Record<string, string[]>;
/** Cases that cannot pass, each with the reason. */
const exceptions = read('exceptions.json') as Record<string, Record<string, string>>;

describe.each(VERSIONS as string[])('%s', (version) => {
  const listed = new Set(passing[version] ?? []);
  const outcomes: Outcome[] = [];
  const random = (own: Recording, baseline?: Recording) => withRandomTokens(addresses, own, baseline);
  const recordings = recordingsOf(version, random) as (Recording & { case: string; topic: string })[];

  test.each(recordings)('$case', async (recording) => {
    const outcome = await runScenario(await compiledCore(), scenarioOf(recording) as Scenario);
    if ('failure' in outcome) throw new Error(outcome.failure.diagnostics[0].message);
    const failures = compareCase(addresses, recording, stepsOf(outcome.result) as RecordedRun[]);
    outcomes.push({ topic: recording.topic, steps: recording.steps.length, failures });
    if (listed.has(recording.case)) expect(failures).toEqual([]);
    else expect(failures, 'passes, so it belongs into passing.json (npm run conformance -- --update)').not.toEqual([]);
  });

  test('every recorded case is listed once: as one that passes, or as an exception with a reason', () => {
    const names = [...listed, ...Object.keys(exceptions[version] ?? {})].sort();
    expect(names).toEqual(recordings.map((recording) => recording.case).sort());
  });

  afterAll(() => console.log(`${version}\n${tally(outcomes).join('\n')}`));
});
