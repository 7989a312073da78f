/** A range at a zoom level: how many members each cell of 2^n offsets has. */

import { bitmapCount, bitmapWords } from './bitmap';
import { holds } from './blocks';
import { refuse } from './check';
import { CELL_COUNT_MAX, ERROR_BLOCK, ERROR_CELLS, ERROR_OFFSET, ERROR_OVERLAP, ERROR_RANGE } from './constants';
import { checkHandle, isBitmap, isSnapshot, lastOf } from './header';
import { wordOf } from './living';
import { changedBits, changedKey, livingOf, nextChange, walkChanges } from './snapshot';
import { sparseSlotCount, sparseSlots, within } from './sparse';

/**
 * Writes for each cell of [from, to] its count as u32 and 0, 1 or 2 for none, some or all taken.
 * @param cellBits log2 of the offsets in a cell.
 * @returns the count of cells, or an error.
 */
export function setPaint(set: usize, from: u64, to: u64, cellBits: i32, counts: usize, flags: usize): i32 {
  checkHandle(set);
  if (to > lastOf(set)) return refuse(ERROR_OFFSET);
  if (from > to) return refuse(ERROR_RANGE);
  if (cellBits < 0 || cellBits > 63) return refuse(ERROR_CELLS);
  const lastCell = (to - from) >> cellBits;
  if (lastCell >= <u64>CELL_COUNT_MAX) return refuse(ERROR_CELLS);
  const cells = <i32>lastCell + 1;
  if (!holds(counts, cells, 2) || !holds(flags, cells, 0)) return refuse(ERROR_BLOCK);
  if (counts == flags) return refuse(ERROR_OVERLAP);
  const living = livingOf(set);
  if (isBitmap(living)) paintBitmap(living, from, to, cellBits, counts, cells);
  else paintSparse(living, from, to, cellBits, counts, cells);
  if (isSnapshot(set)) paintChanges(set, living, from, to, cellBits, counts);
  paintFlags(cells, (<u64>1) << cellBits, to - from - (lastCell << cellBits) + 1, counts, flags);
  return cells;
}

/** @param width offsets of a cell. @param lastWidth offsets of the last one. */
function paintFlags(cells: i32, width: u64, lastWidth: u64, counts: usize, flags: usize): void {
  const end = <usize>cells - 1;
  for (let cell: usize = 0; cell < end; cell++) {
    const count = load<u32>(counts + (cell << 2));
    store<u8>(flags + cell, <u32>(count != 0) + <u32>(<u64>count == width));
  }
  const count = load<u32>(counts + (end << 2));
  store<u8>(flags + end, <u32>(count != 0) + <u32>(<u64>count == lastWidth));
}

function paintBitmap(set: usize, from: u64, to: u64, cellBits: i32, counts: usize, cells: i32): void {
  const width = (<u64>1) << cellBits;
  let cell: usize = 0;
  // Small cells that begin at their own width and are whole lie inside of one word each.
  if (cellBits < 6 && (from & (width - 1)) == 0) {
    cell = <usize>((to - from + 1) >> cellBits);
    paintPieces(bitmapWords(set), <usize>from, cellBits, counts, cell);
  }
  for (; cell < <usize>cells; cell++) {
    const first = from + ((<u64>cell) << cellBits);
    store<u32>(counts + (cell << 2), bitmapCount(set, <u32>first, <u32>min(first + width - 1, to)));
  }
}

function paintPieces(words: usize, from: usize, cellBits: i32, counts: usize, cells: usize): void {
  const width: usize = 1 << cellBits;
  const piece = u64.MAX_VALUE >> (64 - <u64>width);
  let offset = from;
  for (let at = counts, end = counts + (cells << 2); at < end; at += 4, offset += width) {
    const word = load<u64>(words + ((offset >> 6) << 3));
    store<u32>(at, <u32>popcnt<u64>((word >> (offset & 63)) & piece));
  }
}

function paintSparse(set: usize, from: u64, to: u64, cellBits: i32, counts: usize, cells: i32): void {
  memory.fill(counts, 0, (<usize>cells) << 2);
  const slots = sparseSlots(set);
  for (let slot = slots, end = slots + ((<usize>sparseSlotCount(set)) << 4); slot < end; slot += 16) {
    const bits = load<u64>(slot, 8);
    if (bits != 0) paintBits(load<u64>(slot) - 1, bits, from, to, cellBits, counts, 1);
  }
}

/** Adds `delta` to the cell of each bit. */
function paintBits(key: u64, bits: u64, from: u64, to: u64, cellBits: i32, counts: usize, delta: u32): void {
  if (key < from >> 6 || key > to >> 6) return;
  for (bits &= within(key, from, to); bits != 0; bits &= bits - 1) {
    const offset = (key << 6) | ctz<u64>(bits);
    const cell = counts + ((<usize>((offset - from) >> cellBits)) << 2);
    store<u32>(cell, load<u32>(cell) + delta);
  }
}

/** Makes the counts of a living set those of its snapshot. */
function paintChanges(snapshot: usize, living: usize, from: u64, to: u64, cellBits: i32, counts: usize): void {
  walkChanges(snapshot);
  while (nextChange()) {
    const now = wordOf(living, changedKey);
    paintBits(changedKey, changedBits & ~now, from, to, cellBits, counts, 1);
    paintBits(changedKey, now & ~changedBits, from, to, cellBits, counts, u32.MAX_VALUE);
  }
}
