/**
 * Thousands of addresses at once, over memory: texts are lines, an address is two u64 (upper word first) and a byte for
 * its family.
 */

import { agree, hostBits } from './arithmetic';
import { FAMILY_NONE } from './constants';
import { writeAddress } from './format';
import { allocate, free } from './memory';
import { readAddress, readHi, readLo } from './parse';
import { recordsMatch } from './records';

const LINE_END: u32 = 0x0a;

/** A block for texts or numbers; give it back with the same size. */
export function blockNew(bytes: usize): usize {
  return allocate(bytes);
}

export function blockFree(block: usize, bytes: usize): void {
  free(block, bytes);
}

/** Count of lines in a text; a last line without an end counts, an empty one does not. */
export function countLines(text: usize, length: usize): i32 {
  const end = text + length;
  let count = 0;
  for (let at = text; at < end; at++) if (load<u8>(at) == LINE_END) count++;
  return length > 0 && load<u8>(end - 1) != LINE_END ? count + 1 : count;
}

/** Reads one address a line. @returns how many lines there were. */
export function parseLines(text: usize, length: usize, pairs: usize, families: usize, isLegacy: bool): i32 {
  const end = text + length;
  let count = 0;
  for (let at = text; at < end; count++) {
    let past = at;
    while (past < end && load<u8>(past) != LINE_END) past++;
    const family = readAddress(at, past, isLegacy);
    const pair = pairs + ((<usize>count) << 4);
    store<u8>(families + <usize>count, family);
    store<u64>(pair, family == FAMILY_NONE ? 0 : readHi);
    store<u64>(pair, family == FAMILY_NONE ? 0 : readLo, 8);
    at = past + 1;
  }
  return count;
}

/** Writes one address a line, an empty line for none. @returns the length of the text: at most 40 bytes a line. */
export function formatLines(pairs: usize, families: usize, count: i32, text: usize): usize {
  let at = text;
  for (let index: usize = 0; index < <usize>count; index++) {
    const pair = pairs + (index << 4);
    const family = <i32>load<u8>(families + index);
    if (family != FAMILY_NONE) at = writeAddress(at, family, load<u64>(pair), load<u64>(pair, 8));
    store<u8>(at++, LINE_END);
  }
  return at - text;
}

/** Writes for each address 1 when the prefix contains it, else 0. @returns how many it contains. */
export function containsEach(
  pairs: usize,
  families: usize,
  count: i32,
  family: i32,
  hi: u64,
  lo: u64,
  bits: i32,
  out: usize,
): i32 {
  const host = hostBits(family, bits);
  let found = 0;
  for (let index: usize = 0; index < <usize>count; index++) {
    const pair = pairs + (index << 4);
    const isIn = i32(
      <i32>load<u8>(families + index) == family && agree(host, hi, lo, load<u64>(pair), load<u64>(pair, 8)),
    );
    store<u8>(out + index, isIn);
    found += isIn;
  }
  return found;
}

/** Writes for each address of the family the number of its longest prefix in a linked list, else -1. */
export function matchEach(
  pairs: usize,
  families: usize,
  count: i32,
  family: i32,
  records: usize,
  recordCount: i32,
  out: usize,
): void {
  for (let index: usize = 0; index < <usize>count; index++) {
    if (<i32>load<u8>(families + index) != family) continue;
    const pair = pairs + (index << 4);
    store<i32>(out + (index << 2), recordsMatch(records, family, recordCount, load<u64>(pair), load<u64>(pair, 8)));
  }
}
