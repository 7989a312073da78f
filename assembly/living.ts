/** What a living set of either kind answers, without a look at its arguments. */

import { bitmapCount, bitmapSeek, bitmapWords } from './bitmap';
import { isBitmap } from './header';
import { sought, sparseCount, sparseSeekFree, sparseSeekUsed, sparseSlot } from './sparse';

/** What the last search found. */
export let place: u64 = 0;

/** The 64 bits of one word. */
export function wordOf(set: usize, key: u64): u64 {
  if (isBitmap(set)) return load<u64>(bitmapWords(set) + ((<usize>key) << 3));
  const slot = sparseSlot(set, key);
  return slot == 0 ? 0 : load<u64>(slot, 8);
}

/** Seeks the first offset in [from, to] that is free (`flip` all ones) or taken (0). @returns false when there is none. */
export function livingSeek(set: usize, from: u64, to: u64, flip: u64): bool {
  if (isBitmap(set)) {
    const offset = bitmapSeek(set, <i32>from, flip);
    place = <u64>offset;
    return offset >= 0 && place <= to;
  }
  const isFound = flip != 0 ? sparseSeekFree(set, from, to) : sparseSeekUsed(set, from, to);
  place = sought;
  return isFound;
}

export function livingCount(set: usize, from: u64, to: u64): u64 {
  return isBitmap(set) ? <u64>bitmapCount(set, <u32>from, <u32>to) : sparseCount(set, from, to);
}
