/** Parts of the allocators by themselves: services.md 10.1 rows 3, 4, 12 and 18. */

import { expect, test } from 'vitest';
import { ServiceBitmap } from '../../../worker/allocator/cluster-ip-bitmap';
import { addressAt, serviceRange } from '../../../worker/allocator/range';
import { walk } from '../../../worker/allocator/search';
import { ServiceCIDRs } from '../../../worker/allocator/service-cidrs';
import { freshCore } from '../../core/load';

const core = await freshCore();

const RANGE = '192.168.0.0/29';

test.each<[what: string, first: bigint, last: bigint, skip: bigint, taken: bigint[], order: number[]]>([
  ['row 3', 1n, 7n, 2n, [], [3, 4, 5, 6, 7, 1, 2]],
  ['row 3, some taken', 1n, 7n, 2n, [3n, 7n, 1n], [4, 5, 6, 2]],
  ['from the first', 1n, 7n, 0n, [], [1, 2, 3, 4, 5, 6, 7]],
  ['from the last', 1n, 7n, 6n, [], [7, 1, 2, 3, 4, 5, 6]],
  ['row 4', 1n, 2n, 10n, [], [1, 2]],
  ['just beyond the end', 1n, 7n, 7n, [], [1, 2, 3, 4, 5, 6, 7]],
  ['one value', 5n, 5n, 0n, [], [5]],
  ['all taken', 1n, 2n, 1n, [1n, 2n], []],
])('%s: the order of a walk from %i to %i that begins %i behind the first', (_, first, last, skip, taken, order) => {
  const range = serviceRange(core, RANGE, core.addresses.parsePrefix(RANGE)!);
  const set = core.rangeSet(range.size);
  for (const offset of taken) set.occupy(offset);
  const offered: string[] = [];
  const text = (offset: bigint) => addressAt(core, range, offset);
  const take = (offset: bigint) => {
    offered.push(text(offset));
    return 'exists' as const;
  };
  const result = walk({ set, take, text }, 'dynamic', first, last, skip);
  expect(offered).toEqual(order.map((one) => `192.168.0.${one}`));
  expect(result.offset).toBeUndefined();
  expect(result.search.tried).toBe(String(last - first + 1n));
});

test.each([
  ['192.168.1.0/24', '192.168.1.0/24', undefined],
  ['192.168.1.0/24', '192.168.2.0/24', 'the provided network does not match the current range'],
  ['192.168.1.0/24', '192.168.1.0/25', 'the provided network does not match the current range'],
  ['fd00::/112', '192.168.1.0/24', 'the provided network does not match the current range'],
])('row 12: a snapshot of %s restored into %s', (from, to, error) => {
  const source = ServiceBitmap.of(core, from)!;
  const given = Array.from({ length: 3 }, (_, seed) => {
    return source.allocateNext(core.random(seed).stream('x'), source.describe()).address!;
  });
  const target = ServiceBitmap.of(core, to)!;
  const stale = core.addresses.parse(addressAt(core, target.pool.range, 9n))!;
  target.allocate(stale);
  expect(target.restore(source.snapshot())).toBe(error);
  expect(target.pool.has(stale)).toBe(error !== undefined);
  expect(given.every((text) => target.pool.has(core.addresses.parse(text)!))).toBe(error === undefined);
  if (error === undefined) expect(target.snapshot()).toEqual(source.snapshot());
});

test.each<[ranges: string[], capacity: bigint]>([
  [['192.168.0.0/30', '192.168.0.0/29'], 6n],
  [['192.168.0.0/29', '192.168.0.0/30'], 6n],
  [['192.168.0.0/30', '192.168.0.4/30'], 4n],
  [['10.0.0.0/16', '10.0.1.0/24', '10.0.1.128/25', '192.168.0.0/28'], 65534n + 14n],
  [['192.168.0.0/28', '192.168.0.0/28'], 14n],
  [[], 0n],
])('row 18: the capacity of %j together', (ranges, capacity) => {
  const all = new ServiceCIDRs(core, ['IPv4', 'IPv6']);
  ranges.forEach((range, index) => all.changed(`range-${index}`, [range, 'fd00::/112'], 'ready'));
  expect(all.capacity('IPv4')).toBe(capacity);
  expect(all.capacity('IPv6')).toBe(ranges.length > 0 ? 65535n : 0n);
});
