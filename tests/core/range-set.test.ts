/** Range sets against the model: seeded operations, all small ranges, the ends of large ones, memory that is reused. */

import { describe, expect, test } from 'vitest';
import type { RangeReader, RangeSet } from '../../worker/core/types';
import { CoreModule } from '../../worker/core/module';
import { Chance, OPERATIONS, SEED } from './chance';
import { compiledCore, freshCore } from './load';
import { ModelSet } from './model';

const core = await freshCore();

/** Around every border of words, levels and kinds of sets. */
const SIZES = [
  1n,
  2n,
  30n,
  63n,
  64n,
  65n,
  127n,
  256n,
  4095n,
  4096n,
  4097n,
  65_536n,
  262_145n,
  1n << 20n,
  (1n << 24n) - 1n,
  1n << 24n,
  (1n << 24n) + 1n,
  1n << 32n,
  (1n << 40n) - 3n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
  1n << 64n,
];

/** Offsets that meet often: a few neighbourhoods, the borders, now and then anywhere. */
function offsetIn(chance: Chance, size: bigint): bigint {
  const hub = chance.pick([0n, size - 1n, size / 2n, size / 3n, 4096n, chance.once(4) ? chance.bigBelow(size) : 64n]);
  const offset = hub + BigInt(chance.below(chance.pick([3, 70, 200]))) - BigInt(chance.below(80));
  return offset < 0n ? 0n : offset >= size ? size - 1n : offset;
}

const textOfBigInt = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

const ROUNDS = Math.ceil(OPERATIONS / SIZES.length);

function operate(chance: Chance, fast: RangeSet, slow: RangeSet): void {
  const { size } = fast;
  const offset = offsetIn(chance, size);
  const other = offsetIn(chance, size);
  const [from, to] = offset < other ? [offset, other] : [other, offset];
  const start = from + chance.bigBelow(to - from + 1n);
  const same = <T>(name: string, act: (set: RangeSet) => T) => {
    const [got, expected] = [act(fast), act(slow)];
    if (got !== expected) expect.fail(`${name} in ${size}: ${got}, expected ${expected} (${from}, ${to}, ${start})`);
  };
  switch (chance.below(14)) {
    case 0:
    case 1:
    case 2:
      return same('occupy', (set) => set.occupy(offset));
    case 3:
      return same('release', (set) => set.release(offset));
    case 4:
      return same('has', (set) => set.has(offset));
    case 5:
      return same('count', (set) => set.count(from, to));
    case 6:
      return same('nextUsed', (set) => set.nextUsed(from, to));
    case 7:
      return same('count to the end', (set) => set.count(offset, size - 1n));
    case 8:
      return same('nextUsed to the end', (set) => set.nextUsed(offset, size - 1n));
    case 9: {
      // A short band that may well be full.
      const end = from + 100n < size ? from + 100n : size - 1n;
      return same('nextFree', (set) => set.nextFree(from, end, from + (start % (end - from + 1n))));
    }
    case 11:
      return same('spans', (set) => JSON.stringify(set.spans(from, to, 7), textOfBigInt));
    case 12: {
      const cellBits = Math.max(0, (to - from).toString(2).length - chance.below(5));
      return same('paint', (set) => JSON.stringify(set.paint(from, to, Math.min(cellBits, 63))));
    }
    case 10:
      return same('takeFree', (set) => set.takeFree(from, to, start));
    default:
      // A dense run.
      for (let at = offset, count = chance.below(140); count > 0 && at < size; at++, count--)
        same('run', (set) => set.occupy(at));
  }
}

test.each(SIZES)(`${ROUNDS} operations on %d values agree with the model (seed ${SEED})`, (size) => {
  const chance = new Chance(Number(size % 1_000_003n));
  const fast = core.rangeSet(size);
  const slow = new ModelSet(size);
  for (let round = 0; round < ROUNDS; round++) {
    operate(chance, fast, slow);
    // Emptied now and then, so that sets grow and shrink.
    if (round % 1_000 === 999) {
      const keep = chance.below(10);
      for (let at = slow.nextUsed(0n, size - 1n); at !== undefined; at = slow.nextUsed(at, size - 1n)) {
        if (fast.nextUsed(0n, at) === undefined) expect.fail(`${at} is lost`);
        if (chance.below(10) < keep) {
          at += 1n;
          continue;
        }
        expect(fast.release(at)).toBe(slow.release(at));
      }
    }
  }
  const members: bigint[] = [];
  for (let at = fast.nextUsed(0n, size - 1n); at !== undefined; at = fast.nextUsed(at + 1n, size - 1n))
    members.push(at);
  expect(new ModelSet(size, members).equals(slow)).toBe(true);
  fast.free();
});

test(`a bitmap full to every border of its levels (seed ${SEED})`, () => {
  const chance = new Chance(77);
  for (const size of [64n, 65n, 4096n, 4160n, 262_144n, 262_208n]) {
    const fast = core.rangeSet(size);
    for (let at = 0n; at < size; at++) fast.occupy(at);
    expect(fast.nextFree(0n, size - 1n, chance.bigBelow(size))).toBeUndefined();
    for (let round = 0; round < 300; round++) {
      const hole = chance.once(3) ? chance.pick([0n, size - 1n, 63n, size - 64n]) : chance.bigBelow(size);
      fast.release(hole);
      for (let ask = 0; ask < 5; ask++) expect(fast.nextFree(0n, size - 1n, chance.bigBelow(size))).toBe(hole);
      if (hole > 0n) expect(fast.nextFree(0n, hole - 1n, chance.bigBelow(hole))).toBeUndefined();
      expect(fast.count(0n, size - 1n)).toBe(size - 1n);
      fast.occupy(hole);
    }
    for (let at = 0n; at < size; at++) fast.release(at);
    expect(fast.nextUsed(0n, size - 1n)).toBeUndefined();
    for (let round = 0; round < 300; round++) {
      const member = chance.bigBelow(size);
      fast.occupy(member);
      expect(fast.nextUsed(chance.bigBelow(member + 1n), size - 1n)).toBe(member);
      if (member < size - 1n) expect(fast.nextUsed(member + 1n, size - 1n)).toBeUndefined();
      fast.release(member);
    }
    fast.free();
  }
});

describe('exhaustively', () => {
  function* bands(size: bigint) {
    for (let from = 0n; from < size; from++)
      for (let to = from; to < size; to++)
        for (let start = from; start <= to; start++) yield [from, to, start] as const;
  }

  function compare(fast: RangeSet, slow: RangeSet): void {
    for (const [from, to, start] of bands(slow.size)) {
      if (fast.nextFree(from, to, start) !== slow.nextFree(from, to, start))
        expect.fail(`nextFree(${from}, ${to}, ${start})`);
      if (
        start === from &&
        (fast.count(from, to) !== slow.count(from, to) || fast.nextUsed(from, to) !== slow.nextUsed(from, to))
      )
        expect.fail(`count or nextUsed(${from}, ${to})`);
    }
  }

  test('every set in every range up to 8 values', () => {
    for (let size = 1n; size <= 8n; size++)
      for (let bits = 0n; bits < 1n << size; bits++) {
        const fast = core.rangeSet(size);
        const slow = new ModelSet(size);
        for (let at = 0n; at < size; at++) if ((bits >> at) & 1n) slow.occupy(at);
        for (let at = 0n; at < size; at++) if ((bits >> at) & 1n) fast.occupy(at);
        compare(fast, slow);
        fast.free();
      }
  });

  test('ranges to 32 values: empty, full, one free, one taken, every run', () => {
    for (const size of [15n, 16n, 17n, 31n, 32n]) {
      const fast = core.rangeSet(size);
      const slow = new ModelSet(size);
      const set = (isIn: (at: bigint) => boolean) => {
        for (let at = 0n; at < size; at++)
          for (const each of [fast, slow])
            if (isIn(at)) each.occupy(at);
            else each.release(at);
        compare(fast, slow);
      };
      set(() => false);
      set(() => true);
      for (let one = 0n; one < size; one++) {
        set((at) => at === one);
        set((at) => at !== one);
        set((at) => at < one);
        set((at) => at >= one);
      }
    }
  });
});

test(`pictures agree with the model (seed ${SEED})`, () => {
  const chance = new Chance(5);
  for (const size of [1n, 100n, 4096n, 1n << 24n, 1n << 40n, 1n << 64n]) {
    const fast = core.rangeSet(size);
    const slow = new ModelSet(size);
    for (let count = 0; count < 300; count++) {
      const offset = offsetIn(chance, size);
      for (const set of [fast, slow]) set.occupy(offset);
    }
    for (let round = 0; round < 60; round++) {
      const from = offsetIn(chance, size);
      const cellBits = chance.below(size > 1n << 24n ? 64 : 26);
      const span = (1n << BigInt(cellBits)) * BigInt(1 + chance.below(40)) + BigInt(chance.below(3));
      const to = from + span < size ? from + span : size - 1n;
      expect(fast.paint(from, to, cellBits)).toEqual(slow.paint(from, to, cellBits));
    }
    fast.free();
  }
  const wide = core.rangeSet(1n << 20n);
  for (let at = 0n; at < 1n << 20n; at += 3n) wide.occupy(at);
  const { counts, fill } = wide.paint(0n, (1n << 20n) - 1n, 4);
  expect(counts).toHaveLength(65_536);
  expect(counts.reduce((sum, count) => sum + count)).toBe(349_526);
  expect(new Set(fill)).toEqual(new Set([1]));
  expect(() => wide.paint(0n, (1n << 20n) - 1n, 3)).toThrow(RangeError);
  expect(wide.paint(1n << 20n, 1n << 21n, 3).counts).toHaveLength(0);
});

test(`copies are independent and comparable (seed ${SEED})`, () => {
  const chance = new Chance(6);
  for (const size of [70n, 1n << 20n, 1n << 64n]) {
    const one = core.rangeSet(size);
    for (let count = 0; count < 500; count++) one.occupy(offsetIn(chance, size));
    const two = one.clone();
    expect(two.equals(one)).toBe(true);
    const offset = offsetIn(chance, size);
    if (!two.occupy(offset)) two.release(offset);
    expect(two.equals(one)).toBe(false);
    if (!one.occupy(offset)) one.release(offset);
    expect(one.equals(two)).toBe(true);
    expect(one.equals(core.rangeSet(size - 1n))).toBe(false);
    const members = two.count(0n, size - 1n);
    one.free();
    core.rangeSet(size).occupy(offset);
    expect(two.count(0n, size - 1n)).toBe(members);
    two.free();
  }
});

test.each([70n, 4096n, 1n << 20n, 1n << 40n, 1n << 64n])(
  `snapshots of %d values stay as they were (seed ${SEED})`,
  (size) => {
    const chance = new Chance(Number(size % 1_000_003n) + 8);
    const fast = core.rangeSet(size);
    const slow = new ModelSet(size);
    let kept: { now: RangeReader; then: ModelSet }[] = [];
    for (let round = 0; round < OPERATIONS / 500; round++) {
      operate(chance, fast, slow);
      if (chance.once(40)) kept.push({ now: fast.snapshot(), then: slow.clone() });
      if (kept.length === 0) continue;
      const one = chance.pick(kept);
      read(chance, one.now, one.then);
      if (!chance.once(60)) continue;
      // Freed in any order: what older ones read from it stays.
      expect(one.now.count(0n, size - 1n)).toBe(one.then.count(0n, size - 1n));
      const copy = one.now.clone();
      expect(copy.equals(one.now) && one.now.equals(copy)).toBe(true);
      expect(one.now.equals(fast)).toBe(one.then.equals(slow));
      copy.free();
      one.now.free();
      kept = kept.filter((other) => other !== one);
    }
    for (const { now, then } of kept) {
      const spans = then.spans(0n, size - 1n, 1_000_000);
      expect(now.spans(0n, size - 1n, 1_000_000)).toEqual(spans);
    }
    fast.free();
    for (const { now } of kept) expect(() => now.has(0n)).toThrow(WebAssembly.RuntimeError);
  },
);

/** Asks a snapshot and the model's copy the same. */
function read(chance: Chance, fast: RangeReader, slow: RangeReader): void {
  const { size } = fast;
  const [offset, other] = [offsetIn(chance, size), offsetIn(chance, size)];
  const [from, to] = offset < other ? [offset, other] : [other, offset];
  const end = from + 300n < to ? from + 300n : to;
  const start = from + chance.bigBelow(end - from + 1n);
  const ask = (set: RangeReader) => [
    set.has(offset),
    set.count(from, to),
    set.nextUsed(from, to),
    set.nextFree(from, end, start),
    set.spans(from, to, 5),
    set.paint(from, to, Math.min(63, Math.max(0, (to - from).toString(2).length - 3))),
  ];
  const [got, expected] = [ask(fast), ask(slow)].map((answers) => JSON.stringify(answers, textOfBigInt));
  if (got !== expected) expect.fail(`snapshot of ${size}: ${got}, expected ${expected} (${from}, ${to}, ${start})`);
}

test('a snapshot does not change', () => {
  const set = core.rangeSet(100n);
  const snapshot = set.snapshot() as RangeSet;
  for (const change of [
    () => snapshot.occupy(1n),
    () => snapshot.release(1n),
    () => snapshot.takeFree(0n, 9n, 0n),
    () => snapshot.snapshot(),
  ])
    expect(change).toThrow('read only');
  set.occupy(1n);
  expect([set.has(1n), snapshot.has(1n)]).toEqual([true, false]);
  set.free();
});

test('the ends of 2^64', () => {
  const last = (1n << 64n) - 1n;
  const set = core.rangeSet(1n << 64n);
  expect(set.nextUsed(0n, last)).toBeUndefined();
  expect(set.nextFree(0n, last, last)).toBe(last);
  expect(set.takeFree(last, last, last)).toBe(last);
  expect(set.takeFree(last, last, last)).toBeUndefined();
  expect(set.nextFree(0n, last, last)).toBe(0n);
  expect(set.nextUsed(0n, last)).toBe(last);
  expect(set.count(0n, last)).toBe(1n);
  expect(set.release(last)).toBe(true);
  set.free();
});

test('wrong arguments are refused, questions about the outside are answered', () => {
  const set = core.rangeSet(10n);
  for (const size of [0n, -1n, (1n << 64n) + 1n]) expect(() => core.rangeSet(size)).toThrow(RangeError);
  expect(set.has(10n)).toBe(false);
  expect(set.has(-1n)).toBe(false);
  expect(set.count(-5n, 50n)).toBe(0n);
  expect(set.nextUsed(12n, 50n)).toBeUndefined();
  expect(() => set.occupy(10n)).toThrow(RangeError);
  expect(() => set.release(-1n)).toThrow(RangeError);
  expect(() => set.nextFree(0n, 10n, 0n)).toThrow(RangeError);
  expect(() => set.nextFree(5n, 9n, 4n)).toThrow(RangeError);
  set.free();
  expect(() => set.has(1n)).toThrow();
});

test('a handle that is none traps with its code', async () => {
  const module = new CoreModule(await compiledCore());
  for (const handle of [0, 3, 64, 1 << 20, -16, 2 ** 31 - 16]) {
    expect(() => module.exports.setHas(handle, 0n)).toThrow(WebAssembly.RuntimeError);
    expect(module.exports.trapCode()).toBe(1);
  }
});

test('freed memory is used again', async () => {
  const module = new CoreModule(await compiledCore());
  const round = () => {
    for (const size of [10n, 1n << 12n, 1n << 20n, 1n << 64n]) {
      const set = module.exports.setNew(size >> 64n, size);
      for (let count = 0n; count < 2_000n; count++) module.exports.setOccupy(set, (count * 0x9e3779b97f4a7c15n) % size);
      module.exports.setNextUsed(set, 5n, size - 1n);
      module.exports.setNextUsed(set, 6n, size - 1n);
      const copy = module.exports.setClone(set);
      module.exports.setFree(set);
      module.exports.setFree(copy);
    }
    const records = module.exports.recordsNew(4, 100);
    module.exports.recordsFree(records);
  };
  round();
  const before = module.exports.memory.buffer.byteLength;
  for (let count = 0; count < 60; count++) round();
  expect(module.exports.memory.buffer.byteLength).toBe(before);
});

test('views of the memory survive its growth', () => {
  const { addresses } = core;
  for (let count = 1; count < 6; count++) {
    core.rangeSet(1n << 24n);
    expect(addresses.canonical(`FD00::${count}`)).toBe(`fd00::${count}`);
    expect(addresses.add(addresses.parse('10.0.0.1')!, 5n)).toEqual(addresses.parse('10.0.0.6'));
  }
});
