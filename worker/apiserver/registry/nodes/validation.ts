/** Rules of Nodes: ranges of Pods, addresses, taints (pods-and-nodes.md R2.17, R2.18). */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import { shownList, shownStruct } from '../../go-text';
import { checkLegacyCIDR, parseSloppyPrefix, warnOfCIDR } from '../../validation/addresses';
import { checkLabelKey, checkLabelValue } from '../../validation/names';
import { TAINT_EFFECTS } from '../pods/scheduling';

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

/** The server names them as metadata. */
function validateTaints(node: KubernetesObject, env: Env): FieldError[] {
  const seen = new Set<string>();
  return ((node.spec.taints ?? []) as Taint[]).flatMap(({ key = '', value = '', effect = '', timeAdded }, index) => {
    const path = `metadata.taints[${index}]`;
    const errors = checkLabelKey(key, env.release).map((text) => invalid(`${path}.key`, key, text));
    const texts = checkLabelValue(value, env.release);
    if (texts.length > 0) errors.push(invalid(`${path}.value`, value, texts.join(';')));
    if (!effect) errors.push(required(`${path}.effect`));
    else if (!TAINT_EFFECTS.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, TAINT_EFFECTS));
    const shown = shownStruct('core.Taint', [
      ['Key', key],
      ['Value', value],
      ['Effect', effect],
      ['TimeAdded', timeAdded ?? null],
    ]);
    if (seen.has(`${effect}/${key}`))
      errors.push({ ...duplicate(path, shown), detail: 'taints must be unique by key and effect pair' });
    seen.add(`${effect}/${key}`);
    return errors;
  });
}

interface Taint {
  key?: string;
  value?: string;
  effect?: string;
  timeAdded?: string;
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
  return [...errors, ...validateTaints(node, env)];
}

export const validateNodeStatus = (node: KubernetesObject) => validateAddresses(node);

export function warnOfNode(node: KubernetesObject, _old: KubernetesObject | undefined, env: Env): string[] {
  if (!env.release.since('1.33')) return [];
  return ((node.spec.podCIDRs ?? []) as string[]).flatMap((range, index) =>
    warnOfCIDR(`spec.podCIDRs[${index}]`, range, env.addresses, env.release),
  );
}
