/** The counts of a ReplicaSet's Pods against counting all Pods anew after every change. */

import { beforeAll, expect, it } from 'vitest';
import type { Random } from '../../../worker/core/types';
import type { Change, Informer } from '../../../worker/client/informer';
import { PODS } from '../../../worker/client/resources';
import { createTallies, type PodCounts } from '../../../worker/controllers/replica-set/tally';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';
import { freshCore } from '../../core/load';

const STEPS = 3_000;
const NAMES = 12;
const OWNERS = ['one', 'two', undefined];

let random: Random;
beforeAll(async () => {
  random = (await freshCore()).random(5);
});

/** A cache without a server: the test says what changes. */
function fakeInformer(): Informer & { change(change: Change): void } {
  const objects = new Map<string, KubernetesObject>();
  const handlers: ((change: Change) => void)[] = [];
  return {
    resource: PODS,
    get: (key) => objects.get(key),
    list: () => [...objects.values()],
    by: (index, value) => [...objects.values()].filter((object) => index(object).includes(value)),
    on: (handler) => void handlers.push(handler),
    change(change) {
      if (change.type === 'DELETED') objects.delete(change.object.metadata.name);
      else objects.set(change.object.metadata.name, change.object);
      for (const handler of handlers) handler(change);
    },
  };
}

/** The rule in its plainest form. */
function countAll(set: KubernetesObject, pods: readonly KubernetesObject[]): PodCounts {
  const own = pods.filter((pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid));
  const isLeaving = (object: KubernetesObject) => object.metadata.deletionTimestamp !== undefined;
  const matches = (pod: KubernetesObject) => pod.metadata.labels?.app === set.spec.selector.matchLabels.app;
  const kept = own.filter((pod) => matches(pod) || isLeaving(set) || isLeaving(pod));
  const alive = kept.filter((pod) => !['Succeeded', 'Failed'].includes(pod.status.phase));
  const active = alive.filter((pod) => !isLeaving(pod));
  return {
    active: active.length,
    labelled: active.filter(
      (pod) => matches(pod) && pod.metadata.labels!.tier === set.spec.template.metadata.labels.tier,
    ).length,
    ready: active.filter((pod) => pod.status.conditions[0].status === 'True').length,
    terminating: alive.length - active.length,
    stray: own.length - kept.length,
  };
}

const pick = <T>(list: readonly T[]): T => list[random.stream('pick').index(list.length)];

function drawSet(uid: string): KubernetesObject {
  const labels = { app: pick(['a', 'b']), tier: pick(['x', 'y']) };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: uid, uid, ...pick([{}, {}, { deletionTimestamp: 'now' }]) },
    spec: { selector: { matchLabels: { app: labels.app } }, template: { metadata: { labels } } },
  };
}

function drawPod(): KubernetesObject {
  const uid = pick(OWNERS);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${random.stream('pick').index(NAMES)}`,
      labels: { app: pick(['a', 'b']), tier: pick(['x', 'y']) },
      ...(uid && {
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: uid, uid, controller: true }],
      }),
      ...pick([{}, {}, { deletionTimestamp: 'now' }]),
    },
    status: {
      phase: pick(['Pending', 'Running', 'Running', 'Failed', 'Succeeded']),
      conditions: [{ type: 'Ready', status: pick(['True', 'False']) }],
    },
  };
}

it('agrees with counting anew, for Pods that come, change, move and go, and for sets that change', () => {
  const pods = fakeInformer();
  const tallies = createTallies(pods);
  const sets = ['one', 'two'].map(drawSet);
  for (let step = 0; step < STEPS; step++) {
    const object = drawPod();
    const key = object.metadata.name;
    const old = pods.get(key);
    if (old && pick([true, false, false])) pods.change({ type: 'DELETED', key, object: old, old });
    else pods.change({ type: old ? 'MODIFIED' : 'ADDED', key, object, old });
    const at = random.stream('pick').index(2);
    const change = random.stream('pick').index(20);
    if (change === 0) sets[at] = drawSet(sets[at].metadata.name);
    else if (change === 1) sets[at] = { ...sets[at], status: { replicas: step } };
    else if (change === 2) tallies.forget(sets[at]);
    for (const set of sets) expect(tallies.of(set), `step ${step}`).toEqual(countAll(set, pods.list()));
  }
});
