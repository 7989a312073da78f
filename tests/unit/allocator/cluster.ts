/** A cluster for allocator tests: storage that holds IPAddresses as the API server would, and all decisions. */

import type { IPFamily, ObjectRef } from '../../../worker/api';
import { createClusterIPAllocator } from '../../../worker/allocator';
import type {
  AllocationResult,
  ClusterIPAllocator,
  ClusterIPRequest,
  DecisionRecord,
} from '../../../worker/allocator/types';
import type { Core } from '../../../worker/core/types';
import { findRelease } from '../../../worker/releases';
import { freshCore } from '../../core/load';

export interface ClusterOptions {
  release?: string;
  gates?: Record<string, boolean>;
  /** The service ranges of the flag. */
  flag?: string;
  seed?: number;
  /** Answers of the API server to the creation of an IPAddress; undefined: it is created. */
  refuse?(address: string): undefined | { error: string };
  core?: Core;
}

export class Cluster {
  readonly decisions: DecisionRecord[] = [];
  readonly holders = new Map<string, ObjectRef>();
  /** How often an IPAddress was to be created. */
  creations = 0;
  allocator!: ClusterIPAllocator;
  core!: Core;

  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const cluster = new Cluster();
    const core = options.core ?? (await freshCore());
    const serviceSubnets = (options.flag ?? '192.168.0.0/24').split(',');
    const families = serviceSubnets.map((text): IPFamily => core.addresses.parsePrefixLegacy(text)!.address.family);
    cluster.core = core;
    cluster.allocator = createClusterIPAllocator({
      core,
      random: core.random(options.seed ?? 1),
      families,
      serviceSubnets,
      release: findRelease(options.release ?? '1.36', options.gates)!,
      decisions: (decision) => cluster.decisions.push(decision),
      storage: {
        create(address, _family, owner) {
          cluster.creations++;
          if (cluster.holders.has(address)) return 'exists';
          const refusal = options.refuse?.(address);
          if (refusal) return refusal;
          cluster.hold(address, owner);
          return undefined;
        },
        delete: (address) => cluster.letGo(address),
        holder: (address) => cluster.holders.get(address),
      },
    });
    return cluster;
  }

  hold(address: string, owner: ObjectRef): void {
    this.holders.set(address, owner);
    this.allocator.ipAddressAdded(address);
  }

  letGo(address: string): void {
    if (this.holders.delete(address)) this.allocator.ipAddressRemoved(address);
  }

  add(name: string, ...cidrs: string[]): this {
    this.allocator.serviceCIDRChanged(name, cidrs, 'ready');
    return this;
  }

  ask(request: Partial<ClusterIPRequest> & { name?: string } = {}): AllocationResult {
    const { name = 'web', ...rest } = request;
    const family = rest.family ?? (rest.address?.includes(':') ? 'IPv6' : 'IPv4');
    return this.allocator.allocate({ family, owner: { kind: 'Service', namespace: 'default', name }, ...rest });
  }

  /** Allocates until nothing is left. @returns all addresses, in order. */
  fill(family: IPFamily = 'IPv4', max = 2000): string[] {
    const given: string[] = [];
    while (given.length < max) {
      const result = this.ask({ family, name: `s${given.length}` });
      if (!result.ok) break;
      given.push(result.value);
    }
    return given;
  }

  get lastDecision(): DecisionRecord {
    return this.decisions[this.decisions.length - 1];
  }
}

/** Texts of a range of IPv4 addresses that share their first three fields. */
export function addresses(prefix: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${prefix}.${from + index}`);
}
