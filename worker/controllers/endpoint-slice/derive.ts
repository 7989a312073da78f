/** From Services and Pods to endpoints: which Pods count, with which conditions and ports (services.md 8.3). */

import type { IPFamily } from '../../api';
import type { Addresses } from '../../core/types';
import type { Condition, KubernetesObject, ServicePort } from '../../kubernetes/objects';

export interface EndpointPort {
  name?: string;
  port?: number;
  protocol?: string;
  appProtocol?: string;
}

export interface Endpoint {
  addresses: string[];
  conditions: { ready?: boolean; serving?: boolean; terminating?: boolean };
  hints?: { forZones?: { name: string }[]; forNodes?: { name: string }[] };
  hostname?: string;
  nodeName?: string;
  targetRef?: { kind: string; name: string; namespace?: string; uid?: string };
  zone?: string;
}

interface ContainerPort {
  name?: string;
  containerPort: number;
  protocol?: string;
}

const ZONE_LABEL = 'topology.kubernetes.io/zone';

/** The families for which a Service has slices (R8.3.2). */
export function addressTypes(service: KubernetesObject, addresses: Addresses): IPFamily[] {
  const { ipFamilies, clusterIP } = service.spec;
  if (ipFamilies?.length) return ipFamilies;
  const address = clusterIP && clusterIP !== 'None' ? addresses.parseLegacy(clusterIP) : undefined;
  return address ? [address.family] : ['IPv4', 'IPv6'];
}

export const isHeadless = (service: KubernetesObject): boolean =>
  !service.spec.clusterIP || service.spec.clusterIP === 'None';

export const isPodReady = (pod: KubernetesObject): boolean =>
  ((pod.status?.conditions ?? []) as Condition[]).some(({ type, status }) => type === 'Ready' && status === 'True');

const isFinished = (pod: KubernetesObject) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** The Pod's addresses of one family, in canonical form. */
export function podAddresses(pod: KubernetesObject, family: IPFamily, addresses: Addresses): string[] {
  return ((pod.status?.podIPs ?? []) as { ip: string }[])
    .map(({ ip }) => addresses.parseLegacy(ip))
    .filter((address) => address?.family === family)
    .map((address) => addresses.format(address!));
}

/** A Pod can be an endpoint when it has an address and has not finished. */
export const canBeEndpoint = (pod: KubernetesObject): boolean =>
  !isFinished(pod) && (pod.status?.podIPs ?? []).length > 0;

/** The ports of a Service as they are on one Pod; a named target that the Pod does not have is left out (R8.3.6). */
export function portsFor(service: KubernetesObject, pod: KubernetesObject): EndpointPort[] {
  return ((service.spec.ports ?? []) as ServicePort[]).flatMap((servicePort) => {
    const protocol = servicePort.protocol ?? 'TCP';
    const port = targetPort(servicePort, protocol, pod);
    if (port === undefined) return [];
    const { name = '', appProtocol } = servicePort;
    return [{ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

/**
 * What `describe` says of the ports of a Service on a Pod: the same for all Pods, and asked once, where no target is
 * named.
 */
export function byPorts<T>(
  service: KubernetesObject,
  describe: (ports: EndpointPort[]) => T,
): (pod: KubernetesObject) => T {
  const ports: ServicePort[] = service.spec.ports ?? [];
  const isNamed = ports.some(({ targetPort }) => typeof targetPort === 'string');
  let same: T | undefined;
  return (pod) => (isNamed ? describe(portsFor(service, pod)) : (same ??= describe(portsFor(service, pod))));
}

function targetPort(servicePort: ServicePort, protocol: string, pod: KubernetesObject): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port;
  if (typeof target === 'number') return target === 0 ? servicePort.port : target;
  const sidecars = (pod.spec.initContainers ?? []).filter(
    (one: { restartPolicy?: string }) => one.restartPolicy === 'Always',
  );
  const containers: { ports?: ContainerPort[] }[] = [...(pod.spec.containers ?? []), ...sidecars];
  const matching = containers.flatMap(({ ports = [] }) => ports);
  return matching.find((port) => port.name === target && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}

/** @param node the Pod's Node, for the zone. */
export function endpointFor(
  service: KubernetesObject,
  pod: KubernetesObject,
  family: IPFamily,
  node: KubernetesObject | undefined,
  addresses: Addresses,
): Endpoint {
  const serving = isPodReady(pod);
  const terminating = !!pod.metadata.deletionTimestamp;
  const { namespace, name, uid } = pod.metadata;
  const { hostname, subdomain, nodeName } = pod.spec;
  const zone = node?.metadata.labels?.[ZONE_LABEL];
  return {
    addresses: podAddresses(pod, family, addresses),
    conditions: { ready: !!service.spec.publishNotReadyAddresses || (serving && !terminating), serving, terminating },
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    targetRef: { kind: 'Pod', name, namespace, uid },
    ...(zone ? { zone } : {}),
  };
}

/** Hints of trafficDistribution (R8.3.11). */
export function withHints(endpoint: Endpoint, distribution: string | undefined): Endpoint {
  if (!endpoint.conditions.ready || !distribution) return endpoint;
  const forZones = endpoint.zone ? { forZones: [{ name: endpoint.zone }] } : {};
  const forNodes =
    distribution === 'PreferSameNode' && endpoint.nodeName ? { forNodes: [{ name: endpoint.nodeName }] } : {};
  const hints = { ...forNodes, ...forZones };
  return Object.keys(hints).length > 0 ? { ...endpoint, hints } : endpoint;
}
