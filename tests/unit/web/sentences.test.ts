/** What the page says of decisions, addresses and results. */

import { describe, expect, test } from 'vitest';
import { explainDecision } from '../../../sentences/decision';
import { whyNot } from '../../../sentences/place';
import { groupDigits } from '../../../sentences/words';
import { bandEdges } from '../../../web/map/band';
import { triesIn } from '../../../web/map/tries';
import { waitingDecisions } from '../../../web/state/outcome';
import type { CellView, Decision, RangeView, RunResult } from '../../../worker/api';

const service = (name: string) => ({ kind: 'Service', namespace: 'default', name });

function decision(id: number, name: string, outcome: Decision['outcome']): Decision {
  return {
    id,
    step: 0,
    atMs: 0,
    resource: 'clusterIP',
    object: service(name),
    request: { family: 'IPv4' },
    ranges: [
      {
        range: '10.96.0.0/28',
        names: ['kubernetes'],
        state: 'ready',
        usable: '14',
        free: '0',
        searches: [{ band: 'dynamic', start: '10.96.0.9', tried: '14', order: ['10.96.0.9', '10.96.0.10'] }],
        result: 'full',
      },
    ],
    outcome,
  };
}

const REFUSED: Decision['outcome'] = { kind: 'refused', message: 'range is full', cause: 'full' };
const GIVEN: Decision['outcome'] = { kind: 'allocated', value: '10.96.0.9' };

test('a refusal is told as question, reason and record', () => {
  const account = explainDecision(decision(1, 'test-13', REFUSED), 7);
  expect(account.question).toBe('Why was test-13 refused?');
  expect(account.lead).toBe('All 14 usable addresses are held.');
  expect(account.rows.map((row) => row.name)).toEqual(['Request', 'Ranges', 'Band', 'Search', 'Answer']);
  expect(account.rows[3]!.text).toBe(
    'It started at [[10.96.0.9]], drawn by seed 7, and went round once. All 14 were held.',
  );
  expect(account.rows[4]).toMatchObject({ text: 'The request was refused: `range is full`.', tone: 'refused' });
});

test('every resource and cause has an account', () => {
  const causes = [
    'full',
    'taken',
    'not in range',
    'network address',
    'broadcast address',
    'terminating',
    'not ready',
    'no range',
    'other',
  ] as const;
  for (const resource of ['clusterIP', 'nodePort', 'healthCheckNodePort', 'podCIDR', 'podIP'] as const)
    for (const outcome of [GIVEN, ...causes.map((cause) => ({ ...REFUSED, cause }))]) {
      const account = explainDecision({ ...decision(1, 'x', outcome), resource }, 0);
      for (const text of [account.question, account.lead, ...account.rows.map((row) => row.text)]) {
        expect(text).not.toMatch(/undefined|NaN/);
        expect(text).not.toBe('');
      }
    }
});

test('a request waits until its object gets something', () => {
  const of = (...decisions: Decision[]) => waitingDecisions({ decisions } as RunResult).map((one) => one.id);
  expect(of(decision(1, 'a', REFUSED))).toEqual([1]);
  expect(of(decision(1, 'a', REFUSED), decision(2, 'b', GIVEN))).toEqual([1]);
  expect(of(decision(1, 'a', REFUSED), decision(2, 'a', GIVEN))).toEqual([]);
  expect(of({ ...decision(1, 'a', REFUSED), request: { dryRun: true } })).toEqual([]);
});

test('tries are numbered in the order of the walk, in their own range only', () => {
  expect([...triesIn(decision(1, 'a', REFUSED), '10.96.0.0/28')]).toEqual([
    ['10.96.0.9', 1],
    ['10.96.0.10', 2],
  ]);
  expect(triesIn(decision(1, 'a', REFUSED), '10.96.0.0/24').size).toBe(0);
});

describe('why not', () => {
  const cell = (last: number, more: Partial<CellView>): CellView => ({
    address: `10.0.0.${last}`,
    label: `.${last}`,
    category: 'free',
    letter: '',
    staticBand: false,
    ...more,
  });
  const range: RangeView = {
    kind: 'service',
    prefix: '10.0.0.0/30',
    family: 'IPv4',
    owners: [{ name: 'kubernetes', state: 'ready' }],
    usable: '2',
    held: '1',
    free: '1',
    addresses: [],
    cells: [
      cell(0, { category: 'never', role: 'network' }),
      cell(1, { category: 'system', letter: 'K', holder: service('kubernetes') }),
      cell(2, {}),
      cell(3, { category: 'never', role: 'broadcast' }),
    ],
  };
  test.each([
    ['10.0.0.0', 'the network address'],
    [' .3 ', 'the broadcast address'],
    ['10.0.0.1', 'held by Service kubernetes'],
    ['10.0.0.2', 'It is free'],
    ['192.168.0.1', 'has no address that is written “192.168.0.1”'],
  ])('%s', (typed, expected) => expect(whyNot(range, typed)).toContain(expected));
});

test.each([
  ['0', '0'],
  ['999', '999'],
  ['65535', '65,535'],
  ['1048574', '1,048,574'],
  ['18446744073709551615', 'about 2^64'],
])('%s is written %s', (digits, text) => expect(groupDigits(digits)).toBe(text));

test('the outline of a band that turns a corner is closed', () => {
  const inBand = (index: number) => index >= 1 && index <= 4;
  const edges = [0, 1, 2, 3, 4, 5].map((index) => bandEdges(inBand, index, 4, 8));
  expect(edges).toEqual(['', 'b bt bb bl', 'b bt bb', 'b bt bb br', 'b bt bb bl br', '']);
});
