/**
 * Thousands of addresses at once, over memory: texts are lines, an address is two u64 (upper word first) and a byte for
 * its family.
 */

import { hostBits, hostMaskHi, hostMaskLo } from './arithmetic';
import { FAMILY_NONE } from './constants';
import { writeAddress } from './format';
import { allocate, free } from './memory';
import { readEnd, readHi, readLo, readPlainAddress } from './parse';
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

/** Reads one address a line; the byte behind the text is overwritten. @returns how many lines there were. */
export function parseLines(text: usize, length: usize, pairs: usize, families: usize, isLegacy: bool): i32 {
  const end = text + length;
  store<u8>(end, LINE_END);
  let count: usize = 0;
  for (let at = text; at < end; count++) {
    const family = readPlainAddress(at, isLegacy);
    const pair = pairs + (count << 4);
    if (family != FAMILY_NONE && load<u8>(readEnd) == LINE_END) {
      store<u8>(families + count, family);
      store<u64>(pair, readHi);
      store<u64>(pair, readLo, 8);
      at = readEnd + 1;
    } else {
      store<u8>(families + count, FAMILY_NONE);
      store<u64>(pair, 0);
      store<u64>(pair, 0, 8);
      while (load<u8>(at) != LINE_END) at++;
      at++;
    }
  }
  return <i32>count;
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
  const maskHi = ~hostMaskHi(host);
  const maskLo = ~hostMaskLo(host);
  let found = 0;
  for (let index: usize = 0; index < <usize>count; index++) {
    const pair = pairs + (index << 4);
    const differs = ((load<u64>(pair) ^ hi) & maskHi) | ((load<u64>(pair, 8) ^ lo) & maskLo);
    const isIn = (<i32>(differs == 0)) & (<i32>(<i32>load<u8>(families + index) == family));
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
