/** Pod ranges of Nodes: blocks of a cluster range, handed out in order (pods-and-nodes.md 4). */

import type { ClusterSettings, Decision, DecisionRange, IPFamily } from '../api';
import type { Address, Core, Prefix } from '../core/types';
import { hostBitsOf } from './range';
import type { DecisionSink, PodCIDRAllocator, Release } from './types';

/** An IPv6 cluster range has at most 2^16 blocks (pods-and-nodes.md R4.3). */
const IPV6_BLOCK_BITS_MAX = 16;

/** So many values of a walk are listed in its decision. */
const ORDER_MAX = 256n;

const ERR_NO_BLOCKS = 'CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range';
const ERR_MASK_TOO_SHORT =
  'Controller: Invalid --cluster-cidr, mask size of cluster CIDR must be less than or equal to --node-cidr-mask-size configured for CIDR family';
const ERR_TOO_BIG = 'New CIDR set failed; the node CIDR size is too big';

export interface PodCIDROptions {
  core: Core;
  /** One range of `--cluster-cidr`; host bits are dropped. */
  clusterCIDR: string;
  nodeCIDRMaskSize: number;
  decisions: DecisionSink;
}

const DEFAULT_MASK: Record<IPFamily, number> = { IPv4: 24, IPv6: 64 };

/** Length of a Node's block in the family of `prefix` (pods-and-nodes.md R4.2). */
export function nodeMaskSize(settings: ClusterSettings, family: IPFamily, isDualStack: boolean): number {
  const own = family === 'IPv4' ? settings.nodeCIDRMaskSizeIPv4 : settings.nodeCIDRMaskSizeIPv6;
  return own ?? (isDualStack && family === 'IPv6' ? undefined : settings.nodeCIDRMaskSize) ?? DEFAULT_MASK[family];
}

/** Why the controller manager does not start with such a range (pods-and-nodes.md R4.3); undefined: it does. */
export function podCIDRStartupError(
  core: Pick<Core, 'addresses'>,
  clusterCIDR: string,
  nodeCIDRMaskSize: number,
): string | undefined {
  const prefix = core.addresses.parsePrefixLegacy(clusterCIDR);
  if (!prefix) return `invalid CIDR[0]: <nil> (invalid CIDR address: ${clusterCIDR})`;
  if (prefix.bits > nodeCIDRMaskSize) return ERR_MASK_TOO_SHORT;
  const isTooBig = prefix.address.family === 'IPv6' && nodeCIDRMaskSize - prefix.bits > IPV6_BLOCK_BITS_MAX;
  return isTooBig ? ERR_TOO_BIG : undefined;
}

/** With settings that no controller manager starts with, every answer is that startup error. */
export function createPodCIDRAllocator(options: PodCIDROptions): PodCIDRAllocator {
  const { core, clusterCIDR, nodeCIDRMaskSize, decisions } = options;
  const error = podCIDRStartupError(core, clusterCIDR, nodeCIDRMaskSize);
  if (error !== undefined)
    return {
      allocateNext(owner) {
        const outcome = { kind: 'refused', message: error, cause: 'no range' } as const;
        decisions({ resource: 'podCIDR', object: owner, request: {}, ranges: [], outcome });
        return { ok: false, error, cause: 'other' };
      },
      occupy: () => error,
      release() {},
    };
  return new BlockAllocator(
    core,
    core.addresses.masked(core.addresses.parsePrefixLegacy(clusterCIDR)!),
    nodeCIDRMaskSize,
    decisions,
  );
}

class BlockAllocator implements PodCIDRAllocator {
  readonly #core: Core;
  readonly #cluster: Prefix;
  readonly #nodeBits: number;
  readonly #decisions: DecisionSink;
  readonly #count: bigint;
  /** log2 of the addresses of a block. */
  readonly #blockBits: bigint;
  readonly #set;
  /** Index after the block that was handed out last. */
  #next = 0n;

  constructor(core: Core, cluster: Prefix, nodeBits: number, decisions: DecisionSink) {
    this.#core = core;
    this.#cluster = cluster;
    this.#nodeBits = nodeBits;
    this.#decisions = decisions;
    this.#count = 1n << BigInt(nodeBits - cluster.bits);
    this.#blockBits = BigInt(hostBitsOf({ address: cluster.address, bits: nodeBits }));
    this.#set = core.rangeSet(this.#count);
  }

  /** Text of block `index` (pods-and-nodes.md R4.4). */
  #block(index: bigint): string {
    const address = this.#core.addresses.add(this.#cluster.address, index << this.#blockBits)!;
    return this.#core.addresses.formatPrefix({ address, bits: this.#nodeBits });
  }

  allocateNext(owner: Decision['object']): ReturnType<PodCIDRAllocator['allocateNext']> {
    const range = this.#describe();
    const last = this.#count - 1n;
    const start = this.#next;
    const index = this.#set.takeFree(0n, last, start);
    const tried = index === undefined ? this.#count : ((index - start + this.#count) % this.#count) + 1n;
    range.result = index === undefined ? 'full' : 'allocated';
    range.searches = [this.#describeWalk(start, tried, index)];
    const request = { family: this.#cluster.address.family };
    const decide = (outcome: Decision['outcome']) =>
      this.#decisions({ resource: 'podCIDR', object: owner, request, ranges: [range], outcome });
    if (index === undefined) {
      decide({ kind: 'refused', message: ERR_NO_BLOCKS, cause: 'full' });
      return { ok: false, error: ERR_NO_BLOCKS, cause: 'full' };
    }
    this.#next = (index + 1n) % this.#count;
    const value = this.#block(index);
    decide({ kind: 'allocated', value });
    return { ok: true, value };
  }

  #describe(): DecisionRange {
    const used = this.#set.count(0n, this.#count - 1n);
    return {
      range: this.#core.addresses.formatPrefix(this.#cluster),
      names: [],
      state: 'ready',
      usable: String(this.#count),
      free: String(this.#count - used),
      dynamicBand: { first: this.#block(0n), last: this.#block(this.#count - 1n) },
      searches: [],
      result: 'not asked',
    };
  }

  #describeWalk(start: bigint, tried: bigint, found: bigint | undefined): DecisionRange['searches'][number] {
    const order: string[] = [];
    for (let step = 0n; step < tried && step < ORDER_MAX; step++) order.push(this.#block((start + step) % this.#count));
    return {
      band: 'dynamic',
      start: this.#block(start),
      tried: String(tried),
      order,
      ...(found !== undefined && { found: this.#block(found) }),
    };
  }

  /** Every block that a range touches, by index (pods-and-nodes.md R4.9). */
  #touched(podCIDR: string): { first: bigint; last: bigint } | { error: string } {
    const { addresses } = this.#core;
    const given = addresses.parsePrefixLegacy(podCIDR);
    if (!given) return { error: `invalid CIDR address: ${podCIDR}` };
    const prefix = addresses.masked(given);
    if (!addresses.overlaps(this.#cluster, prefix)) {
      const texts = [prefix, this.#cluster].map((each) => addresses.formatPrefix(each));
      return { error: `cidr ${texts[0]} is out the range of cluster cidr ${texts[1]}` };
    }
    if (prefix.bits <= this.#cluster.bits) return { first: 0n, last: this.#count - 1n };
    const index = (address: Address) => addresses.offsetIn(this.#cluster, address) >> this.#blockBits;
    return { first: index(prefix.address), last: index(addresses.lastOf(prefix)) };
  }

  occupy(podCIDR: string): string | undefined {
    const touched = this.#touched(podCIDR);
    if ('error' in touched) return touched.error;
    for (let index = touched.first; index <= touched.last; index++) this.#set.occupy(index);
    return undefined;
  }

  release(podCIDR: string, note?: Release): void {
    const touched = this.#touched(podCIDR);
    if ('error' in touched) return;
    let wasHeld = false;
    for (let index = touched.first; index <= touched.last; index++) wasHeld = this.#set.release(index) || wasHeld;
    if (!wasHeld || !note) return;
    const { object, ...reason } = note;
    const request = { family: this.#cluster.address.family };
    const outcome = { kind: 'released' as const, value: podCIDR, ...reason };
    this.#decisions({ resource: 'podCIDR', object, request, ranges: [this.#describe()], outcome });
  }
}
