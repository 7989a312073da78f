/** Text and arithmetic of addresses, computed by the core. */

import { ERROR_RANGE, FAMILY_NONE } from '../../assembly/constants';
import { checked } from './errors';
import type { CoreModule } from './module';
import { familyName, familyNumber } from './module';
import { createPrefixLists } from './prefixes';
import type { Address, Addresses, Prefix } from './types';

/** Parsed texts that are remembered; all are forgotten when there are more. */
const REMEMBERED_MAX = 4096;

/** @returns a parser that remembers what it parsed lately. */
function remembering<T>(parse: (text: string) => T | undefined): (text: string) => T | undefined {
  const remembered = new Map<string, T | undefined>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined || remembered.has(text)) return known;
    const parsed = parse(text);
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(text, parsed);
    return parsed;
  };
}

export function createAddresses(module: CoreModule): Addresses {
  const core = module.exports;

  function addressAnswered(family: number): Address {
    return { family: familyName(family), hi: module.hi, lo: module.lo };
  }

  function parserOfAddresses(isLegacy: boolean): (text: string) => Address | undefined {
    return remembering((text) => {
      const length = module.writeText(text);
      const family = length < 0 ? FAMILY_NONE : core.parseAddress(length, isLegacy);
      return family === FAMILY_NONE ? undefined : addressAnswered(family);
    });
  }

  function parserOfPrefixes(isLegacy: boolean): (text: string) => Prefix | undefined {
    return remembering((text) => {
      const length = module.writeText(text);
      const found = length < 0 ? FAMILY_NONE : core.parsePrefix(length, isLegacy);
      return found === FAMILY_NONE ? undefined : { address: addressAnswered(found & 7), bits: found >> 3 };
    });
  }

  function contains(prefix: Prefix, address: Address): boolean {
    const { family, hi, lo } = prefix.address;
    if (family !== address.family) return false;
    return core.contains(familyNumber(family), hi, lo, prefix.bits, address.hi, address.lo) > 0;
  }

  function masked({ address: { family, hi, lo }, bits }: Prefix): Prefix {
    const number = familyNumber(family);
    checked(core.mask(number, hi, lo, bits));
    return { address: addressAnswered(number), bits };
  }

  /** address + delta, for a delta of either sign. */
  function add({ family, hi, lo }: Address, delta: bigint): Address | undefined {
    const isMinus = delta < 0n;
    const size = isMinus ? -delta : delta;
    const deltaHi = size >> 64n;
    if (deltaHi >> 64n !== 0n) return undefined;
    const number = familyNumber(family);
    const answer = core.add(number, hi, lo, deltaHi, size, isMinus);
    if (answer === ERROR_RANGE) return undefined;
    checked(answer);
    return addressAnswered(number);
  }

  function compare(a: Address, b: Address): number {
    if (a.family !== b.family) return a.family === 'IPv4' ? -1 : 1;
    return core.compare(a.hi, a.lo, b.hi, b.lo);
  }

  return {
    parse: parserOfAddresses(false),
    parseLegacy: parserOfAddresses(true),
    format: ({ family, hi, lo }) => module.readText(checked(core.formatAddress(familyNumber(family), hi, lo))),
    canonical(text) {
      const length = module.writeText(text);
      const written = length < 0 ? 0 : core.canonical(length);
      return written === 0 ? undefined : module.readText(written);
    },
    compare,
    add,
    next: (address) => add(address, 1n),
    previous: (address) => add(address, -1n),
    distance(from, to) {
      if (from.family !== to.family) return undefined;
      const isBehind = compare(to, from) < 0;
      const [high, low] = isBehind ? [from, to] : [to, from];
      core.subtract(high.hi, high.lo, low.hi, low.lo);
      const size = (module.hi << 64n) | module.lo;
      return isBehind ? -size : size;
    },
    parsePrefix: parserOfPrefixes(false),
    parsePrefixLegacy: parserOfPrefixes(true),
    formatPrefix({ address: { family, hi, lo }, bits }) {
      return module.readText(checked(core.formatPrefix(familyNumber(family), hi, lo, bits)));
    },
    masked,
    contains,
    covers: (outer, inner) => outer.bits <= inner.bits && contains(outer, inner.address),
    overlaps: (a, b) => (a.bits <= b.bits ? contains(a, b.address) : contains(b, a.address)),
    offsetIn({ address: { family, hi, lo }, bits }, address) {
      checked(core.offsetIn(familyNumber(family), hi, lo, bits, address.hi, address.lo));
      return (module.hi << 64n) | module.lo;
    },
    lastOf({ address: { family, hi, lo }, bits }) {
      const number = familyNumber(family);
      checked(core.last(number, hi, lo, bits));
      return addressAnswered(number);
    },
    common(a, b) {
      if (a.family !== b.family) return undefined;
      return masked({ address: a, bits: checked(core.commonBits(familyNumber(a.family), a.hi, a.lo, b.hi, b.lo)) });
    },
    ...createPrefixLists(module, masked),
  };
}
