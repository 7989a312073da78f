/** Addresses of load balancers: which are free in the setting's ranges, one set of the core a range. */

import type { IPFamily } from '../../api';
import type { Core, Prefix, RangeSet } from '../../core/types';
import { prefixesOf } from '../../client/cidr';
import { addressBits } from '../../core/bits';

export interface BalancerPool {
  families: readonly IPFamily[];
  /** The lowest free address; undefined when all are taken. */
  takeNext(family: IPFamily): string | undefined;
  /** @returns the address in canonical form, or why it can not be had. */
  take(text: string): { address: string; family: IPFamily } | { error: string };
  release(address: string): void;
}

/** From this many addresses on, a range keeps its ends for the network: a smaller one gives all that it has. */
const SIZE_WITH_ENDS = 4n;
const HOST_BITS_MAX = 64;

interface Range {
  prefix: Prefix;
  set: RangeSet;
  first: bigint;
  last: bigint;
}

/** @param setting one prefix, or two of different families with a comma between. */
export function createBalancerPool(core: Core, setting: string): BalancerPool {
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

  return {
    families: [...ranges.keys()],
    takeNext(family) {
      const range = ranges.get(family);
      const offset = range?.set.takeFree(range.first, range.last, range.first);
      return offset === undefined ? undefined : addresses.format(addresses.add(range!.prefix.address, offset)!);
    },
    take(text) {
      const found = find(text);
      if (!found) return { error: `requested address ${text} is not in the load balancer range ${setting}` };
      if (!found.range.set.occupy(found.offset)) return { error: `requested address ${text} is in use` };
      return { address: found.address, family: found.family };
    },
    release(address) {
      const found = find(address);
      found?.range.set.release(found.offset);
    },
  };
}
