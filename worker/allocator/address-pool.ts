/** One service range and what is taken of it: the part that both generations of allocators share. */

import type { DecisionRange } from '../api';
import type { Address, Core, RandomStream, RangeSet } from '../core/types';
import type { ServiceRange } from './range';
import { addressAt, spanOf } from './range';
import type { Attempt, SearchResult } from './search';
import { searchBands } from './search';

export class AddressPool {
  readonly range: ServiceRange;
  readonly #core: Core;
  readonly #set: RangeSet;
  /** Made once: every decision names them. */
  #bands: Pick<DecisionRange, 'staticBand' | 'dynamicBand'> | undefined;

  constructor(core: Core, range: ServiceRange) {
    this.#core = core;
    this.range = range;
    this.#set = core.rangeSet(range.size);
  }

  /** Offset of an address that lies in the prefix and in the pool's part of it, the network address included. */
  #offset(address: Address): bigint | undefined {
    const { prefix, size } = this.range;
    if (!this.#core.addresses.contains(prefix, address)) return undefined;
    const offset = this.#core.addresses.offsetIn(prefix, address);
    return offset < size ? offset : undefined;
  }

  /** Whether the prefix covers the address, handed out or not. */
  covers(address: Address): boolean {
    return this.#core.addresses.contains(this.range.prefix, address);
  }

  /** Whether the pool may hand the address out. */
  contains(address: Address): boolean {
    const offset = this.#offset(address);
    return offset !== undefined && offset >= 1n && offset <= this.range.last;
  }

  isNetworkAddress(address: Address): boolean {
    return this.#offset(address) === 0n;
  }

  /** The last address of an IPv4 range; IPv6 has none. */
  isBroadcastAddress(address: Address): boolean {
    return (
      address.family === 'IPv4' &&
      this.covers(address) &&
      this.#core.addresses.compare(this.#core.addresses.lastOf(this.range.prefix), address) === 0
    );
  }

  has(address: Address): boolean {
    const offset = this.#offset(address);
    return offset !== undefined && this.#set.has(offset);
  }

  /** @returns false when it was taken already, or does not belong here. */
  occupy(address: Address): boolean {
    const offset = this.#offset(address);
    return offset !== undefined && this.#set.occupy(offset);
  }

  /** @returns false when it was free already, or does not belong here. */
  release(address: Address): boolean {
    const offset = this.#offset(address);
    return offset !== undefined && this.#set.release(offset);
  }

  /** Text of the network address: what a dynamic dry run answers (services.md R1.2.4). */
  get networkAddress(): string {
    return this.#core.addresses.format(this.range.prefix.address);
  }

  /** Texts of all taken addresses, in order. */
  taken(): string[] {
    const texts: string[] = [];
    let offset = this.#set.nextUsed(0n, this.range.size - 1n);
    while (offset !== undefined) {
      texts.push(addressAt(this.#core, this.range, offset));
      offset = this.#set.nextUsed(offset + 1n, this.range.size - 1n);
    }
    return texts;
  }

  /** Walks the bands for a free address that `take` accepts. */
  search(
    random: RandomStream,
    take: (address: string) => Attempt,
    errorsMax?: number,
  ): SearchResult & { address?: string } {
    let known: { offset: bigint; text: string } | undefined;
    /** A walk asks for the same address several times in a row. */
    const text = (offset: bigint) => {
      if (known?.offset !== offset) known = { offset, text: addressAt(this.#core, this.range, offset) };
      return known.text;
    };
    const { last, staticLength } = this.range;
    const set = this.#set;
    const result = searchBands({
      set,
      first: 1n,
      last,
      staticLength,
      random,
      take: (offset) => take(text(offset)),
      text,
      errorsMax,
    });
    return result.offset === undefined ? result : { ...result, address: text(result.offset) };
  }

  /** How the range looks in a decision, before the request. */
  describe(names: readonly string[], state: DecisionRange['state']): DecisionRange {
    const { text, last, staticLength } = this.range;
    const bands = (this.#bands ??= {
      staticBand: spanOf(this.#core, this.range, 1n, staticLength),
      dynamicBand: spanOf(this.#core, this.range, 1n + staticLength, last),
    });
    return {
      range: text,
      names: [...names],
      state,
      usable: String(last),
      free: String(last - this.#set.count(1n, last)),
      ...(bands.staticBand && { staticBand: bands.staticBand }),
      ...(bands.dynamicBand && { dynamicBand: bands.dynamicBand }),
      searches: [],
      result: 'not asked',
    };
  }

  free(): void {
    this.#set.free();
  }
}
