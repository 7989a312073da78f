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
  return [...warnings, ...warnOfAnnotations(pod, 'metadata.annotations'), ...warnOfPodSpec(pod.spec, 'spec', env)];
}

const OLD_ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

/** @param path of the annotations of a Pod or a template. */
export function warnOfAnnotations(
  { metadata }: { metadata?: { annotations?: Record<string, string> } },
  path: string,
): string[] {
  return Object.keys(OLD_ANNOTATIONS)
    .filter((key) => metadata?.annotations?.[key] !== undefined)
    .map((key) => `${path}[${key}]: ${OLD_ANNOTATIONS[key]}`);
}

const OLD_VOLUMES: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
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

function warnOfScheduling(spec: PodSpec, path: string): string[] {
  const warnings = Object.keys(spec.nodeSelector ?? {})
    .sort()
    .filter((key) => OLD_LABELS[key])
    .map((key) => `${path}.nodeSelector[${key}]: ${OLD_LABELS[key]}`);
  ((spec.topologySpreadConstraints ?? []) as Container[]).forEach(({ topologyKey, labelSelector }, index) => {
    const field = `${path}.topologySpreadConstraints[${index}]`;
    if (OLD_LABELS[topologyKey]) warnings.push(`${field}.topologyKey: ${topologyKey} is ${OLD_LABELS[topologyKey]}`);
    if (!labelSelector) warnings.push(`${field}.labelSelector: a null labelSelector results in matching no pod`);
  });
  return warnings;
}

const warnOfVolumes = (spec: PodSpec, path: string): string[] =>
  ((spec.volumes ?? []) as Container[]).flatMap((volume, index) =>
    Object.keys(OLD_VOLUMES)
      .filter((source) => volume[source])
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
function warnOfBytes(resources: Container | undefined, path: string): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) =>
    ['limits', 'requests'].flatMap((list) => {
      const amount: string | undefined = resources?.[list]?.[name];
      return amount !== undefined && (nanoOf(amount) / MILLI) % 1000n !== 0n
        ? [`${path}.${list}[${name}]: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`]
        : [];
    }),
  );
}

/** @param path `spec`, or `spec.template.spec`. */
export function warnOfPodSpec(spec: PodSpec, path: string, env: Env): string[] {
  const warnings = [...warnOfScheduling(spec, path), ...warnOfVolumes(spec, path)];
  const seen = new Set<string>();
  (spec.hostAliases ?? []).forEach((alias: Container, index: number) => {
    const field = `${path}.hostAliases[${index}].ip`;
    if (seen.has(alias.ip)) warnings.push(`${field}: duplicate ip ${JSON.stringify(alias.ip)}`);
    seen.add(alias.ip);
    if (env.release.since('1.33')) warnings.push(...warnOfIP(field, alias.ip, env.addresses, env.release));
  });
  const containers = containersOf(spec, path);
  warnings.push(...warnOfPullSecrets(spec, path));
  for (const placed of containers)
    warnings.push(...warnOfBytes(placed.container.resources, `${placed.field}.resources`), ...warnOfEnv(placed));
  warnings.push(...warnOfPorts(containers));
  if (spec.terminationGracePeriodSeconds < 0)
    warnings.push(
      `${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    );
  if (env.release.since('1.33'))
    (spec.dnsConfig?.nameservers ?? []).forEach((nameserver: string, index: number) => {
      warnings.push(...warnOfIP(`${path}.dnsConfig.nameservers[${index}]`, nameserver, env.addresses, env.release));
    });
  return warnings;
}

interface Placed {
  field: string;
  container: Container;
}

/** Init containers come first, as the API server visits them. */
function containersOf(spec: PodSpec, path: string): Placed[] {
  return ['initContainers', 'containers'].flatMap((list) =>
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

/** The same port and protocol twice, in one container or in two. */
function warnOfPorts(containers: readonly Placed[]): string[] {
  const warnings: string[] = [];
  const seen = new Map<string, { field: string; hostIP: string; hostPort: number }[]>();
  for (const { field, container } of containers)
    ((container.ports ?? []) as Container[]).forEach((port, index) => {
      const key = `${port.containerPort}/${port.protocol}`;
      const own = { field: `${field}.ports[${index}]`, hostIP: port.hostIP ?? '', hostPort: port.hostPort ?? 0 };
      const others = seen.get(key) ?? [];
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
