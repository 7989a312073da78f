/** endpointslicemirroring-controller: slices for hand-made Endpoints of Services without a selector (services.md 8.4). */

import type { IPFamily } from '../../api';
import type { KubernetesObject } from '../../kubernetes/objects';
import { MANAGED_BY_LABEL, SERVICE_NAME_LABEL } from '../endpoint-slice';
import { planSlices, portsKey, type Group, type SlicePlan } from '../endpoint-slice/reconcile';
import { TRIGGER_ANNOTATION } from '../endpoint-slice/trigger-time';
import { hasSelector } from '../endpoint-slice/services-of-pod';
import type { Endpoint, EndpointPort } from '../endpoint-slice/derive';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { controllerReference } from '../../client/owners';
import type { SyncResult } from '../../client/queue';
import { ENDPOINT_SLICES, ENDPOINTS, SERVICES } from '../../client/resources';

const CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
const SKIP_LABEL = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER_ANNOTATION = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Addresses of one subset that are mirrored. */
const ADDRESSES_MAX = 1_000;

interface Address {
  ip: string;
  hostname?: string;
  nodeName?: string;
  targetRef?: Endpoint['targetRef'];
}

interface Subset {
  addresses?: Address[];
  notReadyAddresses?: Address[];
  ports?: EndpointPort[];
}

export function startEndpointSliceMirroring(context: ControllerContext): void {
  const { api, core } = context;
  const services = context.informers.of(SERVICES);
  const endpoints = context.informers.of(ENDPOINTS);
  const slices = context.informers.of(ENDPOINT_SLICES);
  const queue = context.queue(sync);
  services.on(({ key }) => queue.add(key));
  endpoints.on(({ key }) => queue.add(key));
  slices.on(({ type, object }) => {
    if (type === 'DELETED' && isOurs(object))
      queue.add(`${object.metadata.namespace}/${object.metadata.labels![SERVICE_NAME_LABEL]}`);
  });

  function isMirrored(object: KubernetesObject | undefined, service: KubernetesObject | undefined): boolean {
    if (!object || !service || object.metadata.deletionTimestamp || hasSelector(service)) return false;
    return object.metadata.labels?.[SKIP_LABEL] !== 'true' && !object.metadata.annotations?.[LEADER_ANNOTATION];
  }

  function sync(key: string): SyncResult {
    const object = endpoints.get(key);
    const [namespace, name] = key.split('/');
    const own = slices
      .list(namespace)
      .filter((slice) => isOurs(slice) && slice.metadata.labels?.[SERVICE_NAME_LABEL] === name);
    if (!isMirrored(object, services.get(key))) {
      for (const slice of own) api.delete(ENDPOINT_SLICES, slice);
      return;
    }
    for (const family of ['IPv4', 'IPv6'] as const) {
      const present = own.filter((slice) => slice.addressType === family);
      const groups = groupsOf(object!, family);
      if (groups.length === 0) {
        for (const slice of present) api.delete(ENDPOINT_SLICES, slice);
        continue;
      }
      const plan = planSlices(present, groups);
      for (const slice of plan.remove) api.delete(ENDPOINT_SLICES, slice);
      for (const wanted of plan.keep) if (!write(object!, family, wanted)) return 'retry';
    }
  }

  function groupsOf(object: KubernetesObject, family: IPFamily): Group[] {
    const groups = new Map<string, Group>();
    for (const subset of (object.subsets ?? []) as Subset[]) {
      const ports = (subset.ports ?? []).map((port) => ({ ...port, name: port.name ?? '' }));
      const all = [
        ...(subset.addresses ?? []).map((address) => mirror(address, true)),
        ...(subset.notReadyAddresses ?? []).map((address) => mirror(address, false)),
      ].slice(0, ADDRESSES_MAX);
      const matching = all.filter(({ addresses: [ip] }) => core.addresses.parseLegacy(ip)?.family === family);
      if (matching.length === 0) continue;
      const key = portsKey(ports);
      if (!groups.has(key)) groups.set(key, { ports, endpoints: [] });
      groups.get(key)!.endpoints.push(...matching);
    }
    return [...groups.values()];
  }

  function write(object: KubernetesObject, family: IPFamily, { slice, ports, endpoints: wanted }: SlicePlan): boolean {
    const labels = {
      ...object.metadata.labels,
      [SERVICE_NAME_LABEL]: object.metadata.name,
      [MANAGED_BY_LABEL]: CONTROLLER,
    };
    const annotations = { ...object.metadata.annotations };
    delete annotations[LAST_APPLIED];
    delete annotations[TRIGGER_ANNOTATION];
    const body = { addressType: family, endpoints: wanted, ports };
    if (slice) {
      const isEqual = isSame(slice.endpoints, wanted) && portsKey(slice.ports) === portsKey(ports);
      const hasMeta = isSame(slice.metadata.labels, labels) && isSame(slice.metadata.annotations ?? {}, annotations);
      if (isEqual && hasMeta) return true;
      return api.update(ENDPOINT_SLICES, { ...slice, metadata: { ...slice.metadata, labels, annotations }, ...body })
        .ok;
    }
    const { namespace, name } = object.metadata;
    const metadata = {
      generateName: `${name}-`,
      namespace,
      labels,
      annotations,
      ownerReferences: [controllerReference(object)],
    };
    return api.create(ENDPOINT_SLICES, { metadata, ...body }).ok;
  }
}

const isOurs = (slice: KubernetesObject) => slice.metadata.labels?.[MANAGED_BY_LABEL] === CONTROLLER;

function mirror({ ip, hostname, nodeName, targetRef }: Address, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(targetRef ? { targetRef } : {}),
  };
}
