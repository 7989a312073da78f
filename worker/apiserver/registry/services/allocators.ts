/** The allocators of one server, and how they follow the stored ServiceCIDRs and IPAddresses. */

import { createClusterIPAllocator, createNodePortAllocator, nodePortRange } from '../../../allocator';
import type { ObjectRef } from '../../../api';
import type { ClusterIPAllocator, IPAddressStorage, NodePortAllocator } from '../../../allocator/types';
import type { Condition, KubernetesObject } from '../../../kubernetes/objects';
import { drawUID, type Env } from '../../env';
import { describeErrors, required } from '../../field-errors';
import { entryFor } from '../../managed-fields/managers';
import type { Store } from '../../store';

const ADDRESSES = 'ipaddresses.networking.k8s.io';
const RANGES = 'servicecidrs.networking.k8s.io';
const SERVICES = 'services';
const FAMILY_LABEL = 'ipaddress.kubernetes.io/ip-family';
const MANAGED_LABEL = 'ipaddress.kubernetes.io/managed-by';
const MANAGED_BY = 'ipallocator.k8s.io';

/** The API server compares bitmaps of addresses with the Services so often (services.md 6.4). */
const REPAIR_MS = 180_000;
/** So many passes without a change leave nothing for the next one. */
const REPAIRS_MAX = 4;

export interface ServiceAllocators {
  clusterIPs: ClusterIPAllocator;
  nodePorts: NodePortAllocator;
  /** Makes the repair's passes that are due. They show in nothing but allocations: called before each change of a Service. */
  repair(): void;
}

/** Fields that the server itself sets in an IPAddress. */
const OWNED = {
  'f:metadata': { 'f:labels': { '.': {}, [`f:${FAMILY_LABEL}`]: {}, [`f:${MANAGED_LABEL}`]: {} } },
  'f:spec': { 'f:parentRef': { '.': {}, 'f:name': {}, 'f:namespace': {}, 'f:resource': {} } },
};

export function createServiceAllocators(env: Env, store: Store): ServiceAllocators {
  const { core, random, decisions, release, families, serviceSubnets } = env;
  const clusterIPs = createClusterIPAllocator({
    core,
    random,
    families,
    storage: addressStorage(env, store),
    decisions,
    release,
    serviceSubnets,
  });
  store.subscribe(RANGES, (change) => {
    if (change.type === 'DELETED') clusterIPs.serviceCIDRRemoved(change.key);
    else clusterIPs.serviceCIDRChanged(change.key, change.object.spec.cidrs ?? [], stateOf(change.object));
  });
  store.subscribe(ADDRESSES, (change) => {
    if (change.type === 'ADDED') clusterIPs.ipAddressAdded(change.key);
    else if (change.type === 'DELETED')
      clusterIPs.ipAddressRemoved(change.key, { object: holderOf(change.object), because: 'removed' });
  });
  return {
    clusterIPs,
    nodePorts: createNodePortAllocator({
      core,
      random,
      decisions,
      ...nodePortRange(env.settings.serviceNodePortRange),
    }),
    repair: repairOf(env, store, clusterIPs),
  };
}

function repairOf(env: Env, store: Store, clusterIPs: ClusterIPAllocator): () => void {
  const startMs = env.nowMs();
  let passes = 0;
  return () => {
    const due = Math.floor((env.nowMs() - startMs) / REPAIR_MS);
    if (due === passes) return;
    const inUse = store.list(SERVICES).flatMap(clusterIPsOf);
    for (let pass = Math.max(passes, due - REPAIRS_MAX); pass < due; pass++) clusterIPs.repairBitmaps(inUse);
    passes = due;
  };
}

const clusterIPsOf = ({ spec }: KubernetesObject): string[] =>
  spec.type === 'ExternalName' ? [] : (spec.clusterIPs ?? []).filter((ip: string) => ip !== 'None');

/** services.md R1.3.3. */
function stateOf(serviceCIDR: KubernetesObject): 'ready' | 'not ready' | 'terminating' {
  if (serviceCIDR.metadata.deletionTimestamp) return 'terminating';
  const ready = ((serviceCIDR.status?.conditions ?? []) as Condition[]).find(({ type }) => type === 'Ready');
  return !ready || ready.status === 'True' ? 'ready' : 'not ready';
}

/** IPAddress objects as the allocator makes and removes them (services.md R1.2.7). */
function addressStorage(env: Env, store: Store): IPAddressStorage {
  return {
    create(address, family, owner) {
      if (store.get(ADDRESSES, address)) return 'exists';
      if (!owner.name) {
        const { text } = describeErrors([required('spec.parentRef.name')], env.release);
        return { error: `IPAddress.networking.k8s.io ${JSON.stringify(address)} is invalid: ${text}` };
      }
      const manager = { name: 'kube-apiserver', apiVersion: 'networking.k8s.io/v1', time: env.now() };
      store.put(ADDRESSES, address, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IPAddress',
        metadata: {
          creationTimestamp: env.now(),
          labels: { [FAMILY_LABEL]: family, [MANAGED_LABEL]: MANAGED_BY },
          managedFields: [entryFor(manager, 'Update', OWNED)],
          name: address,
          uid: drawUID(env, `${ADDRESSES}/${address}`),
        },
        spec: { parentRef: { name: owner.name, namespace: owner.namespace, resource: 'services' } },
      });
      return undefined;
    },
    delete(address) {
      if (store.get(ADDRESSES, address)) store.remove(ADDRESSES, address);
    },
    holder(address) {
      const object = store.get(ADDRESSES, address);
      return object ? holderOf(object) : serviceWith(address, env, store);
    },
  };
}

/** The object that an IPAddress is for. */
function holderOf(object: KubernetesObject): ObjectRef {
  const { resource, namespace, name } = object.spec.parentRef;
  return { kind: resource === 'services' ? 'Service' : resource, namespace, name };
}

/** Where there are no IPAddresses only the Services themselves say who has an address. */
function serviceWith(address: string, { addresses }: Env, store: Store): ObjectRef | undefined {
  const canonical = (text: string) => {
    const parsed = addresses.parseLegacy(text);
    return parsed ? addresses.format(parsed) : text;
  };
  const wanted = canonical(address);
  const found = store.list(SERVICES).find((service) => clusterIPsOf(service).some((ip) => canonical(ip) === wanted));
  return found && { kind: 'Service', namespace: found.metadata.namespace, name: found.metadata.name };
}
