/** The variables that tell containers of Services (pods-and-nodes.md 5.3). */

import type { KubernetesObject, ServicePort } from '../kubernetes/objects';

const hasClusterIP = (service: KubernetesObject) => !!service.spec.clusterIP && service.spec.clusterIP !== 'None';

/**
 * R5.8: default/kubernetes always; the Pod's own namespace when `enableServiceLinks`.
 * @param services all that exist now.
 */
export function serviceVariables(
  services: readonly KubernetesObject[],
  namespace: string,
  enableServiceLinks: boolean,
): Record<string, string> {
  const chosen = new Map<string, KubernetesObject>();
  for (const service of services) {
    if (!hasClusterIP(service)) continue;
    const { name, namespace: own } = service.metadata;
    if (own === 'default' && name === 'kubernetes' && !chosen.has(name)) chosen.set(name, service);
    if (own === namespace && enableServiceLinks) chosen.set(name, service);
  }
  return Object.assign({}, ...[...chosen.values()].map(variablesOf));
}

const upper = (name: string) => name.toUpperCase().replace(/-/g, '_');

/** R5.10: spec.clusterIP as it is written, in brackets only inside URLs. */
export function variablesOf(service: KubernetesObject): Record<string, string> {
  const ip: string = service.spec.clusterIP;
  const ports: ServicePort[] = service.spec.ports ?? [];
  if (!hasClusterIP(service) || ports.length === 0) return {};
  const name = upper(service.metadata.name);
  const host = ip.includes(':') ? `[${ip}]` : ip;
  const protocolOf = (port: ServicePort) => port.protocol ?? 'TCP';
  const url = (port: ServicePort) => `${protocolOf(port).toLowerCase()}://${host}:${port.port}`;
  const variables: Record<string, string> = {
    [`${name}_SERVICE_HOST`]: ip,
    [`${name}_SERVICE_PORT`]: String(ports[0].port),
  };
  for (const port of ports) if (port.name) variables[`${name}_SERVICE_PORT_${upper(port.name)}`] = String(port.port);
  variables[`${name}_PORT`] = url(ports[0]);
  for (const port of ports) {
    const prefix = `${name}_PORT_${port.port}_${protocolOf(port)}`;
    variables[prefix] = url(port);
    variables[`${prefix}_PROTO`] = protocolOf(port).toLowerCase();
    variables[`${prefix}_PORT`] = String(port.port);
    variables[`${prefix}_ADDR`] = ip;
  }
  return variables;
}
