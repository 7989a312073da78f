/** Rules of Pod specs (pods-and-nodes.md 2): containers first, then the other fields. */

import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../field-errors';
import { quote, shownList } from '../../go-text';
import { checkLegacyIP } from '../../validation/addresses';
import { validateLabels } from '../../validation/metadata';
import { checkLabel, checkSubdomain } from '../../validation/names';
import { validateContainers } from './containers';
import type { Container, PodSpec } from './defaults';
import { validateVolumes } from './volumes';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const NAMESERVERS_MAX = 3;
const SEARCHES_MAX = 32;
const SEARCH_CHARACTERS_MAX = 2048;
const HOSTNAME_OVERRIDE_MAX_BYTES = 64;

/** @param path `spec`, or `spec.template.spec` in workloads. */
export function validatePodSpec(spec: PodSpec, path: string, env: Env): FieldError[] {
  return [
    ...validateVolumes(spec, `${path}.volumes`),
    ...validateContainers(spec, path, env),
    ...validatePolicies(spec, path, env),
    ...validateNames(spec, path),
    ...validateHostAliases(spec, path, env),
  ];
}

export const validatePod = (pod: KubernetesObject, env: Env) => validatePodSpec(pod.spec, 'spec', env);

/** Addresses of a Pod: at most one of each family. */
export function validatePodStatus(pod: KubernetesObject, _old: KubernetesObject, env: Env): FieldError[] {
  const ips: string[] = (pod.status.podIPs ?? []).map(({ ip }: { ip: string }) => ip);
  const errors = ips.flatMap((ip, index) => {
    const text = checkLegacyIP(ip, env.addresses, env.release);
    return text ? [invalid(`status.podIPs[${index}].ip`, ip, text)] : [];
  });
  if (errors.length > 0) return errors;
  const families = new Set(ips.map((ip) => env.addresses.parseLegacy(ip)?.family));
  if (families.size === ips.length) return [];
  const shown = {
    json: JSON.stringify(ips.map((ip) => ({ IP: ip }))),
    go: `[]core.PodIP{${ips.map((ip) => `core.PodIP{IP:${quote(ip)}}`).join(', ')}}`,
  };
  return [invalid('status.podIPs', shown, 'may specify no more than one IP for each IP family')];
}

function validatePolicies(spec: PodSpec, path: string, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  if (!RESTART_POLICIES.includes(spec.restartPolicy))
    errors.push(notSupported(`${path}.restartPolicy`, spec.restartPolicy, RESTART_POLICIES));
  if (!DNS_POLICIES.includes(spec.dnsPolicy))
    errors.push(notSupported(`${path}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES));
  if (spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds < 1)
    errors.push(
      invalid(
        `${path}.activeDeadlineSeconds`,
        spec.activeDeadlineSeconds,
        'must be between 1 and 2147483647, inclusive',
      ),
    );
  errors.push(...validateLabels(spec.nodeSelector, `${path}.nodeSelector`, env.release));
  if (spec.serviceAccountName)
    for (const text of checkSubdomain(spec.serviceAccountName))
      errors.push(invalid(`${path}.serviceAccountName`, spec.serviceAccountName, text));
  if (spec.nodeName)
    for (const text of checkSubdomain(spec.nodeName)) errors.push(invalid(`${path}.nodeName`, spec.nodeName, text));
  return [...errors, ...validateDNSConfig(spec, path, env)];
}

function validateDNSConfig(spec: PodSpec, path: string, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  const { dnsPolicy, dnsConfig } = spec;
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return [required(`${path}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (!dnsConfig.nameservers?.length)
      return [
        required(`${path}.dnsConfig.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'),
      ];
  }
  const nameservers: string[] = dnsConfig?.nameservers ?? [];
  if (nameservers.length > NAMESERVERS_MAX)
    errors.push(
      invalid(
        `${path}.dnsConfig.nameservers`,
        shownList(nameservers),
        `must not have more than ${NAMESERVERS_MAX} nameservers`,
      ),
    );
  nameservers.forEach((nameserver, index) => {
    const text = checkLegacyIP(nameserver, env.addresses, env.release);
    if (text) errors.push(invalid(`${path}.dnsConfig.nameservers[${index}]`, nameserver, text));
  });
  return [...errors, ...validateSearches(dnsConfig?.searches ?? [], path, env)];
}

function validateSearches(searches: string[], path: string, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  const field = `${path}.dnsConfig.searches`;
  if (searches.length > SEARCHES_MAX)
    errors.push(invalid(field, shownList(searches), `must not have more than ${SEARCHES_MAX} search paths`));
  if (searches.join(' ').length > SEARCH_CHARACTERS_MAX)
    errors.push(
      invalid(
        field,
        shownList(searches),
        `must not have more than ${SEARCH_CHARACTERS_MAX} characters (including spaces) in the search list`,
      ),
    );
  searches.forEach((search, index) => {
    if (env.release.since('1.33') && search === '.') return;
    const bare = search.replace(/\.$/, '');
    const checked = env.release.since('1.33') ? bare.replaceAll('_', '-') : bare;
    for (const text of checkSubdomain(checked)) errors.push(invalid(`${field}[${index}]`, search, text));
  });
  return errors;
}

function validateNames(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['hostname', 'subdomain'])
    if (spec[field])
      for (const text of checkLabel(spec[field])) errors.push(invalid(`${path}.${field}`, spec[field], text));
  const override: string | undefined = spec.hostnameOverride;
  if (override === undefined) return errors;
  const field = `${path}.hostnameOverride`;
  if (spec.setHostnameAsFQDN) errors.push(forbidden(field, 'may not be specified when setHostnameAsFQDN is true'));
  if (spec.hostNetwork) errors.push(forbidden(field, 'may not be specified when hostNetwork is true'));
  if (override.length > HOSTNAME_OVERRIDE_MAX_BYTES) errors.push(tooLong(field, HOSTNAME_OVERRIDE_MAX_BYTES));
  for (const text of checkSubdomain(override)) errors.push(invalid(field, override, text));
  return errors;
}

function validateHostAliases(spec: PodSpec, path: string, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  (spec.hostAliases ?? []).forEach((alias: Container, index: number) => {
    const field = `${path}.hostAliases[${index}]`;
    const text = checkLegacyIP(alias.ip, env.addresses, env.release);
    if (text) errors.push(invalid(`${field}.ip`, alias.ip, text));
    (alias.hostnames ?? []).forEach((hostname: string, at: number) => {
      for (const problem of checkSubdomain(hostname))
        errors.push(invalid(`${field}.hostnames[${at}]`, hostname, problem));
    });
  });
  return errors;
}
