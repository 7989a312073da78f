/** Rules of Nodes: ranges of Pods, addresses, taints (pods-and-nodes.md R2.17, R2.18). */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { duplicate, forbidden, invalid, required, type FieldError } from '../../field-errors';
import { shownList, shownStruct } from '../../go-text';
import { checkLegacyCIDR, parseSloppyPrefix, warnOfCIDR } from '../../validation/addresses';
import { checkLabelKey } from '../../validation/names';

const RANGES_MAX = 2;

export const validateNode = (node: KubernetesObject, env: Env): FieldError[] => [
  ...validateAddresses(node),
  ...validateTaints(node, env),
  ...validateRanges(node.spec.podCIDRs ?? [], [], env),
];

function validateRanges(ranges: readonly string[], old: readonly string[], env: Env): FieldError[] {
  const errors: FieldError[] = [];
  ranges.forEach((range, index) => {
    const text = old.includes(range) ? undefined : checkLegacyCIDR(range, env.addresses, env.release);
    if (text) errors.push(invalid(`spec.podCIDRs[${index}]`, range, text));
  });
  if (errors.length > 0) return errors;
  const families = new Set(ranges.map((range) => parseSloppyPrefix(range, env.addresses)?.address.family));
  if (ranges.length > RANGES_MAX || (ranges.length === RANGES_MAX && families.size < RANGES_MAX))
    errors.push(invalid('spec.podCIDRs', shownList(ranges), 'may specify no more than one CIDR for each IP family'));
  return errors;
}

function validateAddresses(node: KubernetesObject): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  (node.status?.addresses ?? []).forEach((address: { type: string; address: string }, index: number) => {
    const key = `${address.type}/${address.address}`;
    if (seen.has(key))
      errors.push(
        duplicate(
          `status.addresses[${index}]`,
          shownStruct('core.NodeAddress', [
            ['Type', address.type],
            ['Address', address.address],
          ]),
        ),
      );
    seen.add(key);
  });
  return errors;
}

function validateTaints(node: KubernetesObject, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  (node.spec.taints ?? []).forEach((taint: { key: string; effect: string }, index: number) => {
    const path = `spec.taints[${index}]`;
    if (!taint.key) errors.push(required(`${path}.key`));
    else for (const text of checkLabelKey(taint.key, env.release)) errors.push(invalid(`${path}.key`, taint.key, text));
    if (!taint.effect) errors.push(required(`${path}.effect`));
  });
  return errors;
}

export function validateNodeUpdate(node: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  const before: string[] = old.spec.podCIDRs ?? [];
  const after: string[] = node.spec.podCIDRs ?? [];
  if (before.length > 0 && !isEqual(before, after))
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  else errors.push(...validateRanges(after, before, env));
  if (old.spec.providerID && node.spec.providerID !== old.spec.providerID)
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  return [...validateTaints(node, env), ...errors];
}

export const validateNodeStatus = (node: KubernetesObject) => validateAddresses(node);

export function warnOfNode(node: KubernetesObject, _old: KubernetesObject | undefined, env: Env): string[] {
  if (!env.release.since('1.33')) return [];
  return ((node.spec.podCIDRs ?? []) as string[]).flatMap((range, index) =>
    warnOfCIDR(`spec.podCIDRs[${index}]`, range, env.addresses, env.release),
  );
}
