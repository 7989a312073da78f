/**
 * Reads addresses and prefixes by two rules: Go's netip (strict) and the parser of old releases (legacy). Reading stops
 * at the first byte that cannot go on; the caller says whether the text may end there. READ_AHEAD bytes behind a text can
 * be read, and the first of them is no part of an address.
 */

import { FAMILY_IPV4, FAMILY_IPV6, FAMILY_NONE } from './constants';
import { colonMarks, decimalNumber, decimalOthers, decimalRun, digitMarks, hexNumber, hexRun } from './lanes';
import { markedNumber, markLetters, withoutLast } from './lanes';

export let readHi: u64 = 0;
export let readLo: u64 = 0;
/** Where the last reading stopped. */
export let readEnd: usize = 0;
/** Length of the prefix that was read last. */
export let readBits: i32 = 0;

const DOT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const ZERO: u32 = 0x30;
const COLON: u32 = 0x3a;

function byteAt(at: usize): u32 {
  return <u32>load<u8>(at);
}

/** Passes zeros that stand before another decimal digit. */
function skipZeros(at: usize): usize {
  while (byteAt(at) == ZERO && byteAt(at + 1) - ZERO < 10) at++;
  return at;
}

/** Passes zeros that stand before another hex digit. */
function skipHexZeros(at: usize): usize {
  while (byteAt(at) == ZERO && hexRun(<u64>byteAt(at + 1)) > 0) at++;
  return at;
}

/** A decimal field of `count` letters without leading zeros; above 255 when it is wrong. */
function readOctet(at: usize, count: i32): u32 {
  const letters = load<u32>(at);
  const isWrong = u32(<u32>(count - 1) > 2) | (u32(count > 1) & u32((letters & 0xff) == ZERO));
  return decimalNumber(letters, count) | (isWrong << 8);
}

/** Four decimal fields: the places where they end are known before any of them is read. */
function readIPv4(at: usize): bool {
  let marks = decimalOthers(at);
  const first = ctz<u32>(marks);
  marks &= marks - 1;
  const second = ctz<u32>(marks);
  marks &= marks - 1;
  const third = ctz<u32>(marks);
  marks &= marks - 1;
  // Without a fourth mark the text goes on too long.
  if (marks == 0) return false;
  const end = ctz<u32>(marks);
  const a = readOctet(at, first);
  const b = readOctet(at + first + 1, second - first - 1);
  const c = readOctet(at + second + 1, third - second - 1);
  const d = readOctet(at + third + 1, end - third - 1);
  const others = (byteAt(at + first) ^ DOT) | (byteAt(at + second) ^ DOT) | (byteAt(at + third) ^ DOT);
  if ((a | b | c | d) > 255 || others != 0) return false;
  readHi = 0;
  readLo = <u64>((a << 24) | (b << 16) | (c << 8) | d);
  readEnd = at + end;
  return true;
}

/** The same where leading zeros are passed. */
function readLegacyIPv4(at: usize): bool {
  let value: u32 = 0;
  for (let field = 0; field < 4; field++) {
    at = skipZeros(at);
    const count = decimalRun(load<u32>(at));
    const octet = readOctet(at, count);
    if (octet > 255) return false;
    value = (value << 8) | octet;
    at += count;
    if (field < 3 && byteAt(at++) != DOT) return false;
  }
  readHi = 0;
  readLo = <u64>value;
  readEnd = at;
  return true;
}

/** For each count of groups and of those behind `::`, from where each byte of an address comes. */
const spreads: usize = memory.data(72 * 16, 16);

function fillSpreads(): void {
  for (let count = 0; count <= 8; count++)
    for (let tail = 0; tail < 8 && tail <= count; tail++)
      for (let byte = 0; byte < 16; byte++) {
        const group = 7 - (byte >> 1);
        const isFront = group < count - tail;
        // The groups stand at the lower end; what lies between them and the tail comes from nowhere.
        const from = isFront ? byte - 16 + (count << 1) : byte < tail << 1 ? byte : 0xff;
        store<u8>(spreads + ((((<usize>count) << 3) | (<usize>tail)) << 4) + <usize>byte, from);
      }
}

fillSpreads();

/** Puts zero groups between the first groups and the last `tail` ones; `count` groups stand in hi and lo. */
function expand(hi: u64, lo: u64, count: i32, tail: i32): void {
  const groups = i64x2.replace_lane(i64x2.splat(lo), 1, hi);
  const spread = i8x16.swizzle(groups, v128.load(spreads + ((((<usize>count) << 3) | (<usize>tail)) << 4)));
  readLo = i64x2.extract_lane(spread, 0);
  readHi = i64x2.extract_lane(spread, 1);
}

/** Hex groups only, by marks of where they begin and end. @returns false for all else, also for dots and leading zeros. */
function readHexGroups(at: usize): bool {
  markLetters(at);
  const length = ctz<u64>(~(digitMarks | colonMarks));
  const inside = ((<u64>1) << length) - 1;
  const digits = digitMarks & inside;
  const colons = colonMarks & inside;
  const pairs = colons & (colons >> 1);
  let firsts = digits & ~(digits << 1);
  let lasts = digits & ~(digits >> 1);
  const count = <i32>popcnt<u64>(firsts);
  const fives = digits & (digits >> 1) & (digits >> 2) & (digits >> 3) & (digits >> 4);
  // A colon alone at either end belongs to nothing.
  const loose = (colons & ~pairs & 1) | ((colons & ~(pairs << 1)) >> (length - 1));
  if (fives | loose | (pairs & (pairs - 1))) return false;
  if (pairs != 0 ? count > 7 : count != 8) return false;
  const tail = pairs != 0 ? <i32>popcnt<u64>(firsts >> (ctz<u64>(pairs) & 63)) : 0;
  // From the last group to the first; groups that are not there are worth nothing.
  let hi: u64 = 0;
  let lo: u64 = 0;
  for (let shift: u64 = 0; shift < 64; shift += 16) {
    lo |= (<u64>markedNumber(firsts, lasts)) << shift;
    firsts = withoutLast(firsts);
    lasts = withoutLast(lasts);
  }
  for (let shift: u64 = 0; shift < 64; shift += 16) {
    hi |= (<u64>markedNumber(firsts, lasts)) << shift;
    firsts = withoutLast(firsts);
    lasts = withoutLast(lasts);
  }
  expand(hi, lo, count, tail);
  readEnd = at + <usize>length;
  return load<u8>(readEnd) != DOT;
}

/** Groups of hex digits, one `::`, IPv4 at the end; no zone. The legacy rule takes any number of leading zeros. */
function readIPv6(at: usize, isLegacy: bool): bool {
  return readHexGroups(at) || readMixedGroups(at, isLegacy);
}

/** The same group by group, for whatever readHexGroups leaves. */
function readMixedGroups(at: usize, isLegacy: bool): bool {
  let hi: u64 = 0;
  let lo: u64 = 0;
  let groups: i32 = 0;
  let ellipsis: i32 = -1;
  if (load<u16>(at) == 0x3a3a) {
    ellipsis = 0;
    at += 2;
  }
  while (groups < 8) {
    if (isLegacy) at = skipHexZeros(at);
    const letters = load<u64>(at);
    const count = hexRun(letters);
    if (count == 0 && ellipsis == groups) break;
    if (count == 0 || count > 4) return false;
    const next = (<u32>(letters >> (count << 3))) & 0xff;
    if (next == DOT) {
      if (groups > 6 || (ellipsis < 0 && groups != 6)) return false;
      if (!(isLegacy ? readLegacyIPv4(at) : readIPv4(at))) return false;
      hi = (hi << 32) | (lo >> 32);
      lo = (lo << 32) | readLo;
      groups += 2;
      at = readEnd;
      break;
    }
    hi = (hi << 16) | (lo >> 48);
    lo = (lo << 16) | (<u64>hexNumber(count));
    groups++;
    at += count;
    if (next != COLON || groups == 8) break;
    at++;
    if (byteAt(at) == COLON) {
      if (ellipsis >= 0) return false;
      ellipsis = groups;
      at++;
    }
  }
  if (groups < 8 == ellipsis < 0) return false;
  readHi = hi;
  readLo = lo;
  if (groups < 8) expand(hi, lo, groups, groups - ellipsis);
  readEnd = at;
  return true;
}

/** @returns the family of the address at `at`, which is then in readHi and readLo, or FAMILY_NONE. */
export function readAddress(at: usize, isLegacy: bool): i32 {
  let seek = at;
  let count = hexRun(load<u64>(seek));
  while (count == 8 && isLegacy) {
    seek += 8;
    count = hexRun(load<u64>(seek));
  }
  const mark = byteAt(seek + count);
  if (mark == COLON) return readIPv6(at, isLegacy) ? FAMILY_IPV6 : FAMILY_NONE;
  if (mark == DOT) return (isLegacy ? readLegacyIPv4(at) : readIPv4(at)) ? FAMILY_IPV4 : FAMILY_NONE;
  return FAMILY_NONE;
}

/** Whether what was read last is an IPv4 address inside of an IPv6 one. */
function isMapped(): bool {
  return readHi == 0 && readLo >> 32 == 0xffff;
}

/** As readAddress; the legacy rule makes IPv4 of a mapped address. */
export function readPlainAddress(at: usize, isLegacy: bool): i32 {
  const family = readAddress(at, isLegacy);
  if (!isLegacy || family != FAMILY_IPV6 || !isMapped()) return family;
  readLo &= 0xffffffff;
  return FAMILY_IPV4;
}

/** Decimal length behind the slash: strict without leading zeros, legacy with them. @returns -1 when it is none. */
function readLength(at: usize, isLegacy: bool): i32 {
  if (isLegacy) at = skipZeros(at);
  const letters = load<u32>(at);
  const count = decimalRun(letters);
  if (count == 0 || count > 3 || (count > 1 && (letters & 0xff) == ZERO)) return -1;
  readEnd = at + count;
  return <i32>decimalNumber(letters, count);
}

/**
 * `address/length`; the address lands in readHi and readLo, the length in readBits.
 * The legacy rule turns an IPv4-mapped prefix of 96 bits or more into IPv4.
 * @returns its family or FAMILY_NONE.
 */
export function readPrefix(at: usize, isLegacy: bool): i32 {
  let family = readAddress(at, isLegacy);
  if (family == FAMILY_NONE || byteAt(readEnd) != SLASH) return FAMILY_NONE;
  readBits = readLength(readEnd + 1, isLegacy);
  if (readBits < 0 || readBits > (family == FAMILY_IPV4 ? 32 : 128)) return FAMILY_NONE;
  if (isLegacy && family == FAMILY_IPV6 && readBits >= 96 && isMapped()) {
    family = FAMILY_IPV4;
    readBits -= 96;
    readLo &= 0xffffffff;
  }
  return family;
}
