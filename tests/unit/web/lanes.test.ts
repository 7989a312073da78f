/** The timeline's rows and columns. */

import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../../worker/api';
import { COLUMNS_MAX, columnsOf, lanesOf, matches, sayEntry, sayTime } from '../../../web/timeline/lanes';

const entry = (parts: Partial<TimelineEntry>): TimelineEntry => ({
  atMs: 0,
  step: 0,
  actor: 'kubelet',
  kind: 'event',
  ...parts,
});

test('the reader comes first, and what went wrong covers the rest of a step', () => {
  const lanes = lanesOf([
    entry({ step: -1 }),
    entry({ kind: 'decision', decision: 1 }),
    entry({ tone: 'warning' }),
    entry({}),
    entry({ actor: 'You', kind: 'command', text: 'ls' }),
  ]);
  expect(lanes.map(({ actor }) => actor)).toEqual(['You', 'kubelet']);
  expect([...lanes[1]!.marks]).toEqual([
    [-1, { kind: 'done', count: 1 }],
    [0, { kind: 'refused', count: 3 }],
  ]);
});

test.each([
  [0, -1, [-1]],
  [3, 2, [-1, 0, 1, 2]],
])('columns of %i steps, at %i', (count, current, expected) => expect(columnsOf(count, current)).toEqual(expected));

test.each([-1, 0, 500, 998, 999])('of a thousand steps the one at %i is among the columns', (current) => {
  const columns = columnsOf(1_000, current);
  expect(columns).toHaveLength(COLUMNS_MAX);
  expect(columns).toContain(current);
  expect(columns[0]).toBeGreaterThanOrEqual(-1);
  expect(columns.at(-1)).toBeLessThanOrEqual(999);
});

test('entries in words', () => {
  const object = { kind: 'Pod', namespace: 'default', name: 'web' };
  const event = entry({ text: 'Scheduled: Successfully assigned default/web to worker0', object });
  expect(sayEntry(event, [])).toBe('Pod web: Scheduled: Successfully assigned default/web to worker0');
  expect(sayEntry(entry({ kind: 'change', object, text: 'status' }), [])).toBe('wrote Pod web, status');
  expect(matches(event, ' SCHEDULED ', [])).toBe(true);
  expect(matches(event, 'Killing', [])).toBe(false);
  expect([0, 65_999, 3_600_000].map(sayTime)).toEqual(['0:00', '1:05', '60:00']);
});
