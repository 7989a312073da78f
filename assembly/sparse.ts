/**
 * A sparse set of offsets up to 2^64: a hash table from words of 64 neighbours to their bits. Four neighbouring words
 * share one cache line, so that dense runs stay fast.
 */

import { addUsed, headerFree, usedOf } from './header';
import { allocate, free } from './memory';
import { sortWords } from './sort';

// In the header: table, log2 of its capacity, words in it; sorted keys, their count, and whether they are current.
const TABLE: usize = 32;
const LOG: usize = 36;
const WORDS: usize = 40;
const SORTED: usize = 44;
const SORTED_COUNT: usize = 48;
const SCANS: usize = 52;

const SMALLEST_LOG: u32 = 4;

function table(set: usize): usize {
  return <usize>load<u32>(set, TABLE);
}

function maskOf(set: usize): u32 {
  return ((<u32>1) << load<u32>(set, LOG)) - 1;
}

/** Slots hold key + 1, so that 0 is empty; then the bits. */
function slotAt(slots: usize, index: u32): usize {
  return slots + ((<usize>index) << 4);
}

function home(key: u64, log: u32): u32 {
  const group = ((key >> 2) * 0x9e3779b97f4a7c15) >> (66 - <u64>log);
  return ((<u32>group) << 2) | ((<u32>key) & 3);
}

/** @returns the slot of the key, or the empty one where it belongs. */
function find(set: usize, key: u64): usize {
  const slots = table(set);
  const log = load<u32>(set, LOG);
  const mask = ((<u32>1) << log) - 1;
  let index = home(key, log);
  let held = load<u64>(slotAt(slots, index));
  while (held != 0 && held != key + 1) {
    index = (index + 1) & mask;
    held = load<u64>(slotAt(slots, index));
  }
  return slotAt(slots, index);
}

function dropSorted(set: usize): void {
  store<u32>(set, 0, SCANS);
  const sorted = <usize>load<u32>(set, SORTED);
  if (sorted == 0) return;
  free(sorted, (<usize>load<u32>(set, SORTED_COUNT)) << 3);
  store<u32>(set, 0, SORTED);
}

export function sparseNew(set: usize): usize {
  store<u32>(set, SMALLEST_LOG, LOG);
  store<u32>(set, <u32>allocate((<usize>16) << SMALLEST_LOG), TABLE);
  return set;
}

export function sparseFree(set: usize): void {
  dropSorted(set);
  free(table(set), (<usize>16) << load<u32>(set, LOG));
  headerFree(set);
}

export function sparseHas(set: usize, offset: u64): bool {
  return (load<u64>(find(set, offset >> 6), 8) & ((<u64>1) << (offset & 63))) != 0;
}

let touched: u64 = 0;

/** Looks once at where each of some offsets belongs: memory fetches them side by side, not one after the other. */
export function sparseTouch(set: usize, offsets: usize, end: usize): void {
  const slots = table(set);
  const log = load<u32>(set, LOG);
  let seen: u64 = 0;
  for (; offsets < end; offsets += 8) seen |= load<u64>(slotAt(slots, home(load<u64>(offsets) >> 6, log)));
  touched = seen;
}

function grow(set: usize): void {
  const slots = table(set);
  const log = load<u32>(set, LOG);
  store<u32>(set, log + 1, LOG);
  store<u32>(set, <u32>allocate((<usize>16) << (log + 1)), TABLE);
  for (let slot = slots, end = slots + ((<usize>16) << log); slot < end; slot += 16) {
    const held = load<u64>(slot);
    if (held == 0) continue;
    const target = find(set, held - 1);
    store<u64>(target, held);
    store<u64>(target, load<u64>(slot, 8), 8);
  }
  free(slots, (<usize>16) << log);
}

export function sparseOccupy(set: usize, offset: u64): bool {
  const key = offset >> 6;
  const bit = (<u64>1) << (offset & 63);
  const slot = find(set, key);
  if (load<u64>(slot) == 0) {
    addWord(set, slot, key, bit);
  } else {
    const bits = load<u64>(slot, 8);
    if ((bits & bit) != 0) return false;
    store<u64>(slot, bits | bit, 8);
  }
  addUsed(set, 1);
  return true;
}

/** Fills an empty slot, or the one that takes its place when the table has to grow. */
function addWord(set: usize, slot: usize, key: u64, bits: u64): void {
  const words = load<u32>(set, WORDS) + 1;
  // At most five eighths full: probes stay short although neighbours sit together.
  if (<u64>words * 8 > (<u64>5) << load<u32>(set, LOG)) {
    grow(set);
    slot = find(set, key);
  }
  store<u32>(set, words, WORDS);
  store<u64>(slot, key + 1);
  store<u64>(slot, bits, 8);
  dropSorted(set);
}

/** Keeps the bits of a word unless it is there already; the members that it means are not counted. */
export function sparseKeep(set: usize, key: u64, bits: u64): void {
  const slot = find(set, key);
  if (load<u64>(slot) == 0) addWord(set, slot, key, bits);
}

/** @returns the slot of a word, 0 when it is not there. */
export function sparseSlot(set: usize, key: u64): usize {
  const slot = find(set, key);
  return load<u64>(slot) == 0 ? 0 : slot;
}

export function sparseRelease(set: usize, offset: u64): bool {
  const slot = find(set, offset >> 6);
  const bit = (<u64>1) << (offset & 63);
  const bits = load<u64>(slot, 8);
  if ((bits & bit) == 0) return false;
  addUsed(set, -1);
  if (bits != bit) store<u64>(slot, bits ^ bit, 8);
  else removeSlot(set, slot);
  return true;
}

/** Empties a slot and moves back what was pushed behind it. */
function removeSlot(set: usize, slot: usize): void {
  const slots = table(set);
  const log = load<u32>(set, LOG);
  const mask = maskOf(set);
  let hole = <u32>((slot - slots) >> 4);
  let index = hole;
  for (;;) {
    index = (index + 1) & mask;
    const from = slotAt(slots, index);
    const held = load<u64>(from);
    if (held == 0) break;
    // It may move when the hole lies between its home and where it is.
    if (((index - home(held - 1, log)) & mask) < ((index - hole) & mask)) continue;
    store<u64>(slotAt(slots, hole), held);
    store<u64>(slotAt(slots, hole), load<u64>(from, 8), 8);
    hole = index;
  }
  store<u64>(slotAt(slots, hole), 0);
  store<u64>(slotAt(slots, hole), 0, 8);
  store<u32>(set, load<u32>(set, WORDS) - 1, WORDS);
  dropSorted(set);
}

/** The bits of one word that lie inside [from, to]. */
export function within(key: u64, from: u64, to: u64): u64 {
  let bits = u64.MAX_VALUE;
  if (key == from >> 6) bits &= u64.MAX_VALUE << (from & 63);
  if (key == to >> 6) bits &= u64.MAX_VALUE >> (63 - (to & 63));
  return bits;
}

/** Members inside [from, to]: by asking each word, or by a look at all slots where those are fewer. */
export function sparseCount(set: usize, from: u64, to: u64): u64 {
  const first = from >> 6;
  const last = to >> 6;
  const mask = maskOf(set);
  let count: u64 = 0;
  if (last - first <= <u64>mask) {
    for (let key = first; key <= last; key++) {
      const bits = load<u64>(find(set, key), 8);
      if (bits != 0) count += popcnt<u64>(bits & within(key, from, to));
    }
    return count;
  }
  for (let slot = table(set), end = slotAt(slot, mask + 1); slot < end; slot += 16) {
    const key = load<u64>(slot) - 1;
    if (key >= first && key <= last) count += popcnt<u64>(load<u64>(slot, 8) & within(key, from, to));
  }
  return count;
}

/** What the last search of a sparse set found. */
export let sought: u64 = 0;

/** Seeks the first free offset in [start, to]. @returns false when all are taken. */
export function sparseSeekFree(set: usize, start: u64, to: u64): bool {
  let key = start >> 6;
  let taken = load<u64>(find(set, key), 8) | ~(u64.MAX_VALUE << (start & 63));
  while (taken == u64.MAX_VALUE) {
    if (key == to >> 6) return false;
    key++;
    taken = load<u64>(find(set, key), 8);
  }
  sought = (key << 6) | ctz<u64>(~taken);
  return sought <= to;
}

/** Seeks the first member in [from, to]. @returns false when there is none. */
export function sparseSeekUsed(set: usize, from: u64, to: u64): bool {
  let key = from >> 6;
  let bits = load<u64>(find(set, key), 8) & (u64.MAX_VALUE << (from & 63));
  if (bits == 0) {
    const next = nextKey(set, key + 1);
    if (next == 0) return false;
    key = next - 1;
    bits = load<u64>(find(set, key), 8);
  }
  sought = (key << 6) | ctz<u64>(bits);
  return sought <= to;
}

/** The least key from `key` on, plus one; 0 when there is none. The second search in a row sorts the keys first. */
function nextKey(set: usize, key: u64): u64 {
  if (load<u32>(set, SORTED) == 0) {
    if (load<u32>(set, SCANS) == 0) {
      store<u32>(set, 1, SCANS);
      return scanForKey(set, key);
    }
    sortKeys(set);
  }
  const sorted = <usize>load<u32>(set, SORTED);
  const count = load<u32>(set, SORTED_COUNT);
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u64>(sorted + ((<usize>middle) << 3)) <= key) low = middle + 1;
    else high = middle;
  }
  return low < count ? load<u64>(sorted + ((<usize>low) << 3)) : 0;
}

function scanForKey(set: usize, key: u64): u64 {
  let best = u64.MAX_VALUE;
  for (let slot = table(set), end = slotAt(slot, maskOf(set) + 1); slot < end; slot += 16) {
    const held = load<u64>(slot);
    if (held > key && held < best) best = held;
  }
  return best == u64.MAX_VALUE ? 0 : best;
}

function sortKeys(set: usize): void {
  const count = load<u32>(set, WORDS);
  const sorted = allocate(max<usize>((<usize>count) << 3, 8));
  let at = sorted;
  for (let slot = table(set), end = slotAt(slot, maskOf(set) + 1); slot < end; slot += 16) {
    const held = load<u64>(slot);
    if (held == 0) continue;
    store<u64>(at, held);
    at += 8;
  }
  sortWords(sorted, count);
  store<u32>(set, <u32>sorted, SORTED);
  store<u32>(set, count, SORTED_COUNT);
}

/** For readers of all words: the slots as they lie, 16 bytes each (key + 1, bits). */
export function sparseSlots(set: usize): usize {
  return table(set);
}

export function sparseSlotCount(set: usize): u32 {
  return maskOf(set) + 1;
}

export function sparseClone(set: usize, copy: usize): void {
  const log = load<u32>(set, LOG);
  const bytes = (<usize>16) << log;
  free(table(copy), (<usize>16) << SMALLEST_LOG);
  const slots = allocate(bytes);
  memory.copy(slots, table(set), bytes);
  store<u32>(copy, <u32>slots, TABLE);
  store<u32>(copy, log, LOG);
  store<u32>(copy, load<u32>(set, WORDS), WORDS);
  addUsed(copy, <i64>usedOf(set));
}

/** For sets of the same size and count. */
export function sparseEquals(a: usize, b: usize): bool {
  if (load<u32>(a, WORDS) != load<u32>(b, WORDS)) return false;
  for (let slot = table(a), end = slotAt(slot, maskOf(a) + 1); slot < end; slot += 16) {
    const held = load<u64>(slot);
    if (held != 0 && load<u64>(find(b, held - 1), 8) != load<u64>(slot, 8)) return false;
  }
  return true;
}
