/** Several bytes of text at once: which are digits, and what they are worth. Byte 0 is the first letter. */

/** The highest bit of each byte. */
const HIGH: u64 = 0x8080808080808080;
const ONES: u64 = 0x0101010101010101;

/** Values 0 to 15 of the hex digits among eight letters; other bytes are meaningless. */
export let hexValues: u64 = 0;

/** What 48 letters are worth as hex digits; what is no digit is worth nothing. */
const worths: usize = memory.data(96, 16);
/** Room in front, because numbers are read up to their last digit. */
const WORTHS_FRONT: usize = 16;
/** Which of them are hex digits, and which are colons. */
export let digitMarks: u64 = 0;
export let colonMarks: u64 = 0;

/** Which of sixteen letters are hex digits; notes what each is worth. */
function digitsAmong(letters: v128, lane: usize): u64 {
  const digits = i8x16.sub(letters, i8x16.splat(0x30));
  const isDigit = i8x16.lt_u(digits, i8x16.splat(10));
  const small = i8x16.sub(v128.or(letters, i8x16.splat(0x20)), i8x16.splat(0x61));
  const isSmall = i8x16.lt_u(small, i8x16.splat(6));
  const letterWorths = v128.and(i8x16.add(small, i8x16.splat(10)), isSmall);
  v128.store(worths + lane + WORTHS_FRONT, v128.or(v128.and(digits, isDigit), letterWorths));
  return (<u64>i8x16.bitmask(v128.or(isDigit, isSmall))) << lane;
}

/** Which of sixteen letters are colons. */
function colonsAmong(letters: v128, lane: usize): u64 {
  return (<u64>i8x16.bitmask(i8x16.eq(letters, i8x16.splat(0x3a)))) << lane;
}

/** Looks at 48 letters: the longest address has 45. */
export function markLetters(at: usize): void {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  digitMarks = digitsAmong(a, 0) | digitsAmong(b, 16) | digitsAmong(c, 32);
  colonMarks = colonsAmong(a, 0) | colonsAmong(b, 16) | colonsAmong(c, 32);
}

/** The number of the last group: the marks say where groups begin and where they end. */
export function markedNumber(firsts: u64, lasts: u64): u32 {
  const last = 63 - <u32>clz<u64>(lasts);
  const past = (3 + <u32>clz<u64>(lasts) - <u32>clz<u64>(firsts)) << 3;
  const nibbles = (load<u32>(worths + WORTHS_FRONT - 3 + <usize>last) >> past) << past;
  const bytes = ((nibbles << 4) | (nibbles >> 8)) & 0x00ff00ff;
  return ((bytes & 0xff) << 8) | (bytes >> 16);
}

/** The marks without the last one. */
export function withoutLast(marks: u64): u64 {
  return marks & ~((<u64>0x8000000000000000) >> clz<u64>(marks));
}

/** How many of eight letters, from the first on, are hex digits; their values are in hexValues. */
export function hexRun(letters: u64): i32 {
  // Bit 6 tells letters from digits; each kind is moved down to 0 and compared with its own limit.
  const isLetter = (letters >> 6) & ONES;
  const moved = (letters | (isLetter << 5) | HIGH) - (0x30 * ONES + isLetter * 0x31);
  const values = moved & ~HIGH;
  const isHex = moved & (0x89 * ONES - (isLetter << 2) - values) & ~letters & HIGH;
  hexValues = values + isLetter * 10;
  return <i32>(ctz<u64>(isHex ^ HIGH) >> 3);
}

/** The number that the first `count` (1 to 4) of hexValues make. */
export function hexNumber(count: i32): u32 {
  const nibbles = (<u32>hexValues) << (32 - (count << 3));
  const bytes = ((nibbles << 4) | (nibbles >> 8)) & 0x00ff00ff;
  return ((bytes & 0xff) << 8) | (bytes >> 16);
}

/** Marks which of sixteen letters are no decimal digits, the first one in the lowest bit. */
export function decimalOthers(at: usize): u32 {
  const values = i8x16.sub(v128.load(at), i8x16.splat(0x30));
  return (<u32>i8x16.bitmask(i8x16.lt_u(values, i8x16.splat(10)))) ^ 0xffff;
}

/** How many of four letters, from the first on, are decimal digits. */
export function decimalRun(letters: u32): i32 {
  const values = letters ^ 0x30303030;
  const isOther = (((values & 0x7f7f7f7f) + 0x76767676) | values) & 0x80808080;
  return <i32>(ctz<u32>(isOther) >> 3);
}

/** The number that the first `count` (1 to 3) of four letters make. */
export function decimalNumber(letters: u32, count: i32): u32 {
  const digits = (letters ^ 0x30303030) << (32 - (count << 3));
  return (digits >> 24) + ((digits >> 16) & 0xff) * 10 + ((digits >> 8) & 0xff) * 100;
}

/** The four hex letters of a number up to 0xffff, the first one in the lowest byte. */
export function hexLetters(number: u32): u32 {
  const bytes = (number >> 8) | ((number & 0xff) << 16);
  const nibbles = ((bytes >> 4) & 0x000f000f) | ((bytes & 0x000f000f) << 8);
  return nibbles + 0x30303030 + (((nibbles + 0x06060606) >> 4) & 0x01010101) * 0x27;
}
