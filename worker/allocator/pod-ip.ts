/** Pod addresses of one Node's block, as the host-local plugin gives them: round robin (pods-and-nodes.md 3.2). */

import type { Decision, DecisionRange } from '../api';
import type { Core, Prefix, RangeSet } from '../core/types';
import { hostBitsOf } from './range';
import type { DecisionSink, PodIPAllocator, Release } from './types';

/** The network address, the gateway and one more; IPv4 also loses its broadcast address. */
const HOST_BITS_MIN = 2;

/** The gateway has the first address after the network address. */
const GATEWAY = 1n;

/** So many values of a walk are listed in its decision. */
const ORDER_MAX = 256n;

export interface PodIPOptions {
  core: Core;
  podCIDR: string;
  decisions: DecisionSink;
  /** Which of the node's ranges it is: 0, or 1 for the second family. */
  rangeIndex?: number;
  /** Addresses that are held from the start. */
  reserved?: readonly string[];
  /** The address that was given last, from the node's disk. */
  lastReserved?: string;
}

/** With a range that is none, or too small, every answer is the plugin's error. */
export function createPodIPAllocator(options: PodIPOptions): PodIPAllocator {
  const { core, podCIDR, decisions, rangeIndex = 0 } = options;
  const prefix = core.addresses.parsePrefixLegacy(podCIDR);
  const error = !prefix
    ? `invalid CIDR address: ${podCIDR}`
    : hostBitsOf(prefix) < HOST_BITS_MIN
      ? `invalid range set ${rangeIndex}: Network ${core.addresses.formatPrefix(core.addresses.masked(prefix))} too small to allocate from`
      : undefined;
  if (!prefix || error !== undefined)
    return {
      allocateNext(owner) {
        const outcome = { kind: 'refused', message: error!, cause: 'no range' } as const;
        decisions({ resource: 'podIP', object: owner, request: {}, ranges: [], outcome });
        return { ok: false, error: error!, cause: 'other' };
      },
      release() {},
    };
  const allocator = new HostLocal(core, core.addresses.masked(prefix), decisions, rangeIndex);
  allocator.restore(options.reserved ?? [], options.lastReserved);
  return allocator;
}

class HostLocal implements PodIPAllocator {
  readonly #core: Core;
  readonly #prefix: Prefix;
  readonly #decisions: DecisionSink;
  readonly #rangeIndex: number;
  readonly #set: RangeSet;
  /** The last offset that may be given; the first is the gateway's, which is skipped. */
  readonly #end: bigint;
  /** The offset that was given last. */
  #last: bigint | undefined;

  constructor(core: Core, prefix: Prefix, decisions: DecisionSink, rangeIndex: number) {
    this.#core = core;
    this.#prefix = prefix;
    this.#decisions = decisions;
    this.#rangeIndex = rangeIndex;
    const host = BigInt(Math.min(hostBitsOf(prefix), 64));
    this.#set = core.rangeSet(1n << host);
    this.#end = (1n << host) - (prefix.address.family === 'IPv4' ? 2n : 1n);
    this.#set.occupy(GATEWAY);
  }

  #offset(text: string): bigint | undefined {
    const address = this.#core.addresses.parseLegacy(text);
    if (!address || !this.#core.addresses.contains(this.#prefix, address)) return undefined;
    const offset = this.#core.addresses.offsetIn(this.#prefix, address);
    return offset <= this.#end ? offset : undefined;
  }

  #text(offset: bigint): string {
    return this.#core.addresses.format(this.#core.addresses.add(this.#prefix.address, offset)!);
  }

  restore(reserved: readonly string[], lastReserved: string | undefined): void {
    for (const text of reserved) {
      const offset = this.#offset(text);
      if (offset !== undefined) this.#set.occupy(offset);
    }
    if (lastReserved !== undefined) this.#last = this.#offset(lastReserved);
  }

  allocateNext(owner: Decision['object']): ReturnType<PodIPAllocator['allocateNext']> {
    const range = this.#describe();
    const start = this.#last === undefined || this.#last >= this.#end ? GATEWAY : this.#last + 1n;
    const offset = this.#set.takeFree(GATEWAY, this.#end, start);
    range.result = offset === undefined ? 'full' : 'allocated';
    range.searches = [this.#describeWalk(start, offset)];
    const request = { family: this.#prefix.address.family };
    const decide = (outcome: Decision['outcome']) =>
      this.#decisions({ resource: 'podIP', object: owner, request, ranges: [range], outcome });
    if (offset === undefined) {
      const span = `${this.#text(GATEWAY)}-${this.#text(this.#end)}`;
      const error = `failed to allocate for range ${this.#rangeIndex}: no IP addresses available in range set: ${span}`;
      decide({ kind: 'refused', message: error, cause: 'full' });
      return { ok: false, error, cause: 'full' };
    }
    this.#last = offset;
    const value = this.#text(offset);
    decide({ kind: 'allocated', value });
    return { ok: true, value };
  }

  release(text: string, note?: Release): void {
    const offset = this.#offset(text);
    if (offset === undefined || offset <= GATEWAY || !this.#set.release(offset) || !note) return;
    const { object, ...reason } = note;
    const request = { family: this.#prefix.address.family };
    const outcome = { kind: 'released' as const, value: this.#text(offset), ...reason };
    this.#decisions({ resource: 'podIP', object, request, ranges: [this.#describe()], outcome });
  }

  #describe(): DecisionRange {
    const used = this.#set.count(GATEWAY + 1n, this.#end);
    const usable = this.#end - GATEWAY;
    return {
      range: this.#core.addresses.formatPrefix(this.#prefix),
      names: [],
      state: 'ready',
      usable: String(usable),
      free: String(usable - used),
      dynamicBand: { first: this.#text(GATEWAY + 1n), last: this.#text(this.#end) },
      searches: [],
      result: 'not asked',
    };
  }

  /** The walk goes on from the last one given; the gateway is no value that it looks at. */
  #describeWalk(start: bigint, found: bigint | undefined): DecisionRange['searches'][number] {
    const usable = this.#end - GATEWAY;
    const first = start === GATEWAY ? GATEWAY + 1n : start;
    const tried = found === undefined ? usable : ((found - first + usable) % usable) + 1n;
    const order: string[] = [];
    for (let step = 0n; step < tried && step < ORDER_MAX; step++)
      order.push(this.#text(((first - GATEWAY - 1n + step) % usable) + GATEWAY + 1n));
    return {
      band: 'dynamic',
      start: this.#text(first),
      tried: String(tried),
      order,
      ...(found !== undefined && { found: this.#text(found) }),
    };
  }
}
