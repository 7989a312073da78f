/** Cluster IPs: chooses between the allocator over ServiceCIDRs and the single bitmap of old releases, by feature gate. */

import type { IPFamily } from '../api';
import type { Core, Random } from '../core/types';
import type { Release } from '../releases';
import { createBitmapClusterIPs } from './cluster-ip-bitmap';
import { createMetaAllocator } from './cluster-ip-meta';
import type { ClusterIPAllocator, DecisionSink, IPAddressStorage } from './types';

export interface ClusterIPOptions {
  core: Core;
  random: Random;
  /** Families of `--service-cluster-ip-range`, the primary one first. */
  families: readonly IPFamily[];
  storage: IPAddressStorage;
  decisions: DecisionSink;
  release: Release;
  /** Prefixes of `--service-cluster-ip-range`, in the order of the flag. */
  serviceSubnets: readonly string[];
}

export function createClusterIPAllocator(options: ClusterIPOptions): ClusterIPAllocator {
  return options.release.isEnabled('MultiCIDRServiceAllocator')
    ? createMetaAllocator(options)
    : createBitmapClusterIPs(options);
}
