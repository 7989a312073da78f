/** Lessons on the page: answers, and changes as questions and lines. */

import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../../worker/api';
import { isRight, questionFrom, variedLines, whatIf } from '../../../web/lesson/lesson';

const QUESTION = { question: 'What keeps it?', answer: 'a/Finalizer', why: '' };

test.each([
  ['a/Finalizer', true],
  [' A/finalizer ', true],
  ['`a/Finalizer`', true],
  ['a/final', false],
  ['', false],
])('typed %j', (given, expected) => expect(isRight(QUESTION, given)).toBe(expected));

test('a chosen answer is right to the letter', () => {
  const chosen = { ...QUESTION, options: ['None', 'none at all'], answer: 'None' };
  expect(isRight(chosen, 'None')).toBe(true);
  expect(isRight(chosen, 'none')).toBe(false);
});

test('the next question is looked for from an index on', () => {
  const steps = [{ command: 'a' }, { command: 'b', predict: QUESTION }, { command: 'c' }];
  expect([0, 1, 2].map((index) => questionFrom(steps, index))).toEqual([1, 1, undefined]);
});

describe('a change', () => {
  const scenario: Scenario = {
    title: 'Any',
    cluster: 'kubernetes: "1.36"\nkubeDNS: true\n',
    files: [{ name: 'a.yaml', content: 'one\n  two\nthree\n' }],
    steps: [],
  };
  test.each([
    [{ edit: { file: 'cluster.yaml', from: 'kubeDNS: true', to: '' } }, ['- kubeDNS: true']],
    [{ edit: { file: 'a.yaml', from: 'two', to: 'deux\n  trois' } }, ['-   two', '+   deux', '+   trois']],
    [{ edit: { file: 'none.yaml', from: 'x', to: 'y' } }, []],
    [{ seed: 8 }, ['+ seed: 8']],
    [{ release: '1.33' }, ['- kubernetes: "1.36"', '+ kubernetes: "1.33"']],
  ])('%j', (change, lines) => {
    const variation = { ...change, watch: '' };
    expect(variedLines(scenario, variation).map(({ sign, text }) => `${sign} ${text}`)).toEqual(lines);
    expect(whatIf(variation)).toMatch(/^What if .+\?$/);
  });
});
