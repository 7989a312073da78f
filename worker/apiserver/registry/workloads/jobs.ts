/** Jobs. */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject, ObjectMeta } from '../../../kubernetes/objects';
import { humanDuration } from '../../../kubernetes/duration';
import type { Env } from '../../env';
import { invalid, notSupported, required, type FieldError } from '../../field-errors';
import { shownMap } from '../../go-text';
import { validateLabelSelector } from '../../validation/selectors';
import { AGE, CONTAINERS, NAME, SELECTOR } from '../columns';
import type { AnyStrategy } from '../strategy';
import { nonNegative, setTemplateDefaults, shownSelector, validateTemplate, WORKLOAD } from './template';
import { matchesLabelSelector } from '../../../kubernetes/selectors';

const BACKOFF_LIMIT = 6;
const BACKOFF_NO_LIMIT = 2 ** 31 - 1;

function setDefaults(object: KubernetesObject): void {
  const { spec } = object;
  setTemplateDefaults(object);
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? BACKOFF_LIMIT : BACKOFF_NO_LIMIT;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
}

const generatedLabels = ({ uid = '', name = '' }: ObjectMeta): Record<string, string> => ({
  'batch.kubernetes.io/controller-uid': uid,
  'batch.kubernetes.io/job-name': name,
  'controller-uid': uid,
  'job-name': name,
});

/** The selector and labels that tie Pods to the Job. */
function generateSelector(object: KubernetesObject): void {
  const { spec, metadata } = object;
  if (spec.manualSelector) return;
  spec.template.metadata.labels = { ...spec.template.metadata.labels, ...generatedLabels(metadata) };
  spec.selector ??= { matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid } };
  if (!metadata.labels) metadata.labels = { ...spec.template.metadata.labels };
}

const MODES = ['NonIndexed', 'Indexed'];
const COUNTS = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];

function validate(object: KubernetesObject, env: Env): FieldError[] {
  const { spec, metadata } = object;
  const labels: Record<string, string> = spec.template.metadata.labels ?? {};
  const errors: FieldError[] = [];
  const generated = generatedLabels(metadata);
  if (!spec.manualSelector && spec.selector && !matchesLabelSelector(generated, spec.selector))
    errors.push(invalid('spec.selector', shownSelector(spec.selector), '`selector` not auto-generated'));
  for (const field of COUNTS) errors.push(...nonNegative(`spec.${field}`, spec[field]));
  if (!MODES.includes(spec.completionMode))
    errors.push(notSupported('spec.completionMode', spec.completionMode, MODES));
  if (spec.completionMode === 'Indexed' && spec.completions === undefined)
    errors.push(required('spec.completions', 'when completion mode is Indexed'));
  errors.push(...validateTemplate(object, env, ['Always', 'OnFailure', 'Never']));
  if (spec.template.spec.restartPolicy === 'Always')
    errors.push(required('spec.template.spec.restartPolicy', 'valid values: "OnFailure", "Never"'));
  if (spec.selector) errors.push(...validateLabelSelector(spec.selector, 'spec.selector', env));
  else errors.push(required('spec.selector'));
  if (spec.selector && !matchesLabelSelector(labels, spec.selector))
    errors.push(
      invalid('spec.template.metadata.labels', shownMap(labels), '`selector` does not match template `labels`'),
    );
  return errors;
}

function validateUpdate(object: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  const errors = validate(object, env);
  const { spec } = object;
  if (spec.completionMode !== 'Indexed' || spec.completions !== spec.parallelism)
    if (spec.completions !== old.spec.completions)
      errors.push(invalid('spec.completions', spec.completions ?? null, 'field is immutable'));
  if (!isEqual(spec.selector, old.spec.selector))
    errors.push(invalid('spec.selector', shownSelector(spec.selector), 'field is immutable'));
  if (!isEqual(spec.template, old.spec.template))
    errors.push(
      invalid(
        'spec.template',
        { json: JSON.stringify(spec.template), go: 'core.PodTemplateSpec{}' },
        'field is immutable',
      ),
    );
  if (spec.completionMode !== old.spec.completionMode)
    errors.push(invalid('spec.completionMode', spec.completionMode, 'field is immutable'));
  return errors;
}

function statusOf(object: KubernetesObject, env: Env): string {
  const isTrue = (type: string) =>
    (object.status?.conditions ?? []).some(
      (condition: { type: string; status: string }) => condition.type === type && condition.status === 'True',
    );
  if (isTrue('Complete')) return 'Complete';
  if (isTrue('Failed')) return 'Failed';
  if (object.metadata.deletionTimestamp) return 'Terminating';
  if (isTrue('Suspended')) return 'Suspended';
  if (isTrue('FailureTarget')) return 'FailureTarget';
  if (isTrue('SuccessCriteriaMet') && env.release.since('1.34')) return 'SuccessCriteriaMet';
  return 'Running';
}

function completionsOf({ spec, status }: KubernetesObject): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  return spec.parallelism > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`;
}

function durationOf({ status }: KubernetesObject, env: Env): string {
  if (!status?.startTime) return '';
  const endMs = status.completionTime ? Date.parse(status.completionTime) : env.nowMs();
  return humanDuration(endMs - Date.parse(status.startTime));
}

export const JOB: AnyStrategy = {
  ...WORKLOAD,
  group: 'batch',
  kind: 'Job',
  resource: 'jobs',
  singular: 'job',
  setDefaults,
  prepareForCreate(object: KubernetesObject) {
    object.status = {};
    generateSelector(object);
  },
  validate,
  validateUpdate,
  columns: [
    NAME,
    { name: 'Status', cell: statusOf },
    { name: 'Completions', cell: completionsOf },
    { name: 'Duration', cell: durationOf },
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
  selectableFields: { 'status.successful': (object: KubernetesObject) => String(object.status?.succeeded ?? 0) },
};
