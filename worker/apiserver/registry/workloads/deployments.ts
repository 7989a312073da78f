/** Deployments and ReplicaSets. */

import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, invalid, notSupported, type FieldError } from '../../field-errors';
import { quote, type Rendered } from '../../go-text';
import { AGE, CONTAINERS, NAME, SELECTOR } from '../columns';
import type { AnyStrategy } from '../strategy';
import {
  immutableSelector,
  nonNegative,
  refuseDeadline,
  setTemplateDefaults,
  validateSelector,
  validateTemplate,
  warnOfPodNames,
  warnOfTemplate,
  WORKLOAD,
} from './template';

const PROGRESS_SECONDS = 600;
const HISTORY_LIMIT = 10;
const QUARTER = '25%';

function setDeploymentDefaults(object: KubernetesObject): void {
  const { spec } = object;
  setTemplateDefaults(object);
  spec.replicas ??= 1;
  spec.strategy.type ??= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= QUARTER;
    spec.strategy.rollingUpdate.maxSurge ??= QUARTER;
  }
  spec.revisionHistoryLimit ??= HISTORY_LIMIT;
  spec.progressDeadlineSeconds ??= PROGRESS_SECONDS;
}

const PERCENT = /^\d+%$/;

/** A number or a percentage as releases before 1.34 print it: with both its fields. */
export const shownIntOrPercent = (value: number | string): Rendered => ({
  json: JSON.stringify(value),
  go:
    typeof value === 'number'
      ? `intstr.IntOrString{Type:0, IntVal:${value}, StrVal:""}`
      : `intstr.IntOrString{Type:1, IntVal:0, StrVal:${quote(value)}}`,
});

export function validateIntOrPercent(path: string, value: number | string): FieldError[] {
  if (typeof value === 'number') return nonNegative(path, value);
  return PERCENT.test(value)
    ? []
    : [
        invalid(
          path,
          shownIntOrPercent(value),
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
      ];
}

export const atMostAll = (path: string, value: number | string): FieldError[] =>
  typeof value === 'string' && PERCENT.test(value) && Number.parseInt(value) > 100
    ? [invalid(path, shownIntOrPercent(value), 'must not be greater than 100%')]
    : [];

export const isZero = (value: number | string) => Number.parseInt(String(value)) === 0;

function validateStrategy({ spec }: KubernetesObject): FieldError[] {
  const { type, rollingUpdate } = spec.strategy;
  if (type === 'Recreate')
    return rollingUpdate
      ? [forbidden('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  if (type !== 'RollingUpdate') return [notSupported('spec.strategy.type', type, ['Recreate', 'RollingUpdate'])];
  const path = 'spec.strategy.rollingUpdate';
  const errors = [
    ...validateIntOrPercent(`${path}.maxUnavailable`, rollingUpdate.maxUnavailable),
    ...validateIntOrPercent(`${path}.maxSurge`, rollingUpdate.maxSurge),
  ];
  if (isZero(rollingUpdate.maxUnavailable) && isZero(rollingUpdate.maxSurge))
    errors.push(
      invalid(
        `${path}.maxUnavailable`,
        shownIntOrPercent(rollingUpdate.maxUnavailable),
        'may not be 0 when `maxSurge` is 0',
      ),
    );
  errors.push(...atMostAll(`${path}.maxUnavailable`, rollingUpdate.maxUnavailable));
  return errors;
}

function validateDeployment(object: KubernetesObject, env: Env): FieldError[] {
  const { spec } = object;
  const errors = [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateSelector(object, env),
    ...validateTemplate(object, env),
    ...refuseDeadline(object, 'ReplicaSet'),
    ...validateStrategy(object),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...nonNegative('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds),
  ];
  if (spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0))
    errors.push(
      invalid('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds, 'must be greater than minReadySeconds'),
    );
  return errors;
}

const shared = {
  ...WORKLOAD,
  group: 'apps',
  hasScale: true,
  warnings: (object: KubernetesObject, old: KubernetesObject | undefined, env: Env) => [
    ...warnOfPodNames(object, old),
    ...warnOfTemplate(object, old, env),
  ],
};

export const DEPLOYMENT: AnyStrategy = {
  ...shared,
  kind: 'Deployment',
  resource: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  setDefaults: setDeploymentDefaults,
  prepareForCreate: (object: KubernetesObject) => void (object.status = {}),
  validate: validateDeployment,
  validateUpdate: (object: KubernetesObject, old: KubernetesObject, env: Env) => [
    ...validateDeployment(object, env),
    ...immutableSelector(object, old),
  ],
  columns: [
    NAME,
    { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}` },
    { name: 'Up-to-date', type: 'integer', cell: ({ status }) => status?.updatedReplicas ?? 0 },
    { name: 'Available', type: 'integer', cell: ({ status }) => status?.availableReplicas ?? 0 },
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
};

function validateReplicaSet(object: KubernetesObject, env: Env): FieldError[] {
  return [
    ...nonNegative('spec.replicas', object.spec.replicas),
    ...nonNegative('spec.minReadySeconds', object.spec.minReadySeconds),
    ...validateSelector(object, env),
    ...validateTemplate(object, env),
    ...refuseDeadline(object, 'ReplicaSet'),
  ];
}

export const REPLICA_SET: AnyStrategy = {
  ...shared,
  kind: 'ReplicaSet',
  resource: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  setDefaults(object: KubernetesObject) {
    setTemplateDefaults(object);
    object.spec.replicas ??= 1;
  },
  prepareForCreate: (object: KubernetesObject) => void (object.status = { replicas: 0 }),
  validate: validateReplicaSet,
  validateUpdate: (object: KubernetesObject, old: KubernetesObject, env: Env) => [
    ...validateReplicaSet(object, env),
    ...immutableSelector(object, old),
  ],
  columns: [
    NAME,
    { name: 'Desired', type: 'integer', cell: ({ spec }) => spec.replicas ?? 0 },
    { name: 'Current', type: 'integer', cell: ({ status }) => status?.replicas ?? 0 },
    { name: 'Ready', type: 'integer', cell: ({ status }) => status?.readyReplicas ?? 0 },
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
};
