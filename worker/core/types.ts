/** The typed face of the core: values and interfaces that everything above works with. */

import type { IPFamily } from '../api';

/** An IP address as a number: `hi` holds the upper 64 bits, 0 for IPv4. Unsigned. */
export interface Address {
  readonly family: IPFamily;
  readonly hi: bigint;
  readonly lo: bigint;
}

export interface Prefix {
  readonly address: Address;
  readonly bits: number;
}

/** Text and arithmetic of addresses; every function is computed by the WebAssembly core. */
export interface Addresses {
  /** As Go's netip.ParseAddr without zones: strict. IPv4-mapped IPv6 keeps its family IPv6. */
  parse(text: string): Address | undefined;
  /** As the parser of old releases: leading zeros are decimal, IPv4-mapped becomes IPv4. */
  parseLegacy(text: string): Address | undefined;
  /** RFC 5952 (IPv4 dotted); IPv4-mapped as `::ffff:10.0.0.1`. */
  format(address: Address): string;
  /** Text of the same address in canonical form; undefined when `text` is no address. */
  canonical(text: string): string | undefined;
  compare(a: Address, b: Address): number;
  /** address + delta inside the family, for a delta of either sign; undefined beyond its ends. */
  add(address: Address, delta: bigint): Address | undefined;
  /** The address behind; undefined for the last of its family. */
  next(address: Address): Address | undefined;
  /** The address in front; undefined for the first of its family. */
  previous(address: Address): Address | undefined;
  /** to - from; undefined for different families. */
  distance(from: Address, to: Address): bigint | undefined;
  /** As Go's netip.ParsePrefix: host bits may be set. */
  parsePrefix(text: string): Prefix | undefined;
  /** As the parser of old releases: leading zeros are decimal, an IPv4-mapped prefix of 96 bits or more becomes IPv4. */
  parsePrefixLegacy(text: string): Prefix | undefined;
  formatPrefix(prefix: Prefix): string;
  /** The prefix with its host bits cleared. */
  masked(prefix: Prefix): Prefix;
  contains(prefix: Prefix, address: Address): boolean;
  /** True when `outer` contains all of `inner`. */
  covers(outer: Prefix, inner: Prefix): boolean;
  overlaps(a: Prefix, b: Prefix): boolean;
  /** Distance from the network address, as a count. */
  offsetIn(prefix: Prefix, address: Address): bigint;
  lastOf(prefix: Prefix): Address;
  /** The longest prefix that holds both; undefined for different families. */
  common(a: Address, b: Address): Prefix | undefined;
  /** The parts of `bits` bits, in order, at most `limit` of them. */
  split(prefix: Prefix, bits: number, limit: number): Prefix[];
  /** The shortest list that covers the same addresses: IPv4 first, in order of addresses. */
  merge(prefixes: readonly Prefix[]): Prefix[];
  /** The shortest list of prefixes that makes up [first, last]; empty when they are no range. */
  between(first: Address, last: Address): Prefix[];
}

/** A named stream of random integers; equal seeds and names give equal draws. */
export interface RandomStream {
  /** Uniform in [0, bound); bound from 1 to 2^64. */
  below(bound: bigint): bigint;
  /** Uniform in [0, bound) for a bound up to 2^32. */
  index(bound: number): number;
  /** So many draws below 2^64, one after the other, as 16 lower-case hexadecimal digits each. */
  hex(draws: number): string;
}

export interface Random {
  /**
   * The stream of a purpose (`clusterIP/default/web`): its draws do not depend on any other stream. Asked again, the
   * same stream goes on, so that a second object of the same name gets draws of its own.
   */
  stream(purpose: string): RandomStream;
}

/** What one range has handed out, now or at an earlier moment. Offsets count from the network address. */
export interface RangeReader {
  readonly size: bigint;
  has(offset: bigint): boolean;
  /** Members inside [from, to]. */
  count(from: bigint, to: bigint): bigint;
  /** First free offset at or after `start` inside [from, to], wrapping once to `from`; undefined when all are taken. */
  nextFree(from: bigint, to: bigint, start: bigint): bigint | undefined;
  /** First member at or after `from`, undefined beyond `to`. */
  nextUsed(from: bigint, to: bigint): bigint | undefined;
  /** The ranges of free and of taken offsets that make up [from, to], in order, at most `limit` of them. */
  spans(from: bigint, to: bigint, limit: number): RangeSpan[];
  /** @returns an independent set with the same members. */
  clone(): RangeSet;
  /** True for the same size and the same members. */
  equals(other: RangeReader): boolean;
  /**
   * The offsets of [from, to] in cells of 2^cellBits; both are cut to the range.
   * @throws RangeError for more than 65,536 cells.
   */
  paint(from: bigint, to: bigint, cellBits: number): RangePicture;
  /** Gives the memory back; a set takes its snapshots with it. */
  free(): void;
}

/** A bitmap up to 2^24 values, a sparse set above; the caller does not see which. */
export interface RangeSet extends RangeReader {
  /** @returns false when it was taken already. */
  occupy(offset: bigint): boolean;
  /** @returns false when it was free already. */
  release(offset: bigint): boolean;
  /** As nextFree, and takes it at once. */
  takeFree(from: bigint, to: bigint, start: bigint): bigint | undefined;
  /** The set as it is now, whatever changes later. It costs as much as will change, not as much as there is. */
  snapshot(): RangeReader;
}

/** Offsets that are all free or all taken, ends included. */
export interface RangeSpan {
  first: bigint;
  last: bigint;
  isUsed: boolean;
}

/** What the cells of a range hold. */
export interface RangePicture {
  /** Members of each cell. */
  counts: Uint32Array;
  /** For each cell 0 when it is free, 1 when it is taken in part, 2 when it is full. */
  fill: Uint8Array;
}

/** Prefixes with numbers, asked for the longest one that holds an address. */
export interface PrefixTable {
  /** @returns the index, into the list that the table was made of, of the longest prefix that holds the address. */
  match(address: Address): number | undefined;
  /** The same for a whole batch; -1 for "none". */
  matchEach(batch: AddressBatch): Int32Array;
  free(): void;
}

/** Many addresses in the core's memory. */
export interface AddressBatch {
  readonly count: number;
  /** Undefined for a line that was no address, and beyond the end. */
  at(index: number): Address | undefined;
  /** Canonical texts, each with a line end; an empty line where there is no address. */
  format(): string;
  /** For each address 1 when the prefix contains it, else 0. */
  containedIn(prefix: Prefix): Uint8Array;
  free(): void;
}

export interface Core {
  readonly addresses: Addresses;
  random(seed: number): Random;
  /** @param size number of offsets, up to 2^64. */
  rangeSet(size: bigint): RangeSet;
  /** Of equal prefixes the later one counts. */
  prefixTable(prefixes: readonly Prefix[]): PrefixTable;
  /** Reads one address a line, strictly, or by the parser of old releases. */
  batch(lines: string, isLegacy?: boolean): AddressBatch;
}
