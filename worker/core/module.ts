/** The WebAssembly module as it is: its exports, its text area and its pair of result words. */

import { FAMILY_IPV4, FAMILY_IPV6, TEXT_BYTES_MAX } from '../../assembly/constants';
import type { IPFamily } from '../api';
import { checked } from './errors';

/** A compiled core, from which any number of independent cores can be made. */
export interface CompiledCore {
  readonly module: WebAssembly.Module;
}

/** Exports of assembly/index.ts. Handles, pointers and lengths are numbers; u64 are BigInt, signed when they come back. */
export interface CoreExports {
  readonly memory: WebAssembly.Memory;
  trapCode(): number;
  errorCode(): number;
  textPointer(): number;
  pairPointer(): number;

  parseAddress(length: number, isLegacy: boolean): number;
  parsePrefix(length: number, isLegacy: boolean): number;
  canonical(length: number): number;
  formatAddress(family: number, hi: bigint, lo: bigint): number;
  formatPrefix(family: number, hi: bigint, lo: bigint, bits: number): number;

  compare(aHi: bigint, aLo: bigint, bHi: bigint, bLo: bigint): number;
  add(family: number, hi: bigint, lo: bigint, deltaHi: bigint, deltaLo: bigint, isMinus: boolean): number;
  subtract(aHi: bigint, aLo: bigint, bHi: bigint, bLo: bigint): void;
  mask(family: number, hi: bigint, lo: bigint, bits: number): number;
  last(family: number, hi: bigint, lo: bigint, bits: number): number;
  offsetIn(family: number, hi: bigint, lo: bigint, bits: number, addressHi: bigint, addressLo: bigint): number;
  contains(family: number, hi: bigint, lo: bigint, bits: number, addressHi: bigint, addressLo: bigint): number;

  commonBits(family: number, aHi: bigint, aLo: bigint, bHi: bigint, bLo: bigint): number;

  blockNew(byteCount: number): number;
  blockFree(block: number): number;
  countLines(text: number, length: number): number;
  parseLines(text: number, length: number, pairs: number, families: number, isLegacy: boolean): number;
  formatLines(pairs: number, families: number, count: number, text: number): number;
  containsEach(
    pairs: number,
    families: number,
    count: number,
    family: number,
    hi: bigint,
    lo: bigint,
    bits: number,
    out: number,
  ): number;
  matchEach(pairs: number, families: number, count: number, records: number, out: number): number;

  recordsNew(family: number, capacity: number): number;
  recordsFree(records: number): void;
  recordPut(records: number, index: number, hi: bigint, lo: bigint, bits: number, value: number): number;
  recordsMerge(records: number, count: number): number;
  recordsLink(records: number, count: number): number;
  recordsMatch(records: number, hi: bigint, lo: bigint): number;
  rangePrefixes(records: number, hi: bigint, lo: bigint, lastHi: bigint, lastLo: bigint): number;

  hashStart(seed: bigint): bigint;
  hashText(hash: bigint, length: number): bigint;
  streamNew(hash: bigint): number;
  streamNext(stream: number): bigint;
  streamBelow(stream: number, bound: bigint): bigint;

  found(): number;
  setNew(hi: bigint, lo: bigint): number;
  setFree(set: number): void;
  setHas(set: number, offset: bigint): number;
  setOccupy(set: number, offset: bigint): number;
  setOccupyEach(set: number, offsets: number, count: number): number;
  setRelease(set: number, offset: bigint): number;
  setCount(set: number, from: bigint, to: bigint): bigint;
  setNextFree(set: number, from: bigint, to: bigint, start: bigint): bigint;
  setTakeFree(set: number, from: bigint, to: bigint, start: bigint): bigint;
  setTakeEach(set: number, from: bigint, to: bigint, starts: number, count: number): number;
  setSpans(set: number, from: bigint, to: bigint, ends: number, capacity: number): number;
  setNextUsed(set: number, from: bigint, to: bigint): bigint;
  setPaint(set: number, from: bigint, to: bigint, cellBits: number, counts: number, flags: number): number;
  setClone(set: number): number;
  setSnapshot(set: number): number;
  setEquals(a: number, b: number): number;
}

/** One instance of the module with views of its memory, which are made anew after the memory has grown. */
export class CoreModule {
  readonly exports: CoreExports;
  readonly #textAt: number;
  readonly #pairAt: number;
  #bytes: Uint8Array;
  #pair: BigUint64Array;

  constructor(compiled: CompiledCore) {
    this.exports = new WebAssembly.Instance(compiled.module).exports as unknown as CoreExports;
    this.#textAt = this.exports.textPointer();
    this.#pairAt = this.exports.pairPointer();
    this.#bytes = new Uint8Array(this.exports.memory.buffer);
    this.#pair = new BigUint64Array(this.exports.memory.buffer, this.#pairAt, 2);
  }

  /** All of the memory as bytes, until it grows. */
  get bytes(): Uint8Array {
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(this.exports.memory.buffer);
    return this.#bytes;
  }

  #words(): BigUint64Array {
    if (this.#pair.length === 0) this.#pair = new BigUint64Array(this.exports.memory.buffer, this.#pairAt, 2);
    return this.#pair;
  }

  /** A block of memory, which must be given back. @throws CoreRefusal for more than the core has. */
  blockNew(byteCount: number): number {
    return checked(this.exports.blockNew(byteCount));
  }

  /** Upper word of the last result. */
  get hi(): bigint {
    return this.#words()[0];
  }

  /** Lower word of the last result. */
  get lo(): bigint {
    return this.#words()[1];
  }

  /** Puts an ASCII text into the text area. @returns its length, -1 for a text that cannot be an address. */
  writeText(text: string): number {
    const length = text.length;
    if (length > TEXT_BYTES_MAX) return -1;
    const bytes = this.bytes;
    const at = this.#textAt;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 127) return -1;
      bytes[at + index] = unit;
    }
    return length;
  }

  /** Puts up to TEXT_BYTES_MAX / 2 UTF-16 units from `from` on into the text area. @returns the count of bytes. */
  writeUnits(text: string, from: number): number {
    const bytes = this.bytes;
    const count = Math.min(text.length - from, TEXT_BYTES_MAX / 2);
    for (let index = 0; index < count; index++) {
      const unit = text.charCodeAt(from + index);
      bytes[this.#textAt + 2 * index] = unit & 255;
      bytes[this.#textAt + 2 * index + 1] = unit >> 8;
    }
    return 2 * count;
  }

  /** Reads an ASCII text from the text area. */
  readText(length: number): string {
    const bytes = this.bytes;
    let text = '';
    for (let at = this.#textAt, end = at + length; at < end; at++) text += String.fromCharCode(bytes[at]);
    return text;
  }
}

/** The number by which the core knows a family. */
export function familyNumber(family: IPFamily): number {
  return family === 'IPv4' ? FAMILY_IPV4 : FAMILY_IPV6;
}

export function familyName(number: number): IPFamily {
  return number === FAMILY_IPV4 ? 'IPv4' : 'IPv6';
}
