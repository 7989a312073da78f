/** Defaults of Services (services.md 2.1). */

import type { Env } from '../../env';
import type { Service } from '../../../kubernetes/objects';

const TIMEOUT_SECONDS = 10_800;

/** NodePort, LoadBalancer, or ClusterIP with external addresses. */
export function isExternallyAccessible({ spec }: Service): boolean {
  return (
    spec.type === 'NodePort' ||
    spec.type === 'LoadBalancer' ||
    (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0)
  );
}

export function setServiceDefaults(service: Service, { release }: Env): void {
  const { spec } = service;
  spec.sessionAffinity ??= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  else if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined)
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: TIMEOUT_SECONDS } };
  spec.type ??= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    if (!port.targetPort) port.targetPort = port.port;
  }
  if (spec.externalTrafficPolicy === undefined && isExternallyAccessible(service))
    spec.externalTrafficPolicy = 'Cluster';
  const isInternal = ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(spec.type);
  if (spec.internalTrafficPolicy === undefined && isInternal) spec.internalTrafficPolicy = 'Cluster';
  if (spec.allocateLoadBalancerNodePorts === undefined && spec.type === 'LoadBalancer')
    spec.allocateLoadBalancerNodePorts = true;
  if (spec.type === 'LoadBalancer' && release.isEnabled('LoadBalancerIPMode'))
    for (const ingress of service.status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
}

export const isHeadless = ({ spec }: Service) => spec.clusterIPs?.[0] === 'None';
export const hasSelector = ({ spec }: Service) => Object.keys(spec.selector ?? {}).length > 0;
export const needsNodePorts = ({ spec }: Service) => spec.type === 'NodePort' || spec.type === 'LoadBalancer';
export const needsHealthCheck = ({ spec }: Service) =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
/** Whether ports without a node port get one. */
export const shouldAllocateNodePorts = ({ spec }: Service) =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
