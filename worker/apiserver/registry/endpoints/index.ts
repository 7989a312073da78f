/** Endpoints, the old form of EndpointSlices. */

import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { invalid, notSupported, required, type FieldError } from '../../field-errors';
import { checkLegacyIP, checkReachable } from '../../validation/addresses';
import { checkLabel, checkPortNumber, checkSubdomain } from '../../validation/names';
import { AGE, NAME } from '../columns';
import type { AnyStrategy } from '../strategy';

const SHOWN_MAX = 3;
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

interface Subset {
  addresses?: { ip: string }[];
  notReadyAddresses?: { ip: string }[];
  ports?: { name?: string; port: number; protocol: string }[];
}

const join = (ip: string, port: number) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

/** services.md 9.1: ip:port of each port and address, three of them. */
function endpointsCell({ subsets }: KubernetesObject): string {
  const list: string[] = [];
  for (const { addresses = [], ports } of (subsets ?? []) as Subset[]) {
    if (!ports?.length) list.push(...addresses.map(({ ip }) => ip));
    else for (const { port } of ports) list.push(...addresses.map(({ ip }) => join(ip, port)));
  }
  if (list.length === 0) return '<none>';
  const more = list.length > SHOWN_MAX ? ` + ${list.length - SHOWN_MAX} more...` : '';
  return list.slice(0, SHOWN_MAX).join(',') + more;
}

function validate(object: KubernetesObject, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  ((object.subsets ?? []) as Subset[]).forEach((subset, index) => {
    const path = `subsets[${index}]`;
    if (!subset.addresses?.length && !subset.notReadyAddresses?.length)
      errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
    for (const list of ['addresses', 'notReadyAddresses'] as const)
      subset[list]?.forEach(({ ip }, at) => errors.push(...validateAddress(ip, `${path}.${list}[${at}].ip`, env)));
    subset.ports?.forEach((port, at) =>
      errors.push(...validatePort(port, `${path}.ports[${at}]`, (subset.ports?.length ?? 0) > 1)),
    );
  });
  return errors;
}

function validateAddress(ip: string, path: string, env: Env): FieldError[] {
  const text = checkLegacyIP(ip, env.addresses, env.release);
  if (text) return [invalid(path, ip, text)];
  const problem = checkReachable(env.addresses.parseLegacy(ip)!);
  return problem ? [invalid(path, ip, problem)] : [];
}

function validatePort(
  port: { name?: string; port: number; protocol: string },
  path: string,
  needsName: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (needsName && !port.name) errors.push(required(`${path}.name`));
  else if (port.name) for (const text of checkLabel(port.name)) errors.push(invalid(`${path}.name`, port.name, text));
  for (const text of checkPortNumber(port.port)) errors.push(invalid(`${path}.port`, port.port, text));
  if (!PROTOCOLS.includes(port.protocol)) errors.push(notSupported(`${path}.protocol`, port.protocol, PROTOCOLS));
  return errors;
}

export const ENDPOINTS: AnyStrategy = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  resource: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  storagePrefix: 'services/endpoints',
  nameRule: checkSubdomain,
  createsOnUpdate: true,
  deprecation: (env) =>
    env.release.since('1.33')
      ? 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'
      : undefined,
  setDefaults(object: KubernetesObject) {
    for (const subset of (object.subsets ?? []) as Subset[])
      for (const port of subset.ports ?? []) port.protocol ??= 'TCP';
  },
  validate,
  validateUpdate: (object: KubernetesObject, _old: KubernetesObject, env: Env) => validate(object, env),
  columns: [NAME, { name: 'Endpoints', cell: endpointsCell }, AGE],
};
