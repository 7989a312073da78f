/** Rules of EndpointSlices (services.md R8.3.14). */

import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { duplicate, invalid, notSupported, required, type FieldError, tooMany } from '../../field-errors';
import { checkLegacyIP, checkReachable } from '../../validation/addresses';
import { checkLabel, checkLabelKey, checkPortNumber, checkSubdomain } from '../../validation/names';

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const ADDRESSES_MAX = 100;

export function validateSlice(slice: KubernetesObject, env: Env): FieldError[] {
  const { addressType } = slice;
  const errors: FieldError[] = [];
  if (!addressType) errors.push(required('addressType'));
  else if (!ADDRESS_TYPES.includes(addressType)) errors.push(notSupported('addressType', addressType, ADDRESS_TYPES));
  return [...errors, ...validateEndpoints(slice, env), ...validatePorts(slice, env)];
}

function validateEndpoints({ endpoints, addressType }: KubernetesObject, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  ((endpoints ?? []) as { addresses?: string[]; hostname?: string }[]).forEach((endpoint, index) => {
    const path = `endpoints[${index}]`;
    const addresses = endpoint.addresses ?? [];
    if (addresses.length === 0) errors.push(required(`${path}.addresses`, 'must contain at least 1 address'));
    else if (addresses.length > ADDRESSES_MAX)
      errors.push(tooMany(`${path}.addresses`, addresses.length, ADDRESSES_MAX));
    addresses.forEach((address, at) =>
      errors.push(...validateAddress(address, addressType, `${path}.addresses`, at, env)),
    );
    if (endpoint.hostname !== undefined)
      for (const text of checkLabel(endpoint.hostname))
        errors.push(invalid(`${path}.hostname`, endpoint.hostname, text));
  });
  return errors;
}

function validateAddress(address: string, type: string, path: string, index: number, env: Env): FieldError[] {
  const at = `${path}[${index}]`;
  if (type === 'FQDN') return checkSubdomain(address).map((text) => invalid(at, address, text));
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  if (!env.release.since('1.33')) return validateOldAddress(address, type, at, env);
  const text = checkLegacyIP(address, env.addresses, env.release);
  if (text) return [invalid(at, address, text)];
  const parsed = env.addresses.parseLegacy(address)!;
  const errors: FieldError[] = [];
  if (parsed.family !== type) errors.push(invalid(path, address, `must be an ${type} address`));
  const problem = checkReachable(parsed);
  if (problem) errors.push(invalid(at, address, problem));
  return errors;
}

/** Up to 1.32 the family was checked by a parser of its own. */
function validateOldAddress(address: string, type: string, at: string, env: Env): FieldError[] {
  const parsed = env.addresses.parseLegacy(address);
  const errors: FieldError[] = [];
  if (parsed?.family !== type) errors.push(invalid(at, address, `must be a valid ${type} address`));
  if (!parsed) errors.push(invalid(at, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
  const problem = parsed && checkReachable(parsed);
  if (problem) errors.push(invalid(at, address, problem));
  return errors;
}

function validatePorts({ ports }: KubernetesObject, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ((ports ?? []) as { name?: string; port?: number; protocol?: string; appProtocol?: string }[]).forEach(
    (port, index) => {
      const path = `ports[${index}]`;
      const name = port.name ?? '';
      if (name !== '') for (const text of checkLabel(name)) errors.push(invalid(`${path}.name`, name, text));
      if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
      names.add(name);
      if (port.port !== undefined)
        for (const text of checkPortNumber(port.port)) errors.push(invalid(`${path}.port`, port.port, text));
      if (!PROTOCOLS.includes(port.protocol ?? ''))
        errors.push(notSupported(`${path}.protocol`, port.protocol ?? '', PROTOCOLS));
      if (port.appProtocol !== undefined)
        for (const text of checkLabelKey(port.appProtocol, env.release))
          errors.push(invalid(`${path}.appProtocol`, port.appProtocol, text));
    },
  );
  return errors;
}

export function validateSliceUpdate(slice: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  const errors = validateSlice(slice, env);
  if (slice.addressType === old.addressType) return errors;
  const immutable = invalid('addressType', env.release.since('1.37') ? null : slice.addressType, 'field is immutable');
  return env.release.since('1.33') ? [immutable] : [...errors, immutable];
}
