/** What a Job reads from its Pods: how often they restarted, and when they ended. */

import type { KubernetesObject } from '../../kubernetes/objects';

/** Restarts of all containers of a Pod. */
export function restartsOf(pod: KubernetesObject): number {
  const statuses: { restartCount?: number }[] = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ];
  return statuses.reduce((count, { restartCount = 0 }) => count + restartCount, 0);
}

/** When the last container of a Pod ended, milliseconds since 1970. */
export function finishedAt(pod: KubernetesObject): number {
  const statuses: { state?: { terminated?: { finishedAt?: string } } }[] = pod.status?.containerStatuses ?? [];
  const ends = statuses
    .map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? ''))
    .filter((ms) => !Number.isNaN(ms));
  return ends.length > 0 ? Math.max(...ends) : Date.parse(pod.metadata.creationTimestamp!);
}
