/** 128-bit numbers as two u64, and what prefixes are made of. An IPv4 address is a number below 2^32. */

import { refuse } from './check';
import { ERROR_ADDRESS, ERROR_BITS, ERROR_FAMILY, ERROR_RANGE, FAMILY_IPV4, FAMILY_IPV6 } from './constants';
import { answer } from './memory';

/** Bits of an address. */
export function widthOf(family: i32): i32 {
  return family == FAMILY_IPV4 ? 32 : 128;
}

/** @returns 0, or the error in a family and an address. */
export function addressError(family: i32, hi: u64, lo: u64): i32 {
  if (family == FAMILY_IPV6) return 0;
  if (family != FAMILY_IPV4) return refuse(ERROR_FAMILY);
  return (hi | (lo >> 32)) == 0 ? 0 : refuse(ERROR_ADDRESS);
}

/** @returns 0, or the error in a prefix. */
export function prefixError(family: i32, hi: u64, lo: u64, bits: i32): i32 {
  const error = addressError(family, hi, lo);
  if (error != 0) return error;
  return bits >= 0 && bits <= widthOf(family) ? 0 : refuse(ERROR_BITS);
}

/** Bits behind a prefix. */
export function hostBits(family: i32, bits: i32): i32 {
  return widthOf(family) - bits;
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

/** a - b modulo 2^128, in the pair. */
export function subtract(aHi: u64, aLo: u64, bHi: u64, bLo: u64): void {
  answer(aHi - bHi - (aLo < bLo ? 1 : 0), aLo - bLo);
}

/** address + delta, or address - delta, in the pair. @returns 0, or ERROR_RANGE beyond the family's ends. */
export function add(family: i32, hi: u64, lo: u64, deltaHi: u64, deltaLo: u64, isMinus: bool): i32 {
  const error = addressError(family, hi, lo);
  if (error != 0) return error;
  if (isMinus) {
    if (compare(hi, lo, deltaHi, deltaLo) < 0) return refuse(ERROR_RANGE);
    subtract(hi, lo, deltaHi, deltaLo);
    return 0;
  }
  const sumLo = lo + deltaLo;
  const carry: u64 = sumLo < lo ? 1 : 0;
  const sumHi = hi + deltaHi;
  if (sumHi < hi || (carry != 0 && sumHi == u64.MAX_VALUE)) return refuse(ERROR_RANGE);
  if (family == FAMILY_IPV4 && ((sumHi + carry) | (sumLo >> 32)) != 0) return refuse(ERROR_RANGE);
  answer(sumHi + carry, sumLo);
  return 0;
}

/** The first address of a prefix, in the pair. @returns 0 or an error. */
export function mask(family: i32, hi: u64, lo: u64, bits: i32): i32 {
  const error = prefixError(family, hi, lo, bits);
  if (error != 0) return error;
  const host = hostBits(family, bits);
  answer(hi & ~hostMaskHi(host), lo & ~hostMaskLo(host));
  return 0;
}

/** The last address of a prefix, in the pair. @returns 0 or an error. */
export function last(family: i32, hi: u64, lo: u64, bits: i32): i32 {
  const error = prefixError(family, hi, lo, bits);
  if (error != 0) return error;
  const host = hostBits(family, bits);
  answer(hi | hostMaskHi(host), lo | hostMaskLo(host));
  return 0;
}

/** Distance of an address from the first of the prefix (modulo 2^128), in the pair. @returns 0 or an error. */
export function offsetIn(family: i32, hi: u64, lo: u64, bits: i32, addressHi: u64, addressLo: u64): i32 {
  const error = prefixError(family, hi, lo, bits);
  if (error != 0) return error;
  const host = hostBits(family, bits);
  subtract(addressHi, addressLo, hi & ~hostMaskHi(host), lo & ~hostMaskLo(host));
  return 0;
}

/** @returns 1, 0 or an error. */
export function contains(family: i32, hi: u64, lo: u64, bits: i32, addressHi: u64, addressLo: u64): i32 {
  const error = prefixError(family, hi, lo, bits);
  return error != 0 ? error : i32(agree(hostBits(family, bits), hi, lo, addressHi, addressLo));
}

/** The longest prefix that holds both addresses. @returns its length or an error. */
export function commonBits(family: i32, aHi: u64, aLo: u64, bHi: u64, bLo: u64): i32 {
  const error = addressError(family, aHi | bHi, aLo | bLo);
  if (error != 0) return error;
  const hi = aHi ^ bHi;
  const lo = aLo ^ bLo;
  const equal = hi != 0 ? <i32>clz<u64>(hi) : 64 + <i32>clz<u64>(lo);
  return equal - 128 + widthOf(family);
}
