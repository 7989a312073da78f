/** How many Pods each ReplicaSet has, of which kind: counted once, then kept as the Pods change. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { Informer } from '../../client/informer';
import { byController, controllerOf } from '../../client/owners';
import { isKept, isPodActive, isPodFinished, isPodReady } from '../../client/pods';
import { matchesLabels } from '../../client/selectors';

export interface PodCounts {
  active: number;
  /** Active ones with all labels of the template. */
  labelled: number;
  ready: number;
  terminating: number;
  /** Own Pods that the selector no longer matches: they are to be released, and count for nothing else. */
  stray: number;
}

export interface Tallies {
  /** Of the Pods that are there now. The counts go on changing. */
  of(set: KubernetesObject): Readonly<PodCounts>;
  /** The set is gone. */
  forget(set: KubernetesObject): void;
}

interface Tally {
  /** The set as it was when all its Pods were counted. */
  set: KubernetesObject;
  counts: PodCounts;
}

/** What decides which Pods count is the same for both versions of a ReplicaSet. */
const hasSameRules = (a: KubernetesObject, b: KubernetesObject): boolean =>
  a.spec.selector === b.spec.selector &&
  a.spec.template === b.spec.template &&
  a.metadata.deletionTimestamp === b.metadata.deletionTimestamp;

/** @param pods the cache whose changes are followed: what is counted is what it holds. */
export function createTallies(pods: Informer): Tallies {
  const tallies = new Map<string, Tally>();

  function count(pod: KubernetesObject, by: 1 | -1): void {
    const owner = controllerOf(pod);
    const tally = owner && tallies.get(owner.uid);
    if (tally) countPod(tally.set, pod, by, tally.counts);
  }

  pods.on(({ type, object, old }) => {
    if (old) count(old, -1);
    if (type !== 'DELETED') count(object, 1);
  });

  return {
    of(set) {
      const known = tallies.get(set.metadata.uid!);
      if (known && hasSameRules(known.set, set)) return known.counts;
      const counts = { active: 0, labelled: 0, ready: 0, terminating: 0, stray: 0 };
      for (const pod of pods.by(byController, set.metadata.uid!)) countPod(set, pod, 1, counts);
      tallies.set(set.metadata.uid!, { set, counts });
      return counts;
    },
    forget: (set) => void tallies.delete(set.metadata.uid!),
  };
}

function countPod(set: KubernetesObject, pod: KubernetesObject, by: 1 | -1, counts: PodCounts): void {
  if (!isKept(set, pod)) counts.stray += by;
  else if (isPodActive(pod)) {
    counts.active += by;
    if (matchesLabels(set.spec.template?.metadata?.labels ?? {}, pod.metadata.labels)) counts.labelled += by;
    if (isPodReady(pod)) counts.ready += by;
  } else if (pod.metadata.deletionTimestamp && !isPodFinished(pod)) counts.terminating += by;
}
