/** Rules of ServiceCIDRs (services.md 5.2, 5.3). */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { invalid, required, type FieldError } from '../../field-errors';
import { shownList, shownStruct, type Rendered } from '../../go-text';
import { checkStrictCIDR, parsePrefixError } from '../../validation/addresses';

const CIDRS_MAX = 2;
const ONE_EACH = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';

const cidrsOf = (object: KubernetesObject): string[] => object.spec.cidrs ?? [];
const shownSpec = (cidrs: string[]): Rendered =>
  shownStruct('networking.ServiceCIDRSpec', [['CIDRs', shownList(cidrs)]]);

export const validateServiceCIDR = (object: KubernetesObject, env: Env) => validateCIDRs(cidrsOf(object), env);

function validateCIDRs(cidrs: string[], env: Env): FieldError[] {
  if (cidrs.length === 0) return [required('spec.cidrs', 'at least one CIDR required')];
  if (cidrs.length > CIDRS_MAX)
    return [invalid('spec.cidrs', shownSpec(cidrs), `may only hold up to ${CIDRS_MAX} values`)];
  if (!env.release.since('1.33')) return validateOldCIDRs(cidrs, env);
  const errors = cidrs.flatMap((cidr, index) => checkOne(cidr, index, env));
  const families = cidrs.map((cidr) => env.addresses.parsePrefix(cidr)?.address.family);
  if (cidrs.length === CIDRS_MAX && families[0] !== undefined && families[0] === families[1])
    errors.push(invalid('spec.cidrs', shownList(cidrs), ONE_EACH));
  return errors;
}

function checkOne(cidr: string, index: number, env: Env): FieldError[] {
  const field = `spec.cidrs[${index}]`;
  const text = checkStrictCIDR(cidr, env.addresses);
  if (text) return [invalid(field, cidr, text)];
  const canonical = env.addresses.formatPrefix(env.addresses.parsePrefix(cidr)!);
  return canonical === cidr ? [] : [invalid(field, cidr, `must be in canonical form (${JSON.stringify(canonical)})`)];
}

/** 1.31 and 1.32: families first, and the parser's own words. */
function validateOldCIDRs(cidrs: string[], env: Env): FieldError[] {
  const prefixes = cidrs.map((cidr) => env.addresses.parsePrefix(cidr));
  if (cidrs.length === CIDRS_MAX && prefixes[0]?.address.family === prefixes[1]?.address.family)
    return [invalid('spec.cidrs', shownSpec(cidrs), ONE_EACH)];
  return cidrs.flatMap((cidr, index) => {
    const prefix = prefixes[index];
    const field = `spec.cidrs[${index}]`;
    if (!prefix) return [invalid(field, cidr, parsePrefixError(cidr, env.addresses))];
    const errors: FieldError[] = [];
    if (env.addresses.compare(env.addresses.masked(prefix).address, prefix.address) !== 0)
      errors.push(invalid(field, cidr, "wrong CIDR format, IP doesn't match network IP address"));
    if (env.addresses.formatPrefix(prefix) !== cidr)
      errors.push(invalid(field, cidr, 'CIDR not in RFC 5952 canonical format'));
    return errors;
  });
}

export function validateServiceCIDRUpdate(object: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  const [before, after] = [cidrsOf(old), cidrsOf(object)];
  const immutable = (index: number) => invalid(`spec.cidrs[${index}]`, after[index], 'field is immutable');
  if (!env.release.since('1.33')) {
    const changed = isEqual(before, after) ? [] : [invalid('spec.cidrs', shownList(after), 'field is immutable')];
    return [...changed, ...validateCIDRs(after, env)];
  }
  if (before.length === after.length)
    return after.flatMap((cidr, index) => (cidr === before[index] ? [] : [immutable(index)]));
  if (before.length === 1 && after.length === CIDRS_MAX)
    return [...(after[0] === before[0] ? [] : [immutable(0)]), ...validateCIDRs(after, env)];
  return [invalid('spec.cidrs', shownList(after), 'field is immutable')];
}
