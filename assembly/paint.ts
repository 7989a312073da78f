/** A range at a zoom level: how many members each cell of 2^n offsets has. */

import { check } from './check';
import { bitmapCount } from './bitmap';
import { CELL_COUNT_MAX, TRAP_BOUNDS } from './constants';
import { checkHandle, isBitmap, lastOf } from './header';
import { sparseSlotCount, sparseSlots } from './sparse';

/**
 * Writes for each cell of [from, to] its count as u32 and 0, 1 or 2 for none, some or all taken.
 * @param cellBits log2 of the offsets in a cell.
 * @returns the count of cells.
 */
export function setPaint(set: usize, from: u64, to: u64, cellBits: i32, counts: usize, flags: usize): i32 {
  checkHandle(set);
  check(from <= to && to <= lastOf(set) && cellBits >= 0 && cellBits < 64, TRAP_BOUNDS);
  const lastCell = (to - from) >> cellBits;
  check(lastCell < <u64>CELL_COUNT_MAX, TRAP_BOUNDS);
  const cells = <i32>lastCell + 1;
  if (isBitmap(set)) paintBitmap(set, from, to, cellBits, counts, cells);
  else paintSparse(set, from, to, cellBits, counts, cells);
  const width = (<u64>1) << cellBits;
  for (let cell: usize = 0; cell < <usize>cells; cell++) {
    const isLast = <u64>cell == lastCell;
    const size = isLast ? to - from - ((<u64>cell) << cellBits) + 1 : width;
    const count = <u64>load<u32>(counts + (cell << 2));
    store<u8>(flags + cell, count == 0 ? 0 : count == size ? 2 : 1);
  }
  return cells;
}

function paintBitmap(set: usize, from: u64, to: u64, cellBits: i32, counts: usize, cells: i32): void {
  for (let cell: usize = 0; cell < <usize>cells; cell++) {
    const first = from + ((<u64>cell) << cellBits);
    const last = min(first + (((<u64>1) << cellBits) - 1), to);
    store<u32>(counts + (cell << 2), bitmapCount(set, <u32>first, <u32>last));
  }
}

function paintSparse(set: usize, from: u64, to: u64, cellBits: i32, counts: usize, cells: i32): void {
  memory.fill(counts, 0, (<usize>cells) << 2);
  const slots = sparseSlots(set);
  for (let slot = slots, end = slots + ((<usize>sparseSlotCount(set)) << 4); slot < end; slot += 16) {
    let bits = load<u64>(slot, 8);
    const first = (load<u64>(slot) - 1) << 6;
    while (bits != 0) {
      const offset = first | ctz<u64>(bits);
      bits &= bits - 1;
      if (offset < from || offset > to) continue;
      const cell = counts + ((<usize>((offset - from) >> cellBits)) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
}
