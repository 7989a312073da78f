/**
 * A set as it was. A snapshot keeps only words that have changed since, as they were before: the first change of a word
 * after the newest snapshot leaves the old bits there. A word is read from the first of snapshot, newer snapshots and
 * living set that knows it.
 */

import { isSnapshot, newerOf, olderOf, setNewer, setOlder, snapshotHeader } from './header';
import { livingCount, livingSeek, place, wordOf } from './living';
import { sparseFree, sparseKeep, sparseNew, sparseSlot, sparseSlotCount, sparseSlots, within } from './sparse';

export function snapshotNew(set: usize): usize {
  const snapshot = sparseNew(snapshotHeader(set));
  const older = olderOf(set);
  setNewer(snapshot, set);
  setOlder(snapshot, older);
  setOlder(set, snapshot);
  if (older != 0) setNewer(older, snapshot);
  return snapshot;
}

/** Before a change of a living set: leaves the word with its newest snapshot, if there is one. */
export function remember(set: usize, offset: u64): void {
  const newest = olderOf(set);
  if (newest != 0) sparseKeep(newest, offset >> 6, wordOf(set, offset >> 6));
}

/** What an older snapshot reads from this one goes to it. */
export function snapshotFree(snapshot: usize): void {
  const older = olderOf(snapshot);
  const newer = newerOf(snapshot);
  setOlder(newer, older);
  if (older != 0) {
    setNewer(older, newer);
    for (let slot = sparseSlots(snapshot), end = endOf(snapshot); slot < end; slot += 16) {
      const held = load<u64>(slot);
      if (held != 0) sparseKeep(older, held - 1, load<u64>(slot, 8));
    }
  }
  sparseFree(snapshot);
}

/** Ends all snapshots of a living set. */
export function snapshotsFree(set: usize): void {
  for (let newest = olderOf(set); newest != 0; newest = olderOf(set)) {
    setOlder(set, olderOf(newest));
    sparseFree(newest);
  }
}

function endOf(snapshot: usize): usize {
  return sparseSlots(snapshot) + ((<usize>sparseSlotCount(snapshot)) << 4);
}

/** The living set of a snapshot; a living set itself. */
export function livingOf(set: usize): usize {
  while (isSnapshot(set)) set = newerOf(set);
  return set;
}

/** The slot from which a snapshot reads a word, 0 when that is the living set's. */
function slotThen(snapshot: usize, key: u64): usize {
  for (let at = snapshot; isSnapshot(at); at = newerOf(at)) {
    const slot = sparseSlot(at, key);
    if (slot != 0) return slot;
  }
  return 0;
}

export function wordThen(snapshot: usize, key: u64): u64 {
  const slot = slotThen(snapshot, key);
  return slot == 0 ? wordOf(livingOf(snapshot), key) : load<u64>(slot, 8);
}

// A walk over the words that differ between a snapshot and its living set: each once, in no order.
let walked: usize = 0;
let walkedIn: usize = 0;
let walkedSlot: usize = 0;
/** The word that the walk stands at: its key, and its bits then. */
export let changedKey: u64 = 0;
export let changedBits: u64 = 0;

export function walkChanges(snapshot: usize): void {
  walked = snapshot;
  walkedIn = snapshot;
  walkedSlot = sparseSlots(snapshot);
}

/** @returns false at the end. */
export function nextChange(): bool {
  while (isSnapshot(walkedIn)) {
    for (let end = endOf(walkedIn); walkedSlot < end;) {
      const slot = walkedSlot;
      walkedSlot += 16;
      const held = load<u64>(slot);
      if (held == 0 || slotThen(walked, held - 1) != slot) continue;
      changedKey = held - 1;
      changedBits = load<u64>(slot, 8);
      return true;
    }
    walkedIn = newerOf(walkedIn);
    if (isSnapshot(walkedIn)) walkedSlot = sparseSlots(walkedIn);
  }
  return false;
}

/** Members inside [from, to] then: those of now, and the difference of each changed word. */
export function countThen(snapshot: usize, from: u64, to: u64): u64 {
  const living = livingOf(snapshot);
  let count = livingCount(living, from, to);
  walkChanges(snapshot);
  while (nextChange()) {
    if (changedKey < from >> 6 || changedKey > to >> 6) continue;
    const inside = within(changedKey, from, to);
    count += popcnt<u64>(changedBits & inside) - popcnt<u64>(wordOf(living, changedKey) & inside);
  }
  return count;
}

/** What the last search in a snapshot found. */
export let placeThen: u64 = 0;

/** As livingSeek: the nearer of the first hit in a changed word and the first one in an unchanged word. */
export function seekThen(snapshot: usize, from: u64, to: u64, flip: u64): bool {
  let isFound = false;
  walkChanges(snapshot);
  while (nextChange()) {
    if (changedKey < from >> 6 || changedKey > to >> 6) continue;
    const bits = (changedBits ^ flip) & within(changedKey, from, to);
    if (bits == 0) continue;
    to = (changedKey << 6) | ctz<u64>(bits);
    isFound = true;
  }
  const living = livingOf(snapshot);
  while (livingSeek(living, from, to, flip)) {
    const key = place >> 6;
    if (slotThen(snapshot, key) == 0) {
      placeThen = place;
      return true;
    }
    if (key == to >> 6) break;
    from = (key + 1) << 6;
  }
  placeThen = to;
  return isFound;
}
