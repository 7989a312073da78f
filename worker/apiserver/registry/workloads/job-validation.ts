/** Rules of Jobs, in the order in which the server names what is wrong. */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject, ObjectMeta } from '../../../kubernetes/objects';
import { matchesLabelSelector } from '../../../kubernetes/selectors';
import type { Env } from '../../env';
import { invalid, notSupported, required, tooLong, type FieldError } from '../../field-errors';
import { shownMap, type ShownValue } from '../../go-text';
import { checkDomainPath, checkLabel } from '../../validation/names';
import { validateLabelSelector } from '../../validation/selectors';
import { shownInternal, shownTemplate } from '../pods/diff/internal';
import { validateFailurePolicy, validateReplacement, validateSuccessPolicy } from './job-policies';
import { nonNegative, shownSelector, validateTemplate } from './template';

const MODES = ['NonIndexed', 'Indexed'];
const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
];
const PARALLELISM_MAX = 100_000;
const FAILED_INDEXES_MAX = 100_000;
/** More completions than this have lower limits. */
const MANY_COMPLETIONS = 100_000;
const MANY_MAX = 10_000;
const MANAGED_BY_MAX_BYTES = 63;

export const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';

/** In the order in which they are looked for. */
export const generatedLabels = ({ uid = '', name = '' }: ObjectMeta): Record<string, string> => ({
  'controller-uid': uid,
  'job-name': name,
  [CONTROLLER_UID]: uid,
  'batch.kubernetes.io/job-name': name,
});

/** A new Job. */
export function validateJob(job: KubernetesObject, env: Env): FieldError[] {
  const { spec, metadata } = job;
  const errors = [...validateGenerated(job), ...validateSpec(job, env)];
  if (spec.completionMode !== 'Indexed' || !(spec.completions > 0)) return errors;
  const hostname = `${metadata.name}-${spec.completions - 1}`;
  if (checkLabel(hostname).length > 0)
    errors.push(
      invalid('metadata.name', metadata.name, `will not able to create pod with invalid DNS label: ${hostname}`),
    );
  return errors;
}

function validateGenerated({ spec, metadata }: KubernetesObject): FieldError[] {
  if (spec.manualSelector || !spec.selector) return [];
  const labels: Record<string, string> = spec.template.metadata.labels ?? {};
  const generated = generatedLabels(metadata);
  const errors = Object.keys(generated)
    .filter((key) => labels[key] !== generated[key])
    .map((key) => invalid(`spec.template.metadata.labels[${key}]`, shownMap(labels), `must be '${generated[key]}'`));
  if (!matchesLabelSelector(generated, spec.selector))
    errors.push(invalid('spec.selector', shownSelector(spec.selector), '`selector` not auto-generated'));
  return errors;
}

function validateSpec(job: KubernetesObject, env: Env): FieldError[] {
  const { spec } = job;
  const labels: Record<string, string> | undefined = spec.template.metadata.labels;
  const errors = COUNTS.flatMap((field) => nonNegative(`spec.${field}`, spec[field]));
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.push(required('spec.backoffLimitPerIndex', 'when maxFailedIndexes is specified'));
  errors.push(...validateManagedBy(spec.managedBy), ...validateMode(job));
  if (spec.podFailurePolicy) errors.push(...validateFailurePolicy(spec, 'spec.podFailurePolicy', env));
  if (spec.successPolicy) errors.push(...validateSuccessPolicy(spec, 'spec.successPolicy'));
  errors.push(...validateReplacement(spec, 'spec.podReplacementPolicy'));
  errors.push(...validateTemplate(job, env, ['Always', 'OnFailure', 'Never']), ...validateRestartPolicy(job));
  if (spec.selector) errors.push(...validateLabelSelector(spec.selector, 'spec.selector', env));
  else errors.push(required('spec.selector'));
  if (!matchesLabelSelector(labels, spec.selector))
    errors.push(
      invalid('spec.template.metadata.labels', shownMap(labels), '`selector` does not match template `labels`'),
    );
  return errors;
}

function validateManagedBy(managedBy: string | undefined): FieldError[] {
  const field = 'spec.managedBy';
  if (managedBy === undefined) return [];
  const errors =
    managedBy === ''
      ? [required(field)]
      : checkDomainPath(managedBy).map(({ part, text }) => invalid(field, part, text));
  if (managedBy.length > MANAGED_BY_MAX_BYTES) errors.push(tooLong(field, MANAGED_BY_MAX_BYTES));
  return errors;
}

const atMost = (field: string, value: number | undefined, max: number, when = ''): FieldError[] =>
  value !== undefined && value > max ? [invalid(field, value, `must be less than or equal to ${max}${when}`)] : [];

function validateMode({ spec }: KubernetesObject): FieldError[] {
  const { completionMode: mode, completions, parallelism, backoffLimitPerIndex, maxFailedIndexes } = spec;
  const perIndex = { backoffLimitPerIndex, maxFailedIndexes };
  if (mode === 'NonIndexed')
    return Object.entries(perIndex).flatMap(([field, value]) =>
      value === undefined ? [] : [invalid(`spec.${field}`, value, 'requires indexed completion mode')],
    );
  if (mode !== 'Indexed') return [notSupported('spec.completionMode', mode, MODES)];
  const errors = completions === undefined ? [required('spec.completions', 'when completion mode is Indexed')] : [];
  errors.push(...atMost('spec.parallelism', parallelism, PARALLELISM_MAX, ' when completion mode is Indexed'));
  if (maxFailedIndexes > completions)
    errors.push(invalid('spec.maxFailedIndexes', maxFailedIndexes, 'must be less than or equal to completions'));
  errors.push(...atMost('spec.maxFailedIndexes', maxFailedIndexes, FAILED_INDEXES_MAX));
  if (!(completions > MANY_COMPLETIONS) || backoffLimitPerIndex === undefined) return errors;
  if (maxFailedIndexes === undefined)
    errors.push(required('spec.maxFailedIndexes', `must be specified when completions is above ${MANY_COMPLETIONS}`));
  const when = ` when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`;
  return [
    ...errors,
    ...atMost('spec.parallelism', parallelism, MANY_MAX, when),
    ...atMost('spec.maxFailedIndexes', maxFailedIndexes, MANY_MAX, when),
  ];
}

function validateRestartPolicy({ spec }: KubernetesObject): FieldError[] {
  const field = 'spec.template.spec.restartPolicy';
  const policy: string = spec.template.spec.restartPolicy ?? '';
  if (policy === 'Always' || policy === '') return [required(field, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(field, policy, ['OnFailure', 'Never'])];
  return spec.podFailurePolicy && policy !== 'Never'
    ? [invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}

const shownPolicy = (type: string, policy: Record<string, unknown> | undefined): ShownValue =>
  policy ? shownInternal(type, policy) : null;

/** A changed Job: most of it stays as it is. */
export function validateJobUpdate(job: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  const { spec } = job;
  const fixed = (field: string, shown: ShownValue = spec[field] ?? null) =>
    isEqual(spec[field], old.spec[field]) ? [] : [invalid(`spec.${field}`, shown, 'field is immutable')];
  return [
    ...validateSpec(job, env),
    ...validateCompletions(job, old),
    ...fixed('selector', shownSelector(spec.selector)),
    ...(isEqual(spec.template, allowedTemplate(job, old))
      ? []
      : [invalid('spec.template', shownTemplate(spec.template), 'field is immutable')]),
    ...fixed('completionMode'),
    ...fixed('podFailurePolicy', shownPolicy('PodFailurePolicy', spec.podFailurePolicy)),
    ...fixed('backoffLimitPerIndex'),
    ...fixed('managedBy'),
    ...fixed('successPolicy', shownPolicy('SuccessPolicy', spec.successPolicy)),
  ];
}

/** An indexed Job grows and shrinks together with its parallelism. */
function validateCompletions({ spec }: KubernetesObject, old: KubernetesObject): FieldError[] {
  const field = 'spec.completions';
  if (spec.completions === old.spec.completions) return [];
  if (spec.completionMode !== 'Indexed') return [invalid(field, spec.completions ?? null, 'field is immutable')];
  return spec.completions === undefined || spec.completions === spec.parallelism
    ? []
    : [invalid(field, spec.completions, 'can only be modified in tandem with spec.parallelism')];
}

const WHERE = ['nodeSelector', 'tolerations', 'schedulingGates'];

/** The old template; with what says where Pods go as it is now, for a Job that is suspended and never ran. */
function allowedTemplate({ spec }: KubernetesObject, old: KubernetesObject): unknown {
  const { template } = old.spec;
  if (!old.spec.suspend || old.status?.startTime) return template;
  const now = spec.template;
  const inner = { ...template.spec };
  const set = (target: Record<string, unknown>, field: string, value: unknown) => {
    if (value === undefined) delete target[field];
    else target[field] = value;
  };
  for (const field of WHERE) set(inner, field, now.spec[field]);
  const affinity = { ...inner.affinity };
  set(affinity, 'nodeAffinity', now.spec.affinity?.nodeAffinity);
  set(inner, 'affinity', now.spec.affinity || Object.keys(affinity).length > 0 ? affinity : undefined);
  const metadata = { ...template.metadata };
  for (const field of ['labels', 'annotations']) set(metadata, field, now.metadata[field]);
  return { ...template, metadata, spec: inner };
}
