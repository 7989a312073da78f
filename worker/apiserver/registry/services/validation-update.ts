/** Rules of a change of a Service, and of its status (services.md 3.3, 3.6). */

import { isEqual } from '../../../kubernetes/patch';
import type { Service } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import { shownList } from '../../go-text';
import { checkLegacyIP } from '../../validation/addresses';
import { checkSubdomain } from '../../validation/names';
import { isHeadless, needsHealthCheck } from './defaults';
import { validateLoadBalancerClass, validateService } from './validation';

const MAY_NOT_CHANGE = 'may not change once set';

export function validateServiceUpdate(service: Service, old: Service, env: Env): FieldError[] {
  return [
    ...validateClusterIPChange(service, old),
    ...validateFamilyChange(service, old),
    ...validateLoadBalancerClass(service, old, env),
    ...validateHealthCheckChange(service, old),
    ...validateService(service, old, env),
  ];
}

function validateHealthCheckChange(service: Service, old: Service): FieldError[] {
  const isChanged = service.spec.healthCheckNodePort !== old.spec.healthCheckNodePort;
  return isChanged && needsHealthCheck(service) && needsHealthCheck(old)
    ? [forbidden('spec.healthCheckNodePort', 'field is immutable')]
    : [];
}

/** From, to and on ExternalName anything goes; a headless Service has nothing to keep. */
const isFree = (service: Service, old: Service) =>
  service.spec.type === 'ExternalName' || old.spec.type === 'ExternalName' || (isHeadless(service) && isHeadless(old));

function validateClusterIPChange(service: Service, old: Service): FieldError[] {
  if (isFree(service, old)) return [];
  const [before, after] = [old.spec.clusterIPs ?? [], service.spec.clusterIPs ?? []];
  const shown = shownList(service.spec.clusterIPs);
  const changed = (index: number) => invalid(`spec.clusterIPs[${index}]`, shown, MAY_NOT_CHANGE);
  if (before.length === after.length)
    return before.flatMap((ip, index) => (ip === after[index] ? [] : [changed(index)]));
  const errors: FieldError[] = [];
  if (after.length === 0) errors.push(invalid('spec.clusterIPs[0]', shown, 'primary clusterIP can not be unset'));
  else if (before.length > 0 && before[0] !== after[0]) errors.push(changed(0));
  if (before.length > after.length && after.length === 1 && service.spec.ipFamilyPolicy !== 'SingleStack')
    errors.push(
      invalid(
        'spec.ipFamilyPolicy',
        service.spec.ipFamilyPolicy ?? null,
        "must be set to 'SingleStack' when releasing the secondary clusterIP",
      ),
    );
  return errors;
}

function validateFamilyChange(service: Service, old: Service): FieldError[] {
  if (isFree(service, old)) return [];
  const [before, after] = [old.spec.ipFamilies ?? [], service.spec.ipFamilies ?? []];
  const changed = invalid('spec.ipFamilies[0]', shownList(service.spec.ipFamilies, 'core.IPFamily'), MAY_NOT_CHANGE);
  if (before.length === after.length)
    return before.flatMap((family, index) => (family === after[index] ? [] : [changed]));
  const errors: FieldError[] = [];
  // The server prints the addresses here.
  const shown = shownList(service.spec.clusterIPs);
  if (after.length === 0) errors.push(invalid('spec.ipFamilies[0]', shown, 'primary ipFamily can not be unset'));
  else if (before.length > 0 && before[0] !== after[0])
    errors.push(invalid('spec.ipFamilies[0]', shown, MAY_NOT_CHANGE));
  if (before.length > after.length && after.length === 1 && service.spec.ipFamilyPolicy !== 'SingleStack')
    errors.push(
      invalid(
        'spec.ipFamilyPolicy',
        service.spec.ipFamilyPolicy ?? null,
        "must be set to 'SingleStack' when releasing the secondary ipFamily",
      ),
    );
  return errors;
}

interface Ingress {
  ip?: string;
  hostname?: string;
  ipMode?: string;
}

const IP_MODES = ['Proxy', 'VIP'];

/** services.md R3.6.7. */
export function validateServiceStatus(service: Service, old: Service, env: Env): FieldError[] {
  const ingress: Ingress[] = service.status?.loadBalancer?.ingress ?? [];
  if (isEqual(service.status, old.status)) return [];
  const isAnyType = env.release.isEnabled('AllowServiceLBStatusOnNonLB');
  if (ingress.length > 0 && service.spec.type !== 'LoadBalancer' && !isAnyType)
    return [forbidden('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")];
  return ingress.flatMap((entry, index) => validateIngress(entry, `status.loadBalancer.ingress[${index}]`, env));
}

function validateIngress({ ip, hostname, ipMode }: Ingress, path: string, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  if (ip) {
    const text = checkLegacyIP(ip, env.addresses, env.release);
    if (text) errors.push(invalid(`${path}.ip`, ip, text));
  }
  const isAsked = env.release.isEnabled('LoadBalancerIPMode');
  if (isAsked && ip && ipMode === undefined)
    errors.push(required(`${path}.ipMode`, 'must be specified when `ip` is set'));
  else if (!ip && ipMode !== undefined)
    errors.push(forbidden(`${path}.ipMode`, 'may not be specified when `ip` is not set'));
  else if (ipMode !== undefined && !IP_MODES.includes(ipMode))
    errors.push(notSupported(`${path}.ipMode`, ipMode, IP_MODES));
  if (hostname) {
    for (const text of checkSubdomain(hostname)) errors.push(invalid(`${path}.hostname`, hostname, text));
    if (env.addresses.parseLegacy(hostname))
      errors.push(invalid(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  }
  return errors;
}
