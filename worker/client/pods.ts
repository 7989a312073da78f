/** What the workload controllers share: Pods from templates, adoption, and the order of deletion. */

import type { Condition, KubernetesObject } from '../kubernetes/objects';
import type { ControllerContext } from './context';
import type { Answer } from './api';
import { controllerOf, controllerReference } from './owners';
import { PODS } from './resources';
import { matchesSelector } from './selectors';

export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string>; finalizers?: string[] };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  spec: any;
}

export interface PodExtras {
  name?: string;
  generateName: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  spec?: Record<string, unknown>;
}

/** Creates a Pod from a template for `owner`. */
export function createPod(
  { api }: ControllerContext,
  owner: KubernetesObject,
  template: PodTemplate,
  extras: PodExtras,
): Answer {
  const labels = { ...template.metadata?.labels, ...extras.labels };
  const annotations = { ...template.metadata?.annotations, ...extras.annotations };
  const finalizers = [...(template.metadata?.finalizers ?? []), ...(extras.finalizers ?? [])];
  return api.create(PODS, {
    metadata: {
      ...(extras.name ? { name: extras.name } : {}),
      generateName: extras.generateName,
      namespace: owner.metadata.namespace,
      labels,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      ...(finalizers.length > 0 ? { finalizers } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: { ...template.spec, ...extras.spec },
  });
}

export function podCondition(pod: KubernetesObject, type: string): Condition | undefined {
  const conditions: readonly Condition[] = pod.status?.conditions ?? [];
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

export const isPodReady = (pod: KubernetesObject): boolean => podCondition(pod, 'Ready')?.status === 'True';

export const isPodFinished = (pod: KubernetesObject): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

export const isPodActive = (pod: KubernetesObject): boolean => !isPodFinished(pod) && !pod.metadata.deletionTimestamp;

/** Ready for at least `minReadySeconds`. @returns true, or the milliseconds that are still missing, or false. */
export function isPodAvailable(pod: KubernetesObject, minReadySeconds: number, epochMs: number): boolean | number {
  const ready = podCondition(pod, 'Ready');
  if (ready?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  const leftMs = Date.parse(ready.lastTransitionTime ?? '') + minReadySeconds * 1_000 - epochMs;
  return leftMs <= 0 ? true : leftMs;
}

/** True for a Pod of `owner` that it keeps; all stay with an owner that is being deleted. */
export const isKept = (owner: KubernetesObject, pod: KubernetesObject): boolean =>
  matchesSelector(owner.spec.selector, pod.metadata.labels) ||
  !!owner.metadata.deletionTimestamp ||
  pod.metadata.deletionTimestamp !== undefined;

/** An orphan that `owner` takes over. */
export const isAdoptable = (owner: KubernetesObject, pod: KubernetesObject): boolean =>
  !owner.metadata.deletionTimestamp &&
  pod.metadata.deletionTimestamp === undefined &&
  !isPodFinished(pod) &&
  matchesSelector(owner.spec.selector, pod.metadata.labels);

/**
 * The Pods that `owner` controls, after adopting orphans that match and releasing own ones that no longer do.
 * @param pods all Pods of the namespace.
 */
export function claimPods(
  { api }: ControllerContext,
  owner: KubernetesObject,
  pods: readonly KubernetesObject[],
): KubernetesObject[] {
  const claimed: KubernetesObject[] = [];
  for (const pod of pods) {
    const controller = controllerOf(pod);
    if (controller && controller.uid !== owner.metadata.uid) continue;
    if (controller) {
      if (isKept(owner, pod)) claimed.push(pod);
      else {
        const left = pod.metadata.ownerReferences!.filter(({ uid }) => uid !== owner.metadata.uid);
        api.patch(PODS, pod, { metadata: { ownerReferences: left.length > 0 ? left : null } });
      }
    } else if (isAdoptable(owner, pod)) {
      const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controllerReference(owner)];
      const answer = api.patch(PODS, pod, { metadata: { ownerReferences } });
      if (answer.ok) claimed.push(answer.object);
    }
  }
  return claimed;
}

const COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost';
const PHASES = ['Pending', 'Unknown', 'Running'];

/** Sorts Pods so that those to be deleted first come first (pods-and-nodes.md R8.11). */
export function deletionOrder(pods: readonly KubernetesObject[], epochMs: number): KubernetesObject[] {
  const onNode = new Map<string, number>();
  for (const pod of pods) if (isPodReady(pod)) onNode.set(pod.spec.nodeName, (onNode.get(pod.spec.nodeName) ?? 0) + 1);
  const ageBucket = (time: string | null | undefined) =>
    time ? Math.floor(Math.log2(Math.max(1, (epochMs - Date.parse(time)) / 1_000))) : -1;
  const ranks: ((pod: KubernetesObject) => number)[] = [
    (pod) => (pod.spec.nodeName ? 1 : 0),
    (pod) => PHASES.indexOf(pod.status?.phase ?? 'Pending'),
    (pod) => (isPodReady(pod) ? 1 : 0),
    (pod) => Number(pod.metadata.annotations?.[COST_ANNOTATION] ?? 0),
    (pod) => (isPodReady(pod) ? -(onNode.get(pod.spec.nodeName) ?? 0) : 0),
    (pod) => (isPodReady(pod) ? ageBucket(podCondition(pod, 'Ready')?.lastTransitionTime) : 0),
    (pod) => -restarts(pod),
    (pod) => ageBucket(pod.metadata.creationTimestamp),
  ];
  return [...pods].sort((a, b) => {
    for (const rank of ranks) if (rank(a) !== rank(b)) return rank(a) - rank(b);
    return (a.metadata.uid ?? '') < (b.metadata.uid ?? '') ? -1 : 1;
  });
}

const restarts = (pod: KubernetesObject): number =>
  ((pod.status?.containerStatuses ?? []) as { restartCount: number }[]).reduce(
    (most, { restartCount }) => Math.max(most, restartCount),
    0,
  );
