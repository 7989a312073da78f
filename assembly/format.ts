/** Writes addresses: IPv4 dotted, IPv6 as RFC 5952 says, IPv4-mapped with a dotted tail. */

import { FAMILY_IPV4 } from './constants';
import { hexLetters } from './lanes';

const COLON: u32 = 0x3a;
const SLASH: u32 = 0x2f;

/** For each number up to 255 its decimal letters with a dot behind them. */
const octetLetters: usize = memory.data(1024, 4);
/** For each number up to 255 how many letters it has. */
const octetLengths: usize = memory.data(256);
/** For each set of zero groups (bit 7 is the first group) where the longest run begins, times 16, and its length. */
const zeroRuns: usize = memory.data(256);

function fillOctets(): void {
  for (let value: u32 = 0; value < 256; value++) {
    let letters: u32 = 0x2e;
    let length = 0;
    for (let rest = value; rest > 0 || length == 0; rest /= 10, length++)
      letters = (letters << 8) | (0x30 + (rest % 10));
    store<u32>(octetLetters + ((<usize>value) << 2), letters);
    store<u8>(octetLengths + <usize>value, length);
  }
}

function fillZeroRuns(): void {
  for (let zeros = 0; zeros < 256; zeros++) {
    let start = 8;
    let length = 1;
    for (let index = 0; index < 8; index++) {
      let past = index;
      while (past < 8 && ((zeros >> (7 - past)) & 1) == 1) past++;
      if (past - index > length) {
        start = index;
        length = past - index;
      }
    }
    store<u8>(zeroRuns + <usize>zeros, (start << 4) | length);
  }
}

fillOctets();
fillZeroRuns();

/** @returns the end of what was written. */
function writeDecimal(at: usize, value: u32): usize {
  store<u32>(at, load<u32>(octetLetters + ((<usize>value) << 2)));
  return at + <usize>load<u8>(octetLengths + <usize>value);
}

function writeIPv4(at: usize, value: u32): usize {
  at = writeDecimal(at, value >> 24) + 1;
  at = writeDecimal(at, (value >> 16) & 255) + 1;
  at = writeDecimal(at, (value >> 8) & 255) + 1;
  return writeDecimal(at, value & 255);
}

function groupOf(hi: u64, lo: u64, index: i32): u32 {
  const word = index < 4 ? hi : lo;
  return (<u32>(word >> ((3 - (index & 3)) << 4))) & 0xffff;
}

/** Which of four groups are zero: bit 3 stands for the first. */
function zeroGroups(word: u64): u32 {
  const low: u64 = 0x7fff7fff7fff7fff;
  const isNot = ((word & low) + low) | word | low;
  const zeros = ~isNot;
  return <u32>(((zeros >> 15) & 1) | ((zeros >> 30) & 2) | ((zeros >> 45) & 4) | (zeros >> 60));
}

function writeIPv6(at: usize, hi: u64, lo: u64): usize {
  if (hi == 0 && lo >> 32 == 0xffff) {
    store<u64>(at, 0x003a666666663a3a);
    return writeIPv4(at + 7, <u32>lo);
  }
  const run = <i32>load<u8>(zeroRuns + <usize>((zeroGroups(hi) << 4) | zeroGroups(lo)));
  const runStart = run >> 4;
  const runEnd = runStart + (run & 15);
  for (let index = 0; index < 8; index++) {
    if (index == runStart) {
      store<u16>(at, 0x3a3a);
      // A group before the run has written one of the colons.
      at += index == 0 ? 2 : 1;
      index = runEnd - 1;
      continue;
    }
    const group = groupOf(hi, lo, index);
    const length = (35 - clz<u32>(group | 1)) >> 2;
    const letters = <u64>(hexLetters(group) >> ((4 - length) << 3));
    store<u64>(at, letters | ((<u64>COLON) << (length << 3)));
    at += <usize>length + 1;
  }
  // The colon behind the last group is one too many.
  return runEnd == 8 ? at : at - 1;
}

/** @returns the end of the text written at `at`; up to 8 bytes behind it may change. */
export function writeAddress(at: usize, family: i32, hi: u64, lo: u64): usize {
  return family == FAMILY_IPV4 ? writeIPv4(at, <u32>lo) : writeIPv6(at, hi, lo);
}

export function writePrefix(at: usize, family: i32, hi: u64, lo: u64, bits: i32): usize {
  at = writeAddress(at, family, hi, lo);
  store<u8>(at++, SLASH);
  return writeDecimal(at, <u32>bits);
}
