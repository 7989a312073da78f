/**
 * Lists of prefixes in memory: sorted, merged, and matched by the longest prefix. A record is 32 bytes: the address as
 * two u64, then its length in bits, a number of the caller's, and the index of the next shorter prefix around it.
 */

import { agree, compare, hostBits, hostMaskHi, hostMaskLo } from './arithmetic';
import { check } from './check';
import { FAMILY_IPV4, TRAP_BOUNDS } from './constants';
import { allocate, free } from './memory';

const RECORD_LOG: usize = 5;
const BITS: usize = 16;
const VALUE: usize = 20;
const PARENT: usize = 24;

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

export function recordsNew(capacity: i32): usize {
  check(capacity >= 0 && capacity <= 1 << 24, TRAP_BOUNDS);
  return allocate(recordAt(0, max(capacity, 1)));
}

export function recordsFree(records: usize, capacity: i32): void {
  free(records, recordAt(0, max(capacity, 1)));
}

/** Stores a prefix with its host bits cleared. */
export function recordPut(records: usize, index: i32, family: i32, hi: u64, lo: u64, bits: i32, value: i32): void {
  const host = hostBits(family, bits);
  put(recordAt(records, index), hi & ~hostMaskHi(host), lo & ~hostMaskLo(host), bits);
  store<i32>(recordAt(records, index), value, VALUE);
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

/** Makes of a list the shortest one that covers the same addresses, in order. @returns its length. */
export function recordsMerge(records: usize, family: i32, count: i32): i32 {
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

/** Writes the shortest list of prefixes that makes up [first, last]; it has at most 254. @returns its length. */
export function rangePrefixes(records: usize, family: i32, hi: u64, lo: u64, lastHi: u64, lastLo: u64): i32 {
  check(compare(hi, lo, lastHi, lastLo) <= 0, TRAP_BOUNDS);
  const width = family == FAMILY_IPV4 ? 32 : 128;
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

/** Sorts a list for matching and links each prefix to the next shorter one around it. */
export function recordsLink(records: usize, family: i32, count: i32): void {
  sort(records, count);
  let around = -1;
  for (let index = 0; index < count; index++) {
    const record = recordAt(records, index);
    while (around >= 0 && !covers(family, recordAt(records, around), record))
      around = load<i32>(recordAt(records, around), PARENT);
    store<i32>(record, around, PARENT);
    around = index;
  }
}

/** The number of the longest prefix that holds the address; -1 when there is none. */
export function recordsMatch(records: usize, family: i32, count: i32, hi: u64, lo: u64): i32 {
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
  return -1;
}
