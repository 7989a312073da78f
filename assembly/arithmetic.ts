/** 128-bit numbers as two u64, and what prefixes are made of. An IPv4 address is a number below 2^32. */

import { check } from './check';
import { FAMILY_IPV4, TRAP_BOUNDS } from './constants';
import { answer } from './memory';

/** Bits behind a prefix. */
export function hostBits(family: i32, bits: i32): i32 {
  const width = family == FAMILY_IPV4 ? 32 : 128;
  check(bits >= 0 && bits <= width, TRAP_BOUNDS);
  return width - bits;
}

/** Upper word of 2^host - 1. */
export function hostMaskHi(host: i32): u64 {
  return host <= 64 ? 0 : host == 128 ? u64.MAX_VALUE : ((<u64>1) << (host - 64)) - 1;
}

/** Lower word of 2^host - 1. */
export function hostMaskLo(host: i32): u64 {
  return host >= 64 ? u64.MAX_VALUE : ((<u64>1) << host) - 1;
}

/** @returns -1, 0 or 1. */
export function compare(aHi: u64, aLo: u64, bHi: u64, bLo: u64): i32 {
  if (aHi != bHi) return aHi < bHi ? -1 : 1;
  return aLo == bLo ? 0 : aLo < bLo ? -1 : 1;
}

/** Whether two addresses agree in front of their last `host` bits. */
export function agree(host: i32, aHi: u64, aLo: u64, bHi: u64, bLo: u64): bool {
  const hi = aHi ^ bHi;
  const lo = aLo ^ bLo;
  return host >= 64 ? host == 128 || hi >> (host - 64) == 0 : (hi | (lo >> host)) == 0;
}

/** address + delta, or address - delta; the answer is in the pair. @returns false beyond the family's ends. */
export function add(family: i32, hi: u64, lo: u64, deltaHi: u64, deltaLo: u64, isMinus: bool): bool {
  let sumHi: u64;
  let sumLo: u64;
  if (isMinus) {
    if (compare(hi, lo, deltaHi, deltaLo) < 0) return false;
    sumLo = lo - deltaLo;
    sumHi = hi - deltaHi - (lo < deltaLo ? 1 : 0);
  } else {
    sumLo = lo + deltaLo;
    const carry: u64 = sumLo < lo ? 1 : 0;
    sumHi = hi + deltaHi;
    if (sumHi < hi || (carry != 0 && sumHi == u64.MAX_VALUE)) return false;
    sumHi += carry;
    if (family == FAMILY_IPV4 && (sumHi != 0 || sumLo >> 32 != 0)) return false;
  }
  answer(sumHi, sumLo);
  return true;
}

/** The first address of a prefix, in the pair. */
export function mask(family: i32, hi: u64, lo: u64, bits: i32): void {
  const host = hostBits(family, bits);
  answer(hi & ~hostMaskHi(host), lo & ~hostMaskLo(host));
}

/** The last address of a prefix, in the pair. */
export function last(family: i32, hi: u64, lo: u64, bits: i32): void {
  const host = hostBits(family, bits);
  answer(hi | hostMaskHi(host), lo | hostMaskLo(host));
}

/** Distance of an address from the first of the prefix (modulo 2^128), in the pair. */
export function offsetIn(family: i32, hi: u64, lo: u64, bits: i32, addressHi: u64, addressLo: u64): void {
  const host = hostBits(family, bits);
  const firstHi = hi & ~hostMaskHi(host);
  const firstLo = lo & ~hostMaskLo(host);
  answer(addressHi - firstHi - (addressLo < firstLo ? 1 : 0), addressLo - firstLo);
}

export function contains(family: i32, hi: u64, lo: u64, bits: i32, addressHi: u64, addressLo: u64): bool {
  return agree(hostBits(family, bits), hi, lo, addressHi, addressLo);
}

/** The longest prefix that holds both addresses. @returns its length. */
export function commonBits(family: i32, aHi: u64, aLo: u64, bHi: u64, bLo: u64): i32 {
  const hi = aHi ^ bHi;
  const lo = aLo ^ bLo;
  const equal = hi != 0 ? <i32>clz<u64>(hi) : 64 + <i32>clz<u64>(lo);
  return family == FAMILY_IPV4 ? equal - 96 : equal;
}
