/** Rules of Pod specs (pods-and-nodes.md 2): containers first, then the other fields. */

import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../field-errors';
import { quote, shownList } from '../../go-text';
import { checkLegacyIP } from '../../validation/addresses';
import { validateLabels } from '../../validation/metadata';
import { checkLabel, checkSearchDomain, checkSubdomain } from '../../validation/names';
import { checkImages, validateContainers } from './containers';
import type { Container, PodSpec } from './defaults';
import { validateResources } from './resources';
import { validateAffinity, validateGates, validateSpreading, validateTolerations } from './scheduling';
import { validateHostUsers, validatePodSecurity } from './security';
import { validateVolumes } from './volumes';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const NAMESERVERS_MAX = 3;
const SEARCHES_MAX = 32;
const SEARCH_CHARACTERS_MAX = 2048;
const HOSTNAME_OVERRIDE_MAX_BYTES = 64;
const DEADLINE_MAX_SECONDS = 2 ** 31 - 1;

/** @param path `spec`, or `spec.template.spec` in workloads. */
export function validatePodSpec(spec: PodSpec, path: string, env: Env): FieldError[] {
  const volumes = validateVolumes(spec, `${path}.volumes`, env);
  return [
    ...volumes.errors,
    ...validateContainers(spec, path, volumes.names, env),
    ...validatePolicies(spec, path, env),
    ...validatePodSecurity(spec, path),
    ...validateAffinity(spec.affinity, `${path}.affinity`, env),
    ...validateDNSConfig(spec, path, env),
    ...validateGates(spec, path, env),
    ...validateSpreading(spec, path, env),
    ...validateHostUsers(spec, path),
    ...validateNames(spec, path),
    ...validateTolerations(spec.tolerations ?? [], `${path}.tolerations`, env),
    ...validateHostAliases(spec, path, env),
    ...validateClasses(spec, path, env),
  ];
}

export const validatePod = (pod: KubernetesObject, env: Env): FieldError[] => [
  ...validatePodAnnotations(pod, 'metadata.annotations'),
  ...validatePodSpec(pod.spec, 'spec', env),
  ...checkImages(pod.spec),
];

/** What a new Pod may not have yet. */
export function validateNewPod(pod: KubernetesObject, env: Env): FieldError[] {
  const { ephemeralContainers, nodeName, schedulingGates } = pod.spec;
  const errors = validatePod(pod, env);
  if (ephemeralContainers?.length) errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  if (nodeName && schedulingGates?.length)
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  return errors;
}

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
export const MIRROR = 'kubernetes.io/config.mirror';
const INT32 = /^[-+]?\d+$/;

/** Annotations that mean something, of a Pod or a template. @param path of the annotations. */
export function validatePodAnnotations(
  { metadata, spec }: { metadata?: { annotations?: Record<string, string> }; spec?: PodSpec },
  path: string,
): FieldError[] {
  const { [MIRROR]: mirror, [DELETION_COST]: cost } = metadata?.annotations ?? {};
  const errors: FieldError[] = [];
  if (mirror !== undefined && !spec?.nodeName)
    errors.push(invalid(`${path}[${MIRROR}]`, mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  const isCost =
    cost !== undefined && INT32.test(cost) && Number(cost) === (Number(cost) | 0) && !/^[-+]?0\d|^\+/.test(cost);
  if (cost !== undefined && !isCost) errors.push(invalid(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
  return errors;
}

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
  return [...errors, ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`, env.release)];
}

const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];
const SYSTEMS = ['linux', 'windows'];

function validateClasses(spec: PodSpec, path: string, env: Env): FieldError[] {
  const { preemptionPolicy, overhead, os } = spec;
  const errors = ['priorityClassName', 'runtimeClassName'].flatMap((field) =>
    spec[field] ? checkSubdomain(spec[field]).map((text) => invalid(`${path}.${field}`, spec[field], text)) : [],
  );
  if (preemptionPolicy !== undefined && !PREEMPTION_POLICIES.includes(preemptionPolicy))
    errors.push(notSupported(`${path}.preemptionPolicy`, preemptionPolicy, PREEMPTION_POLICIES));
  if (overhead) errors.push(...validateResources({ limits: overhead }, `${path}.overhead`, new Set(), env));
  if (os && !os.name) errors.push(required(`${path}.os.name`, 'cannot be empty'));
  else if (os && !SYSTEMS.includes(os.name)) errors.push(notSupported(`${path}.os`, os.name, SYSTEMS));
  return errors;
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
  errors.push(...validateSearches(dnsConfig?.searches ?? [], path, env));
  ((dnsConfig?.options ?? []) as Container[]).forEach(({ name }, index) => {
    if (!name) errors.push(required(`${path}.dnsConfig.options[${index}]`, 'must not be empty'));
  });
  return errors;
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
    const isRelaxed = env.release.since('1.33');
    if (isRelaxed && search === '.') return;
    const bare = search.replace(/\.$/, '');
    const check = isRelaxed ? checkSearchDomain : checkSubdomain;
    for (const text of check(bare)) errors.push(invalid(`${field}[${index}]`, bare, text));
  });
  return errors;
}

function validateNames(spec: PodSpec, path: string): FieldError[] {
  const errors = ['serviceAccountName', 'nodeName'].flatMap((field) =>
    spec[field] ? checkSubdomain(spec[field]).map((text) => invalid(`${path}.${field}`, spec[field], text)) : [],
  );
  const seconds: number | undefined = spec.activeDeadlineSeconds;
  if (seconds !== undefined && (seconds < 1 || seconds > DEADLINE_MAX_SECONDS))
    errors.push(
      invalid(`${path}.activeDeadlineSeconds`, seconds, `must be between 1 and ${DEADLINE_MAX_SECONDS}, inclusive`),
    );
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
