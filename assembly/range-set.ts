/** What a range has handed out. A handle points to a header; bitmap and sparse set share it and the functions here. */

import {
  bitmapClone,
  bitmapCount,
  bitmapEquals,
  bitmapFree,
  bitmapNew,
  bitmapNextFree,
  bitmapNextUsed,
} from './bitmap';
import { bitmapHas, bitmapOccupy, bitmapRelease } from './bitmap';
import { check } from './check';
import { BITMAP_SIZE_MAX, TRAP_BOUNDS } from './constants';
import { checkHandle, headerNew, isBitmap, lastOf, usedOf } from './header';
import { sparseClone, sparseCount, sparseEquals, sparseFree, sparseHas, sparseNew, sparseOccupy } from './sparse';
import { sought, sparseRelease, sparseSeekFree, sparseSeekUsed } from './sparse';

let isFound: bool = false;

/** Whether the last search found something: its answer alone cannot say so in a range of 2^64. */
export function found(): bool {
  return isFound;
}

/** @param last the greatest offset: one less than the size. */
export function setNew(last: u64): usize {
  return last < <u64>BITMAP_SIZE_MAX ? bitmapNew(headerNew(last, true)) : sparseNew(headerNew(last, false));
}

export function setFree(set: usize): void {
  checkHandle(set);
  if (isBitmap(set)) bitmapFree(set);
  else sparseFree(set);
}

export function setHas(set: usize, offset: u64): bool {
  checkHandle(set);
  check(offset <= lastOf(set), TRAP_BOUNDS);
  return isBitmap(set) ? bitmapHas(set, <u32>offset) : sparseHas(set, offset);
}

export function setOccupy(set: usize, offset: u64): bool {
  checkHandle(set);
  check(offset <= lastOf(set), TRAP_BOUNDS);
  return isBitmap(set) ? bitmapOccupy(set, <u32>offset) : sparseOccupy(set, offset);
}

export function setRelease(set: usize, offset: u64): bool {
  checkHandle(set);
  check(offset <= lastOf(set), TRAP_BOUNDS);
  return isBitmap(set) ? bitmapRelease(set, <u32>offset) : sparseRelease(set, offset);
}

/** Members inside [from, to]; 2^64 - 1 at most, which the caller corrects when all of 2^64 are taken. */
export function setCount(set: usize, from: u64, to: u64): u64 {
  checkHandle(set);
  const last = lastOf(set);
  check(to <= last, TRAP_BOUNDS);
  if (from > to) return 0;
  if (from == 0 && to == last) return usedOf(set);
  // The smaller side is counted: the usual question leaves out only a band at the lower end.
  if (to - from > last >> 1) {
    let outside = from == 0 ? <u64>0 : countSpan(set, 0, from - 1);
    if (to < last) outside += countSpan(set, to + 1, last);
    return usedOf(set) - outside;
  }
  return countSpan(set, from, to);
}

function countSpan(set: usize, from: u64, to: u64): u64 {
  return isBitmap(set) ? <u64>bitmapCount(set, <u32>from, <u32>to) : sparseCount(set, from, to);
}

/** First free offset at or after `start` inside [from, to], wrapping once to `from`. */
export function setNextFree(set: usize, from: u64, to: u64, start: u64): u64 {
  checkHandle(set);
  check(from <= start && start <= to && to <= lastOf(set), TRAP_BOUNDS);
  if (isBitmap(set)) {
    const offset = bitmapNextFree(set, <u32>from, <u32>to, <u32>start);
    isFound = offset >= 0;
    return <u64>(<i64>offset);
  }
  isFound = sparseSeekFree(set, start, to) || (start > from && sparseSeekFree(set, from, start - 1));
  return isFound ? sought : u64.MAX_VALUE;
}

/** The next free offset, taken at once. */
export function setTakeFree(set: usize, from: u64, to: u64, start: u64): u64 {
  const offset = setNextFree(set, from, to, start);
  if (!isFound) return offset;
  if (isBitmap(set)) bitmapOccupy(set, <u32>offset);
  else sparseOccupy(set, offset);
  return offset;
}

/** First member inside [from, to]. */
export function setNextUsed(set: usize, from: u64, to: u64): u64 {
  checkHandle(set);
  check(from <= to && to <= lastOf(set), TRAP_BOUNDS);
  if (isBitmap(set)) {
    const offset = bitmapNextUsed(set, <u32>from);
    isFound = offset >= 0 && <u64>offset <= to;
    return <u64>(<i64>offset);
  }
  isFound = sparseSeekUsed(set, from, to);
  return sought;
}

/** @returns a new set with the same members. */
export function setClone(set: usize): usize {
  checkHandle(set);
  const copy = setNew(lastOf(set));
  if (isBitmap(set)) bitmapClone(set, copy);
  else sparseClone(set, copy);
  return copy;
}

/** Whether two sets have the same size and the same members. */
export function setEquals(a: usize, b: usize): bool {
  checkHandle(a);
  checkHandle(b);
  if (lastOf(a) != lastOf(b) || usedOf(a) != usedOf(b)) return false;
  return isBitmap(a) ? bitmapEquals(a, b) : sparseEquals(a, b);
}
