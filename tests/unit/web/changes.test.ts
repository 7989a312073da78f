/** What is marked as new, gone and changed on the map, and summed up in the status. */

import { expect, test } from 'vitest';
import { changeWord, changesOf } from '../../../web/map/changes';
import { marksText, tileMarks } from '../../../web/map/tile-marks';
import { summarise } from '../../../web/state/outcome';
import type { CellCategory, HeldAddress, RunResult } from '../../../worker/api';

const held = (address: string, name: string, category: CellCategory = 'dynamic'): HeldAddress => ({
  address,
  category,
  letter: 's',
  holder: { kind: 'Service', namespace: 'default', name },
  staticBand: false,
});

/** @param count how many addresses the range holds, where not all are listed. */
const result = (addresses: HeldAddress[], count = addresses.length) =>
  ({
    ranges: [{ kind: 'service', prefix: '10.96.0.0/24', addresses, held: String(count) }],
    decisions: [],
    transcript: [],
  }) as unknown as RunResult;

const BEFORE = result([held('10.96.0.1', 'a'), held('10.96.0.2', 'b'), held('10.96.0.3', 'c'), held('10.96.0.4', 'd')]);
const AFTER = result([
  held('10.96.0.1', 'a'),
  held('10.96.0.2', 'other'),
  held('10.96.0.3', 'c', 'leaving'),
  held('10.96.0.5', 'e'),
]);

test.each([
  ['10.96.0.1', ''],
  ['10.96.0.2', ', changed, was held by b'],
  ['10.96.0.3', ', changed, was chosen'],
  ['10.96.0.4', ', was held by d'],
  ['10.96.0.5', ', new'],
])('%s: "%s"', (address, word) => {
  expect(changeWord(changesOf(AFTER, BEFORE), address)).toBe(word);
});

test('another scenario marks nothing', () => {
  expect(changesOf(AFTER, undefined)).toMatchObject({ added: new Set(), gone: new Map() });
});

test('an address that falls off the end of a cut list is not gone', () => {
  const list = Array.from({ length: 4 }, (_, index) => held(`10.96.0.${index + 10}`, `s${index}`));
  const before = result(list, 9);
  const after = result([held('10.96.0.5', 'new'), ...list.slice(0, 3)], 10);
  const { added, gone } = changesOf(after, before);
  expect([...added]).toEqual(['10.96.0.5']);
  expect([...gone]).toEqual([]);
});

test('tiles sum up what became of their addresses, and the tries of a refused request', () => {
  const changes = changesOf(AFTER, BEFORE);
  const addresses = ['10.96.0.5', '10.96.0.4', '10.96.0.2', '10.96.0.3', '10.96.0.9'];
  const tries = new Map([
    ['10.96.0.2', 2],
    ['10.96.0.9', 1],
  ]);
  const marks = tileMarks(changes, tries, addresses, [3, 3, 3, 7, -1]);
  expect(marksText(marks.get(3))).toBe(', 1 new, 1 gone, 1 changed, tries 2');
  expect(marksText(marks.get(7))).toBe(', 1 changed');
  expect([...marks.keys()]).toEqual([3, 7]);
});

test('the status counts Services: new, gone, changed and unchanged', () => {
  expect(summarise(BEFORE, AFTER)).toBe('2 Services added, 2 removed, 1 changed, 1 unchanged');
});
