/** The header that every range set begins with. */

import { check } from './check';
import { TRAP_HANDLE } from './constants';
import { allocate, free } from './memory';

const BITMAP: u32 = 0xbe470001;
const SPARSE: u32 = 0xbe470002;
const HEADER_BYTES: usize = 128;

export function headerNew(last: u64, bitmap: bool): usize {
  const set = allocate(HEADER_BYTES);
  store<u32>(set, bitmap ? BITMAP : SPARSE);
  store<u64>(set, last, 8);
  return set;
}

export function headerFree(set: usize): void {
  store<u32>(set, 0);
  free(set, HEADER_BYTES);
}

/** Traps for a number that is no living set. */
export function checkHandle(set: usize): void {
  check(set != 0 && (set & 15) == 0 && (load<u32>(set) == BITMAP || load<u32>(set) == SPARSE), TRAP_HANDLE);
}

export function isBitmap(set: usize): bool {
  return load<u32>(set) == BITMAP;
}

/** The greatest offset. */
export function lastOf(set: usize): u64 {
  return load<u64>(set, 8);
}

/** How many members there are. */
export function usedOf(set: usize): u64 {
  return load<u64>(set, 16);
}

export function addUsed(set: usize, delta: i64): void {
  store<u64>(set, load<u64>(set, 16) + <u64>delta, 16);
}
