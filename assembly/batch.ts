/**
 * Thousands of addresses at once, over memory: texts are lines, an address is two u64 (upper word first) and a byte for
 * its family.
 */

import { hostBits, hostMaskHi, hostMaskLo, prefixError } from './arithmetic';
import { blockSize, holds, listError } from './blocks';
import { refuse } from './check';
import { ERROR_BLOCK, ERROR_LENGTH, ERROR_OVERLAP, FAMILY_IPV4, FAMILY_IPV6, FAMILY_NONE } from './constants';
import { writeAddress } from './format';
import { readEnd, readHi, readLo, readPlainAddress } from './parse';

const LINE_END: u32 = 0x0a;
/** Room that a written line needs, as a power of two: 45 bytes at most, and up to 8 behind them may change. */
const LINE_LOG: u64 = 6;

/** Count of lines in a text; a last line without an end counts, an empty one does not. @returns it or an error. */
export function countLines(text: usize, length: i32): i32 {
  if (!holds(text, length, 0)) return refuse(ERROR_BLOCK);
  const end = text + <usize>length;
  let count = 0;
  for (let at = text; at < end; at++) if (load<u8>(at) == LINE_END) count++;
  return length > 0 && load<u8>(end - 1) != LINE_END ? count + 1 : count;
}

/**
 * Reads one address a line; the byte behind the text, which belongs to its block too, is overwritten.
 * @returns how many lines there were, or an error.
 */
export function parseLines(text: usize, length: i32, pairs: usize, families: usize, isLegacy: bool): i32 {
  if (!holds(text, length, 0) || !holds(text, length + 1, 0) || !holds(pairs, 0, 0) || !holds(families, 0, 0))
    return refuse(ERROR_BLOCK);
  if (text == pairs || text == families || pairs == families) return refuse(ERROR_OVERLAP);
  const capacity = min(blockSize(pairs) >> 4, blockSize(families));
  const end = text + <usize>length;
  store<u8>(end, LINE_END);
  let count: usize = 0;
  for (let at = text; at < end; count++) {
    if (count == capacity) return refuse(ERROR_LENGTH);
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

/** Writes one address a line, an empty line for none, into a block with 64 bytes a line. @returns the length or an error. */
export function formatLines(pairs: usize, families: usize, count: i32, text: usize): i32 {
  if (!holds(pairs, count, 4) || !holds(families, count, 0) || !holds(text, count, LINE_LOG))
    return refuse(ERROR_BLOCK);
  if (text == pairs || text == families || pairs == families) return refuse(ERROR_OVERLAP);
  let at = text;
  for (let index: usize = 0; index < <usize>count; index++) {
    const pair = pairs + (index << 4);
    const family = <i32>load<u8>(families + index);
    if (family == FAMILY_IPV6 || family == FAMILY_IPV4)
      at = writeAddress(at, family, load<u64>(pair), load<u64>(pair, 8));
    store<u8>(at++, LINE_END);
  }
  return <i32>(at - text);
}

/** Writes for each address 1 when the prefix contains it, else 0. @returns how many it contains, or an error. */
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
  const error = prefixError(family, hi, lo, bits);
  if (error != 0) return error;
  const blockError = listError(pairs, families, count, out, 0);
  if (blockError != 0) return blockError;
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
