/** The single bitmap of a service range (services.md 1.1), and the allocator that is made of nothing else (gate off). */

import type { DecisionRange } from '../api';
import type { Address, Core, RandomStream } from '../core/types';
import { AddressPool } from './address-pool';
import type { ClusterIPOptions } from './cluster-ip';
import { answersTo, noteRelease, notInRangeText, purposeOf } from './cluster-ip-answers';
import { bitmapRange } from './range';
import type { AllocationResult, ClusterIPAllocator, ClusterIPRequest } from './types';
import { ERR_ALLOCATED, ERR_FULL, ERR_MISMATCHED_NETWORK, ERR_NOT_READY } from './types';

/** So many passes of the repair loop keep a bit that no Service explains. */
const REPAIRS_BEFORE_CLEANUP = 3;

/** What is taken of a range: what a server keeps of its bitmap. */
export interface BitmapSnapshot {
  range: string;
  taken: readonly string[];
}

/** The bitmap of one flag range. */
export class ServiceBitmap {
  readonly pool: AddressPool;
  readonly #core: Core;
  /** Addresses that no Service explains, with the passes that are left to them. */
  readonly #leaks = new Map<string, number>();

  private constructor(core: Core, pool: AddressPool) {
    this.#core = core;
    this.pool = pool;
  }

  /** @returns undefined for a text that is no prefix. */
  static of(core: Core, text: string): ServiceBitmap | undefined {
    const prefix = core.addresses.parsePrefixLegacy(text);
    return prefix && new ServiceBitmap(core, new AddressPool(core, bitmapRange(core, text, prefix)));
  }

  /** services.md R1.1.3. @returns the error text. */
  allocate(address: Address): undefined | { error: string; cause: 'not in range' | 'allocated' } {
    if (!this.pool.contains(address))
      return { error: notInRangeText(this.#core.addresses.format(address), this.pool.range), cause: 'not in range' };
    return this.pool.occupy(address) ? undefined : { error: ERR_ALLOCATED, cause: 'allocated' };
  }

  /** services.md R1.1.4: the next free address, taken at once; the search is noted in `described`. */
  allocateNext(random: RandomStream, described: DecisionRange): { address?: string; band?: 'static' | 'dynamic' } {
    const { address, band, searches } = this.pool.search(random, (text) => {
      this.pool.occupy(this.#core.addresses.parse(text)!);
      return 'taken';
    });
    described.searches = searches;
    described.result = address === undefined ? 'full' : 'allocated';
    return { address, band };
  }

  describe(): DecisionRange {
    return this.pool.describe([], 'ready');
  }

  snapshot(): BitmapSnapshot {
    return { range: this.pool.range.text, taken: this.pool.taken() };
  }

  /** Makes the bitmap what the snapshot says. @returns the error text of a snapshot of another range. */
  restore({ range, taken }: BitmapSnapshot): string | undefined {
    if (range !== this.pool.range.text) return ERR_MISMATCHED_NETWORK;
    const addresses = this.#core.addresses;
    for (const text of this.pool.taken()) this.pool.release(addresses.parse(text)!);
    for (const text of taken) this.pool.occupy(addresses.parse(text)!);
    return undefined;
  }

  /** One pass of the repair loop (services.md 6.4): Services' addresses are set, leaked ones freed after three passes. */
  repair(inUse: readonly string[]): void {
    const used = new Set<string>();
    for (const text of inUse) {
      const address = this.#core.addresses.parseLegacy(text);
      if (!address || !this.pool.contains(address)) continue;
      used.add(this.#core.addresses.format(address));
      this.pool.occupy(address);
    }
    for (const text of this.pool.taken()) {
      if (used.has(text)) {
        this.#leaks.delete(text);
        continue;
      }
      const left = this.#leaks.get(text) ?? REPAIRS_BEFORE_CLEANUP - 1;
      if (left > 0) {
        this.#leaks.set(text, left - 1);
      } else {
        this.#leaks.delete(text);
        this.pool.release(this.#core.addresses.parse(text)!);
      }
    }
  }
}

/** One bitmap a family, by the flag; ServiceCIDRs and IPAddresses do not exist (services.md 7.4). */
export function createBitmapClusterIPs(options: ClusterIPOptions): ClusterIPAllocator {
  const { core, random, decisions, storage } = options;
  const bitmaps = options.serviceSubnets.flatMap((text) => ServiceBitmap.of(core, text) ?? []);

  function allocate(request: ClusterIPRequest): AllocationResult {
    const answers = answersTo(request, decisions, (address) => storage.holder(address));
    const bitmap = bitmaps.find(({ pool }) => pool.range.family === request.family);
    if (!bitmap) return answers.refused(ERR_NOT_READY, 'not ready', [], 'no range');
    const described = bitmap.describe();
    return request.address
      ? allocateGiven(bitmap, described, request.address, request, answers)
      : allocateAny(bitmap, described, request, answers);
  }

  function allocateGiven(
    bitmap: ServiceBitmap,
    described: DecisionRange,
    text: string,
    request: ClusterIPRequest,
    answers: ReturnType<typeof answersTo>,
  ): AllocationResult {
    const address = core.addresses.parseLegacy(text);
    if (!address) return answers.refused(`failed to parse service IP "${text}"`, 'other', [described]);
    const { pool } = bitmap;
    // A dry run asks only whether the address lies in the range (services.md R1.1.3).
    const refusal = request.dryRun && pool.contains(address) ? undefined : bitmap.allocate(address);
    if (!refusal) {
      described.result = 'allocated';
      return answers.allocated(core.addresses.format(address), [described]);
    }
    described.result = refusal.cause === 'allocated' ? 'taken' : 'not in range';
    const why = pool.isNetworkAddress(address)
      ? 'network address'
      : pool.isBroadcastAddress(address)
        ? 'broadcast address'
        : undefined;
    return answers.refused(refusal.error, refusal.cause, [described], why);
  }

  function allocateAny(
    bitmap: ServiceBitmap,
    described: DecisionRange,
    request: ClusterIPRequest,
    answers: ReturnType<typeof answersTo>,
  ): AllocationResult {
    if (request.dryRun) {
      described.result = 'allocated';
      return answers.allocated(bitmap.pool.networkAddress, [described]);
    }
    const { address, band } = bitmap.allocateNext(random.stream(purposeOf(request)), described);
    return address === undefined
      ? answers.refused(ERR_FULL, 'full', [described])
      : answers.allocated(address, [described], band);
  }

  return {
    allocate,
    release(text, dryRun, note) {
      const address = core.addresses.parseLegacy(text);
      if (!address || dryRun) return;
      for (const bitmap of bitmaps)
        if (bitmap.pool.contains(address) && bitmap.pool.release(address) && note)
          noteRelease(decisions, note, core.addresses.format(address), address.family, bitmap.describe());
    },
    serviceCIDRChanged() {},
    serviceCIDRRemoved() {},
    ipAddressAdded() {},
    ipAddressRemoved() {},
    repairBitmaps: (inUse) => bitmaps.forEach((bitmap) => bitmap.repair(inUse)),
  };
}
