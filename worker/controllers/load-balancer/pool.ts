/** Addresses of load balancers: which are free in the setting's ranges, one set of the core a range. */

import type { DecisionSink, Release } from '../../allocator/types';
import type { Decision, DecisionRange, IPFamily } from '../../api';
import type { Core, Prefix, RangeSet } from '../../core/types';
import { prefixesOf } from '../../client/cidr';
import { addressBits } from '../../core/bits';

export interface BalancerPool {
  families: readonly IPFamily[];
  /** The lowest free address; undefined when all are taken. */
  takeNext(family: IPFamily, owner: Decision['object']): string | undefined;
  /** @returns the address in canonical form, or why it can not be had. */
  take(text: string, owner: Decision['object']): { address: string; family: IPFamily } | { error: string };
  /** @param note whose it was, and why it is given back. */
  release(address: string, note?: Release): void;
}

/** From this many addresses on, a range keeps its ends for the network: a smaller one gives all that it has. */
const SIZE_WITH_ENDS = 4n;
const HOST_BITS_MAX = 64;
const RESOURCE = 'loadBalancerIP';
/** So many values of a walk are listed in its decision. */
const ORDER_MAX = 256;

interface Range {
  prefix: Prefix;
  set: RangeSet;
  first: bigint;
  last: bigint;
}

/**
 * @param setting one prefix, or two of different families with a comma between.
 * @param decisions is told why each address was given, refused or given back.
 */
export function createBalancerPool(core: Core, setting: string, decisions: DecisionSink): BalancerPool {
  const { addresses } = core;
  const ranges = new Map<IPFamily, Range>();
  for (const prefix of prefixesOf(addresses, setting)) {
    const { family } = prefix.address;
    const size = 1n << BigInt(Math.min(addressBits(family) - prefix.bits, HOST_BITS_MAX));
    const hasEnds = size >= SIZE_WITH_ENDS;
    const last = size - 1n - (hasEnds && family === 'IPv4' ? 1n : 0n);
    ranges.set(family, { prefix, set: core.rangeSet(size), first: hasEnds ? 1n : 0n, last });
  }

  function find(text: string): { range: Range; offset: bigint; family: IPFamily; address: string } | undefined {
    const address = addresses.parseLegacy(text);
    const range = address && ranges.get(address.family);
    if (!range || !addresses.contains(range.prefix, address)) return undefined;
    const offset = addresses.offsetIn(range.prefix, address);
    const isUsable = offset >= range.first && offset <= range.last;
    return isUsable ? { range, offset, family: address.family, address: addresses.format(address) } : undefined;
  }

  const textAt = ({ prefix }: Range, offset: bigint) => addresses.format(addresses.add(prefix.address, offset)!);

  function describe(range: Range): DecisionRange {
    const { prefix, set, first, last } = range;
    const usable = last - first + 1n;
    return {
      range: addresses.formatPrefix(prefix),
      names: [],
      state: 'ready',
      usable: String(usable),
      free: String(usable - set.count(first, last)),
      dynamicBand: { first: textAt(range, first), last: textAt(range, last) },
      searches: [],
      result: 'not asked',
    };
  }

  /** Asks for one address by name. @returns whether it could be had, and why not. */
  function ask(text: string): { described: DecisionRange[]; outcome: Decision['outcome']; family?: IPFamily } {
    const found = find(text);
    if (!found) {
      const described = [...ranges.values()].map((range) => ({ ...describe(range), result: 'not in range' as const }));
      const message = `requested address ${text} is not in the load balancer range ${setting}`;
      return { described, outcome: { kind: 'refused', message, cause: 'not in range' } };
    }
    const { range, offset, address, family } = found;
    const described = describe(range);
    if (range.set.occupy(offset))
      return {
        described: [{ ...described, result: 'allocated' }],
        outcome: { kind: 'allocated', value: address },
        family,
      };
    const message = `requested address ${text} is in use`;
    return { described: [{ ...described, result: 'taken' }], outcome: { kind: 'refused', message, cause: 'taken' } };
  }

  return {
    families: [...ranges.keys()],
    takeNext(family, object) {
      const range = ranges.get(family);
      if (!range) return undefined;
      const { set, first, last } = range;
      const described = describe(range);
      const offset = set.takeFree(first, last, first);
      const tried = (offset ?? last) - first + 1n;
      const order: string[] = [];
      for (let at = first; at < first + tried && order.length < ORDER_MAX; at++) order.push(textAt(range, at));
      const value = offset === undefined ? undefined : textAt(range, offset);
      const start = textAt(range, first);
      described.result = value === undefined ? 'full' : 'allocated';
      described.searches = [{ band: 'dynamic', start, tried: String(tried), order, ...(value && { found: value }) }];
      const message = `no ${family} address is left in the load balancer range ${setting}`;
      const outcome: Decision['outcome'] =
        value === undefined ? { kind: 'refused', message, cause: 'full' } : { kind: 'allocated', value };
      decisions({ resource: RESOURCE, object, request: { family }, ranges: [described], outcome });
      return value;
    },
    take(text, object) {
      const { described, outcome, family } = ask(text);
      decisions({ resource: RESOURCE, object, request: { value: text }, ranges: described, outcome });
      if (outcome.kind === 'allocated') return { address: outcome.value, family: family! };
      return { error: outcome.kind === 'refused' ? outcome.message : '' };
    },
    release(address, note) {
      const found = find(address);
      if (!found?.range.set.release(found.offset) || !note) return;
      const { object, ...reason } = note;
      const outcome = { kind: 'released' as const, value: found.address, ...reason };
      const request = { family: found.family };
      decisions({ resource: RESOURCE, object, request, ranges: [describe(found.range)], outcome });
    },
  };
}
