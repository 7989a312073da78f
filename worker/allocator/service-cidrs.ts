/** The ranges of all ServiceCIDRs, mirrors of what is stored (services.md R1.3.1 to R1.3.4). */

import type { DecisionRange, IPFamily } from '../api';
import type { Address, Core } from '../core/types';
import { AddressPool } from './address-pool';
import { serviceRange } from './range';

export type ServiceCIDRState = DecisionRange['state'];

/** The shortest IPv6 prefix that gives addresses (services.md R1.2.1). */
const IPV6_BITS_MIN = 64;

/** One range with the ServiceCIDRs that name it. */
export interface ServiceCIDREntry {
  readonly pool: AddressPool;
  readonly names: Set<string>;
  state: ServiceCIDRState;
}

export class ServiceCIDRs {
  readonly #core: Core;
  readonly #families: readonly IPFamily[];
  /** By the text of the range: equal texts share an entry. */
  readonly #entries = new Map<string, ServiceCIDREntry>();
  /** Every stored IPAddress, by its canonical text. */
  readonly #addresses = new Map<string, Address>();

  constructor(core: Core, families: readonly IPFamily[]) {
    this.#core = core;
    this.#families = families;
  }

  changed(name: string, cidrs: readonly string[], state: ServiceCIDRState): void {
    for (const text of cidrs) {
      const entry = this.#entries.get(text) ?? this.#add(text, state);
      if (!entry) continue;
      entry.names.add(name);
      // A range that two ServiceCIDRs name stays ready while one of them leaves.
      if (state === 'ready' || entry.names.size === 1) entry.state = state;
    }
  }

  #add(text: string, state: ServiceCIDRState): ServiceCIDREntry | undefined {
    const prefix = this.#core.addresses.parsePrefixLegacy(text);
    if (!prefix || !this.#families.includes(prefix.address.family)) return undefined;
    if (prefix.address.family === 'IPv6' && prefix.bits < IPV6_BITS_MIN) return undefined;
    const pool = new AddressPool(this.#core, serviceRange(this.#core, text, prefix));
    for (const address of this.#addresses.values()) pool.occupy(address);
    const entry: ServiceCIDREntry = { pool, names: new Set(), state };
    this.#entries.set(text, entry);
    return entry;
  }

  removed(name: string): void {
    for (const [text, entry] of this.#entries) {
      if (!entry.names.delete(name) || entry.names.size > 0) continue;
      entry.pool.free();
      this.#entries.delete(text);
    }
  }

  addressAdded(text: string): void {
    const address = this.#core.addresses.parseLegacy(text);
    if (!address || this.#addresses.has(text)) return;
    this.#addresses.set(text, address);
    for (const { pool } of this.#entries.values()) pool.occupy(address);
  }

  addressRemoved(text: string): void {
    const address = this.#addresses.get(text);
    if (!address) return;
    this.#addresses.delete(text);
    for (const { pool } of this.#entries.values()) pool.release(address);
  }

  /** How many addresses of a family all ranges have together: one that lies in another counts with it. */
  capacity(family: IPFamily): bigint {
    const pools = this.of(family).map(({ pool }) => pool);
    const isInside = ({ range }: AddressPool) =>
      pools.some(
        ({ range: other }) =>
          other.prefix.bits < range.prefix.bits && this.#core.addresses.contains(other.prefix, range.prefix.address),
      );
    return pools.filter((pool) => !isInside(pool)).reduce((sum, { range }) => sum + range.last, 0n);
  }

  /** Ranges of a family, in the order in which they appeared. */
  of(family: IPFamily): ServiceCIDREntry[] {
    return [...this.#entries.values()].filter(({ pool }) => pool.range.family === family);
  }
}
