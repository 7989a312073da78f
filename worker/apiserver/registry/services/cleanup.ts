/** Fields that no longer apply after a change of type: wiped unless the user changed them (services.md 3.5). */

import { isEqual } from '../../../kubernetes/patch';
import type { Service } from '../../../kubernetes/objects';
import type { Release } from '../../../releases';
import type { Env } from '../../env';
import { isExternallyAccessible, needsHealthCheck, needsNodePorts } from './defaults';

const same = (service: Service, old: Service, field: string) => isEqual(service.spec[field], old.spec[field]);

export function dropTypeDependentFields(service: Service, old: Service, release: Release): void {
  const { spec } = service;
  const before = old.spec;
  if (before.type !== 'ExternalName' && spec.type === 'ExternalName') {
    if (same(service, old, 'clusterIP') && same(service, old, 'clusterIPs')) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (same(service, old, 'ipFamilies')) delete spec.ipFamilies;
    if (same(service, old, 'ipFamilyPolicy')) delete spec.ipFamilyPolicy;
  }
  if (needsNodePorts(old) && !needsNodePorts(service) && hasNoNewNodePort(service, old))
    for (const port of spec.ports ?? []) delete port.nodePort;
  if (needsHealthCheck(old) && !needsHealthCheck(service) && same(service, old, 'healthCheckNodePort'))
    delete spec.healthCheckNodePort;
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts !== undefined && same(service, old, 'allocateLoadBalancerNodePorts'))
      delete spec.allocateLoadBalancerNodePorts;
    if (same(service, old, 'loadBalancerClass')) delete spec.loadBalancerClass;
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(service) && same(service, old, 'externalTrafficPolicy'))
    delete spec.externalTrafficPolicy;
  const keepsIngress = release.isEnabled('AllowServiceLBStatusOnNonLB');
  if (spec.type !== 'LoadBalancer' && !keepsIngress && service.status?.loadBalancer?.ingress)
    service.status = { ...service.status, loadBalancer: {} };
}

function hasNoNewNodePort(service: Service, old: Service): boolean {
  const before = new Set((old.spec.ports ?? []).map(({ nodePort }) => nodePort));
  return (service.spec.ports ?? []).every(({ nodePort }) => !nodePort || before.has(nodePort));
}

/** Of the gate LoadBalancerIPMode: the status keeps what it had, and gets nothing new. */
export function dropIPModes(service: Service, old: Service, { release }: Env): void {
  const isUsed =
    old.status?.loadBalancer?.ingress?.some((one: { ipMode?: string }) => one.ipMode !== undefined) === true;
  if (release.isEnabled('LoadBalancerIPMode') || isUsed) return;
  for (const ingress of service.status?.loadBalancer?.ingress ?? []) delete ingress.ipMode;
}

/** Fields of a gate that is off are not stored, unless they were there before. */
export function dropDisabledFields(service: Service, old: Service | undefined, release: Release): void {
  if (!release.isEnabled('ServiceTrafficDistribution') && old?.spec.trafficDistribution === undefined)
    delete service.spec.trafficDistribution;
}
