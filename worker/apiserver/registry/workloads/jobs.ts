/** Jobs. */

import type { KubernetesObject } from '../../../kubernetes/objects';
import { humanDuration } from '../../../kubernetes/duration';
import type { Env } from '../../env';
import { AGE, CONTAINERS, NAME, SELECTOR } from '../columns';
import type { AnyStrategy } from '../strategy';
import type { FailureRule } from './job-policies';
import { CONTROLLER_UID, generatedLabels, validateJob, validateJobUpdate } from './job-validation';
import { setTemplateDefaults, warnOfPodNames, warnOfTemplate, WORKLOAD } from './template';

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
  for (const { onPodConditions } of (spec.podFailurePolicy?.rules ?? []) as FailureRule[])
    for (const pattern of onPodConditions ?? []) pattern.status ||= 'True';
}

/** The selector and labels that tie Pods to the Job; what the user set stays, for the rules to refuse. */
function generateSelector(object: KubernetesObject): void {
  const { spec, metadata } = object;
  if (spec.manualSelector) return;
  const generated = generatedLabels(metadata);
  spec.template.metadata.labels = { ...generated, ...spec.template.metadata.labels };
  const { matchLabels, ...rest } = spec.selector ?? {};
  spec.selector = { ...rest, matchLabels: { [CONTROLLER_UID]: metadata.uid, ...matchLabels } };
  if (!metadata.labels) metadata.labels = { ...spec.template.metadata.labels };
}

/** A field of a gate that is off is not stored, unless it was there before. */
function dropDisabled({ spec }: KubernetesObject, old: KubernetesObject | undefined, { release }: Env): void {
  if (!release.isEnabled('JobManagedBy') && old?.spec.managedBy === undefined) delete spec.managedBy;
}

const SOFT_COMPLETIONS = 100_000;
const SOFT_PARALLELISM = 10_000;

function warn(job: KubernetesObject, old: KubernetesObject | undefined, env: Env): string[] {
  const { spec } = job;
  const warnings = warnOfPodNames(job, old);
  if (spec.completionMode === 'Indexed' && spec.completions > SOFT_COMPLETIONS && spec.parallelism > SOFT_PARALLELISM)
    warnings.push(
      'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail',
    );
  return [...warnings, ...warnOfTemplate(job, old, env)];
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
  prepareForCreate(object: KubernetesObject, env: Env) {
    object.status = {};
    generateSelector(object);
    dropDisabled(object, undefined, env);
  },
  prepareForUpdate: dropDisabled,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  warnings: warn,
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
