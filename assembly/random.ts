/** Seeded random integers: xoshiro256** streams, each seeded by splitmix64 from a hash of the seed and its name. */

import { check } from './check';
import { TRAP_BOUNDS, TRAP_HANDLE } from './constants';
import { allocate, isGiven, textPointer } from './memory';
import { isTextLength } from './text';

const STREAM: u32 = 0xbe470020;
const STREAM_BYTES: usize = 48;
/** Behind the four words of the state. */
const STREAM_MARK: usize = 32;

const FNV_OFFSET: u64 = 0xcbf29ce484222325;
const FNV_PRIME: u64 = 0x100000001b3;

/** Begins the hash of a stream's name. */
export function hashStart(seed: u64): u64 {
  return hashWord(FNV_OFFSET, seed);
}

function hashWord(hash: u64, word: u64): u64 {
  for (let byte = 0; byte < 8; byte++) hash = (hash ^ ((word >> (byte << 3)) & 255)) * FNV_PRIME;
  return hash;
}

/** Goes on with the first `length` bytes of the text area. */
export function hashText(hash: u64, length: i32): u64 {
  check(isTextLength(length), TRAP_BOUNDS);
  let at = textPointer();
  for (const end = at + <usize>length; at < end; at++) hash = (hash ^ (<u64>load<u8>(at))) * FNV_PRIME;
  return hash;
}

/** The finalizer of splitmix64. */
function finalize(value: u64): u64 {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

/** @returns a new stream whose four state words come from splitmix64 started at `hash`. */
export function streamNew(hash: u64): usize {
  const stream = allocate(STREAM_BYTES);
  store<u32>(stream, STREAM, STREAM_MARK);
  for (let word: usize = 0; word < 4; word++) {
    hash += 0x9e3779b97f4a7c15;
    store<u64>(stream + (word << 3), finalize(hash));
  }
  return stream;
}

/** The next 64 bits. Traps for a number that is no stream. */
export function streamNext(stream: usize): u64 {
  check(isGiven(stream, STREAM_BYTES) && load<u32>(stream, STREAM_MARK) == STREAM, TRAP_HANDLE);
  const s1 = load<u64>(stream, 8);
  const out = rotl<u64>(s1 * 5, 7) * 9;
  const s2 = load<u64>(stream, 16) ^ load<u64>(stream);
  const s3 = load<u64>(stream, 24) ^ s1;
  store<u64>(stream, s1 ^ s2, 8);
  store<u64>(stream, load<u64>(stream) ^ s3);
  store<u64>(stream, s2 ^ (s1 << 17), 16);
  store<u64>(stream, rotl<u64>(s3, 45), 24);
  return out;
}

/** Uniform in [0, bound), by rejection; a bound of 0 stands for 2^64. */
export function streamBelow(stream: usize, bound: u64): u64 {
  if (bound == 0) return streamNext(stream);
  const unfair = (0 - bound) % bound;
  let bits = streamNext(stream);
  while (bits < unfair) bits = streamNext(stream);
  return bits % bound;
}
