/** One text at a time: it stands in the text area, the numbers of the answer in the pair area. */

import { check } from './check';
import { FAMILY_NONE, TEXT_BYTES_MAX, TRAP_BOUNDS } from './constants';
import { writeAddress, writePrefix } from './format';
import { answer, textPointer } from './memory';
import { readBits, readEnd, readHi, readLo, readPlainAddress, readPrefix } from './parse';

/** Closes the text in the text area, so that reading stops at its end. @returns the end. */
function closeText(length: i32): usize {
  check(length >= 0 && length <= TEXT_BYTES_MAX, TRAP_BOUNDS);
  const end = textPointer() + <usize>length;
  store<u8>(end, 0);
  return end;
}

/** @returns the family of the address in the text area, or FAMILY_NONE. */
export function parseAddress(length: i32, isLegacy: bool): i32 {
  const end = closeText(length);
  const family = readPlainAddress(textPointer(), isLegacy);
  if (family == FAMILY_NONE || readEnd != end) return FAMILY_NONE;
  answer(readHi, readLo);
  return family;
}

/** @returns length * 8 + family of the prefix in the text area, or FAMILY_NONE. */
export function parsePrefix(length: i32, isLegacy: bool): i32 {
  const end = closeText(length);
  const family = readPrefix(textPointer(), isLegacy);
  if (family == FAMILY_NONE || readEnd != end) return FAMILY_NONE;
  answer(readHi, readLo);
  return (readBits << 3) | family;
}

/** @returns the length of the text, which is in the text area. */
export function formatAddress(family: i32, hi: u64, lo: u64): i32 {
  const at = textPointer();
  return <i32>(writeAddress(at, family, hi, lo) - at);
}

export function formatPrefix(family: i32, hi: u64, lo: u64, bits: i32): i32 {
  const at = textPointer();
  return <i32>(writePrefix(at, family, hi, lo, bits) - at);
}

/** Rewrites the address in the text area in its canonical form. @returns the length, 0 when it is no address. */
export function canonical(length: i32): i32 {
  const family = parseAddress(length, false);
  return family == FAMILY_NONE ? 0 : formatAddress(family, readHi, readLo);
}
