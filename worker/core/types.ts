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
  /** address + delta inside the family; undefined beyond its ends. */
  add(address: Address, delta: bigint): Address | undefined;
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
}

/** A named stream of random integers; equal seeds and names give equal draws. */
export interface RandomStream {
  /** Uniform in [0, bound); bound from 1 to 2^64. */
  below(bound: bigint): bigint;
  /** Uniform in [0, bound) for a bound up to 2^32. */
  index(bound: number): number;
}

export interface Random {
  /**
   * The stream of a purpose (`clusterIP/default/web`): its draws do not depend on any other stream. Asked again, the
   * same stream goes on, so that a second object of the same name gets draws of its own.
   */
  stream(purpose: string): RandomStream;
}

/**
 * What one range has handed out. Offsets count from the network address. A bitmap up to 2^20 values, a sparse set above;
 * the caller does not see which.
 */
export interface RangeSet {
  readonly size: bigint;
  has(offset: bigint): boolean;
  /** @returns false when it was taken already. */
  occupy(offset: bigint): boolean;
  /** @returns false when it was free already. */
  release(offset: bigint): boolean;
  /** Members inside [from, to]. */
  count(from: bigint, to: bigint): bigint;
  /** First free offset at or after `start` inside [from, to], wrapping once to `from`; undefined when all are taken. */
  nextFree(from: bigint, to: bigint, start: bigint): bigint | undefined;
  /** First member at or after `from`, undefined beyond `to`. */
  nextUsed(from: bigint, to: bigint): bigint | undefined;
  /** As nextFree, and takes it at once. */
  takeFree(from: bigint, to: bigint, start: bigint): bigint | undefined;
  /** @returns an independent set with the same members. */
  clone(): RangeSet;
  /** True for the same size and the same members. */
  equals(other: RangeSet): boolean;
  free(): void;
}

export interface Core {
  readonly addresses: Addresses;
  random(seed: number): Random;
  /** @param size number of offsets, up to 2^64. */
  rangeSet(size: bigint): RangeSet;
}
