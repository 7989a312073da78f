/** Blocks of memory that callers fill and read: each knows its size, so that a wrong pointer or length is refused. */

import { refuse } from './check';
import { ERROR_BLOCK, ERROR_LENGTH, ERROR_OVERLAP } from './constants';
import { allocate, free, isGiven } from './memory';

const BLOCK: u32 = 0xbe470010;
const FRONT: usize = 16;
const BYTES_MAX: usize = (1 << 30) - 16;

/** @returns a zeroed block, or an error. */
export function blockNew(bytes: usize): usize {
  if (bytes > BYTES_MAX) return <usize>refuse(ERROR_LENGTH);
  const front = allocate(bytes + FRONT);
  store<u32>(front, BLOCK);
  store<u32>(front, <u32>bytes, 4);
  return front + FRONT;
}

export function isBlock(block: usize): bool {
  return isGiven(block - FRONT, FRONT) && load<u32>(block - FRONT) == BLOCK;
}

export function blockSize(block: usize): usize {
  return <usize>load<u32>(block - FRONT, 4);
}

/** Whether `count` pieces of 2^log bytes have room in a block. */
export function holds(block: usize, count: i32, log: u64): bool {
  return isBlock(block) && count >= 0 && (<u64>count) << log <= <u64>blockSize(block);
}

/** @returns 0, or the error in a list of addresses and what belongs to them: pieces of 2^log bytes in a third block. */
export function listError(pairs: usize, families: usize, count: i32, other: usize, log: u64): i32 {
  if (!holds(pairs, count, 4) || !holds(families, count, 0) || !holds(other, count, log)) return refuse(ERROR_BLOCK);
  return other == pairs || other == families || pairs == families ? refuse(ERROR_OVERLAP) : 0;
}

/** @returns 0 or an error. */
export function blockFree(block: usize): i32 {
  if (!isBlock(block)) return refuse(ERROR_BLOCK);
  store<u32>(block - FRONT, 0);
  free(block - FRONT, blockSize(block) + FRONT);
  return 0;
}
