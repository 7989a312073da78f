/** The header that every range set begins with: bitmaps, sparse sets, and snapshots of either. */

import { check } from './check';
import { TRAP_HANDLE } from './constants';
import { allocate, free, isGiven } from './memory';

const BITMAP: u32 = 0xbe470001;
const SPARSE: u32 = 0xbe470002;
const SNAPSHOT: u32 = 0xbe470003;
const HEADER_BYTES: usize = 128;

// The greatest offset, how many members there are, the neighbours among the snapshots of a set.
const LAST: usize = 8;
const USED: usize = 16;
const NEWER: usize = 24;
const OLDER: usize = 28;

function headerNew(kind: u32, last: u64): usize {
  const set = allocate(HEADER_BYTES);
  store<u32>(set, kind);
  store<u64>(set, last, LAST);
  return set;
}

export function bitmapHeader(last: u64): usize {
  return headerNew(BITMAP, last);
}

export function sparseHeader(last: u64): usize {
  return headerNew(SPARSE, last);
}

/** @param set the living set, whose size and count the snapshot keeps. */
export function snapshotHeader(set: usize): usize {
  const snapshot = headerNew(SNAPSHOT, lastOf(set));
  addUsed(snapshot, <i64>usedOf(set));
  return snapshot;
}

export function headerFree(set: usize): void {
  store<u32>(set, 0);
  free(set, HEADER_BYTES);
}

/** Traps for a number that is no set. */
export function checkHandle(set: usize): void {
  check(isGiven(set, HEADER_BYTES) && load<u32>(set) - BITMAP <= SNAPSHOT - BITMAP, TRAP_HANDLE);
}

export function isBitmap(set: usize): bool {
  return load<u32>(set) == BITMAP;
}

export function isSnapshot(set: usize): bool {
  return load<u32>(set) == SNAPSHOT;
}

/** Of a snapshot: the next newer one, or the living set. Of a living set: 0. */
export function newerOf(set: usize): usize {
  return <usize>load<u32>(set, NEWER);
}

export function setNewer(set: usize, newer: usize): void {
  store<u32>(set, <u32>newer, NEWER);
}

/** Of a snapshot: the next older one. Of a living set: its newest snapshot. 0: none. */
export function olderOf(set: usize): usize {
  return <usize>load<u32>(set, OLDER);
}

export function setOlder(set: usize, older: usize): void {
  store<u32>(set, <u32>older, OLDER);
}

/** The greatest offset. */
export function lastOf(set: usize): u64 {
  return load<u64>(set, LAST);
}

/** How many members there are. */
export function usedOf(set: usize): u64 {
  return load<u64>(set, USED);
}

export function addUsed(set: usize, delta: i64): void {
  store<u64>(set, load<u64>(set, USED) + <u64>delta, USED);
}
