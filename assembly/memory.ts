/** Memory in blocks of powers of two: a freed block is reused by the next request of its size. */

import { check } from './check';
import { TEXT_BYTES_MAX, TRAP_MEMORY } from './constants';

const SMALLEST_LOG: u32 = 4;
const LARGEST_LOG: u32 = 30;
/** Pointers stay below this, so that negative numbers can be errors. */
const TOP_MAX: u64 = 1 << 31;
/** Readers of text look at many bytes at once: so many behind the last block can be read. */
const READ_AHEAD: i32 = 64;

const freeBlocks: usize = memory.data(128, 16);
const textArea: usize = memory.data(TEXT_BYTES_MAX + READ_AHEAD, 16);
const pairArea: usize = memory.data(32, 16);

let top: usize = (__heap_base + 15) & ~15;

/** Where a text to be read is put and where a written text is found. */
export function textPointer(): usize {
  return textArea;
}

/** Where results of more than one number are found, as u64. */
export function pairPointer(): usize {
  return pairArea;
}

export function answer(hi: u64, lo: u64): void {
  store<u64>(pairArea, hi);
  store<u64>(pairArea, lo, 8);
}

/** Whether `bytes` from `at` on lie in memory that was given out some time; `at` is where a block may begin. */
export function isGiven(at: usize, bytes: usize): bool {
  return at >= __heap_base && (at & 15) == 0 && <u64>at + <u64>bytes <= <u64>top;
}

function sizeLog(bytes: usize): u32 {
  const log = <u32>(32 - clz<u32>(<u32>bytes - 1));
  return bytes <= 1 ? SMALLEST_LOG : max(log, SMALLEST_LOG);
}

/** @returns a zeroed block of at least `bytes`, aligned to 16. */
export function allocate(bytes: usize): usize {
  check(bytes <= 1 << LARGEST_LOG, TRAP_MEMORY);
  const log = sizeLog(bytes);
  const size: usize = 1 << log;
  const list = freeBlocks + ((<usize>log) << 2);
  const head = <usize>load<u32>(list);
  if (head != 0) {
    store<u32>(list, load<u32>(head));
    memory.fill(head, 0, size);
    return head;
  }
  const block = top;
  const end = <u64>block + <u64>size;
  const need = end + READ_AHEAD;
  check(need <= TOP_MAX, TRAP_MEMORY);
  const have = (<u64>memory.size()) << 16;
  if (need > have) check(memory.grow(<i32>((need - have + 65535) >> 16)) >= 0, TRAP_MEMORY);
  top = <usize>end;
  return block;
}

/** Gives a block back; `bytes` is what it was asked with. */
export function free(block: usize, bytes: usize): void {
  if (block == 0) return;
  const list = freeBlocks + ((<usize>sizeLog(bytes)) << 2);
  store<u32>(block, load<u32>(list));
  store<u32>(list, <u32>block);
}
