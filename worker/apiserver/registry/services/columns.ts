/** The columns of `kubectl get services` (services.md 9.1). */

import type { KubernetesObject } from '../../../kubernetes/objects';
import { AGE, NAME, orNone } from '../columns';
import type { Column } from '../strategy';

function externalIPOf({ spec, status }: KubernetesObject): string {
  const externalIPs: string[] = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(externalIPs.join(','));
    case 'LoadBalancer': {
      const ingress: { ip?: string; hostname?: string }[] = status?.loadBalancer?.ingress ?? [];
      const points = [
        ...new Set(ingress.map(({ ip, hostname }) => ip || hostname || '').filter((text) => text !== '')),
      ].sort();
      return [...points, ...externalIPs].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

function portsOf({ spec }: KubernetesObject): string {
  const ports: { port: number; nodePort?: number; protocol: string }[] = spec.ports ?? [];
  const texts = ports.map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`);
  return orNone(texts.join(','));
}

function selectorOf({ spec }: KubernetesObject): string {
  const selector: Record<string, string> = spec.selector ?? {};
  const pairs = Object.keys(selector)
    .sort()
    .map((key) => `${key}=${selector[key]}`);
  return orNone(pairs.join(','));
}

export const SERVICE_COLUMNS: readonly Column[] = [
  NAME,
  { name: 'Type', cell: ({ spec }) => spec.type },
  { name: 'Cluster-IP', cell: ({ spec }) => orNone(spec.clusterIPs?.[0]) },
  { name: 'External-IP', cell: externalIPOf },
  { name: 'Port(s)', cell: portsOf },
  AGE,
  { name: 'Selector', wide: true, cell: selectorOf },
];
