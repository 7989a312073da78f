/** endpointslice-controller: keeps the EndpointSlices of Services with a selector (services.md 8.3). */

import type { IPFamily } from '../../api';
import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { controllerReference } from '../../client/owners';
import type { SyncResult } from '../../client/queue';
import { ENDPOINT_SLICES, NODES, PODS, SERVICES } from '../../client/resources';
import { addressTypes, byPorts, canBeEndpoint, endpointFor, isHeadless, withHints } from './derive';
import { planSlices, portsKey, type Group, type SlicePlan } from './reconcile';
import { hasSelector, selects, servicesOfPod } from './services-of-pod';
import { hasTopologyMode, topologyWarning } from './topology';
import { createTriggerTimes, TRIGGER_ANNOTATION } from './trigger-time';

export const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';
export const HEADLESS_LABEL = 'service.kubernetes.io/headless';
const CONTROLLER = 'endpointslice-controller.k8s.io';
const RESERVED_LABELS = new Set([MANAGED_BY_LABEL, SERVICE_NAME_LABEL, HEADLESS_LABEL]);

/** An index over `namespace/service` of slices, whoever made them. */
const byService = (slice: KubernetesObject): readonly string[] => [
  `${slice.metadata.namespace}/${slice.metadata.labels?.[SERVICE_NAME_LABEL] ?? ''}`,
];

export function startEndpointSliceController(context: ControllerContext): void {
  const { api, core } = context;
  const services = context.informers.of(SERVICES);
  const pods = context.informers.of(PODS);
  const nodes = context.informers.of(NODES);
  const slices = context.informers.of(ENDPOINT_SLICES);
  const triggerTimes = createTriggerTimes();
  const recorder = context.recorder('endpoint-slice-controller');
  const queue = context.queue(sync);

  services.on(({ key }) => queue.add(key));
  pods.on((change) => servicesOfPod(services, change).forEach((key) => queue.add(key)));
  nodes.on(({ type, object, old }) => {
    const isRelevant = type !== 'MODIFIED' || !isSame(object.metadata.labels, old?.metadata.labels);
    if (!isRelevant) return;
    for (const pod of pods.list())
      if (pod.spec.nodeName === object.metadata.name)
        servicesOfPod(services, { type: 'ADDED', object: pod }).forEach((key) => queue.add(key));
  });
  slices.on(({ type, object }) => {
    if (isOurs(object) && type !== 'ADDED') queue.add(byService(object)[0]);
  });

  function sync(key: string): SyncResult {
    const service = services.get(key);
    if (!service) return triggerTimes.forget(key);
    if (service.spec.type === 'ExternalName' || !hasSelector(service) || service.metadata.deletionTimestamp) return;
    const selected = pods.list(service.metadata.namespace).filter((pod) => selects(service.spec.selector, pod));
    const trigger = triggerTimes.next(service, selected);
    const present = slices.by(byService, key).filter(isOurs);
    const families = addressTypes(service, core.addresses);
    for (const family of families) {
      const own = present.filter((slice) => slice.addressType === family);
      const warning = topologyWarning(service, family, nodes.list(), selected.filter(canBeEndpoint).length);
      if (warning) recorder.event(service, { type: 'Warning', reason: 'TopologyAwareHintsDisabled', message: warning });
      const plan = planSlices(own, groupsOf(service, selected.filter(canBeEndpoint), family));
      for (const slice of plan.remove) api.delete(ENDPOINT_SLICES, slice);
      for (const wanted of plan.keep) if (!write(service, family, wanted, trigger)) return 'retry';
    }
    for (const slice of present) if (!families.includes(slice.addressType)) api.delete(ENDPOINT_SLICES, slice);
  }

  function groupsOf(service: KubernetesObject, candidates: readonly KubernetesObject[], family: IPFamily): Group[] {
    const groups = new Map<string, Group>();
    const keyedPorts = byPorts(service, (ports) => ({ ports, key: portsKey(ports) }));
    for (const pod of candidates) {
      const node = nodes.get(pod.spec.nodeName ?? '');
      if (pod.spec.nodeName && !node && !service.spec.publishNotReadyAddresses) continue;
      const { ports, key } = keyedPorts(pod);
      const endpoint = endpointFor(service, pod, family, node, core.addresses);
      if (endpoint.addresses.length === 0) continue;
      if (!groups.has(key)) groups.set(key, { ports, endpoints: [] });
      groups
        .get(key)!
        .endpoints.push(hasTopologyMode(service) ? endpoint : withHints(endpoint, service.spec.trafficDistribution));
    }
    return [...groups.values()];
  }

  function write(service: KubernetesObject, family: IPFamily, plan: SlicePlan, trigger: string | undefined): boolean {
    const labels = labelsFor(service);
    const endpoints = plan.endpoints.length > 0 ? plan.endpoints : null;
    const ports = plan.ports.length > 0 ? plan.ports : null;
    const { slice } = plan;
    const isEqual =
      slice &&
      isSame(slice.endpoints ?? null, endpoints) &&
      portsKey(slice.ports) === portsKey(ports) &&
      isSame(slice.metadata.labels, labels);
    if (isEqual) return true;
    const annotations = { ...slice?.metadata.annotations };
    delete annotations[TRIGGER_ANNOTATION];
    if (trigger) annotations[TRIGGER_ANNOTATION] = trigger;
    const { namespace, name } = service.metadata;
    const body = { addressType: family, endpoints, ports };
    const answer = slice
      ? api.update(ENDPOINT_SLICES, { ...slice, metadata: { ...slice.metadata, labels, annotations }, ...body })
      : api.create(ENDPOINT_SLICES, {
          metadata: {
            generateName: `${name}-`,
            namespace,
            labels,
            annotations,
            ownerReferences: [controllerReference(service)],
          },
          ...body,
        });
    return answer.ok;
  }
}

const isOurs = (slice: KubernetesObject) => slice.metadata.labels?.[MANAGED_BY_LABEL] === CONTROLLER;

function labelsFor(service: KubernetesObject): Record<string, string> {
  const own = Object.entries(service.metadata.labels ?? {}).filter(([key]) => !RESERVED_LABELS.has(key));
  return {
    ...Object.fromEntries(own),
    [SERVICE_NAME_LABEL]: service.metadata.name,
    [MANAGED_BY_LABEL]: CONTROLLER,
    ...(isHeadless(service) ? { [HEADLESS_LABEL]: '' } : {}),
  };
}
