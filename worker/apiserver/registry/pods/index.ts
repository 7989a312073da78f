/** Pods. */

import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { checkSubdomain } from '../../validation/names';
import type { Store } from '../../store';
import type { AnyStrategy } from '../strategy';
import { admitPod } from './admission';
import { POD_COLUMNS } from './columns';
import { qosClassOf, setPodDefaults } from './defaults';
import { EPHEMERAL_CONTAINERS } from './ephemeral';
import { validatePodUpdate } from './immutability';
import { dropResizePolicies, RESIZE } from './resize';
import { validateNewPod, validatePodStatus } from './validation';
import { warnOfPod } from './warnings';

/** What a Pod with scheduling gates is created with. */
const gated = (env: Env) => ({
  lastProbeTime: null,
  lastTransitionTime: env.now(),
  message: 'Scheduling is blocked due to non-empty scheduling gates',
  reason: 'SchedulingGated',
  status: 'False',
  type: 'PodScheduled',
});

/** @param store has the ServiceAccounts. */
export const podStrategy = (store: Store): AnyStrategy => ({
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  nameRule: checkSubdomain,
  hasStatus: true,
  hasGeneration: (env: Env) => env.release.since('1.33'),
  returnsDeleted: true,
  gracePeriodSeconds(pod: KubernetesObject): number {
    const isOver = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    const { nodeName, terminationGracePeriodSeconds: seconds } = pod.spec;
    if (!nodeName || isOver) return 0;
    return seconds < 0 ? 1 : seconds;
  },
  setDefaults: (pod: KubernetesObject, env: Env) => setPodDefaults(pod as never, env),
  admit({ object, old }, env) {
    const findAccount = (namespace: string, name: string) => store.get('serviceaccounts', `${namespace}/${name}`);
    return old ? undefined : admitPod(object, env, findAccount);
  },
  prepareForCreate(pod: KubernetesObject, env: Env) {
    dropResizePolicies(pod, undefined, env);
    pod.status = {
      ...(pod.spec.schedulingGates?.length ? { conditions: [gated(env)] } : {}),
      phase: 'Pending',
      qosClass: qosClassOf(pod.spec),
    };
  },
  prepareStatus(pod: KubernetesObject, old: KubernetesObject) {
    pod.status.qosClass = old.status.qosClass;
  },
  validate: validateNewPod,
  validateUpdate: validatePodUpdate,
  validateStatus: validatePodStatus,
  subresources: { ephemeralcontainers: EPHEMERAL_CONTAINERS, resize: RESIZE },
  warnings: warnOfPod,
  columns: POD_COLUMNS,
  selectableFields: {
    'spec.nodeName': (pod: KubernetesObject) => pod.spec.nodeName ?? '',
    'spec.restartPolicy': (pod: KubernetesObject) => pod.spec.restartPolicy ?? '',
    'spec.schedulerName': (pod: KubernetesObject) => pod.spec.schedulerName ?? '',
    'spec.serviceAccountName': (pod: KubernetesObject) => pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': (pod: KubernetesObject) => String(pod.spec.hostNetwork ?? false),
    'status.phase': (pod: KubernetesObject) => pod.status?.phase ?? '',
    // known, and of every Pod without a value
    'status.podIPs': () => '',
    // the old name of spec.nodeName
    'spec.host': (pod: KubernetesObject) => pod.spec.nodeName ?? '',
    'status.podIP': (pod: KubernetesObject) => pod.status?.podIP ?? '',
    'status.nominatedNodeName': (pod: KubernetesObject) => pod.status?.nominatedNodeName ?? '',
  },
});
