/** Warnings of every accepted write of a Service (services.md 2.10). */

import type { Service } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { warnOfCIDR, warnOfIP } from '../../validation/addresses';
import { isHeadless } from './defaults';

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';

export function warnOfService(service: Service, _old: Service | undefined, env: Env): string[] {
  const { spec, metadata } = service;
  const warnings: string[] = [];
  if (metadata.annotations?.[TOPOLOGY_HINTS] !== undefined)
    warnings.push(`annotation ${TOPOLOGY_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  warnings.push(...warnOfSpellings(service, env));
  const externalIPs: string[] = spec.externalIPs ?? [];
  const isBare = isHeadless(service) && spec.type === 'ClusterIP';
  if (isBare && env.release.since('1.34')) {
    if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (externalIPs.length > 0) warnings.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  if (externalIPs.length > 0 && spec.type === 'ExternalName')
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  else if (externalIPs.length > 0 && !isBare && env.release.since('1.36'))
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (spec.externalName && spec.type !== 'ExternalName')
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose' && env.release.since('1.35'))
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return warnings;
}

function warnOfSpellings({ spec }: Service, env: Env): string[] {
  const ips = (list: readonly string[] | undefined, path: string) =>
    (list ?? []).flatMap((ip, index) => warnOfIP(`${path}[${index}]`, ip, env.addresses, env.release));
  const ranges: string[] = spec.loadBalancerSourceRanges ?? [];
  return [
    ...ips(spec.clusterIPs, 'spec.clusterIPs'),
    ...ips(spec.externalIPs, 'spec.externalIPs'),
    ...ranges.flatMap((range, index) =>
      warnOfCIDR(
        `spec.loadBalancerSourceRanges[${index}]`,
        env.release.since('1.33') ? range.trim() : range,
        env.addresses,
        env.release,
      ),
    ),
  ];
}
