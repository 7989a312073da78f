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
  if (env.release.since('1.33'))
    (spec.dnsConfig?.nameservers ?? []).forEach((nameserver: string, index: number) => {
      warnings.push(...warnOfIP(`${path}.dnsConfig.nameservers[${index}]`, nameserver, env.addresses, env.release));
    });
  return warnings;
}
