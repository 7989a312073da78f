/**
 * Lists of prefixes in memory: sorted, merged, and matched by the longest prefix. A record is 32 bytes: the address as
 * two u64, then its length in bits, a number of the caller's, and the index of the next shorter prefix around it. A list
 * holds prefixes of one family.
 */

import { addressError, agree, compare, hostBits, hostMaskHi, hostMaskLo, prefixError, widthOf } from './arithmetic';
import { check, refuse } from './check';
import { listError } from './blocks';
import {
  ERROR_BLOCK,
  ERROR_LENGTH,
  ERROR_OVERLAP,
  ERROR_RANGE,
  ERROR_UNLINKED,
  NOT_FOUND,
  TRAP_HANDLE,
} from './constants';
import { allocate, free, isGiven } from './memory';

const RECORD_LOG: usize = 5;
const BITS: usize = 16;
const VALUE: usize = 20;
const PARENT: usize = 24;

/** In front of the records: a mark, the capacity, the family, and how many records are linked. */
const LIST: u32 = 0xbe470030;
const FRONT: usize = 16;
const CAPACITY_MAX: i32 = 1 << 24;
/** Two prefixes for each length make up any range. */
const RANGE_PREFIX_MAX: i32 = 256;

function front(records: usize): usize {
  const at = records - FRONT;
  check(isGiven(at, FRONT) && load<u32>(at) == LIST, TRAP_HANDLE);
  return at;
}

function capacityOf(records: usize): i32 {
  return load<i32>(front(records), 4);
}

function familyOf(records: usize): i32 {
  return load<i32>(front(records), 8);
}

/** @returns how many records are ready for matching, or an error when the list has changed since. */
function linkedCount(records: usize): i32 {
  const count = load<i32>(front(records), 12);
  return count < 0 ? refuse(ERROR_UNLINKED) : count;
}

function setLinked(records: usize, count: i32): void {
  store<i32>(records - FRONT, count, 12);
}

function recordAt(records: usize, index: i32): usize {
  return records + ((<usize>index) << RECORD_LOG);
}

function hiOf(record: usize): u64 {
  return load<u64>(record);
}

function loOf(record: usize): u64 {
  return load<u64>(record, 8);
}

function bitsOf(record: usize): i32 {
  return load<i32>(record, BITS);
}

/** @returns a list of one family, or an error. */
export function recordsNew(family: i32, capacity: i32): usize {
  if (addressError(family, 0, 0) != 0) return <usize>addressError(family, 0, 0);
  if (capacity < 0 || capacity > CAPACITY_MAX) return <usize>refuse(ERROR_LENGTH);
  const at = allocate(recordAt(FRONT, capacity));
  store<u32>(at, LIST);
  store<i32>(at, capacity, 4);
  store<i32>(at, family, 8);
  return at + FRONT;
}

export function recordsFree(records: usize): void {
  const bytes = recordAt(FRONT, capacityOf(records));
  store<u32>(records - FRONT, 0);
  free(records - FRONT, bytes);
}

/** Stores a prefix with its host bits cleared. @returns 0 or an error. */
export function recordPut(records: usize, index: i32, hi: u64, lo: u64, bits: i32, value: i32): i32 {
  const family = familyOf(records);
  if (<u32>index >= <u32>capacityOf(records)) return refuse(ERROR_LENGTH);
  const error = prefixError(family, hi, lo, bits);
  if (error != 0) return error;
  setLinked(records, NOT_FOUND);
  const host = hostBits(family, bits);
  put(recordAt(records, index), hi & ~hostMaskHi(host), lo & ~hostMaskLo(host), bits);
  store<i32>(recordAt(records, index), value, VALUE);
  return 0;
}

function put(record: usize, hi: u64, lo: u64, bits: i32): void {
  store<u64>(record, hi);
  store<u64>(record, lo, 8);
  store<i32>(record, bits, BITS);
}

/** By address, then the shorter prefix first, then by the caller's number. */
function isBefore(a: usize, b: usize): bool {
  const order = compare(hiOf(a), loOf(a), hiOf(b), loOf(b));
  if (order != 0) return order < 0;
  if (bitsOf(a) != bitsOf(b)) return bitsOf(a) < bitsOf(b);
  return load<u32>(a, VALUE) < load<u32>(b, VALUE);
}

function swap(a: usize, b: usize): void {
  for (let word: usize = 0; word < 32; word += 8) {
    const held = load<u64>(a + word);
    store<u64>(a + word, load<u64>(b + word));
    store<u64>(b + word, held);
  }
}

function sink(records: usize, root: i32, count: i32): void {
  for (;;) {
    let child = 2 * root + 1;
    if (child >= count) return;
    if (child + 1 < count && isBefore(recordAt(records, child), recordAt(records, child + 1))) child++;
    if (!isBefore(recordAt(records, root), recordAt(records, child))) return;
    swap(recordAt(records, root), recordAt(records, child));
    root = child;
  }
}

function sort(records: usize, count: i32): void {
  for (let root = (count >> 1) - 1; root >= 0; root--) sink(records, root, count);
  for (let end = count - 1; end > 0; end--) {
    swap(records, recordAt(records, end));
    sink(records, 0, end);
  }
}

function covers(family: i32, outer: usize, inner: usize): bool {
  if (bitsOf(outer) > bitsOf(inner)) return false;
  return agree(hostBits(family, bitsOf(outer)), hiOf(outer), loOf(outer), hiOf(inner), loOf(inner));
}

/** Whether two prefixes are the two halves of one, and `lower` is the lower half. */
function areHalves(family: i32, lower: usize, upper: usize): bool {
  const bits = bitsOf(lower);
  if (bits == 0 || bits != bitsOf(upper)) return false;
  return agree(hostBits(family, bits - 1), hiOf(lower), loOf(lower), hiOf(upper), loOf(upper));
}

/** Makes of the first `count` the shortest list that covers the same addresses, in order. @returns its length or an error. */
export function recordsMerge(records: usize, count: i32): i32 {
  const family = familyOf(records);
  if (count < 0 || count > capacityOf(records)) return refuse(ERROR_LENGTH);
  setLinked(records, NOT_FOUND);
  sort(records, count);
  let kept = 0;
  for (let index = 0; index < count; index++) {
    const record = recordAt(records, index);
    if (kept > 0 && covers(family, recordAt(records, kept - 1), record)) continue;
    put(recordAt(records, kept), hiOf(record), loOf(record), bitsOf(record));
    kept++;
    while (kept > 1 && areHalves(family, recordAt(records, kept - 2), recordAt(records, kept - 1))) {
      kept--;
      const whole = recordAt(records, kept - 1);
      store<i32>(whole, bitsOf(whole) - 1, BITS);
    }
  }
  return kept;
}

/** Writes the shortest list of prefixes that makes up [first, last]. @returns its length (at most 254) or an error. */
export function rangePrefixes(records: usize, hi: u64, lo: u64, lastHi: u64, lastLo: u64): i32 {
  const family = familyOf(records);
  if (capacityOf(records) < RANGE_PREFIX_MAX) return refuse(ERROR_LENGTH);
  const error = addressError(family, hi | lastHi, lo | lastLo);
  if (error != 0) return error;
  if (compare(hi, lo, lastHi, lastLo) > 0) return refuse(ERROR_RANGE);
  setLinked(records, NOT_FOUND);
  const width = widthOf(family);
  let count = 0;
  while (compare(hi, lo, lastHi, lastLo) <= 0) {
    let host = lo != 0 ? <i32>ctz<u64>(lo) : hi != 0 ? 64 + <i32>ctz<u64>(hi) : 128;
    if (host > width) host = width;
    while (compare(hi | hostMaskHi(host), lo | hostMaskLo(host), lastHi, lastLo) > 0) host--;
    put(recordAt(records, count++), hi, lo, width - host);
    hi |= hostMaskHi(host);
    lo |= hostMaskLo(host);
    if (hi == lastHi && lo == lastLo) break;
    lo++;
    if (lo == 0) hi++;
  }
  return count;
}

/** Sorts the first `count` for matching and links each to the next shorter one around it. @returns 0 or an error. */
export function recordsLink(records: usize, count: i32): i32 {
  const family = familyOf(records);
  if (count < 0 || count > capacityOf(records)) return refuse(ERROR_LENGTH);
  sort(records, count);
  let around = -1;
  for (let index = 0; index < count; index++) {
    const record = recordAt(records, index);
    while (around >= 0 && !covers(family, recordAt(records, around), record))
      around = load<i32>(recordAt(records, around), PARENT);
    store<i32>(record, around, PARENT);
    around = index;
  }
  setLinked(records, count);
  return 0;
}

/** The number of the longest prefix that holds the address, NOT_FOUND or an error. */
export function recordsMatch(records: usize, hi: u64, lo: u64): i32 {
  const family = familyOf(records);
  const count = linkedCount(records);
  if (count < 0) return count;
  const error = addressError(family, hi, lo);
  return error != 0 ? error : match(records, family, count, hi, lo);
}

/** The same for many addresses with their families, with numbers written to `out`. @returns 0 or an error. */
export function matchEach(pairs: usize, families: usize, count: i32, records: usize, out: usize): i32 {
  const family = familyOf(records);
  const recordCount = linkedCount(records);
  if (recordCount < 0) return recordCount;
  const error = listError(pairs, families, count, out, 2);
  if (error != 0) return error;
  for (let index: usize = 0; index < <usize>count; index++) {
    if (<i32>load<u8>(families + index) != family) continue;
    const pair = pairs + (index << 4);
    store<i32>(out + (index << 2), match(records, family, recordCount, load<u64>(pair), load<u64>(pair, 8)));
  }
  return 0;
}

function match(records: usize, family: i32, count: i32, hi: u64, lo: u64): i32 {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = recordAt(records, middle);
    if (compare(hiOf(record), loOf(record), hi, lo) <= 0) low = middle + 1;
    else high = middle;
  }
  let index = low - 1;
  while (index >= 0) {
    const record = recordAt(records, index);
    if (agree(hostBits(family, bitsOf(record)), hiOf(record), loOf(record), hi, lo)) return load<i32>(record, VALUE);
    index = load<i32>(record, PARENT);
  }
  return NOT_FOUND;
}
