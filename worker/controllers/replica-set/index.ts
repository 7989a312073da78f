/** replicaset-controller: keeps the number of Pods of a ReplicaSet. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { keyOf } from '../../client/informer';
import { byController, controllerOf, ownerKey } from '../../client/owners';
import {
  claimPods,
  createPod,
  deletionOrder,
  isAdoptable,
  isKept,
  isPodActive,
  isPodAvailable,
} from '../../client/pods';
import type { SyncResult } from '../../client/queue';
import { PODS, REPLICA_SETS } from '../../client/resources';
import { matchesSelector } from '../../client/selectors';
import { createTallies } from './tally';

/** Pods that one sync creates or deletes at most. */
const BURST_MAX = 500;

/** An index over the namespaces of Pods that nobody controls. */
const orphansIn = (pod: KubernetesObject): readonly string[] => (controllerOf(pod) ? [] : [pod.metadata.namespace!]);

export function startReplicaSetController(context: ControllerContext): void {
  const { api, release } = context;
  const sets = context.informers.of(REPLICA_SETS);
  const pods = context.informers.of(PODS);
  const recorder = context.recorder('replicaset-controller');
  const queue = context.queue(sync);
  const tallies = createTallies(pods);

  sets.on(({ type, key, object }) => {
    if (type === 'DELETED') tallies.forget(object);
    queue.add(key);
  });
  pods.on(({ object, old }) => {
    for (const pod of old ? [object, old] : [object]) {
      const owner = ownerKey(pod, 'ReplicaSet');
      if (owner) queue.add(owner);
      else if (pod.metadata.labels && !pod.metadata.ownerReferences?.length)
        for (const set of sets.list(pod.metadata.namespace))
          if (matchesSelector(set.spec.selector, pod.metadata.labels)) queue.add(keyOf(set));
    }
  });

  /** Adopts orphans and releases own Pods, where there are such. */
  function claim(set: KubernetesObject): void {
    const orphans = pods.by(orphansIn, set.metadata.namespace!);
    if (tallies.of(set).stray > 0 || orphans.some((pod) => isAdoptable(set, pod)))
      claimPods(context, set, [...pods.by(byController, set.metadata.uid!), ...orphans]);
  }

  const activePods = (set: KubernetesObject): KubernetesObject[] =>
    pods.by(byController, set.metadata.uid!).filter((pod) => isKept(set, pod) && isPodActive(pod));

  function sync(key: string): SyncResult {
    const set = sets.get(key);
    if (!set) return;
    claim(set);
    const { active } = tallies.of(set);
    let failure: string | undefined;
    if (!set.metadata.deletionTimestamp) failure = manage(set, active);
    const newest = sets.get(key);
    if (!newest) return;
    // when nothing was created or deleted, the Pods are those that were claimed
    if (newest !== set || active !== (set.spec.replicas ?? 1)) claim(newest);
    const nextMs = updateStatus(newest, failure);
    if (failure !== undefined) return 'retry';
    return nextMs === undefined ? undefined : { requeueAfterMs: nextMs };
  }

  /** @returns the text of a failure to create Pods. */
  function manage(set: KubernetesObject, active: number): string | undefined {
    const difference = (set.spec.replicas ?? 1) - active;
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
    for (const pod of deletionOrder(activePods(set), context.epochMs()).slice(0, Math.min(-difference, BURST_MAX))) {
      if (api.delete(PODS, pod, { uid: pod.metadata.uid }).ok)
        recorder.event(set, {
          type: 'Normal',
          reason: 'SuccessfulDelete',
          message: `Deleted pod: ${pod.metadata.name}`,
        });
    }
  }

  /** @returns when a Pod becomes available by its age. */
  function updateStatus(set: KubernetesObject, failure: string | undefined): number | undefined {
    const counts = tallies.of(set);
    const { available, nextMs } = availability(set, counts.ready);
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
      ...positive('availableReplicas', available),
      ...(failure === undefined ? {} : { conditions: [hadFailure ?? condition] }),
      ...positive('fullyLabeledReplicas', counts.labelled),
      observedGeneration: set.metadata.generation,
      ...positive('readyReplicas', counts.ready),
      replicas: counts.active,
      ...(release.since('1.35') ? { terminatingReplicas: counts.terminating } : {}),
    };
    if (!isSame(status, set.status)) api.updateStatus(REPLICA_SETS, { ...set, status });
    return nextMs;
  }

  /** Ready Pods become available by their age, all at once where the set asks for none. */
  function availability(set: KubernetesObject, ready: number): { available: number; nextMs?: number } {
    const minReady: number = set.spec.minReadySeconds ?? 0;
    if (minReady === 0) return { available: ready };
    const epochMs = context.epochMs();
    const states = activePods(set).map((pod) => isPodAvailable(pod, minReady, epochMs));
    const left = states.filter((state) => typeof state === 'number');
    const available = states.filter((state) => state === true).length;
    return left.length > 0 ? { available, nextMs: Math.min(...left) } : { available };
  }
}
