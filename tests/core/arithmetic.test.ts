/** Arithmetic of addresses and prefixes against plain BigInt. */

import { expect, test } from 'vitest';
import type { Address, Prefix } from '../../worker/core/types';
import { Chance, OPERATIONS, SEED } from './chance';
import { freshCore } from './load';

const core = await freshCore();
const { addresses } = core;

const widthOf = ({ family }: Address) => (family === 'IPv4' ? 32n : 128n);
const numberOf = ({ hi, lo }: Address) => (hi << 64n) | lo;
const addressOf = (family: Address['family'], number: bigint): Address => ({
  family,
  hi: number >> 64n,
  lo: BigInt.asUintN(64, number),
});
const hostMask = ({ address, bits }: Prefix) => (1n << (widthOf(address) - BigInt(bits))) - 1n;
const firstOf = (prefix: Prefix) => numberOf(prefix.address) & ~hostMask(prefix);
const lastOf = (prefix: Prefix) => numberOf(prefix.address) | hostMask(prefix);
const text = (address: Address) => addresses.format(address);

/** Addresses near each other and near the places where words and families end. */
function randomAddress(chance: Chance, family = chance.pick(['IPv4', 'IPv6'] as const)): Address {
  const end = family === 'IPv4' ? 1n << 32n : 1n << 128n;
  const near = chance.pick([0n, end - 1n, 1n << (family === 'IPv4' ? 16n : 64n), end >> 1n, chance.bigBelow(end)]);
  const number = near + chance.bigBelow(chance.pick([3n, 1n << 10n, end])) - chance.pick([0n, 1n, 5n]);
  return addressOf(family, ((number % end) + end) % end);
}

function randomPrefix(chance: Chance, address = randomAddress(chance)): Prefix {
  return { address, bits: chance.below(Number(widthOf(address)) + 1) };
}

test(`${OPERATIONS} operations agree with BigInt (seed ${SEED})`, () => {
  const chance = new Chance(1);
  for (let index = 0; index < OPERATIONS; index++) {
    const prefix = randomPrefix(chance);
    const address = chance.once(2)
      ? randomAddress(chance)
      : addressOf(
          prefix.address.family,
          firstOf(prefix) + (chance.bigBelow(hostMask(prefix) + 2n) % (hostMask(prefix) + 1n)),
        );
    const isSame = address.family === prefix.address.family;
    const number = numberOf(address);
    const where = `${text(prefix.address)}/${prefix.bits} ${text(address)}`;
    const isIn = isSame && number >= firstOf(prefix) && number <= lastOf(prefix);
    if (addresses.contains(prefix, address) !== isIn) expect.fail(`contains: ${where}`);
    if (numberOf(addresses.masked(prefix).address) !== firstOf(prefix)) expect.fail(`masked: ${where}`);
    if (numberOf(addresses.lastOf(prefix)) !== lastOf(prefix)) expect.fail(`lastOf: ${where}`);
    if (isIn && addresses.offsetIn(prefix, address) !== number - firstOf(prefix)) expect.fail(`offsetIn: ${where}`);

    const other = randomPrefix(chance, chance.once(2) ? address : randomAddress(chance));
    const isFamily = other.address.family === prefix.address.family;
    const overlap = isFamily && firstOf(other) <= lastOf(prefix) && firstOf(prefix) <= lastOf(other);
    const covers = isFamily && firstOf(prefix) <= firstOf(other) && lastOf(other) <= lastOf(prefix);
    const both = `${where} ${text(other.address)}/${other.bits}`;
    if (addresses.overlaps(prefix, other) !== overlap || addresses.overlaps(other, prefix) !== overlap)
      expect.fail(`overlaps: ${both}`);
    if (addresses.covers(prefix, other) !== covers) expect.fail(`covers: ${both}`);

    const order = addresses.compare(prefix.address, address);
    const expected = isSame
      ? Math.sign(Number(numberOf(prefix.address) - number))
      : prefix.address.family === 'IPv4'
        ? -1
        : 1;
    if (order !== expected) expect.fail(`compare: ${where}`);

    const delta = (chance.once(2) ? 1n : -1n) * chance.bigBelow(chance.pick([4n, 1n << 33n, 1n << 66n, 1n << 130n]));
    const sum = number + delta;
    const added = addresses.add(address, delta);
    const isInside = sum >= 0n && sum < 1n << widthOf(address);
    if (isInside ? !added || numberOf(added) !== sum : added) expect.fail(`add: ${where} ${delta}`);

    const distance = addresses.distance(prefix.address, address);
    if (distance !== (isSame ? number - numberOf(prefix.address) : undefined)) expect.fail(`distance: ${where}`);
    if (distance !== undefined && addresses.compare(addresses.add(prefix.address, distance)!, address) !== 0)
      expect.fail(`distance and add: ${where}`);
    const [next, previous] = [addresses.next(address), addresses.previous(address)];
    const end = (1n << widthOf(address)) - 1n;
    if (number === end ? next : !next || numberOf(next) !== number + 1n) expect.fail(`next: ${where}`);
    if (number === 0n ? previous : !previous || numberOf(previous) !== number - 1n) expect.fail(`previous: ${where}`);

    const common = addresses.common(prefix.address, address);
    if (isSame !== (common !== undefined)) expect.fail(`common: ${where}`);
    if (common) {
      const low = numberOf(prefix.address) < number ? numberOf(prefix.address) : number;
      const high = low === number ? numberOf(prefix.address) : number;
      const half = firstOf(common) + (hostMask(common) >> 1n);
      if (low < firstOf(common) || high > lastOf(common) || (low !== high && !(low <= half && half < high)))
        expect.fail(`common: ${where}`);
    }
  }
});

test(`lists of prefixes cover what they should (seed ${SEED})`, () => {
  const chance = new Chance(2);
  for (let round = 0; round < OPERATIONS / 250; round++) {
    // A space of 256 addresses, where coverage can be counted one by one.
    const family = chance.pick(['IPv4', 'IPv6'] as const);
    const base = family === 'IPv4' ? 0x0a000000n : (0xfd00n << 112n) | ((1n << 64n) - 128n);
    const width = family === 'IPv4' ? 32 : 128;
    const list = Array.from({ length: 1 + chance.below(12) }, () => ({
      address: addressOf(family, base + BigInt(chance.below(256))),
      bits: width - chance.below(6),
    }));
    const covered = (prefixes: readonly Prefix[]) => {
      const numbers = new Set<bigint>();
      for (const prefix of prefixes) for (let at = firstOf(prefix); at <= lastOf(prefix); at++) numbers.add(at);
      return numbers;
    };
    const merged = addresses.merge(list);
    expect(covered(merged)).toEqual(covered(list));
    for (let index = 1; index < merged.length; index++) {
      const [before, after] = [merged[index - 1], merged[index]];
      expect(lastOf(before)).toBeLessThan(firstOf(after));
      // No two neighbours make one prefix.
      const isPair = before.bits === after.bits && addresses.covers({ ...before, bits: before.bits - 1 }, after);
      expect(isPair).toBe(false);
    }

    const [low, high] = [chance.below(256), chance.below(256)].sort((a, b) => a - b).map((at) => base + BigInt(at));
    const between = addresses.between(addressOf(family, low), addressOf(family, high));
    expect(firstOf(between[0])).toBe(low);
    expect(lastOf(between[between.length - 1])).toBe(high);
    expect(addresses.merge(between)).toEqual(between);
    expect(covered(between).size).toBe(Number(high - low) + 1);
  }
});

test('the whole space and its ends', () => {
  const all = (first: string, last: string) =>
    addresses.between(addresses.parse(first)!, addresses.parse(last)!).map(addresses.formatPrefix);
  expect(all('0.0.0.0', '255.255.255.255')).toEqual(['0.0.0.0/0']);
  expect(all('::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')).toEqual(['::/0']);
  expect(all('::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe')).toHaveLength(254);
  expect(all('10.0.0.1', '10.0.0.6')).toEqual(['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31', '10.0.0.6/32']);
  expect(all('10.0.0.2', '10.0.0.1')).toEqual([]);
  expect(all('10.0.0.2', '::1')).toEqual([]);
});

test('parts of a prefix', () => {
  const split = (prefix: string, bits: number, limit = 1000) =>
    addresses.split(addresses.parsePrefix(prefix)!, bits, limit).map(addresses.formatPrefix);
  expect(split('10.0.0.9/24', 26)).toEqual(['10.0.0.0/26', '10.0.0.64/26', '10.0.0.128/26', '10.0.0.192/26']);
  expect(split('255.255.255.254/31', 32)).toEqual(['255.255.255.254/32', '255.255.255.255/32']);
  expect(split('fd00::/48', 64, 2)).toEqual(['fd00::/64', 'fd00:0:0:1::/64']);
  expect(split('10.0.0.0/24', 24)).toEqual(['10.0.0.0/24']);
  expect(split('10.0.0.0/24', 23)).toEqual([]);
  expect(split('10.0.0.0/24', 33)).toEqual([]);
  expect(split('10.0.0.0/24', 26, 0)).toEqual([]);
});

test(`the longest prefix agrees with asking them all (seed ${SEED})`, () => {
  const chance = new Chance(3);
  for (let round = 0; round < OPERATIONS / 2_000; round++) {
    const hub = randomAddress(chance);
    const list = Array.from({ length: 1 + chance.below(60) }, () =>
      randomPrefix(
        chance,
        chance.once(3) ? randomAddress(chance) : (addresses.add(hub, chance.bigBelow(1n << 20n)) ?? hub),
      ),
    );
    const table = core.prefixTable(list);
    const slow = (address: Address) => {
      let best: number | undefined;
      list.forEach((prefix, index) => {
        if (addresses.contains(prefix, address) && (best === undefined || prefix.bits >= list[best].bits)) best = index;
      });
      return best;
    };
    const asked = Array.from({ length: 200 }, () =>
      chance.once(2) ? randomAddress(chance) : chance.pick(list).address,
    );
    for (const address of asked) expect(table.match(address)).toBe(slow(address));
    const batch = core.batch(asked.map(text).join('\n'));
    expect([...table.matchEach(batch)]).toEqual(asked.map((address) => slow(address) ?? -1));
    batch.free();
    table.free();
  }
});
