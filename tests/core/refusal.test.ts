/** Whatever is given to the exports: a refusal with a name, or a trap that says why; never an unnamed trap. */

import { describe, expect, test } from 'vitest';
import * as codes from '../../assembly/constants';
import { CoreRefusal, checked, isCoreTrap, trapText } from '../../worker/core/errors';
import { CoreModule } from '../../worker/core/module';
import { Chance, OPERATIONS, SEED } from './chance';
import { compiledCore, freshCore } from './load';

const fresh = async () => new CoreModule(await compiledCore()).exports;
const reasonOf = (code: number) => {
  try {
    checked(code);
  } catch (error) {
    return (error as CoreRefusal).reason;
  }
  return 'accepted';
};

test('every code has a name of its own', () => {
  const errors = Object.entries(codes).flatMap(([name, code]) => (name.startsWith('ERROR_') ? [reasonOf(code)] : []));
  expect(errors.length).toBeGreaterThan(10);
  expect(new Set(errors).size).toBe(errors.length);
  expect(errors).not.toContain('unknown');
  const traps = Object.entries(codes).flatMap(([name, code]) =>
    name.startsWith('TRAP_') && code !== codes.TRAP_NONE ? [trapText(code)] : [],
  );
  expect(new Set(traps).size).toBe(traps.length);
  expect(traps).not.toContain(undefined);
});

describe('wrong arguments', async () => {
  const core = await fresh();
  const set = core.setNew(0n, 100n);
  const small = core.blockNew(16);
  const [pairs, families, text] = [core.blockNew(160), core.blockNew(10), core.blockNew(640)];
  const list = core.recordsNew(4, 2);
  new Uint8Array(core.memory.buffer, text, 640).fill(10);
  const last = (1n << 64n) - 1n;
  const asked = (answer: bigint) => [core.found(), core.errorCode(), answer][1] as number;

  test.each<[string, string, () => number]>([
    ['a set of size 0', 'size', () => core.setNew(0n, 0n)],
    ['a set of more than 2^64', 'size', () => core.setNew(1n, 1n)],
    ['an offset beyond the set', 'offset', () => core.setOccupy(set, 100n)],
    ['a question beyond the set', 'offset', () => core.setHas(set, last)],
    ['a band beyond the set', 'offset', () => asked(core.setNextFree(set, 0n, 100n, 0n))],
    ['a band that wraps', 'range', () => asked(core.setNextUsed(set, 5n, 4n))],
    ['a count that wraps', 'range', () => asked(core.setCount(set, 5n, 4n))],
    ['a start outside of the band', 'offset', () => asked(core.setTakeFree(set, 5n, 9n, 4n))],
    ['a picture that wraps', 'range', () => core.setPaint(set, 5n, 4n, 0, pairs, families)],
    ['cells of 2^64', 'cells', () => core.setPaint(set, 0n, 9n, 64, pairs, families)],
    ['a picture in one block', 'overlap', () => core.setPaint(set, 0n, 3n, 0, pairs, pairs)],
    ['a picture in a small block', 'block', () => core.setPaint(set, 0n, 99n, 0, pairs, families)],
    ['starts in no block', 'block', () => core.setTakeEach(set, 0n, 9n, small + 8, 1)],
    ['more starts than there are', 'block', () => core.setTakeEach(set, 0n, 9n, small, 3)],
    ['spans in no block', 'block', () => core.setSpans(set, 0n, 9n, 0, 1)],
    ['a text longer than its area', 'length', () => core.parseAddress(codes.TEXT_BYTES_MAX + 1, false)],
    ['a negative length', 'length', () => core.parsePrefix(-1, true)],
    ['a canonical text of negative length', 'length', () => core.canonical(-5)],
    ['no family', 'family', () => core.formatAddress(5, 0n, 0n)],
    ['an IPv4 address of 33 bits', 'address', () => core.formatAddress(4, 0n, 1n << 32n)],
    ['an IPv4 prefix of 33 bits', 'bits', () => core.mask(4, 0n, 0n, 33)],
    ['an IPv6 prefix of 129 bits', 'bits', () => core.last(6, 0n, 0n, 129)],
    ['a negative prefix', 'bits', () => core.contains(6, 0n, 0n, -1, 0n, 0n)],
    ['a prefix to be written', 'bits', () => core.formatPrefix(4, 0n, 0n, 40)],
    ['a sum beyond IPv4', 'range', () => core.add(4, 0n, 0xffffffffn, 0n, 1n, false)],
    ['a sum beyond IPv6', 'range', () => core.add(6, last, last, 0n, 1n, false)],
    ['a difference below zero', 'range', () => core.add(6, 0n, 0n, 0n, 1n, true)],
    ['a text longer than its block', 'block', () => core.parseLines(small, 17, pairs, families, false)],
    ['a text without room for its end', 'block', () => core.parseLines(small, 16, pairs, families, false)],
    ['more lines than room', 'length', () => core.parseLines(text, 639, small, families, false)],
    ['addresses over their text', 'overlap', () => core.parseLines(text, 10, text, families, false)],
    ['a text over its addresses', 'overlap', () => core.formatLines(pairs, families, 2, pairs)],
    ['a text block that is too small', 'block', () => core.formatLines(pairs, families, 10, small)],
    ['a negative count', 'block', () => core.containsEach(pairs, families, -1, 4, 0n, 0n, 0, small)],
    ['a list of no family', 'family', () => core.recordsNew(0, 1)],
    ['a list of negative size', 'length', () => core.recordsNew(4, -1)],
    ['a record beyond its list', 'length', () => core.recordPut(list, 2, 0n, 0n, 0, 0)],
    ['a record of the other family', 'bits', () => core.recordPut(list, 0, 0n, 0n, 64, 0)],
    ['more records than a list has', 'length', () => core.recordsMerge(list, 3)],
    ['a list for a range that is too short', 'length', () => core.rangePrefixes(list, 0n, 0n, 0n, 1n)],
    ['a range that wraps', 'range', () => core.rangePrefixes(core.recordsNew(4, 256), 0n, 2n, 0n, 1n)],
    [
      'a list that has changed',
      'unlinked',
      () => core.recordPut(list, 0, 0n, 0n, 8, 0) || core.recordsMatch(list, 0n, 0n),
    ],
    ['a block freed twice', 'block', () => core.blockFree(core.blockFree(core.blockNew(8)) || pairs + 16)],
    ['a block of 2^31 bytes', 'length', () => core.blockNew(2 ** 31 - 1)],
  ])('%s: %s', (_, reason, act) => expect(reasonOf(act())).toBe(reason));

  test('nothing has changed', () => {
    expect(core.setCount(set, 0n, 99n)).toBe(0n);
  });
});

test('the typed face throws refusals', async () => {
  const { addresses, rangeSet } = await freshCore();
  const address = addresses.parse('10.0.0.1')!;
  expect(() => addresses.masked({ address, bits: 33 })).toThrow(CoreRefusal);
  expect(() => addresses.format({ ...address, hi: 1n })).toThrow('address: an IPv4 address has 32 bits');
  expect(() => rangeSet(0n)).toThrow('size: a set has 1 to 2^64 values');
  expect(() => rangeSet(4n).occupy(4n)).toThrow('offset: an offset lies outside of its set or band');
});

test(`random arguments: refused, answered, or a trap with a name (seed ${SEED})`, async () => {
  const chance = new Chance(13);
  const counts = { calls: 0, refusals: 0, traps: 0 };
  let core = await fresh();
  let known: number[] = [];
  const number = () =>
    chance.once(2) && known.length > 0
      ? chance.pick(known)
      : chance.pick([0, 1, 4, 6, 16, 64, 4096, -1, chance.below(200), chance.below(2 ** 32) - 2 ** 31]);
  const word = () =>
    chance.pick([0n, 1n, 63n, 255n, (1n << 64n) - 1n, chance.bigBelow(1n << 64n), chance.bigBelow(4096n)]);
  const names = Object.keys(core).filter((name) => typeof core[name as keyof typeof core] === 'function');
  /** Which parameters are u64 is what the call itself says. */
  const words = new Map<string, boolean[]>();
  while (counts.calls < OPERATIONS / 2) {
    const name = chance.pick(names);
    const call = core[name as keyof typeof core] as unknown as (...values: (number | bigint)[]) => number | bigint;
    const kinds = words.get(name) ?? kindsOf(call);
    words.set(name, kinds);
    const values = kinds.map((isWord) => (isWord ? word() : number()));
    // No memory beyond what a test should use.
    if (/^(blockNew|recordsNew)$/.test(name) && Number(values[values.length - 1]) > 1 << 16) continue;
    counts.calls++;
    try {
      const answer = call(...values);
      if (typeof answer === 'number' && answer < -1) {
        counts.refusals++;
        if (reasonOf(answer) === 'unknown') expect.fail(`${name}(${values}) answers ${answer}`);
      } else if (/New$|Clone$|Snapshot$/.test(name)) known.push(Number(answer));
      // Random bytes in the blocks that callers may write.
      if (name === 'blockNew' && Number(answer) > 0) scribble(chance, core.memory, Number(answer), Number(values[0]));
    } catch (error) {
      if (!isCoreTrap(error)) throw error;
      if (trapText(core.trapCode()) === undefined) expect.fail(`${name}(${values}) traps without a name: ${error}`);
      counts.traps++;
      if (!chance.once(20)) continue;
      core = await fresh();
      known = [];
    }
    if (core.memory.buffer.byteLength > 1 << 28) {
      core = await fresh();
      known = [];
    }
  }
  expect(counts.refusals).toBeGreaterThan(counts.calls / 20);
  expect(counts.traps).toBeGreaterThan(counts.calls / 50);
});

/** Finds by trial which parameters want a BigInt; a wrong kind fails before the call begins. */
function kindsOf(call: (...values: (number | bigint)[]) => unknown): boolean[] {
  const kinds = new Array<boolean>(call.length).fill(false);
  for (let index = 0; index < kinds.length; index++) {
    const probe = kinds.map(() => ({ valueOf: () => 0 }) as unknown as number);
    const order: number[] = [];
    probe.forEach(
      (_, at) => (probe[at] = { valueOf: () => (order.push(at), kinds[at] ? 0n : 0) } as unknown as number),
    );
    probe[index + 1] = {
      valueOf: () => {
        throw new Stop();
      },
    } as unknown as number;
    try {
      if (index + 1 < kinds.length) call(...probe);
      else break;
    } catch (error) {
      if (error instanceof TypeError) kinds[index] = true;
      else if (!(error instanceof Stop)) throw error;
    }
  }
  return lastKind(call, kinds);
}

function lastKind(call: (...values: (number | bigint)[]) => unknown, kinds: boolean[]): boolean[] {
  if (kinds.length === 0) return kinds;
  try {
    call(...kinds.map((isWord) => (isWord ? 0n : 0)));
  } catch (error) {
    if (error instanceof TypeError) kinds[kinds.length - 1] = true;
  }
  return kinds;
}

class Stop extends Error {}

function scribble(chance: Chance, memory: WebAssembly.Memory, at: number, length: number): void {
  const bytes = new Uint8Array(memory.buffer, at, length);
  const letters = chance.pick(['0123456789abcdef:.\n', '\n', '::\n1', '\u0000\u00ff\u0080 /%']);
  for (let index = 0; index < length; index++) bytes[index] = letters.charCodeAt(chance.below(letters.length));
}
