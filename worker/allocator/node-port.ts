/** Node ports and health check node ports, all from one range (services.md 1.4). */

import type { Decision, DecisionRange, ObjectRef, ReleaseReason } from '../api';
import type { Core, Random } from '../core/types';
import { DEFAULT_NODE_PORTS } from './port-range';
import { bandLength } from './range';
import { searchBands } from './search';
import type { AllocationResult, DecisionSink, NodePortAllocator, NodePortOperation } from './types';
import { ERR_FULL } from './types';

const BAND_DIVISOR = 32n;
const BAND_MIN = 16n;
const BAND_MAX = 128n;

/** A dry run invents ports from here on, beyond the default range. */
const DRY_RUN_BASE = 32768;

const ERR_PORT_ALLOCATED = 'provided port is already allocated';

export interface NodePortOptions {
  core: Core;
  random: Random;
  decisions: DecisionSink;
  /** First port of the range; that of the default range when absent. */
  base?: number;
  /** Count of ports; that of the default range when absent. */
  size?: number;
}

type Resource = 'nodePort' | 'healthCheckNodePort';
type Refusal = Extract<AllocationResult<number>, { ok: false }>;

/** Length of the static band (services.md R1.4.2). */
export function portBandLength(size: number): number {
  return Number(bandLength(BigInt(size), BAND_DIVISOR, BAND_MIN, BAND_MAX));
}

export function createNodePortAllocator(options: NodePortOptions): NodePortAllocator {
  const { core, random, decisions, base = DEFAULT_NODE_PORTS.base, size = DEFAULT_NODE_PORTS.size } = options;
  const set = core.rangeSet(BigInt(size));
  const holders = new Map<number, ObjectRef>();
  /** Ports that are not for a port of the Service. */
  const kinds = new Map<number, Resource>();
  const staticLength = portBandLength(size);
  const rangeText = `${base}-${base + size - 1}`;

  const offsetOf = (port: number) => BigInt(port - base);
  const isInRange = (port: number) => Number.isInteger(port) && port >= base && port < base + size;
  const has = (port: number) => isInRange(port) && set.has(offsetOf(port));

  function occupy(port: number, owner: ObjectRef, resource: Resource): void {
    set.occupy(offsetOf(port));
    holders.set(port, owner);
    if (resource !== 'nodePort') kinds.set(port, resource);
  }

  function release(port: number, owner: ObjectRef, reason: ReleaseReason | undefined): void {
    if (!isInRange(port)) return;
    const wasHeld = set.release(offsetOf(port));
    const resource = kinds.get(port) ?? 'nodePort';
    holders.delete(port);
    kinds.delete(port);
    if (!wasHeld || !reason) return;
    const outcome = { kind: 'released' as const, value: String(port), ...reason };
    decisions({ resource, object: owner, request: {}, ranges: [describe()], outcome });
  }

  function describe(): DecisionRange {
    const span = (first: number, last: number) => ({ first: String(first), last: String(last) });
    return {
      range: rangeText,
      names: [],
      state: 'ready',
      usable: String(size),
      free: String(BigInt(size) - set.count(0n, BigInt(size - 1))),
      ...(staticLength > 0 && { staticBand: span(base, base + staticLength - 1) }),
      dynamicBand: span(base + staticLength, base + size - 1),
      searches: [],
      result: 'not asked',
    };
  }

  function begin(owner: ObjectRef, dryRun = false): NodePortOperation {
    /** Ports of this operation, in order. */
    let allocated: number[] = [];
    let releases: number[] = [];

    function decide(
      resource: Resource,
      value: number | undefined,
      range: DecisionRange,
      outcome: Decision['outcome'],
    ): void {
      const request = { ...(value !== undefined && { value: String(value) }), ...(dryRun && { dryRun }) };
      decisions({ resource, object: owner, request, ranges: [range], outcome });
    }

    /** @returns why a given port cannot be had (services.md R1.4.4, R1.4.6). */
    function refusalOf(port: number): Refusal | undefined {
      if (has(port) || (dryRun && allocated.includes(port)))
        return { ok: false, error: ERR_PORT_ALLOCATED, cause: 'allocated' };
      if (dryRun || isInRange(port)) return undefined;
      const error = `provided port is not in the valid range. The range of valid ports is ${rangeText}`;
      return { ok: false, error, cause: 'not in range' };
    }

    function allocate(port: number, resource: Resource = 'nodePort'): AllocationResult<number> {
      const range = describe();
      const refusal = refusalOf(port);
      if (refusal) {
        const cause = refusal.cause === 'allocated' ? 'taken' : 'not in range';
        const holder = holders.get(port);
        range.result = cause;
        decide(resource, port, range, { kind: 'refused', message: refusal.error, cause, ...(holder && { holder }) });
        return refusal;
      }
      if (!dryRun) occupy(port, owner, resource);
      allocated.push(port);
      range.result = 'allocated';
      decide(resource, port, range, { kind: 'allocated', value: String(port) });
      return { ok: true, value: port };
    }

    function allocateNext(resource: Resource = 'nodePort'): AllocationResult<number> {
      const range = describe();
      if (dryRun) {
        const port = Math.max(...(allocated.length > 0 ? allocated : [DRY_RUN_BASE])) + 1;
        allocated.push(port);
        range.result = 'allocated';
        decide(resource, undefined, range, { kind: 'allocated', value: String(port) });
        return { ok: true, value: port };
      }
      const { offset, band, searches } = searchBands({
        set,
        first: 0n,
        last: BigInt(size - 1),
        staticLength: BigInt(staticLength),
        random: random.stream(`${resource}/${owner.namespace ?? ''}/${owner.name}`),
        take: () => 'taken',
        text: (at) => String(base + Number(at)),
      });
      range.searches = searches;
      if (offset === undefined) {
        range.result = 'full';
        decide(resource, undefined, range, { kind: 'refused', message: ERR_FULL, cause: 'full' });
        return { ok: false, error: ERR_FULL, cause: 'full' };
      }
      const port = base + Number(offset);
      occupy(port, owner, resource);
      allocated.push(port);
      range.result = 'allocated';
      decide(resource, undefined, range, { kind: 'allocated', value: String(port), ...(band && { band }) });
      return { ok: true, value: port };
    }

    return {
      allocate,
      allocateNext,
      releaseDeferred: (port) => void releases.push(port),
      commit(reason) {
        if (!dryRun) for (const port of releases) release(port, owner, reason);
        [allocated, releases] = [[], []];
      },
      rollback(reason) {
        if (!dryRun) for (const port of allocated) release(port, owner, reason);
        [allocated, releases] = [[], []];
      },
    };
  }

  return { begin };
}
