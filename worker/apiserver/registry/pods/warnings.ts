/** Warnings about Pods and Pod templates (pods-and-nodes.md R2.3, R2.4, R2.9). */

import { isEqual } from '../../../kubernetes/patch';
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
  return [...warnings, ...warnOfPodSpec(pod.spec, 'spec', env)];
}

/** @param path `spec`, or `spec.template.spec`. */
export function warnOfPodSpec(spec: PodSpec, path: string, env: Env): string[] {
  const warnings: string[] = [];
  const seen = new Set<string>();
  (spec.hostAliases ?? []).forEach((alias: Container, index: number) => {
    const field = `${path}.hostAliases[${index}].ip`;
    if (seen.has(alias.ip)) warnings.push(`${field}: duplicate ip ${JSON.stringify(alias.ip)}`);
    seen.add(alias.ip);
    if (env.release.since('1.33')) warnings.push(...warnOfIP(field, alias.ip, env.addresses, env.release));
  });
  const containers = containersOf(spec, path);
  warnings.push(...warnOfEnv(containers), ...warnOfPorts(containers));
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
function warnOfEnv(containers: readonly Placed[]): string[] {
  const warnings: string[] = [];
  for (const { field, container } of containers) {
    const names = new Set<string>();
    ((container.env ?? []) as Container[]).forEach((variable, index) => {
      const { name, value = '', valueFrom } = variable;
      const reference = `$(${name})`;
      const hides = valueFrom || value === reference || !value.includes(reference);
      if (names.has(name) && hides)
        warnings.push(
          `${field}.env[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
        );
      names.add(name);
    });
  }
  return warnings;
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
