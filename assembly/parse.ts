/** Reads addresses and prefixes by two rules: Go's netip (strict) and the parser of old releases (legacy). */

import { FAMILY_IPV4, FAMILY_IPV6, FAMILY_NONE } from './constants';

export let readHi: u64 = 0;
export let readLo: u64 = 0;
/** Length of the prefix that was read last. */
export let readBits: i32 = 0;

const DOT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const SLASH: u32 = 0x2f;

function byteAt(at: usize): u32 {
  return <u32>load<u8>(at);
}

/** @returns 0 to 15, or more for a byte that is no hex digit. */
function hexDigit(byte: u32): u32 {
  const decimal = byte - 0x30;
  if (decimal < 10) return decimal;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

/** Four decimal fields; the legacy rule takes leading zeros, the strict one does not. */
function readIPv4(at: usize, end: usize, isLegacy: bool): bool {
  let value: u32 = 0;
  for (let field = 0; field < 4; field++) {
    if (field > 0) {
      if (at == end || byteAt(at) != DOT) return false;
      at++;
    }
    const begin = at;
    let octet: u32 = 0;
    while (at < end) {
      const digit = byteAt(at) - 0x30;
      if (digit > 9) break;
      if (octet == 0 && at > begin && !isLegacy) return false;
      octet = octet * 10 + digit;
      if (octet > 255) return false;
      at++;
    }
    if (at == begin) return false;
    value = (value << 8) | octet;
  }
  if (at != end) return false;
  readHi = 0;
  readLo = <u64>value;
  return true;
}

/** Groups of hex digits, one `::`, IPv4 at the end; no zone. The legacy rule takes any number of leading zeros. */
function readIPv6(at: usize, end: usize, isLegacy: bool): bool {
  let hi: u64 = 0;
  let lo: u64 = 0;
  let headHi: u64 = 0;
  let headLo: u64 = 0;
  let groups: i32 = 0;
  let ellipsis: i32 = -1;
  if (end - at >= 2 && byteAt(at) == COLON && byteAt(at + 1) == COLON) {
    ellipsis = 0;
    at += 2;
  }
  while (groups < 8 && !(groups == 0 && ellipsis == 0 && at == end)) {
    const begin = at;
    let group: u32 = 0;
    while (at < end) {
      const digit = hexDigit(byteAt(at));
      if (digit > 15) break;
      group = (group << 4) | digit;
      if (isLegacy ? group > 0xffff : at - begin > 3) return false;
      at++;
    }
    if (at == begin) return false;
    if (at < end && byteAt(at) == DOT) {
      if (groups > 6 || (ellipsis < 0 && groups != 6)) return false;
      if (!readIPv4(begin, end, isLegacy)) return false;
      hi = (hi << 32) | (lo >> 32);
      lo = (lo << 32) | readLo;
      groups += 2;
      at = end;
      break;
    }
    hi = (hi << 16) | (lo >> 48);
    lo = (lo << 16) | (<u64>group);
    groups++;
    if (at == end) break;
    if (byteAt(at) != COLON) return false;
    if (++at == end) return false;
    if (byteAt(at) == COLON) {
      if (ellipsis >= 0) return false;
      ellipsis = groups;
      headHi = hi;
      headLo = lo;
      hi = 0;
      lo = 0;
      if (++at == end) break;
    }
  }
  if (at != end || groups < 8 == ellipsis < 0) return false;
  if (ellipsis > 0) {
    const shift = (8 - ellipsis) << 4;
    if (shift >= 64) {
      hi |= headLo << (shift - 64);
    } else {
      hi |= (headHi << shift) | (headLo >> (64 - shift));
      lo |= headLo << shift;
    }
  }
  readHi = hi;
  readLo = lo;
  return true;
}

/** @returns the family of the address in [at, end), which is then in readHi and readLo, or FAMILY_NONE. */
export function readAddress(at: usize, end: usize, isLegacy: bool): i32 {
  for (let seek = at; seek < end; seek++) {
    const byte = byteAt(seek);
    if (byte == DOT) return readIPv4(at, end, isLegacy) ? FAMILY_IPV4 : FAMILY_NONE;
    if (byte == COLON) {
      if (!readIPv6(at, end, isLegacy)) return FAMILY_NONE;
      if (!isLegacy || readHi != 0 || readLo >> 32 != 0xffff) return FAMILY_IPV6;
      readLo &= 0xffffffff;
      return FAMILY_IPV4;
    }
  }
  return FAMILY_NONE;
}

/** Decimal length after the slash: strict without leading zeros, legacy with them. @returns -1 when it is none. */
function readLength(at: usize, end: usize, isLegacy: bool): i32 {
  if (at == end) return -1;
  if (!isLegacy && end - at > 1 && byteAt(at) == 0x30) return -1;
  let bits: u32 = 0;
  for (; at < end; at++) {
    const digit = byteAt(at) - 0x30;
    if (digit > 9) return -1;
    bits = bits * 10 + digit;
    if (bits > 128) return -1;
  }
  return <i32>bits;
}

/**
 * `address/length`; the address lands in readHi and readLo, the length in readBits.
 * The legacy rule turns an IPv4-mapped prefix of 96 bits or more into IPv4.
 * @returns its family or FAMILY_NONE.
 */
export function readPrefix(at: usize, end: usize, isLegacy: bool): i32 {
  let slash = at;
  while (slash < end && byteAt(slash) != SLASH) slash++;
  if (slash == end) return FAMILY_NONE;
  let bits = readLength(slash + 1, end, isLegacy);
  if (bits < 0) return FAMILY_NONE;
  let family = readAddress(at, slash, false);
  if (family == FAMILY_NONE && isLegacy) {
    family = readAddress(at, slash, true);
    // A mapped address that only the legacy rule reads was written as IPv6.
    if (family == FAMILY_IPV4 && isWrittenAsIPv6(at, slash)) {
      family = FAMILY_IPV6;
      readLo |= 0xffff00000000;
    }
  }
  if (family == FAMILY_NONE || bits > (family == FAMILY_IPV4 ? 32 : 128)) return FAMILY_NONE;
  if (isLegacy && family == FAMILY_IPV6 && bits >= 96 && readHi == 0 && readLo >> 32 == 0xffff) {
    family = FAMILY_IPV4;
    bits -= 96;
    readLo &= 0xffffffff;
  }
  readBits = bits;
  return family;
}

function isWrittenAsIPv6(at: usize, end: usize): bool {
  for (; at < end; at++) if (byteAt(at) == COLON) return true;
  return false;
}
