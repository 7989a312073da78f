/** Topology-aware hints: why they are not given (services.md 6.4, R8.3.11). */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';

const ANNOTATIONS = ['service.kubernetes.io/topology-mode', 'service.kubernetes.io/topology-aware-hints'];
const ZONE_LABEL = 'topology.kubernetes.io/zone';

/** True when the Service asks for hints by annotation. */
export const hasTopologyMode = (service: KubernetesObject): boolean =>
  ANNOTATIONS.some((name) => /^auto$/i.test(service.metadata.annotations?.[name] ?? ''));

/** @returns the text of the event when hints were asked for and can not be given. */
export function topologyWarning(
  service: KubernetesObject,
  addressType: string,
  nodes: readonly KubernetesObject[],
  endpointCount: number,
): string | undefined {
  if (!hasTopologyMode(service)) return undefined;
  const isReady = (node: KubernetesObject) =>
    ((node.status?.conditions ?? []) as Condition[]).some(({ type, status }) => type === 'Ready' && status === 'True');
  const zones = new Set(
    nodes
      .filter(isReady)
      .map((node) => node.metadata.labels?.[ZONE_LABEL])
      .filter(Boolean),
  );
  if (zones.size < 2) return `Nodes only ready in one zone, addressType: ${addressType}`;
  if (endpointCount < zones.size)
    return `Insufficient number of endpoints (${endpointCount}), impossible to safely allocate proportionally, addressType: ${addressType}`;
  return undefined;
}
