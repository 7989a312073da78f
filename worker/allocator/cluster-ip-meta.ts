/** Cluster IPs over all ServiceCIDRs: IPAddress objects are the truth (services.md 1.2, 1.3), with the dual write of old releases. */

import type { DecisionRange } from '../api';
import type { Address, RandomStream } from '../core/types';
import type { ClusterIPOptions } from './cluster-ip';
import type { Answers, RefusalCause } from './cluster-ip-answers';
import { answersTo, noteRelease, notInRangeText, purposeOf } from './cluster-ip-answers';
import { ServiceBitmap } from './cluster-ip-bitmap';
import type { Attempt } from './search';
import type { ServiceCIDREntry } from './service-cidrs';
import { ServiceCIDRs } from './service-cidrs';
import type { AllocationResult, ClusterIPAllocator, ClusterIPRequest, Release } from './types';
import { ERR_ALLOCATED, ERR_FULL, ERR_MISMATCHED_NETWORK, ERR_NOT_READY } from './types';

/** Where any error goes on to the next address, a walk that only meets errors ends here: the answer is "full" anyway. */
const ERRORS_MAX = 256;

/** A range together with how it looks in the decision. */
interface Candidate {
  entry: ServiceCIDREntry;
  described: DecisionRange;
}

export function createMetaAllocator(options: ClusterIPOptions): ClusterIPAllocator {
  const { core, random, storage, decisions, release } = options;
  const ranges = new ServiceCIDRs(core, options.families);
  const isDualWrite = !release.isEnabled('DisableAllocatorDualWrite');
  const bitmaps = isDualWrite ? options.serviceSubnets.flatMap((text) => ServiceBitmap.of(core, text) ?? []) : [];
  const isBitmapFirst = release.since('1.33');
  const errorsMax = release.since('1.35') ? undefined : ERRORS_MAX;

  /** Why the address that `release` removes just now is given back. */
  let releasing: Release | undefined;

  const describe = (entry: ServiceCIDREntry): Candidate => ({
    entry,
    described: entry.pool.describe([...entry.names], entry.state),
  });
  const rangesOf = (candidates: readonly Candidate[]) => candidates.map(({ described }) => described);
  const bitmapOf = (address: Address) => bitmaps.find(({ pool }) => pool.covers(address));

  function allocate(request: ClusterIPRequest): AllocationResult {
    const answers = answersTo(request, decisions, (address) =>
      storage.holder(core.addresses.canonical(address) ?? address),
    );
    const entries = ranges.of(request.family);
    const stream = random.stream(purposeOf(request));
    if (!request.address) {
      const candidates = shuffled(entries, stream).map(describe);
      return request.dryRun ? dryRunAny(candidates, answers) : allocateAny(candidates, request, stream, answers);
    }
    const address = core.addresses.parseLegacy(request.address);
    if (!address) return answers.refused(`failed to parse service IP "${request.address}"`, 'other', []);
    if (request.dryRun) return dryRunGiven(shuffled(entries, stream).map(describe), address, answers);
    return allocateGiven(entries.map(describe), address, request, answers);
  }

  /** Stores the IPAddress of an address that is thought to be free. */
  function create(text: string, { family, owner }: ClusterIPRequest): Attempt {
    const refusal = storage.create(text, family, owner);
    if (refusal !== undefined) return refusal;
    ranges.addressAdded(text);
    return 'taken';
  }

  /** services.md R1.3.5. */
  function allocateGiven(
    candidates: Candidate[],
    address: Address,
    request: ClusterIPRequest,
    answers: Answers,
  ): AllocationResult {
    const text = core.addresses.format(address);
    const chosen = candidates.find(({ entry }) => entry.state === 'ready' && entry.pool.contains(address));
    for (const { entry, described } of candidates) {
      if (!entry.pool.contains(address)) described.result = 'not in range';
      else if (entry.state !== 'ready') described.result = 'not ready';
    }
    const asked = rangesOf(candidates);
    if (!chosen)
      return answers.refused(ERR_MISMATCHED_NETWORK, 'mismatched network', asked, whyNowhere(candidates, address));

    const bitmap = bitmapOf(address);
    const refusal = bitmap?.allocate(address);
    if (refusal) {
      chosen.described.result = refusal.cause === 'allocated' ? 'taken' : 'not in range';
      return answers.refused(refusal.error, refusal.cause, asked);
    }
    const attempt = create(text, request);
    if (attempt === 'taken') {
      chosen.described.result = 'allocated';
      return answers.allocated(text, asked);
    }
    if (attempt !== 'exists') return answers.refused(attempt.error, 'other', asked);
    chosen.described.result = 'taken';
    return answers.refused(ERR_ALLOCATED, 'allocated', asked);
  }

  /** services.md R1.3.7 and, with the dual write, R1.3.11. */
  function allocateAny(
    candidates: Candidate[],
    request: ClusterIPRequest,
    stream: RandomStream,
    answers: Answers,
  ): AllocationResult {
    const asked = rangesOf(candidates);
    if (isDualWrite && isBitmapFirst) {
      const bitmap = bitmaps.find(({ pool }) => pool.range.family === request.family);
      if (bitmap) {
        const described = bitmap.describe();
        asked.unshift(described);
        const { address, band } = bitmap.allocateNext(stream, described);
        if (address !== undefined) return allocateFromBitmap(candidates, address, band, asked, request, answers);
      }
    }
    for (const { entry, described } of candidates) {
      if (entry.state !== 'ready') {
        described.result = 'not ready';
        continue;
      }
      const found = entry.pool.search(stream, (text) => create(text, request), errorsMax);
      described.searches = found.searches;
      if (found.error !== undefined) return answers.refused(found.error, 'other', asked);
      if (found.address === undefined) {
        described.result = 'full';
        continue;
      }
      if (isDualWrite && !isInBitmap(found.address)) {
        // The bitmap had it already: the IPAddress stays behind and the next range is asked.
        described.result = 'taken';
        continue;
      }
      described.result = 'allocated';
      return answers.allocated(found.address, asked, found.band);
    }
    return answers.refused(ERR_FULL, 'full', asked, whyFull(candidates));
  }

  function isInBitmap(text: string): boolean {
    const address = core.addresses.parse(text)!;
    const bitmap = bitmapOf(address);
    return !bitmap || bitmap.allocate(address) === undefined;
  }

  /** The bitmap's address gets its IPAddress; whatever goes wrong, the bit stays set. */
  function allocateFromBitmap(
    candidates: Candidate[],
    text: string,
    band: 'static' | 'dynamic' | undefined,
    asked: DecisionRange[],
    request: ClusterIPRequest,
    answers: Answers,
  ): AllocationResult {
    const address = core.addresses.parse(text)!;
    const isServed = candidates.some(({ entry }) => entry.state === 'ready' && entry.pool.contains(address));
    if (!isServed)
      return answers.refused(ERR_MISMATCHED_NETWORK, 'mismatched network', asked, whyNowhere(candidates, address));
    const attempt = create(text, request);
    if (attempt === 'taken') return answers.allocated(text, asked, band);
    asked[0].result = 'taken';
    return attempt === 'exists'
      ? answers.refused(ERR_ALLOCATED, 'allocated', asked)
      : answers.refused(attempt.error, 'other', asked);
  }

  /** services.md R1.3.9: one range stands for all, ready or not. */
  function dryRunAny(candidates: Candidate[], answers: Answers): AllocationResult {
    const asked = rangesOf(candidates);
    if (candidates.length === 0) return answers.refused(ERR_NOT_READY, 'not ready', asked, 'no range');
    const { entry, described } = candidates[0];
    described.result = entry.state === 'ready' ? 'allocated' : 'not ready';
    if (entry.state !== 'ready') return answers.refused(ERR_NOT_READY, 'not ready', asked, whyNotReady(entry));
    return answers.allocated(entry.pool.networkAddress, asked);
  }

  function dryRunGiven(candidates: Candidate[], address: Address, answers: Answers): AllocationResult {
    const asked = rangesOf(candidates);
    if (candidates.length === 0) return answers.refused(ERR_NOT_READY, 'not ready', asked, 'no range');
    const { entry, described } = candidates[0];
    const text = core.addresses.format(address);
    if (entry.state !== 'ready') {
      described.result = 'not ready';
      return answers.refused(ERR_NOT_READY, 'not ready', asked, whyNotReady(entry));
    }
    described.result = entry.pool.contains(address) ? 'allocated' : 'not in range';
    if (described.result === 'allocated') return answers.allocated(text, asked);
    return answers.refused(
      notInRangeText(text, entry.pool.range),
      'not in range',
      asked,
      whyNowhere([candidates[0]], address),
    );
  }

  function noteRemoval(text: string, note: Release | undefined): void {
    const address = note && core.addresses.parse(text);
    const entry = address && ranges.of(address.family).find(({ pool }) => pool.contains(address));
    if (note && entry) noteRelease(decisions, note, text, address.family, describe(entry).described);
  }

  return {
    allocate,
    release(text, dryRun, note) {
      const address = core.addresses.parseLegacy(text);
      if (!address || dryRun) return;
      // An address that no range contains stays: the repair loop removes what is left of it (services.md R1.3.8).
      if (!ranges.of(address.family).some(({ pool }) => pool.contains(address))) return;
      bitmapOf(address)?.pool.release(address);
      releasing = note;
      storage.delete(core.addresses.format(address));
      releasing = undefined;
    },
    serviceCIDRChanged: (name, cidrs, state) => ranges.changed(name, cidrs, state),
    serviceCIDRRemoved: (name) => ranges.removed(name),
    ipAddressAdded: (address) => ranges.addressAdded(address),
    ipAddressRemoved(text, note) {
      ranges.addressRemoved(text);
      noteRemoval(text, releasing ?? note);
    },
    repairBitmaps: (inUse) => bitmaps.forEach((bitmap) => bitmap.repair(inUse)),
  };
}

/** The order in which ranges are asked: any, without priority (services.md R1.3.7). */
function shuffled<T>(items: readonly T[], stream: RandomStream): T[] {
  const order = [...items];
  for (let left = order.length; left > 1; left--) {
    const pick = stream.index(left);
    [order[left - 1], order[pick]] = [order[pick], order[left - 1]];
  }
  return order;
}

function whyNotReady({ state }: ServiceCIDREntry): RefusalCause {
  return state === 'terminating' ? 'terminating' : 'not ready';
}

/** Why no ready range serves an address, although the answer is the same for all reasons. */
function whyNowhere(candidates: readonly Candidate[], address: Address): RefusalCause {
  if (candidates.length === 0) return 'no range';
  const pools = candidates.map(({ entry }) => entry.pool);
  const leaving = candidates.find(({ entry }) => entry.pool.contains(address));
  if (leaving) return whyNotReady(leaving.entry);
  if (pools.some((pool) => pool.isNetworkAddress(address))) return 'network address';
  if (pools.some((pool) => pool.isBroadcastAddress(address))) return 'broadcast address';
  return 'not in range';
}

function whyFull(candidates: readonly Candidate[]): RefusalCause {
  if (candidates.length === 0) return 'no range';
  const isNoneReady = candidates.every(({ entry }) => entry.state !== 'ready');
  return isNoneReady ? whyNotReady(candidates[0].entry) : 'full';
}
