/** One text at a time: it stands in the text area, the numbers of the answer in the pair area. */

import { addressError, prefixError } from './arithmetic';
import { refuse } from './check';
import { ERROR_LENGTH, FAMILY_NONE, TEXT_BYTES_MAX } from './constants';
import { writeAddress, writePrefix } from './format';
import { answer, textPointer } from './memory';
import { readBits, readEnd, readHi, readLo, readPlainAddress, readPrefix } from './parse';

export function isTextLength(length: i32): bool {
  return length >= 0 && length <= TEXT_BYTES_MAX;
}

/** Closes the text in the text area, so that reading stops at its end. @returns the end. */
function closeText(length: i32): usize {
  const end = textPointer() + <usize>length;
  store<u8>(end, 0);
  return end;
}

/** @returns the family of the address in the text area, FAMILY_NONE or an error. */
export function parseAddress(length: i32, isLegacy: bool): i32 {
  if (!isTextLength(length)) return refuse(ERROR_LENGTH);
  const end = closeText(length);
  const family = readPlainAddress(textPointer(), isLegacy);
  if (family == FAMILY_NONE || readEnd != end) return FAMILY_NONE;
  answer(readHi, readLo);
  return family;
}

/** @returns length * 8 + family of the prefix in the text area, FAMILY_NONE or an error. */
export function parsePrefix(length: i32, isLegacy: bool): i32 {
  if (!isTextLength(length)) return refuse(ERROR_LENGTH);
  const end = closeText(length);
  const family = readPrefix(textPointer(), isLegacy);
  if (family == FAMILY_NONE || readEnd != end) return FAMILY_NONE;
  answer(readHi, readLo);
  return (readBits << 3) | family;
}

/** @returns the length of the text, which is in the text area, or an error. */
export function formatAddress(family: i32, hi: u64, lo: u64): i32 {
  const error = addressError(family, hi, lo);
  if (error != 0) return error;
  const at = textPointer();
  return <i32>(writeAddress(at, family, hi, lo) - at);
}

export function formatPrefix(family: i32, hi: u64, lo: u64, bits: i32): i32 {
  const error = prefixError(family, hi, lo, bits);
  if (error != 0) return error;
  const at = textPointer();
  return <i32>(writePrefix(at, family, hi, lo, bits) - at);
}

/** Rewrites the address in the text area in its canonical form. @returns its length, 0 for no address, or an error. */
export function canonical(length: i32): i32 {
  const family = parseAddress(length, false);
  return family <= FAMILY_NONE ? family : formatAddress(family, readHi, readLo);
}
