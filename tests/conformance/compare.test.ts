/** The comparison itself: every recorded run passes against its own recording, and a changed one does not. */

import { describe, expect, test } from 'vitest';
import * as compare from '../../worker/compare';
import { createCore } from '../../worker/core';
import { compiledCore } from '../core/load';
import { recordingsOf, VERSIONS } from './cases.mjs';

type Run = compare.RecordedRun;
type Recording = compare.Recording & { case: string };

const { addresses } = createCore(await compiledCore());
const compareCase = (recorded: compare.Recording, steps: Run[]) => compare.compareCase(addresses, recorded, steps);
const withRandomTokens = (recorded: Recording, baseline?: Recording) =>
  compare.withRandomTokens(addresses, recorded, baseline);

describe.each(VERSIONS as string[])('%s', (version) => {
  const recordings = recordingsOf(version, withRandomTokens) as Recording[];

  test('the first recorded run of every case passes', () => {
    const failing = recordings.filter(
      (recording) =>
        compareCase(
          recording,
          recording.steps.map((step) => step.runs[0]),
        ).length > 0,
    );
    expect(failing.map((recording) => recording.case)).toEqual([]);
  });

  test('a wrong exit status, a missing step and an added line are noticed in every case', () => {
    for (const recording of recordings) {
      const right = recording.steps.map((step) => step.runs[0]);
      const exits = new Set(recording.steps[0].runs.map((run) => run.exit));
      const wrongExit = [{ ...right[0], exit: right[0].exit + 1 }, ...right.slice(1)];
      if (exits.size === 1) expect(compareCase(recording, wrongExit), recording.case).not.toEqual([]);
      expect(compareCase(recording, right.slice(1)), recording.case).not.toEqual([]);
    }
  });
});

const recording = (...runs: string[]): Recording => ({
  case: 'made-up',
  cluster: { serviceSubnet: '10.96.0.0/28' },
  files: [],
  steps: [{ command: 'x', runs: runs.map((stdout) => ({ stdout, stderr: '', exit: 0 })) }],
});
const isSame = (recorded: string[], printed: string) =>
  compareCase(recording(...recorded), [{ stdout: printed, stderr: '', exit: 0 }]).length === 0;

test.each([
  ['the same bytes', ['a b\n', 'a b\n'], 'a b\n', true],
  ['another word', ['a b\n', 'a b\n'], 'a c\n', false],
  ['other spacing', ['a  b\n', 'a  b\n'], 'a b\n', false],
  ['a random address of the same range', ['10.96.0.4\n', '10.96.0.9\n'], '10.96.0.7\n', true],
  ['a random address of another range', ['10.96.0.4\n', '10.96.0.9\n'], '10.97.0.7\n', false],
  ['an address where the runs agree', ['10.96.0.4\n', '10.96.0.4\n'], '10.96.0.7\n', false],
  ['another age', ['web 3s\n', 'web 3s\n'], 'web 12s\n', true],
  ['a number for an age', ['web 3s\n', 'web 3s\n'], 'web 12\n', false],
  ['a generated name of the same form', ['web-abcde\n', 'web-fghij\n'], 'web-zzzzz\n', true],
  ['a generated name of another length', ['web-abcde\n', 'web-fghij\n'], 'web-zzzz\n', false],
  ['lines in an order that is random', ['a\nb\n', 'b\na\n'], 'b\na\n', true],
  ['a time', ['t: 2026-11-24T08:40:23Z\n', 't: 2026-11-24T09:40:23Z\n'], 't: 2026-01-05T10:00:00Z\n', true],
] as const)('%s', (_, recorded, printed, expected) => {
  expect(isSame([...recorded], printed)).toBe(expected);
});

test('one entity keeps one value through a case', () => {
  const once = recording('10.96.0.4\n', '10.96.0.9\n');
  const both = { ...once, steps: [...once.steps, ...once.steps] };
  const steps = (a: string, b: string) => [a, b].map((stdout) => ({ stdout, stderr: '', exit: 0 }));
  expect(compareCase(both, steps('10.96.0.7\n', '10.96.0.7\n'))).toEqual([]);
  expect(compareCase(both, steps('10.96.0.7\n', '10.96.0.8\n'))).not.toEqual([]);
});

test('what the baseline shows to be random is random in a release that was recorded once', () => {
  const once = withRandomTokens(recording('web 10.96.0.4 x\n'), recording('web 10.96.0.5 y\n', 'web 10.96.0.6 y\n'));
  const passes = (stdout: string) => compareCase(once, [{ stdout, stderr: '', exit: 0 }]).length === 0;
  expect(passes('web 10.96.0.9 x\n')).toBe(true);
  expect(passes('web 10.97.0.9 x\n')).toBe(false);
  expect(passes('web 10.96.0.9 y\n')).toBe(false);
});
