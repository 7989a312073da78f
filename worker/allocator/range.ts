/** The shape of a service range: which addresses it may hand out, and its two bands (services.md 1.0). */

import type { AddressSpan, IPFamily } from '../api';
import type { Core, Prefix } from '../core/types';
import { addressBits } from '../core/bits';

const BAND_DIVISOR = 16n;
const BAND_MIN = 16n;
const BAND_MAX = 256n;
const RANGE_SIZE_MAX = (1n << 63n) - 1n;
/** Old releases used no more of an IPv6 range than this. */
const BITMAP_SIZE_IPV6 = 65536n;

/** All numbers are offsets from the network address. */
export interface ServiceRange {
  /** Prefix as the ServiceCIDR or the flag spells it. */
  readonly text: string;
  readonly family: IPFamily;
  /** The prefix with its host bits cleared. */
  readonly prefix: Prefix;
  /** How many offsets the prefix has; a bitmap of old releases may have fewer. */
  readonly size: bigint;
  /** The last offset that may be handed out; the first is 1. */
  readonly last: bigint;
  /** Length of the static band, which begins at 1; the dynamic band follows it. */
  readonly staticLength: bigint;
}

export function hostBitsOf(prefix: Prefix): number {
  return addressBits(prefix.address.family) - prefix.bits;
}

/** services.md R1.0.1: the size that the bands follow from; 0 for the very widest ranges. */
export function rangeSize(prefix: Prefix): bigint {
  const host = hostBitsOf(prefix);
  if (host >= (prefix.address.family === 'IPv4' ? 31 : 127)) return 0n;
  return host >= 63 ? RANGE_SIZE_MAX : 1n << BigInt(host);
}

/** services.md R1.0.2. */
export function staticBandLength(size: bigint): bigint {
  return bandLength(size, BAND_DIVISOR, BAND_MIN, BAND_MAX);
}

/** The part of a range that is used last: none up to `min` values, else the `divisor`th part between `min` and `max`. */
export function bandLength(size: bigint, divisor: bigint, min: bigint, max: bigint): bigint {
  if (size <= min) return 0n;
  const length = size / divisor;
  return length < min ? min : length > max ? max : length;
}

/** A range of the IPAddress allocator (services.md R1.2.2). */
export function serviceRange(core: Core, text: string, prefix: Prefix): ServiceRange {
  const family = prefix.address.family;
  const size = 1n << BigInt(hostBitsOf(prefix));
  const last = family === 'IPv4' ? size - 2n : size - 1n;
  const staticLength = staticBandLength(rangeSize(prefix));
  return { text, family, prefix: core.addresses.masked(prefix), size, last: last < 0n ? 0n : last, staticLength };
}

/** A range of the bitmap allocator (services.md R1.1.1). */
export function bitmapRange(core: Core, text: string, prefix: Prefix): ServiceRange {
  const family = prefix.address.family;
  const whole = rangeSize(prefix);
  const capped = family === 'IPv6' && whole > BITMAP_SIZE_IPV6 ? BITMAP_SIZE_IPV6 : whole;
  const last = family === 'IPv4' ? capped - 2n : capped - 1n;
  const usable = last < 0n ? 0n : last;
  const staticLength = staticBandLength(whole);
  return { text, family, prefix: core.addresses.masked(prefix), size: usable + 1n, last: usable, staticLength };
}

/** The text of the address at an offset. */
export function addressAt(core: Core, range: ServiceRange, offset: bigint): string {
  return core.addresses.format(core.addresses.add(range.prefix.address, offset)!);
}

/** First and last address of [first, last], for a decision; undefined for an empty band. */
export function spanOf(core: Core, range: ServiceRange, first: bigint, last: bigint): AddressSpan | undefined {
  if (first > last) return undefined;
  return { first: addressAt(core, range, first), last: addressAt(core, range, last) };
}
