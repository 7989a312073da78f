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
const ORDER_MAX = 256;

export interface PodIPOptions {
  core: Core;
  podCIDR: string;
  /** Further ranges of the same set, walked in this order. */
  moreCIDRs?: readonly string[];
  decisions: DecisionSink;
  /** Which of the node's ranges it is: 0, or 1 for the second family. */
  rangeIndex?: number;
  /** Addresses that are held from the start. */
  reserved?: readonly string[];
  /** The address that was given last, from the node's disk. */
  lastReserved?: string;
}

/** One range of the set: its own addresses, and what of them is held. */
interface Range {
  prefix: Prefix;
  set: RangeSet;
  /** The last offset that may be given; the first is the gateway's, which is skipped. */
  end: bigint;
}

/** One address: which range, and its offset there. */
interface Place {
  range: Range;
  offset: bigint;
}

/** With a range that is none, or too small, every answer is the plugin's error. */
export function createPodIPAllocator(options: PodIPOptions): PodIPAllocator {
  const { core, podCIDR, moreCIDRs = [], decisions, rangeIndex = 0 } = options;
  const prefixes: Prefix[] = [];
  for (const text of [podCIDR, ...moreCIDRs]) {
    const prefix = core.addresses.parsePrefixLegacy(text);
    if (!prefix) return refuseAll(`invalid CIDR address: ${text}`, decisions);
    const masked = core.addresses.masked(prefix);
    if (hostBitsOf(prefix) < HOST_BITS_MIN)
      return refuseAll(
        `invalid range set ${rangeIndex}: Network ${core.addresses.formatPrefix(masked)} too small to allocate from`,
        decisions,
      );
    prefixes.push(masked);
  }
  const allocator = new HostLocal(core, prefixes, decisions, rangeIndex);
  allocator.restore(options.reserved ?? [], options.lastReserved);
  return allocator;
}

function refuseAll(error: string, decisions: DecisionSink): PodIPAllocator {
  return {
    allocateNext(owner) {
      const outcome = { kind: 'refused', message: error, cause: 'no range' } as const;
      decisions({ resource: 'podIP', object: owner, request: {}, ranges: [], outcome });
      return { ok: false, error, cause: 'other' };
    },
    release() {},
  };
}

class HostLocal implements PodIPAllocator {
  readonly #core: Core;
  readonly #ranges: readonly Range[];
  readonly #decisions: DecisionSink;
  readonly #rangeIndex: number;
  /** What was given last. */
  #last: Place | undefined;

  constructor(core: Core, prefixes: readonly Prefix[], decisions: DecisionSink, rangeIndex: number) {
    this.#core = core;
    this.#decisions = decisions;
    this.#rangeIndex = rangeIndex;
    this.#ranges = prefixes.map((prefix) => {
      const host = BigInt(Math.min(hostBitsOf(prefix), 64));
      const set = core.rangeSet(1n << host);
      set.occupy(GATEWAY);
      return { prefix, set, end: (1n << host) - (prefix.address.family === 'IPv4' ? 2n : 1n) };
    });
  }

  #placeOf(text: string): Place | undefined {
    const { addresses } = this.#core;
    const address = addresses.parseLegacy(text);
    const range = address && this.#ranges.find(({ prefix }) => addresses.contains(prefix, address));
    if (!range) return undefined;
    const offset = addresses.offsetIn(range.prefix, address);
    return offset <= range.end ? { range, offset } : undefined;
  }

  #text({ range, offset }: Place): string {
    return this.#core.addresses.format(this.#core.addresses.add(range.prefix.address, offset)!);
  }

  restore(reserved: readonly string[], lastReserved: string | undefined): void {
    for (const text of reserved) {
      const place = this.#placeOf(text);
      place?.range.set.occupy(place.offset);
    }
    if (lastReserved !== undefined) this.#last = this.#placeOf(lastReserved);
  }

  /** What is looked at, in this order: what follows the last one in its range, the ranges after it, what is left of its own. */
  #walk(): { range: Range; first: bigint; last: bigint }[] {
    const whole = (range: Range) => ({ range, first: GATEWAY + 1n, last: range.end });
    if (!this.#last) return this.#ranges.map(whole);
    const { range, offset } = this.#last;
    const at = this.#ranges.indexOf(range);
    return [
      { range, first: offset + 1n, last: range.end },
      ...[...this.#ranges.slice(at + 1), ...this.#ranges.slice(0, at)].map(whole),
      { range, first: GATEWAY + 1n, last: offset },
    ].filter(({ first, last }) => first <= last);
  }

  allocateNext(owner: Decision['object']): ReturnType<PodIPAllocator['allocateNext']> {
    const ranges = this.#ranges.map((range) => this.#describe(range));
    const request = { family: this.#ranges[0].prefix.address.family };
    const decide = (outcome: Decision['outcome']) =>
      this.#decisions({ resource: 'podIP', object: owner, request, ranges, outcome });
    for (const { range, first, last } of this.#walk()) {
      const described = ranges[this.#ranges.indexOf(range)];
      const offset = range.set.takeFree(first, last, first);
      note(described, offset === undefined ? last - first + 1n : offset - first + 1n, (step) =>
        this.#text({ range, offset: first + step }),
      );
      if (offset === undefined) continue;
      this.#last = { range, offset };
      const value = this.#text(this.#last);
      described.result = 'allocated';
      described.searches[0].found = value;
      decide({ kind: 'allocated', value });
      return { ok: true, value };
    }
    const spans = this.#ranges.map(
      (range) => `${this.#text({ range, offset: GATEWAY })}-${this.#text({ range, offset: range.end })}`,
    );
    const error = `failed to allocate for range ${this.#rangeIndex}: no IP addresses available in range set: ${spans.join(',')}`;
    decide({ kind: 'refused', message: error, cause: 'full' });
    return { ok: false, error, cause: 'full' };
  }

  release(text: string, note?: Release): void {
    const place = this.#placeOf(text);
    if (!place || place.offset <= GATEWAY || !place.range.set.release(place.offset) || !note) return;
    const { object, ...reason } = note;
    const request = { family: place.range.prefix.address.family };
    const outcome = { kind: 'released' as const, value: this.#text(place), ...reason };
    this.#decisions({ resource: 'podIP', object, request, ranges: [this.#describe(place.range)], outcome });
  }

  #describe(range: Range): DecisionRange {
    const used = range.set.count(GATEWAY + 1n, range.end);
    const usable = range.end - GATEWAY;
    return {
      range: this.#core.addresses.formatPrefix(range.prefix),
      names: [],
      state: 'ready',
      usable: String(usable),
      free: String(usable - used),
      dynamicBand: {
        first: this.#text({ range, offset: GATEWAY + 1n }),
        last: this.#text({ range, offset: range.end }),
      },
      searches: [],
      result: 'not asked',
    };
  }
}

/** Adds `tried` more values to the walk through a range; it goes on where it ended before when it comes round. */
function note(described: DecisionRange, tried: bigint, textAt: (step: bigint) => string): void {
  const search = (described.searches[0] ??= { band: 'dynamic', start: textAt(0n), tried: '0', order: [] });
  search.tried = String(BigInt(search.tried) + tried);
  for (let step = 0n; step < tried && search.order.length < ORDER_MAX; step++) search.order.push(textAt(step));
  described.result = 'full';
}
