/** Writes addresses: IPv4 dotted, IPv6 as RFC 5952 says, IPv4-mapped with a dotted tail. */

import { FAMILY_IPV4 } from './constants';

/** @returns the end of what was written. */
function writeDecimal(at: usize, value: u32): usize {
  if (value >= 100) {
    const hundreds = value / 100;
    store<u8>(at++, 0x30 + hundreds);
    value -= hundreds * 100;
    store<u8>(at++, 0x30 + value / 10);
    store<u8>(at++, 0x30 + (value % 10));
    return at;
  }
  if (value >= 10) {
    store<u8>(at++, 0x30 + value / 10);
    value %= 10;
  }
  store<u8>(at++, 0x30 + value);
  return at;
}

function writeIPv4(at: usize, value: u32): usize {
  at = writeDecimal(at, value >> 24);
  store<u8>(at++, 0x2e);
  at = writeDecimal(at, (value >> 16) & 255);
  store<u8>(at++, 0x2e);
  at = writeDecimal(at, (value >> 8) & 255);
  store<u8>(at++, 0x2e);
  return writeDecimal(at, value & 255);
}

function hexByte(digit: u32): u32 {
  return digit < 10 ? 0x30 + digit : 0x57 + digit;
}

function writeGroup(at: usize, group: u32): usize {
  if (group >= 0x1000) store<u8>(at++, hexByte(group >> 12));
  if (group >= 0x100) store<u8>(at++, hexByte((group >> 8) & 15));
  if (group >= 0x10) store<u8>(at++, hexByte((group >> 4) & 15));
  store<u8>(at++, hexByte(group & 15));
  return at;
}

function groupOf(hi: u64, lo: u64, index: i32): u32 {
  const word = index < 4 ? hi : lo;
  return (<u32>(word >> ((3 - (index & 3)) << 4))) & 0xffff;
}

function writeIPv6(at: usize, hi: u64, lo: u64): usize {
  if (hi == 0 && lo >> 32 == 0xffff) {
    store<u32>(at, 0x66663a3a);
    store<u32>(at + 4, 0x003a6666);
    return writeIPv4(at + 7, <u32>lo);
  }
  let runStart: i32 = 8;
  let runLength: i32 = 1;
  for (let index = 0; index < 8; index++) {
    let past = index;
    while (past < 8 && groupOf(hi, lo, past) == 0) past++;
    if (past - index > runLength) {
      runStart = index;
      runLength = past - index;
    }
    if (past > index) index = past;
  }
  for (let index = 0; index < 8; index++) {
    if (index == runStart) {
      store<u8>(at++, 0x3a);
      index += runLength - 1;
      if (index == 7) store<u8>(at++, 0x3a);
      continue;
    }
    if (index > 0) store<u8>(at++, 0x3a);
    at = writeGroup(at, groupOf(hi, lo, index));
  }
  return at;
}

/** @returns the end of the text written at `at`; up to 48 bytes from there may change. */
export function writeAddress(at: usize, family: i32, hi: u64, lo: u64): usize {
  return family == FAMILY_IPV4 ? writeIPv4(at, <u32>lo) : writeIPv6(at, hi, lo);
}

export function writePrefix(at: usize, family: i32, hi: u64, lo: u64, bits: i32): usize {
  at = writeAddress(at, family, hi, lo);
  store<u8>(at++, 0x2f);
  return writeDecimal(at, <u32>bits);
}
