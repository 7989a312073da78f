/** endpoint-controller: the old Endpoints objects of Services with a selector (services.md R8.3.13). */

import type { KubernetesObject } from '../../kubernetes/objects';
import {
  addressTypes,
  byPorts,
  canBeEndpoint,
  isHeadless,
  isPodReady,
  podAddresses,
  type EndpointPort,
} from '../endpoint-slice/derive';
import { hasSelector, selects, servicesOfPod } from '../endpoint-slice/services-of-pod';
import { createTriggerTimes, TRIGGER_ANNOTATION } from '../endpoint-slice/trigger-time';
import type { ControllerContext } from '../../client/context';
import { canonicalJSON, isSame } from '../../client/hash';
import type { SyncResult } from '../../client/queue';
import { ENDPOINTS, PODS, SERVICES } from '../../client/resources';

interface Address {
  hostname?: string;
  ip: string;
  nodeName?: string;
  targetRef: { kind: string; name: string; namespace?: string; uid?: string };
}

export interface Subset {
  addresses?: Address[];
  notReadyAddresses?: Address[];
  ports?: EndpointPort[];
}

export function startEndpointsController(context: ControllerContext): void {
  const { api, core, release } = context;
  const services = context.informers.of(SERVICES);
  const pods = context.informers.of(PODS);
  const endpoints = context.informers.of(ENDPOINTS);
  const triggerTimes = createTriggerTimes();
  const queue = context.queue(sync);

  services.on(({ key }) => queue.add(key));
  pods.on((change) => servicesOfPod(services, change).forEach((key) => queue.add(key)));
  endpoints.on(({ type, key }) => {
    if (type === 'DELETED') queue.add(key);
  });

  function sync(key: string): SyncResult {
    const service = services.get(key);
    const present = endpoints.get(key);
    if (!service) {
      triggerTimes.forget(key);
      if (present && !isSkipped(present)) api.delete(ENDPOINTS, present);
      return;
    }
    if (!hasSelector(service)) return;
    const selected = pods.list(service.metadata.namespace).filter((pod) => selects(service.spec.selector, pod));
    const trigger = triggerTimes.next(service, selected);
    const subsets = subsetsOf(service, selected);
    const labels = {
      ...service.metadata.labels,
      ...(release.since('1.33') ? { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } : {}),
      ...(isHeadless(service) ? { 'service.kubernetes.io/headless': '' } : {}),
    };
    const hasLabels = Object.keys(labels).length > 0;
    if (present && isSame(present.subsets ?? [], subsets) && isSame(present.metadata.labels ?? {}, labels)) return;
    const annotations = { ...present?.metadata.annotations };
    delete annotations[TRIGGER_ANNOTATION];
    if (trigger) annotations[TRIGGER_ANNOTATION] = trigger;
    const { namespace, name } = service.metadata;
    const extra = {
      ...(hasLabels ? { labels } : {}),
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    };
    const body = subsets.length > 0 ? { subsets } : {};
    const answer = present
      ? api.update(ENDPOINTS, {
          ...present,
          subsets: undefined,
          metadata: { ...present.metadata, labels: undefined, annotations: undefined, ...extra },
          ...body,
        })
      : api.create(ENDPOINTS, { metadata: { name, namespace, ...extra }, ...body });
    return answer.ok ? undefined : 'retry';
  }

  /** One subset a list of ports, addresses in the order of their texts. */
  function subsetsOf(service: KubernetesObject, selected: readonly KubernetesObject[]): Subset[] {
    const [family] = addressTypes(service, core.addresses);
    const isTolerant = !!service.spec.publishNotReadyAddresses;
    const subsets = new Map<string, Subset>();
    const keyedPorts = byPorts(service, (all) => {
      const ports = all.map(({ name, ...port }) => (name ? { name, ...port } : port));
      return { ports, key: canonicalJSON(ports) };
    });
    for (const pod of selected) {
      if (!canBeEndpoint(pod) || (pod.metadata.deletionTimestamp && !isTolerant)) continue;
      const [ip] = podAddresses(pod, family, core.addresses);
      if (!ip) continue;
      const { ports, key } = keyedPorts(pod);
      if (ports.length === 0 && !isHeadless(service)) continue;
      const subset: Subset = subsets.get(key) ?? { ports };
      subsets.set(key, subset);
      (subset[isTolerant || isPodReady(pod) ? 'addresses' : 'notReadyAddresses'] ??= []).push(
        addressOf(service, pod, ip),
      );
    }
    for (const { addresses, notReadyAddresses } of subsets.values())
      for (const list of [addresses, notReadyAddresses]) list?.sort(byIP);
    return [...subsets.values()];
  }
}

/** Those with the same text stay in the order of their Pods. */
const byIP = (a: Address, b: Address) => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0);

const isSkipped = (endpoints: KubernetesObject) =>
  endpoints.metadata.labels?.['endpoints.kubernetes.io/managed-by'] !== 'endpoint-controller' &&
  !endpoints.metadata.annotations?.[TRIGGER_ANNOTATION] &&
  endpoints.metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'] === 'true';

function addressOf(service: KubernetesObject, pod: KubernetesObject, ip: string): Address {
  const { namespace, name, uid } = pod.metadata;
  const { hostname, subdomain, nodeName } = pod.spec;
  return {
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ip,
    ...(nodeName ? { nodeName } : {}),
    targetRef: { kind: 'Pod', name, namespace, uid },
  };
}
