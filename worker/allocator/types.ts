/** The allocator's vocabulary. Errors are values; every answer carries the decision that explains it. */

import type { Decision, IPFamily, ObjectRef, ReleaseReason } from '../api';

/** The texts are Kubernetes' own (services.md 1.1, 1.4). */
export const ERR_FULL = 'range is full';
export const ERR_ALLOCATED = 'provided IP is already allocated';
export const ERR_MISMATCHED_NETWORK = 'the provided network does not match the current range';
export const ERR_NOT_READY = 'allocator not ready';

/** A decision before the session gives it its number, step and time. */
export type DecisionRecord = Omit<Decision, 'id' | 'step' | 'atMs'>;

/** Receives every decision, refusals included. */
export type DecisionSink = (decision: DecisionRecord) => void;

export type AllocationResult<T = string> =
  | { ok: true; value: T }
  /** `cause` says which answer the API server makes of it: 422 for a given value, 500 for a dynamic one. */
  | {
      ok: false;
      error: string;
      cause: 'full' | 'allocated' | 'mismatched network' | 'not in range' | 'not ready' | 'other';
    };

/** What the allocator does to the API's storage: IPAddress objects are the truth, the range sets only mirror them. */
export interface IPAddressStorage {
  /** @returns undefined when created, 'exists', or the error text of any other refusal. */
  create(address: string, family: IPFamily, owner: ObjectRef): undefined | 'exists' | { error: string };
  delete(address: string): void;
  /** Who holds an address, for the decision of a refusal. */
  holder(address: string): ObjectRef | undefined;
}

export interface ClusterIPRequest {
  family: IPFamily;
  owner: ObjectRef;
  /** The address asked for, in any accepted spelling; absent: any will do. */
  address?: string;
  dryRun?: boolean;
  /** As in the decision: how else it often ends. */
  otherwise?: string;
}

/** Who gives a value back, and why: what the decision of a release says. */
export interface Release extends ReleaseReason {
  object: ObjectRef;
}

/** Cluster IPs of all families over all ServiceCIDRs (services.md 1.2, 1.3). */
export interface ClusterIPAllocator {
  allocate(request: ClusterIPRequest): AllocationResult;
  /** A release with `note` leaves a decision when the address was held. */
  release(address: string, dryRun?: boolean, note?: Release): void;
  /** Called for every stored change, in order, so that the range sets equal the stored objects. */
  serviceCIDRChanged(name: string, cidrs: readonly string[], state: 'ready' | 'not ready' | 'terminating'): void;
  serviceCIDRRemoved(name: string): void;
  ipAddressAdded(address: string): void;
  /** @param note as of `release`; it counts when the removal is no part of one. */
  ipAddressRemoved(address: string, note?: Release): void;
  /**
   * One pass of the repair loop over the bitmaps of old releases, every three minutes (services.md 6.4); nothing where
   * there are none.
   * @param inUse cluster IPs of all Services.
   */
  repairBitmaps(inUse: readonly string[]): void;
}

/** Node ports of a whole cluster (services.md 1.4). */
export interface NodePortAllocator {
  /** Starts what one request does; nothing lasts until `commit`, releases happen only then. */
  begin(owner: ObjectRef, dryRun?: boolean): NodePortOperation;
}

export interface NodePortOperation {
  allocate(port: number, resource?: 'nodePort' | 'healthCheckNodePort'): AllocationResult<number>;
  allocateNext(resource?: 'nodePort' | 'healthCheckNodePort'): AllocationResult<number>;
  releaseDeferred(port: number): void;
  /** @param reason of the releases; each leaves a decision. */
  commit(reason?: ReleaseReason): void;
  /** @param reason as of `commit`; absent: nothing is noted. */
  rollback(reason?: ReleaseReason): void;
}

/** Pod ranges of Nodes (pods-and-nodes.md 4). One per cluster range. */
export interface PodCIDRAllocator {
  /** The next free block in order, from the one after the last given, wrapping. */
  allocateNext(owner: ObjectRef): AllocationResult;
  occupy(podCIDR: string): string | undefined;
  release(podCIDR: string, note?: Release): void;
}

/** Pod addresses of one Node's block by host-local's rule: round robin from the last given (pods-and-nodes.md 3.2). */
export interface PodIPAllocator {
  allocateNext(owner: ObjectRef): AllocationResult;
  release(address: string, note?: Release): void;
}
