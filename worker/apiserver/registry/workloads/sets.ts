/** StatefulSets and DaemonSets. */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import { shownStruct } from '../../go-text';
import { AGE, CONTAINERS, NAME, SELECTOR } from '../columns';
import type { AnyStrategy } from '../strategy';
import { atMostAll, isZero, shownIntOrPercent, validateIntOrPercent } from './deployments';
import {
  immutableSelector,
  nonNegative,
  refuseDeadline,
  setTemplateDefaults,
  validateSelector,
  validateTemplate,
  WORKLOAD,
} from './template';

const HISTORY_LIMIT = 10;
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const shared = { ...WORKLOAD, group: 'apps' };

function setStatefulSetDefaults(object: KubernetesObject): void {
  const { spec } = object;
  setTemplateDefaults(object);
  spec.podManagementPolicy ??= 'OrderedReady';
  spec.updateStrategy.type ??= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.partition ??= 0;
  }
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ??= 'Retain';
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ??= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= HISTORY_LIMIT;
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.spec.volumeMode ??= 'Filesystem';
    claim.status = { phase: 'Pending' };
  }
}

function validateStatefulSet(object: KubernetesObject, env: Env): FieldError[] {
  const { spec } = object;
  const errors: FieldError[] = [];
  if (!['OrderedReady', 'Parallel'].includes(spec.podManagementPolicy))
    errors.push(invalid('spec.podManagementPolicy', spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  if (!['OnDelete', 'RollingUpdate'].includes(spec.updateStrategy.type))
    errors.push(
      invalid(
        'spec.updateStrategy',
        shownStruct('apps.StatefulSetUpdateStrategy', [
          ['Type', spec.updateStrategy.type],
          ['RollingUpdate', null],
        ]),
        "must be 'RollingUpdate' or 'OnDelete'",
      ),
    );
  const { type, rollingUpdate } = spec.updateStrategy;
  if (type === 'OnDelete' && rollingUpdate)
    errors.push(
      invalid(
        'spec.updateStrategy.rollingUpdate',
        shownStruct('apps.RollingUpdateStatefulSetStrategy', [
          ['Partition', rollingUpdate.partition ?? 0],
          ['MaxUnavailable', null],
        ]),
        "only allowed for updateStrategy 'RollingUpdate'",
      ),
    );
  if (type === 'RollingUpdate')
    errors.push(...nonNegative('spec.updateStrategy.rollingUpdate.partition', rollingUpdate?.partition));
  return [
    ...errors,
    ...validateRetention(spec.persistentVolumeClaimRetentionPolicy),
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.ordinals.start', spec.ordinals?.start),
    ...validateSelector(object, env),
    ...validateTemplate(object, env),
    ...refuseDeadline(object, 'StatefulSet'),
  ];
}

const RETENTIONS = ['Retain', 'Delete'];

/** What becomes of claims when their set is deleted or gets smaller. */
const validateRetention = (policy: Record<string, string> | undefined): FieldError[] =>
  ['whenDeleted', 'whenScaled'].flatMap((field) =>
    policy?.[field] === undefined || RETENTIONS.includes(policy[field])
      ? []
      : [notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, policy[field], RETENTIONS)],
  );

/** In the order of the server's text. */
const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

function validateStatefulSetUpdate(object: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  const errors = validateStatefulSet(object, env);
  const rest = (spec: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(spec).filter(([field]) => !MUTABLE.includes(field)));
  if (!isEqual(rest(object.spec), rest(old.spec))) {
    const names = MUTABLE.filter((field) => env.release.since('1.33') || field !== 'revisionHistoryLimit').map(
      (field) => `'${field}'`,
    );
    const list = `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
    errors.push(forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`));
  }
  return errors;
}

export const STATEFUL_SET: AnyStrategy = {
  ...shared,
  kind: 'StatefulSet',
  resource: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  hasScale: true,
  setDefaults: setStatefulSetDefaults,
  prepareForCreate: (object: KubernetesObject) => void (object.status = { availableReplicas: 0, replicas: 0 }),
  validate: validateStatefulSet,
  validateUpdate: validateStatefulSetUpdate,
  columns: [
    NAME,
    { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}` },
    AGE,
    ...CONTAINERS,
  ],
};

function setDaemonSetDefaults(object: KubernetesObject): void {
  const { spec } = object;
  setTemplateDefaults(object);
  spec.updateStrategy.type ??= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= HISTORY_LIMIT;
}

function validateDaemonSet(object: KubernetesObject, env: Env): FieldError[] {
  const { spec } = object;
  const { type, rollingUpdate } = spec.updateStrategy;
  const errors = [
    ...validateSelector(object, env),
    ...validateTemplate(object, env),
    ...refuseDeadline(object, 'DaemonSet'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
  ];
  if (type === 'RollingUpdate') errors.push(...validateRollingUpdate(rollingUpdate));
  else if (type !== 'OnDelete')
    errors.push(notSupported('spec.updateStrategy.type', type, ['RollingUpdate', 'OnDelete']));
  return [...errors, ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit)];
}

/** Either old Pods may be missing or new ones be too many, not both. */
function validateRollingUpdate(update: { maxUnavailable: number | string; maxSurge: number | string }): FieldError[] {
  const path = 'spec.updateStrategy.rollingUpdate';
  const fields = ['maxUnavailable', 'maxSurge'] as const;
  const errors = [validateIntOrPercent, atMostAll].flatMap((rule) =>
    fields.flatMap((field) => rule(`${path}.${field}`, update[field])),
  );
  const [lacks, surges] = fields.map((field) => !isZero(update[field]));
  if (lacks && surges)
    errors.push(
      invalid(`${path}.maxSurge`, shownIntOrPercent(update.maxSurge), 'may not be set when maxUnavailable is non-zero'),
    );
  if (!lacks && !surges) errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  return errors;
}

function noteTemplateGeneration(object: KubernetesObject, generation: number): void {
  object.metadata.annotations = { ...object.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
}

export const DAEMON_SET: AnyStrategy = {
  ...shared,
  kind: 'DaemonSet',
  resource: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  setDefaults: setDaemonSetDefaults,
  prepareForCreate(object: KubernetesObject) {
    object.status = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
    noteTemplateGeneration(object, 1);
  },
  prepareForUpdate(object: KubernetesObject, old: KubernetesObject) {
    const generation = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
    noteTemplateGeneration(object, generation + (isEqual(object.spec.template, old.spec.template) ? 0 : 1));
  },
  validate: validateDaemonSet,
  validateUpdate: (object: KubernetesObject, old: KubernetesObject, env: Env) => [
    ...validateDaemonSet(object, env),
    ...immutableSelector(object, old),
  ],
  columns: [
    NAME,
    { name: 'Desired', type: 'integer', cell: ({ status }) => status?.desiredNumberScheduled ?? 0 },
    { name: 'Current', type: 'integer', cell: ({ status }) => status?.currentNumberScheduled ?? 0 },
    { name: 'Ready', type: 'integer', cell: ({ status }) => status?.numberReady ?? 0 },
    { name: 'Up-to-date', type: 'integer', cell: ({ status }) => status?.updatedNumberScheduled ?? 0 },
    { name: 'Available', type: 'integer', cell: ({ status }) => status?.numberAvailable ?? 0 },
    {
      name: 'Node Selector',
      cell: ({ spec }) => {
        const selector: Record<string, string> = spec.template?.spec?.nodeSelector ?? {};
        const pairs = Object.keys(selector)
          .sort()
          .map((key) => `${key}=${selector[key]}`);
        return pairs.length === 0 ? '<none>' : pairs.join(',');
      },
    },
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
};
