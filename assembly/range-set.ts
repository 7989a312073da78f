/**
 * What a range has handed out. A handle points to a header; bitmap, sparse set and snapshots of both share it and the
 * functions here. Whatever is no handle traps; other wrong arguments are refused with an error.
 */

import { bitmapClone, bitmapEquals, bitmapFree, bitmapHas, bitmapNew, bitmapNextFree } from './bitmap';
import { bitmapOccupy, bitmapRelease, bitmapTakeNear, bitmapTouch } from './bitmap';
import { holds } from './blocks';
import { errorCode, refuse } from './check';
import { BITMAP_SIZE_MAX, ERROR_BLOCK, ERROR_OFFSET, ERROR_RANGE } from './constants';
import { ERROR_READ_ONLY, ERROR_SIZE } from './constants';
import { bitmapHeader, checkHandle, isBitmap, isSnapshot, lastOf, olderOf, sparseHeader, usedOf } from './header';
import { livingCount, livingSeek, place } from './living';
import { changedBits, changedKey, countThen, livingOf, nextChange, placeThen, remember, seekThen } from './snapshot';
import { snapshotFree, snapshotNew, snapshotsFree, walkChanges, wordThen } from './snapshot';
import { sparseClone, sparseEquals, sparseFree, sparseHas, sparseNew, sparseOccupy, sparseRelease } from './sparse';
import { sparseTouch } from './sparse';

/** Offsets of a list that are looked at together. */
const TOUCHED_BYTES: usize = 32 * 8;
/** Bitmaps up to this size stay in the cache by themselves. */
const TOUCHED_FROM: u64 = 1 << 21;

let isFound: bool = false;

/** Whether the last search found something: its answer alone cannot say so in a range of 2^64. */
export function found(): bool {
  return isFound;
}

/** @param hi, lo the size, from 1 to 2^64. @returns a set or an error. */
export function setNew(hi: u64, lo: u64): usize {
  if (hi == 0 ? lo == 0 : hi != 1 || lo != 0) return <usize>refuse(ERROR_SIZE);
  return newSet(lo - 1);
}

function newSet(last: u64): usize {
  return last < <u64>BITMAP_SIZE_MAX ? bitmapNew(bitmapHeader(last)) : sparseNew(sparseHeader(last));
}

/** Frees a set with all its snapshots, or one snapshot. */
export function setFree(set: usize): void {
  checkHandle(set);
  if (isSnapshot(set)) return snapshotFree(set);
  snapshotsFree(set);
  if (isBitmap(set)) bitmapFree(set);
  else sparseFree(set);
}

/** @returns the set as it is now, or an error for a snapshot. */
export function setSnapshot(set: usize): usize {
  checkHandle(set);
  return isSnapshot(set) ? <usize>refuse(ERROR_READ_ONLY) : snapshotNew(set);
}

/** @returns 1, 0 or an error. */
export function setHas(set: usize, offset: u64): i32 {
  checkHandle(set);
  if (offset > lastOf(set)) return refuse(ERROR_OFFSET);
  if (isBitmap(set)) return i32(bitmapHas(set, <u32>offset));
  if (isSnapshot(set)) return <i32>((wordThen(set, offset >> 6) >> (offset & 63)) & 1);
  return i32(sparseHas(set, offset));
}

/** @returns 0 when an offset of the set may change, or an error. */
function changeError(set: usize, offset: u64): i32 {
  checkHandle(set);
  if (offset > lastOf(set)) return refuse(ERROR_OFFSET);
  return isSnapshot(set) ? refuse(ERROR_READ_ONLY) : 0;
}

function occupy(set: usize, offset: u64): bool {
  if (olderOf(set) != 0) remember(set, offset);
  return isBitmap(set) ? bitmapOccupy(set, <u32>offset) : sparseOccupy(set, offset);
}

/** @returns 1, 0 when it was taken already, or an error. */
export function setOccupy(set: usize, offset: u64): i32 {
  const error = changeError(set, offset);
  return error != 0 ? error : i32(occupy(set, offset));
}

/** @returns 1, 0 when it was free already, or an error. */
export function setRelease(set: usize, offset: u64): i32 {
  const error = changeError(set, offset);
  if (error != 0) return error;
  if (olderOf(set) != 0) remember(set, offset);
  return i32(isBitmap(set) ? bitmapRelease(set, <u32>offset) : sparseRelease(set, offset));
}

/** Takes `count` offsets that stand in a block, in order, up to a wrong one. @returns how many were free, or an error. */
export function setOccupyEach(set: usize, offsets: usize, count: i32): i32 {
  checkHandle(set);
  if (isSnapshot(set)) return refuse(ERROR_READ_ONLY);
  if (!holds(offsets, count, 3)) return refuse(ERROR_BLOCK);
  const last = lastOf(set);
  let taken = 0;
  const end = offsets + ((<usize>count) << 3);
  for (let at = offsets, ready = at; at < end; at += 8) {
    if (at == ready) {
      ready = min(at + TOUCHED_BYTES, end);
      if (!isBitmap(set)) sparseTouch(set, at, ready);
    }
    const offset = load<u64>(at);
    if (offset > last) return refuse(ERROR_OFFSET);
    taken += i32(occupy(set, offset));
  }
  return taken;
}

/** @returns 0, or the error in a band of a set. */
function bandError(set: usize, from: u64, to: u64): i32 {
  isFound = false;
  // Whoever finds nothing asks why: an older refusal would be no answer.
  errorCode();
  checkHandle(set);
  if (to > lastOf(set)) return refuse(ERROR_OFFSET);
  return from <= to ? 0 : refuse(ERROR_RANGE);
}

/** Members inside [from, to]; 2^64 - 1 at most, which the caller corrects when all of 2^64 are taken. 0 on an error. */
export function setCount(set: usize, from: u64, to: u64): u64 {
  if (bandError(set, from, to) != 0) return 0;
  isFound = true;
  const last = lastOf(set);
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
  return isSnapshot(set) ? countThen(set, from, to) : livingCount(set, from, to);
}

/** Seeks in [from, to]; what it finds is in `place`. */
function seek(set: usize, from: u64, to: u64, flip: u64): u64 {
  if (isSnapshot(set)) {
    isFound = seekThen(set, from, to, flip);
    return placeThen;
  }
  isFound = livingSeek(set, from, to, flip);
  return place;
}

/** First free offset at or after `start` inside [from, to], wrapping once to `from`. */
export function setNextFree(set: usize, from: u64, to: u64, start: u64): u64 {
  if (bandError(set, from, to) != 0) return 0;
  if (start < from || start > to) return <u64>refuse(ERROR_OFFSET);
  return nextFree(set, from, to, start);
}

function nextFree(set: usize, from: u64, to: u64, start: u64): u64 {
  if (isBitmap(set)) {
    const offset = bitmapNextFree(set, <u32>from, <u32>to, <u32>start);
    isFound = offset >= 0;
    return <u64>offset;
  }
  const offset = seek(set, start, to, u64.MAX_VALUE);
  return isFound || start == from ? offset : seek(set, from, start - 1, u64.MAX_VALUE);
}

/** The next free offset, taken at once. */
export function setTakeFree(set: usize, from: u64, to: u64, start: u64): u64 {
  if (bandError(set, from, to) != 0) return 0;
  if (start < from || start > to) return <u64>refuse(ERROR_OFFSET);
  if (isSnapshot(set)) return <u64>refuse(ERROR_READ_ONLY);
  const offset = nextFree(set, from, to, start);
  if (isFound) occupy(set, offset);
  return offset;
}

/**
 * Takes a free offset for each of `count` starts in a block; each answer takes the place of its start.
 * @returns how many there were before the band was full or a start was wrong, or an error.
 */
export function setTakeEach(set: usize, from: u64, to: u64, starts: usize, count: i32): i32 {
  const error = bandError(set, from, to);
  if (error != 0) return error;
  if (isSnapshot(set)) return refuse(ERROR_READ_ONLY);
  if (!holds(starts, count, 3)) return refuse(ERROR_BLOCK);
  const isPlain = isBitmap(set) && olderOf(set) == 0;
  const end = starts + ((<usize>count) << 3);
  for (let at = starts, ready = at; at < end; at += 8) {
    if (at == ready) {
      ready = min(at + TOUCHED_BYTES, end);
      if (isPlain && to > TOUCHED_FROM) bitmapTouch(set, at, ready);
    }
    const start = load<u64>(at);
    if (start < from || start > to) return refuse(ERROR_OFFSET);
    const near = isPlain ? bitmapTakeNear(set, <u32>start, <u32>to) : -1;
    if (near >= 0) {
      store<u64>(at, <u64>near);
      continue;
    }
    const offset = nextFree(set, from, to, start);
    if (!isFound) return <i32>((at - starts) >> 3);
    occupy(set, offset);
    store<u64>(at, offset);
  }
  return count;
}

/** First member inside [from, to]. */
export function setNextUsed(set: usize, from: u64, to: u64): u64 {
  return bandError(set, from, to) != 0 ? 0 : seek(set, from, to, 0);
}

/**
 * The ranges of free and of taken offsets that make up [from, to], in turn: writes the last offset of each to a block,
 * until that is full. @returns how many, or an error.
 */
export function setSpans(set: usize, from: u64, to: u64, ends: usize, capacity: i32): i32 {
  const error = bandError(set, from, to);
  if (error != 0) return error;
  if (!holds(ends, capacity, 3)) return refuse(ERROR_BLOCK);
  let flip: u64 = setHas(set, from) == 0 ? 0 : u64.MAX_VALUE;
  let count = 0;
  while (count < capacity) {
    const next = seek(set, from, to, flip);
    store<u64>(ends + ((<usize>count) << 3), isFound ? next - 1 : to);
    count++;
    if (!isFound) break;
    from = next;
    flip = ~flip;
  }
  return count;
}

/** @returns a new living set with the same members. */
export function setClone(set: usize): usize {
  checkHandle(set);
  const living = livingOf(set);
  const copy = newSet(lastOf(set));
  if (isBitmap(living)) bitmapClone(living, copy);
  else sparseClone(living, copy);
  if (!isSnapshot(set)) return copy;
  walkChanges(set);
  while (nextChange()) putWord(copy, changedKey, changedBits);
  return copy;
}

function putWord(set: usize, key: u64, bits: u64): void {
  for (let bit: u64 = 0; bit < 64; bit++) {
    const offset = (key << 6) | bit;
    if (offset > lastOf(set)) return;
    if (((bits >> bit) & 1) != 0) setOccupy(set, offset);
    else setRelease(set, offset);
  }
}

/** Whether two sets have the same size and the same members. */
export function setEquals(a: usize, b: usize): bool {
  checkHandle(a);
  checkHandle(b);
  if (lastOf(a) != lastOf(b) || usedOf(a) != usedOf(b)) return false;
  if (isSnapshot(a)) return equalsCopy(a, b);
  if (isSnapshot(b)) return equalsCopy(b, a);
  return isBitmap(a) ? bitmapEquals(a, b) : sparseEquals(a, b);
}

function equalsCopy(snapshot: usize, other: usize): bool {
  const copy = setClone(snapshot);
  const isEqual = setEquals(copy, other);
  setFree(copy);
  return isEqual;
}
