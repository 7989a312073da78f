/** replicaset-controller: keeps the number of Pods of a ReplicaSet. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { keyOf } from '../../client/informer';
import { byController, ownerKey } from '../../client/owners';
import {
  claimPods,
  createPod,
  deletionOrder,
  isPodActive,
  isPodAvailable,
  isPodFinished,
  isPodReady,
} from '../../client/pods';
import type { SyncResult } from '../../client/queue';
import { PODS, REPLICA_SETS } from '../../client/resources';
import { matchesLabels, matchesSelector } from '../../client/selectors';

/** Pods that one sync creates or deletes at most. */
const BURST_MAX = 500;

export function startReplicaSetController(context: ControllerContext): void {
  const { api, release } = context;
  const sets = context.informers.of(REPLICA_SETS);
  const pods = context.informers.of(PODS);
  const recorder = context.recorder('replicaset-controller');
  const queue = context.queue(sync);

  sets.on(({ object }) => queue.add(keyOf(object)));
  pods.on(({ object, old }) => {
    for (const pod of old ? [object, old] : [object]) {
      const owner = ownerKey(pod, 'ReplicaSet');
      if (owner) queue.add(owner);
      else if (pod.metadata.labels && !pod.metadata.ownerReferences?.length)
        for (const set of sets.list(pod.metadata.namespace))
          if (matchesSelector(set.spec.selector, pod.metadata.labels)) queue.add(keyOf(set));
    }
  });

  /** Own Pods, and orphans that may be adopted. */
  function candidates(set: KubernetesObject): KubernetesObject[] {
    const orphans = pods.by(byController, '').filter((pod) => pod.metadata.namespace === set.metadata.namespace);
    return [...pods.by(byController, set.metadata.uid!), ...orphans];
  }

  function sync(key: string): SyncResult {
    const set = sets.get(key);
    if (!set) return;
    const claimed = claimPods(context, set, candidates(set));
    const active = claimed.filter(isPodActive);
    let failure: string | undefined;
    if (!set.metadata.deletionTimestamp) failure = manage(set, active);
    const newest = sets.get(key);
    if (!newest) return;
    // nothing was created or deleted: the Pods are those that were claimed
    const isSettled = newest === set && active.length === (set.spec.replicas ?? 1);
    const nextMs = updateStatus(newest, isSettled ? claimed : claimPods(context, newest, candidates(newest)), failure);
    if (failure !== undefined) return 'retry';
    return nextMs === undefined ? undefined : { requeueAfterMs: nextMs };
  }

  /** @returns the text of a failure to create Pods. */
  function manage(set: KubernetesObject, active: KubernetesObject[]): string | undefined {
    const difference = (set.spec.replicas ?? 1) - active.length;
    for (let count = 0; count < Math.min(difference, BURST_MAX); count++) {
      const answer = createPod(context, set, set.spec.template, { generateName: `${set.metadata.name}-` });
      if (!answer.ok) {
        recorder.event(set, {
          type: 'Warning',
          reason: 'FailedCreate',
          message: `Error creating: ${answer.status.message}`,
        });
        return answer.status.message ?? '';
      }
      recorder.event(set, {
        type: 'Normal',
        reason: 'SuccessfulCreate',
        message: `Created pod: ${answer.object.metadata.name}`,
      });
    }
    if (difference >= 0) return;
    for (const pod of deletionOrder(active, context.epochMs()).slice(0, Math.min(-difference, BURST_MAX))) {
      if (api.delete(PODS, pod, { uid: pod.metadata.uid }).ok)
        recorder.event(set, {
          type: 'Normal',
          reason: 'SuccessfulDelete',
          message: `Deleted pod: ${pod.metadata.name}`,
        });
    }
  }

  /** @returns when a Pod becomes available by its age. */
  function updateStatus(
    set: KubernetesObject,
    claimed: KubernetesObject[],
    failure: string | undefined,
  ): number | undefined {
    const counts = countPods(set, claimed, context.epochMs());
    const positive = (name: string, value: number) => (value > 0 ? { [name]: value } : {});
    const condition = {
      lastTransitionTime: context.timestamp(),
      message: failure,
      reason: 'FailedCreate',
      status: 'True',
      type: 'ReplicaFailure',
    };
    const hadFailure = set.status?.conditions?.[0]?.type === 'ReplicaFailure' ? set.status.conditions[0] : undefined;
    const status = {
      ...positive('availableReplicas', counts.available),
      ...(failure === undefined ? {} : { conditions: [hadFailure?.message === failure ? hadFailure : condition] }),
      ...positive('fullyLabeledReplicas', counts.labelled),
      observedGeneration: set.metadata.generation,
      ...positive('readyReplicas', counts.ready),
      replicas: counts.active,
      ...(release.since('1.35') ? { terminatingReplicas: counts.terminating } : {}),
    };
    if (!isSame(status, set.status)) api.updateStatus(REPLICA_SETS, { ...set, status });
    return counts.nextMs;
  }
}

/** All counts of a ReplicaSet's status in one pass over its Pods. */
function countPods(set: KubernetesObject, claimed: readonly KubernetesObject[], epochMs: number) {
  const counts = {
    active: 0,
    labelled: 0,
    ready: 0,
    available: 0,
    terminating: 0,
    nextMs: undefined as number | undefined,
  };
  const labels = set.spec.template?.metadata?.labels ?? {};
  const minReady = set.spec.minReadySeconds ?? 0;
  for (const pod of claimed) {
    if (!isPodActive(pod)) {
      if (pod.metadata.deletionTimestamp && !isPodFinished(pod)) counts.terminating++;
      continue;
    }
    counts.active++;
    if (matchesLabels(labels, pod.metadata.labels)) counts.labelled++;
    if (isPodReady(pod)) counts.ready++;
    const available = isPodAvailable(pod, minReady, epochMs);
    if (available === true) counts.available++;
    else if (available !== false) counts.nextMs = Math.min(counts.nextMs ?? available, available);
  }
  return counts;
}
