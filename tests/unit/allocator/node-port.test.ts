/** Node ports: services.md 1.4 and 10.1 rows 25, 26. */

import { expect, test } from 'vitest';
import { createNodePortAllocator } from '../../../worker/allocator';
import type { DecisionRecord } from '../../../worker/allocator/types';
import { freshCore } from '../../core/load';

const owner = (name: string) => ({ kind: 'Service', namespace: 'default', name });
const TAKEN = { ok: false, error: 'provided port is already allocated', cause: 'allocated' };

async function start(range: { base?: number; size?: number } = {}) {
  const core = await freshCore();
  const decisions: DecisionRecord[] = [];
  const ports = createNodePortAllocator({
    core,
    random: core.random(1),
    decisions: (each) => decisions.push(each),
    ...range,
  });
  return { ports, decisions };
}

test('row 25: a dry run takes nothing and knows no range', async () => {
  const { ports } = await start({ base: 10000, size: 201 });
  const taken = ports.begin(owner('a'));
  for (const port of [10000, 10010, 10020]) expect(taken.allocate(port).ok).toBe(true);
  taken.commit();
  const dry = ports.begin(owner('b'), true);
  expect([10000, 10030, 10030, 10040].map((port) => dry.allocate(port).ok)).toEqual([false, true, false, true]);
  expect(dry.allocate(80).ok).toBe(true);
  dry.commit();
  expect(ports.begin(owner('c')).allocate(10030).ok).toBe(true);
});

test('row 26: ports that a dry run invents', async () => {
  const { ports } = await start();
  const dry = ports.begin(owner('a'), true);
  expect(dry.allocateNext()).toEqual({ ok: true, value: 32769 });
  expect(dry.allocate(32769)).toEqual(TAKEN);
  expect(dry.allocateNext()).toEqual({ ok: true, value: 32770 });
});

test('the dynamic band first, then the static one, then full', async () => {
  const { ports, decisions } = await start();
  const operation = ports.begin(owner('a'));
  const given = Array.from({ length: 2768 }, () => operation.allocateNext()).map((result) =>
    result.ok ? result.value : 0,
  );
  expect(Math.min(...given.slice(0, 2768 - 86))).toBe(30086);
  expect(given.slice(2768 - 86).sort((a, b) => a - b)).toEqual(Array.from({ length: 86 }, (_, index) => 30000 + index));
  expect(new Set(given).size).toBe(2768);
  expect(operation.allocateNext()).toEqual({ ok: false, error: 'range is full', cause: 'full' });
  expect(decisions.at(-1)).toMatchObject({
    ranges: [{ result: 'full', free: '0', searches: [{ tried: '2682' }, { tried: '86' }] }],
  });
});

test('refusals and their texts', async () => {
  const { ports, decisions } = await start();
  const first = ports.begin(owner('a'));
  first.allocate(30080);
  first.commit();
  const second = ports.begin(owner('b'));
  expect(second.allocate(30080)).toEqual(TAKEN);
  expect(decisions.at(-1)!.outcome).toEqual({
    kind: 'refused',
    message: TAKEN.error,
    cause: 'taken',
    holder: owner('a'),
  });
  const outside = 'provided port is not in the valid range. The range of valid ports is 30000-32767';
  for (const port of [29999, 32768, 0])
    expect(second.allocate(port)).toEqual({ ok: false, error: outside, cause: 'not in range' });
});

test('a rolled back operation leaves nothing; releases wait for the commit', async () => {
  const { ports } = await start();
  const first = ports.begin(owner('a'));
  first.allocate(30001);
  first.rollback();
  const second = ports.begin(owner('b'));
  expect(second.allocate(30001).ok).toBe(true);
  second.commit();
  const third = ports.begin(owner('b'));
  third.releaseDeferred(30001);
  expect(third.allocate(30001)).toEqual(TAKEN);
  third.rollback();
  expect(ports.begin(owner('c')).allocate(30001)).toEqual(TAKEN);
  const fourth = ports.begin(owner('b'));
  fourth.releaseDeferred(30001);
  fourth.commit();
  expect(ports.begin(owner('c')).allocate(30001).ok).toBe(true);
});
