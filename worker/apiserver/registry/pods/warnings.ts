/** Warnings about Pods and Pod templates (pods-and-nodes.md R2.3, R2.4, R2.9). */

import { isEqual } from '../../../kubernetes/patch';
import { nanoOf } from '../../../kubernetes/schema/quantity';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { warnOfIP } from '../../validation/addresses';
import { checkLabel } from '../../validation/names';
import type { Container, PodSpec } from './defaults';

export function warnOfPod(pod: KubernetesObject, old: KubernetesObject | undefined, env: Env): string[] {
  if (old && isEqual(old.spec, pod.spec)) return [];
  const problems = old ? [] : checkLabel(pod.metadata.name).filter((text) => !text.startsWith('a lowercase'));
  const warnings =
    problems.length === 0
      ? []
      : [
          `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
        ];
  return [...warnings, ...warnOfPodParts(pod, '', env)];
}

const OLD_ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

/** What a Pod and a template have in common. */
interface PodParts {
  metadata?: { annotations?: Record<string, string> };
  spec?: PodSpec;
}

function warnOfAnnotations({ metadata }: PodParts, path: string): string[] {
  return Object.keys(OLD_ANNOTATIONS)
    .filter((key) => metadata?.annotations?.[key] !== undefined)
    .map((key) => `${path}[${key}]: ${OLD_ANNOTATIONS[key]}`);
}

const SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'deprecated since v1.30; use the "appArmorProfile" field instead';
const APP_ARMOR_CONTAINER = 'container.apparmor.security.beta.kubernetes.io/';

/** Annotations that fields have taken the place of, where the fields are not set. @param container absent: the whole Pod. */
function warnOfProfiles({ metadata, spec = {} }: PodParts, prefix: string, container?: Container): string[] {
  const warn = (key: string, text: string) =>
    metadata?.annotations?.[key] === undefined ? [] : [`${prefix}metadata.annotations[${key}]: ${text}`];
  if (!container) return spec.securityContext?.seccompProfile ? [] : warn(SECCOMP_POD, SECCOMP);
  const own = container.securityContext ?? {};
  const hasArmor = own.appArmorProfile || spec.securityContext?.appArmorProfile || prefix === '';
  return [
    ...(own.seccompProfile ? [] : warn(SECCOMP_CONTAINER + container.name, SECCOMP)),
    ...(hasArmor ? [] : warn(APP_ARMOR_CONTAINER + container.name, APP_ARMOR)),
  ];
}

const OLD_VOLUMES: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageOS: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};
const OLD_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function warnOfNodeAffinity({ affinity }: PodSpec, path: string): string[] {
  const required: Container[] = affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const preferred: Container[] = affinity?.nodeAffinity?.[PREFERRED] ?? [];
  const terms = [
    ...required.map((term, index) => ({ term, field: `${path}.${REQUIRED}.nodeSelectorTerms[${index}]` })),
    ...preferred.map(({ preference }, index) => ({
      term: preference as Container,
      field: `${path}.${PREFERRED}[${index}].preference`,
    })),
  ];
  return terms.flatMap(({ term, field }) =>
    ((term?.matchExpressions ?? []) as Container[]).flatMap(({ key }, index) =>
      OLD_LABELS[key] ? [`${field}.matchExpressions[${index}].key: ${key} is ${OLD_LABELS[key]}`] : [],
    ),
  );
}

const NO_SELECTOR = 'a null labelSelector results in matching no pod';

/** Terms without a selector, which match nothing. */
function warnOfPodAffinity({ affinity }: PodSpec, path: string): string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((name) => {
    const field = `${path}.affinity.${name}`;
    const required: Container[] = affinity?.[name]?.[REQUIRED] ?? [];
    const preferred: Container[] = affinity?.[name]?.[PREFERRED] ?? [];
    return [
      ...required.flatMap(({ labelSelector }, index) =>
        labelSelector ? [] : [`${field}.${REQUIRED}[${index}].labelSelector: ${NO_SELECTOR}`],
      ),
      ...preferred.flatMap(({ podAffinityTerm }, index) =>
        podAffinityTerm?.labelSelector
          ? []
          : [`${field}.${PREFERRED}[${index}].podAffinityTerm.labelSelector: ${NO_SELECTOR}`],
      ),
    ];
  });
}

function warnOfScheduling(spec: PodSpec, path: string): string[] {
  const warnings = Object.keys(spec.nodeSelector ?? {})
    .sort()
    .filter((key) => OLD_LABELS[key])
    .map((key) => `${path}.nodeSelector[${key}]: ${OLD_LABELS[key]}`);
  warnings.push(...warnOfNodeAffinity(spec, `${path}.affinity.nodeAffinity`));
  ((spec.topologySpreadConstraints ?? []) as Container[]).forEach(({ topologyKey, labelSelector }, index) => {
    const field = `${path}.topologySpreadConstraints[${index}]`;
    if (OLD_LABELS[topologyKey]) warnings.push(`${field}.topologyKey: ${topologyKey} is ${OLD_LABELS[topologyKey]}`);
    if (!labelSelector) warnings.push(`${field}.labelSelector: ${NO_SELECTOR}`);
  });
  return warnings;
}

const warnOfVolumes = (spec: PodSpec, path: string): string[] =>
  ((spec.volumes ?? []) as Container[]).flatMap((volume, index) =>
    Object.keys(OLD_VOLUMES)
      .filter((source) => volume[source === 'storageOS' ? 'storageos' : source])
      .map((source) => `${path}.volumes[${index}].${source}: ${OLD_VOLUMES[source]}`),
  );

function warnOfPullSecrets(spec: PodSpec, path: string): string[] {
  const names = ((spec.imagePullSecrets ?? []) as Container[]).map(({ name = '' }) => name as string);
  const at = (index: number) => `${path}.imagePullSecrets[${index}].name`;
  return [
    ...names.flatMap((name, index) =>
      names.indexOf(name) < index ? [`${at(index)}: duplicate name ${JSON.stringify(name)}`] : [],
    ),
    ...names.flatMap((name, index) => (name === '' ? [`${at(index)}: invalid empty name ""`] : [])),
  ];
}

const MILLI = 10n ** 6n;

/** Bytes come in whole numbers. */
function warnOfBytes(amounts: Record<string, string> | undefined, name: string, path: string): string[] {
  const amount = amounts?.[name];
  return amount !== undefined && (nanoOf(amount) / MILLI) % 1000n !== 0n
    ? [`${path}[${name}]: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`]
    : [];
}

const BYTES = ['memory', 'ephemeral-storage'];

const warnOfResources = ({ container, field }: Placed): string[] =>
  BYTES.flatMap((name) =>
    ['limits', 'requests'].flatMap((list) =>
      warnOfBytes(container.resources?.[list], name, `${field}.resources.${list}`),
    ),
  );

/**
 * Warnings of a Pod or a template, in the server's order.
 * @param prefix of its fields: nothing, or `spec.template.`.
 */
export function warnOfPodParts(owner: PodParts, prefix: '' | 'spec.template.', env: Env): string[] {
  const spec = owner.spec ?? {};
  const path = `${prefix}spec`;
  const warnings = [
    ...warnOfScheduling(spec, path),
    ...warnOfAnnotations(owner, `${prefix}metadata.annotations`),
    ...warnOfVolumes(spec, path),
  ];
  const aliases: Container[] = spec.hostAliases ?? [];
  aliases.forEach(({ ip }, index) => {
    if (aliases.findIndex((other) => other.ip === ip) < index)
      warnings.push(`${path}.hostAliases[${index}].ip: duplicate ip ${JSON.stringify(ip)}`);
  });
  const containers = containersOf(spec, path);
  warnings.push(
    ...warnOfPullSecrets(spec, path),
    ...BYTES.flatMap((name) => warnOfBytes(spec.overhead, name, `${path}.overhead`)),
    ...warnOfProfiles(owner, prefix),
    ...containers.flatMap((placed) => [
      ...warnOfProfiles(owner, prefix, placed.container),
      ...warnOfResources(placed),
      ...warnOfEnv(placed),
    ]),
    ...warnOfPorts(containers),
  );
  if (spec.terminationGracePeriodSeconds < 0)
    warnings.push(
      `${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    );
  return [...warnings, ...warnOfPodAffinity(spec, path), ...warnOfSpellings(spec, path, env)];
}

/** Addresses in old spellings. */
function warnOfSpellings(spec: PodSpec, path: string, env: Env): string[] {
  if (!env.release.since('1.33')) return [];
  const warn = (field: string, ip: string) => warnOfIP(field, ip, env.addresses, env.release);
  const nameservers: string[] = spec.dnsConfig?.nameservers ?? [];
  const aliases: Container[] = spec.hostAliases ?? [];
  return [
    ...nameservers.flatMap((ip, index) => warn(`${path}.dnsConfig.nameservers[${index}]`, ip)),
    ...aliases.flatMap(({ ip }, index) => warn(`${path}.hostAliases[${index}].ip`, ip as string)),
  ];
}

interface Placed {
  field: string;
  container: Container;
}

/** In the order in which the API server visits them. */
function containersOf(spec: PodSpec, path: string): Placed[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    ((spec[list] ?? []) as Container[]).map((container, index) => ({ field: `${path}.${list}[${index}]`, container })),
  );
}

/** A variable of the same name is fine where it builds on the earlier one. */
function warnOfEnv({ field, container }: Placed): string[] {
  const names = new Set<string>();
  return ((container.env ?? []) as Container[]).flatMap((variable, index) => {
    const { name, value = '', valueFrom } = variable;
    const reference = `$(${name})`;
    const hides = names.has(name) && (valueFrom || value === reference || !value.includes(reference));
    names.add(name);
    return hides
      ? [
          `${field}.env[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
        ]
      : [];
  });
}

/** As Go prints the struct. */
const shownPort = ({ name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' }: Container) =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;

/** The same port and protocol twice, in one container or in two. */
function warnOfPorts(containers: readonly Placed[]): string[] {
  const warnings: string[] = [];
  const seen = new Map<string, { field: string; hostIP: string; hostPort: number }[]>();
  for (const { field, container } of containers)
    ((container.ports ?? []) as Container[]).forEach((port, index) => {
      const key = `${port.containerPort}/${port.protocol}`;
      const own = { field: `${field}.ports[${index}]`, hostIP: port.hostIP ?? '', hostPort: port.hostPort ?? 0 };
      const others = seen.get(key) ?? [];
      if (own.hostIP !== '' && own.hostPort === 0)
        warnings.push(`${own.field}: hostIP set without hostPort: ${shownPort(port)}`);
      for (const other of others) {
        const kind =
          own.hostIP === other.hostIP && own.hostPort === other.hostPort
            ? 'duplicate'
            : own.hostPort === 0 || other.hostPort === 0
              ? 'overlapping'
              : own.hostPort === other.hostPort && (own.hostIP === '') !== (other.hostIP === '')
                ? 'dangerously ambiguous'
                : undefined;
        if (kind) warnings.push(`${own.field}: ${kind} port definition with ${other.field}`);
      }
      seen.set(key, [...others, own]);
    });
  return warnings;
}
