/**
 * A bitmap with summaries: 64 words make one bit of the level above, once as "all are taken" and once as "some are".
 * Four levels reach 2^24 offsets, so that the next free or taken one is found in at most eight words.
 */

import { addUsed, headerFree, lastOf, usedOf } from './header';
import { allocate, free } from './memory';

const LEVELS: i32 = 4;
// In the header: for each level its number of words, then the words of "all" and of "some" (one and the same at level 0).
const LEVEL_AT: usize = 32;
const LEVEL_BYTES: usize = 12;
const FULL: usize = 4;
const SOME: usize = 8;

function wordCount(set: usize, level: i32): i32 {
  return load<i32>(set + <usize>level * LEVEL_BYTES, LEVEL_AT);
}

function fullWords(set: usize, level: i32): usize {
  return <usize>load<u32>(set + <usize>level * LEVEL_BYTES, LEVEL_AT + FULL);
}

function someWords(set: usize, level: i32): usize {
  return <usize>load<u32>(set + <usize>level * LEVEL_BYTES, LEVEL_AT + SOME);
}

function bitOf(index: i32): u64 {
  return (<u64>1) << (index & 63);
}

function wordAt(words: usize, index: i32): usize {
  return words + (((<usize>index) >> 6) << 3);
}

/** Makes the levels of a set whose header is there. @returns the set. */
export function bitmapNew(set: usize): usize {
  let children = <i32>lastOf(set) + 1;
  for (let level = 0; level < LEVELS; level++) {
    const words = (children + 63) >> 6;
    const at = set + LEVEL_AT + <usize>level * LEVEL_BYTES;
    const full = allocate((<usize>words) << 3);
    store<i32>(at, words);
    store<u32>(at, <u32>full, FULL);
    store<u32>(at, level == 0 ? <u32>full : <u32>allocate((<usize>words) << 3), SOME);
    children = words;
  }
  return set;
}

export function bitmapFree(set: usize): void {
  for (let level = 0; level < LEVELS; level++) {
    const bytes = (<usize>wordCount(set, level)) << 3;
    free(fullWords(set, level), bytes);
    if (level > 0) free(someWords(set, level), bytes);
  }
  headerFree(set);
}

export function bitmapHas(set: usize, offset: u32): bool {
  return (load<u64>(wordAt(fullWords(set, 0), offset)) & bitOf(offset)) != 0;
}

export function bitmapOccupy(set: usize, offset: u32): bool {
  const at = wordAt(fullWords(set, 0), offset);
  const before = load<u64>(at);
  const bit = bitOf(offset);
  if ((before & bit) != 0) return false;
  store<u64>(at, before | bit);
  addUsed(set, 1);
  noteChange(set, <i32>(offset >> 6), before, before | bit);
  return true;
}

/** Brings the summaries up to date after a bit of a word changed. */
function noteChange(set: usize, child: i32, before: u64, after: u64): void {
  if (before == 0 || after == 0) flip(set + SOME, child, 0);
  if (before == u64.MAX_VALUE || after == u64.MAX_VALUE) flip(set + FULL, child, u64.MAX_VALUE);
}

/** Flips the bit of a child whose word came to an edge or left it, and goes on upwards while a word does the same. */
function flip(column: usize, child: i32, edge: u64): void {
  for (let level = 1; level < LEVELS; level++, child >>= 6) {
    const at = wordAt(<usize>load<u32>(column + <usize>level * LEVEL_BYTES, LEVEL_AT), child);
    const before = load<u64>(at);
    const after = before ^ bitOf(child);
    store<u64>(at, after);
    if (before != edge && after != edge) break;
  }
}

/**
 * Takes the first free offset of [start, to] when its word, or the word that the level above finds behind it, has one.
 * @returns it, or -1: then the long way has to be gone.
 */
export function bitmapTakeNear(set: usize, start: u32, to: u32): i32 {
  const words = fullWords(set, 0);
  let child = <i32>(start >> 6);
  let before = load<u64>(words + ((<usize>child) << 3));
  let free = ~before & (u64.MAX_VALUE << ((<u64>start) & 63));
  if (free == 0) {
    child++;
    if (child >= wordCount(set, 0)) return -1;
    const open = ~load<u64>(wordAt(fullWords(set, 1), child)) & (u64.MAX_VALUE << ((<u64>child) & 63));
    child = (child & ~63) | (<i32>ctz<u64>(open));
    if (open == 0 || child >= wordCount(set, 0)) return -1;
    before = load<u64>(words + ((<usize>child) << 3));
    free = ~before;
  }
  const offset = ((<u32>child) << 6) | (<u32>ctz<u64>(free));
  if (offset > to) return -1;
  const after = before | (free & (0 - free));
  store<u64>(words + ((<usize>child) << 3), after);
  addUsed(set, 1);
  if (before == 0 || after == u64.MAX_VALUE) noteChange(set, child, before, after);
  return offset;
}

/** Keeps the reads of `bitmapTouch` from being left out. */
let touched: u64 = 0;

/** Reads the words of a list of offsets, right or wrong, so that they come into the cache side by side. */
export function bitmapTouch(set: usize, from: usize, to: usize): void {
  const words = fullWords(set, 0);
  const last = lastOf(set);
  let bits: u64 = 0;
  for (let at = from; at < to; at += 8) bits ^= load<u64>(words + ((<usize>(min(load<u64>(at), last) >> 6)) << 3));
  touched = bits;
}

export function bitmapRelease(set: usize, offset: u32): bool {
  const at = wordAt(fullWords(set, 0), offset);
  const before = load<u64>(at);
  const bit = bitOf(offset);
  if ((before & bit) == 0) return false;
  store<u64>(at, before ^ bit);
  addUsed(set, -1);
  noteChange(set, <i32>(offset >> 6), before, before ^ bit);
  return true;
}

/** Members inside [from, to]. */
export function bitmapCount(set: usize, from: u32, to: u32): u32 {
  const words = fullWords(set, 0);
  let at = wordAt(words, from);
  const end = wordAt(words, to);
  const tail = u64.MAX_VALUE >> (63 - ((<u64>to) & 63));
  let word = load<u64>(at) & (u64.MAX_VALUE << ((<u64>from) & 63));
  let count: u64 = 0;
  while (at < end) {
    count += popcnt<u64>(word);
    at += 8;
    word = load<u64>(at);
  }
  return <u32>(count + popcnt<u64>(word & tail));
}

/**
 * First offset at or after `start` that is free (`flip` all ones) or taken (`flip` 0); -1 when there is none.
 * A free one may lie past the range's end: the caller compares it with its own bound.
 */
export function bitmapSeek(set: usize, start: i32, flip: u64): i32 {
  let index = start;
  let level = 0;
  for (;;) {
    if (index >> 6 >= wordCount(set, level)) return -1;
    const words = flip != 0 ? fullWords(set, level) : someWords(set, level);
    const word = (load<u64>(wordAt(words, index)) ^ flip) & (u64.MAX_VALUE << ((<u64>index) & 63));
    if (word != 0) {
      index = (index & ~63) | (<i32>ctz<u64>(word));
      break;
    }
    if (++level == LEVELS) return -1;
    index = (index >> 6) + 1;
  }
  while (level > 0) {
    level--;
    if (index >= wordCount(set, level)) return -1;
    const words = flip != 0 ? fullWords(set, level) : someWords(set, level);
    index = (index << 6) | (<i32>ctz<u64>(load<u64>(words + ((<usize>index) << 3)) ^ flip));
  }
  return index;
}

/** @returns -1 when all of [from, to] are taken. */
export function bitmapNextFree(set: usize, from: u32, to: u32, start: u32): i32 {
  // As an unsigned number -1 lies behind every bound.
  let offset = bitmapSeek(set, <i32>start, u64.MAX_VALUE);
  if (<u32>offset <= to) return offset;
  if (start == from) return -1;
  offset = bitmapSeek(set, <i32>from, u64.MAX_VALUE);
  return <u32>offset < start ? offset : -1;
}

export function bitmapClone(set: usize, copy: usize): void {
  for (let level = 0; level < LEVELS; level++) {
    const bytes = (<usize>wordCount(set, level)) << 3;
    memory.copy(fullWords(copy, level), fullWords(set, level), bytes);
    memory.copy(someWords(copy, level), someWords(set, level), bytes);
  }
  addUsed(copy, <i64>(usedOf(set) - usedOf(copy)));
}

export function bitmapEquals(a: usize, b: usize): bool {
  return memory.compare(fullWords(a, 0), fullWords(b, 0), (<usize>wordCount(a, 0)) << 3) == 0;
}

/** The words of the set, for readers of many offsets at once. */
export function bitmapWords(set: usize): usize {
  return fullWords(set, 0);
}
