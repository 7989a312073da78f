/** What the workloads share: templates, selectors, counts. */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import { matchesLabelSelector } from '../../../kubernetes/selectors';
import type { Env } from '../../env';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import { shownMap, type Rendered } from '../../go-text';
import { validateAnnotations, validateLabels } from '../../validation/metadata';
import { checkLabel, checkSubdomain } from '../../validation/names';
import { validateLabelSelector } from '../../validation/selectors';
import { setPodSpecDefaults } from '../pods/defaults';
import { validatePodAnnotations, validatePodSpec } from '../pods/validation';
import { warnOfPodParts } from '../pods/warnings';

export function setTemplateDefaults(object: KubernetesObject): void {
  if (object.spec?.template?.spec) setPodSpecDefaults(object.spec.template.spec);
}

/** The selector has to be given, and to match the template. */
export function validateSelector(object: KubernetesObject, env: Env): FieldError[] {
  const { selector, template } = object.spec;
  const errors = selector ? validateLabelSelector(selector, 'spec.selector', env) : [required('spec.selector')];
  const isEmpty = selector && !selector.matchLabels && !selector.matchExpressions;
  if (isEmpty) {
    const whose = object.kind === 'ReplicaSet' ? 'deployment' : object.kind.toLowerCase();
    errors.push(invalid('spec.selector', shownSelector(selector), `empty selector is invalid for ${whose}`));
  }
  const labels = template?.metadata?.labels;
  if (!matchesLabelSelector(labels, selector))
    errors.push(
      invalid('spec.template.metadata.labels', shownMap(labels), '`selector` does not match template `labels`'),
    );
  return errors;
}

/** A LabelSelector in both notations (services.md R0.13). */
export function shownSelector(
  selector: { matchLabels?: Record<string, string>; matchExpressions?: unknown[] } | undefined,
): Rendered {
  if (!selector) return { json: 'null', go: '(*v1.LabelSelector)(nil)' };
  const { matchLabels, matchExpressions } = selector;
  const parts = [
    ...(matchLabels ? [`"matchLabels":${shownMap(matchLabels).json}`] : []),
    ...(matchExpressions ? [`"matchExpressions":${JSON.stringify(matchExpressions)}`] : []),
  ];
  return {
    json: `{${parts.join(',')}}`,
    go: `v1.LabelSelector{MatchLabels:${shownMap(matchLabels).go}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}`,
  };
}

/** @param policies restart policies that the kind allows. */
export function validateTemplate(
  object: KubernetesObject,
  env: Env,
  policies: readonly string[] = ['Always'],
): FieldError[] {
  const { template } = object.spec;
  const errors = [
    ...validateLabels(template?.metadata?.labels, 'spec.template.labels', env.release),
    ...validateAnnotations(template?.metadata?.annotations, env.release, 'spec.template.annotations'),
    ...validatePodAnnotations(template ?? {}, 'spec.template.annotations'),
    ...validatePodSpec(template?.spec ?? {}, 'spec.template.spec', env),
  ];
  if (template?.spec?.ephemeralContainers?.length)
    errors.push(
      forbidden('spec.template.spec.ephemeralContainers', 'ephemeral containers not allowed in pod template'),
    );
  const policy: string = template?.spec?.restartPolicy;
  if (['Always', 'OnFailure', 'Never'].includes(policy) && !policies.includes(policy))
    errors.push(notSupported('spec.template.spec.restartPolicy', policy, policies));
  return errors;
}

/** Pods that are always replaced have no deadline. @param whose kind, as the server names it. */
export const refuseDeadline = ({ spec }: KubernetesObject, whose: string): FieldError[] =>
  spec.template?.spec?.activeDeadlineSeconds === undefined
    ? []
    : [forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${whose} is not Supported`)];

export function nonNegative(path: string, value: number | undefined): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(path, value, 'must be greater than or equal to 0')] : [];
}

export function immutableSelector(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const { selector } = object.spec;
  return isEqual(selector, old.spec.selector)
    ? []
    : [invalid('spec.selector', shownSelector(selector), 'field is immutable')];
}

/** Of a workload whose name is part of the names of its Pods. */
export function warnOfPodNames({ metadata }: KubernetesObject, old: KubernetesObject | undefined): string[] {
  const problems = old ? [] : checkLabel(metadata.name);
  const text =
    'this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended';
  return problems.length === 0 ? [] : [`metadata.name: ${text}: [${problems.join(' ')}]`];
}

export function warnOfTemplate(object: KubernetesObject, old: KubernetesObject | undefined, env: Env): string[] {
  if (old && isEqual(old.spec.template, object.spec.template)) return [];
  return warnOfPodParts(object.spec.template ?? {}, 'spec.template.', env);
}

/** What all workloads have in common. */
export const WORKLOAD = {
  version: 'v1',
  categories: ['all'],
  namespaced: true,
  nameRule: checkSubdomain,
  hasStatus: true,
  hasGeneration: true,
  warnings: warnOfTemplate,
};
