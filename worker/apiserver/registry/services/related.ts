/** Checks of the fields around clusterIPs, before allocation and again in validation (services.md 2.9.1). */

import type { Service } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../field-errors';
import { shownList } from '../../go-text';
import { checkLegacyIP } from '../../validation/addresses';
import { isHeadless } from './defaults';

const CLUSTER_IPS_MAX = 2;
const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** @param old whose addresses are exempt from the rules of spelling. */
export function validateRelatedFields(service: Service, old: Service | undefined, env: Env): FieldError[] {
  const { spec } = service;
  if (spec.type === 'ExternalName') return [];
  const errors: FieldError[] = [];
  const clusterIPs = spec.clusterIPs ?? [];
  const shown = () => shownList(spec.clusterIPs);
  if (spec.clusterIP) {
    if (clusterIPs.length === 0) errors.push(required('spec.clusterIPs'));
    else if (clusterIPs[0] !== spec.clusterIP)
      errors.push(invalid('spec.clusterIPs', shown(), 'first value must match `clusterIP`'));
  } else if (clusterIPs.length > 0)
    errors.push(invalid('spec.clusterIPs', shown(), 'must be empty when `clusterIP` is not specified'));
  errors.push(...validateFamilies(spec.ipFamilies ?? []));
  if (spec.ipFamilyPolicy !== undefined && !POLICIES.includes(spec.ipFamilyPolicy))
    errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, POLICIES));

  const malformed = validateSpelling(service, old, env);
  errors.push(...malformed);
  if (clusterIPs.length > CLUSTER_IPS_MAX)
    errors.push(invalid('spec.clusterIPs', shown(), 'may only hold up to 2 values'));
  if (malformed.length > 0) return errors;
  const families = clusterIPs.map((ip) => env.addresses.parseLegacy(ip)?.family);
  const isOneFamily = new Set(families).size < 2;
  if (clusterIPs.length > 1 && isOneFamily && !isHeadless(service))
    errors.push(invalid('spec.clusterIPs', shown(), 'may specify no more than one IP for each IP family'));
  if (isHeadless(service)) return errors;
  clusterIPs.forEach((ip, index) => {
    const family = spec.ipFamilies?.[index];
    if (family !== undefined && families[index] !== family && FAMILIES.includes(family))
      errors.push(
        invalid(
          `spec.clusterIPs[${index}]`,
          ip,
          `expected an ${family} value as indicated by \`ipFamilies[${index}]\``,
        ),
      );
  });
  return errors;
}

function validateFamilies(families: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  families.forEach((family, index) => {
    const field = `spec.ipFamilies[${index}]`;
    if (!FAMILIES.includes(family)) errors.push(notSupported(field, family, FAMILIES));
    if (seen.has(family)) errors.push(duplicate(field, family));
    seen.add(family);
  });
  return errors;
}

function validateSpelling(service: Service, old: Service | undefined, env: Env): FieldError[] {
  const clusterIPs = service.spec.clusterIPs ?? [];
  const errors: FieldError[] = [];
  clusterIPs.forEach((ip, index) => {
    if (index === 0 && ip === 'None') {
      if (clusterIPs.length > 1)
        errors.push(invalid('spec.clusterIPs', shownList(clusterIPs), "'None' must be the first and only value"));
      return;
    }
    if (old?.spec.clusterIPs?.includes(ip)) return;
    const text = checkLegacyIP(ip, env.addresses, env.release);
    if (text) errors.push(invalid(`spec.clusterIPs[${index}]`, ip, text));
  });
  return errors;
}
