/** Families and policy of a Service, derived from what was given (services.md 2.3, 2.4, 3.1 to 3.3). */

import type { IPFamily } from '../../../api';
import { isEqual } from '../../../kubernetes/patch';
import type { Service } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { invalid, type FieldError } from '../../field-errors';
import { shownList } from '../../go-text';
import { hasSelector, needsHealthCheck, shouldAllocateNodePorts } from './defaults';
import { validateRelatedFields } from './related';

const other = (family: string): IPFamily => (family === 'IPv4' ? 'IPv6' : 'IPv4');

const policyError = (service: Service, text: string) =>
  invalid('spec.ipFamilyPolicy', service.spec.ipFamilyPolicy ?? null, text);

/** clusterIP fills clusterIPs, never the other way round (R2.3, R3.3.1). */
export function normalizeClusterIPs(service: Service, old: Service | undefined): void {
  const { spec } = service;
  if (!old) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const before = old.spec;
  const isSameSingle = (spec.clusterIP ?? '') === (before.clusterIP ?? '');
  const isSameList = isEqual(spec.clusterIPs ?? [], before.clusterIPs ?? []);
  if (!spec.clusterIPs?.length && isSameSingle) {
    if (before.clusterIPs?.length) spec.clusterIPs = [...before.clusterIPs];
  } else if (!isSameSingle && isSameList) {
    if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
    else delete spec.clusterIPs;
  }
}

/** What the server chose before and the client left out is put back (R3.2). */
export function patchAllocatedValues(service: Service, old: Service): void {
  const { spec } = service;
  const before = old.spec;
  if (spec.type !== 'ExternalName' && before.type !== 'ExternalName') {
    if (!spec.clusterIP && before.clusterIP) spec.clusterIP = before.clusterIP;
    if (!spec.clusterIPs?.length && before.clusterIPs?.length) spec.clusterIPs = [...before.clusterIPs];
  }
  if (shouldAllocateNodePorts(service) && shouldAllocateNodePorts(old)) patchNodePorts(service, old);
  if (needsHealthCheck(service) && needsHealthCheck(old) && !spec.healthCheckNodePort && before.healthCheckNodePort)
    spec.healthCheckNodePort = before.healthCheckNodePort;
}

/** A port without a node port keeps that of the port of the same name, unless another one took it. */
function patchNodePorts(service: Service, old: Service): void {
  const given = new Set((service.spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
  const kept = new Set((old.spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0).filter((port) => given.has(port)));
  for (const port of service.spec.ports ?? []) {
    if (port.nodePort) continue;
    const before = old.spec.ports?.find(({ name }) => (name ?? '') === (port.name ?? ''))?.nodePort;
    if (before && !kept.has(before)) port.nodePort = before;
  }
}

const sameClusterIPs = (a: Service, b: Service) => isEqual(a.spec.clusterIPs ?? [], b.spec.clusterIPs ?? []);
const sameFamilies = (a: Service, b: Service) => isEqual(a.spec.ipFamilies ?? [], b.spec.ipFamilies ?? []);

/** R3.3.2: such a Service does not follow a change of the cluster. */
function isSettledPreference(service: Service, old: Service | undefined): boolean {
  return (
    old !== undefined &&
    service.spec.type === old.spec.type &&
    service.spec.ipFamilyPolicy === 'PreferDualStack' &&
    (old.spec.ipFamilyPolicy ?? 'PreferDualStack') === 'PreferDualStack' &&
    sameClusterIPs(service, old) &&
    sameFamilies(service, old)
  );
}

/** Sets families and policy. @returns what is wrong with the request. */
export function initFamilies(service: Service, old: Service | undefined, env: Env): FieldError[] {
  const { spec } = service;
  if (spec.type === 'ExternalName' || isSettledPreference(service, old)) return [];
  const isBare = spec.clusterIP === 'None' && !hasSelector(service);
  spec.ipFamilyPolicy ??= old?.spec.ipFamilyPolicy ?? (isBare ? 'RequireDualStack' : 'SingleStack');
  const related = validateRelatedFields(service, old, env);
  if (related.length > 0) return related;

  const errors = [...(old ? reduce(service, old) : []), ...checkSingleStack(service), ...inferFamilies(service, env)];
  if (errors.length > 0) return errors;
  if (isBare) {
    completeBare(service, env);
    return [];
  }
  errors.push(...checkConfigured(service, env));
  if (errors.length > 0) return errors;
  const families = spec.ipFamilies?.length ? spec.ipFamilies : [env.families[0]];
  const wantsTwo = spec.ipFamilyPolicy !== 'SingleStack' && families.length === 1 && env.families.length === 2;
  spec.ipFamilies = wantsTwo ? [families[0], other(families[0])] : families;
  return [];
}

/** R3.3.5: giving up the second family. */
function reduce(service: Service, old: Service): FieldError[] {
  const { spec } = service;
  if (spec.ipFamilyPolicy === 'SingleStack') {
    if (sameClusterIPs(service, old) && (spec.clusterIPs?.length ?? 0) > 1)
      spec.clusterIPs = spec.clusterIPs!.slice(0, 1);
    if (sameFamilies(service, old) && (spec.ipFamilies?.length ?? 0) > 1)
      spec.ipFamilies = spec.ipFamilies!.slice(0, 1);
    return [];
  }
  const isFewer = (list: readonly string[] | undefined, before: readonly string[] | undefined) =>
    list !== undefined && list.length > 0 && list.length < (before?.length ?? 0);
  const errors: FieldError[] = [];
  if (isFewer(spec.clusterIPs, old.spec.clusterIPs))
    errors.push(policyError(service, "must be 'SingleStack' to release the secondary cluster IP"));
  if (isFewer(spec.ipFamilies, old.spec.ipFamilies))
    errors.push(policyError(service, "must be 'SingleStack' to release the secondary IP family"));
  return errors;
}

function checkSingleStack(service: Service): FieldError[] {
  const { spec } = service;
  if (spec.ipFamilyPolicy !== 'SingleStack') return [];
  const must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  const errors: FieldError[] = [];
  if (spec.clusterIPs?.length === 2) errors.push(policyError(service, `${must} cluster IPs are specified`));
  if (spec.ipFamilies?.length === 2) errors.push(policyError(service, `${must} IP families are specified`));
  return errors;
}

/** A given address says its family. */
function inferFamilies(service: Service, env: Env): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  for (const [index, ip] of (spec.clusterIPs ?? []).entries()) {
    if (ip === 'None') break;
    if (index < (spec.ipFamilies?.length ?? 0)) continue;
    const { family } = env.addresses.parseLegacy(ip)!;
    if (env.families.includes(family)) spec.ipFamilies = [...(spec.ipFamilies ?? []), family];
    else
      errors.push(
        invalid(`spec.clusterIPs[${index}]`, shownList(spec.clusterIPs), `${family} is not configured on this cluster`),
      );
  }
  return errors;
}

/** Headless without selector: any families, also those that the cluster does not have. */
function completeBare({ spec }: Service, env: Env): void {
  const families = spec.ipFamilies?.length ? spec.ipFamilies : [env.families[0]];
  spec.ipFamilies =
    families.length < 2 && spec.ipFamilyPolicy !== 'SingleStack' ? [families[0], other(families[0])] : families;
}

function checkConfigured(service: Service, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  if (service.spec.ipFamilyPolicy === 'RequireDualStack' && env.families.length < 2)
    errors.push(policyError(service, 'this cluster is not configured for dual-stack services'));
  (service.spec.ipFamilies ?? []).forEach((family, index) => {
    if (!env.families.includes(family as IPFamily))
      errors.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  });
  return errors;
}
