/** Completion indexes of Indexed Jobs, and their text form `0,2-4`. */

import type { KubernetesObject } from '../../kubernetes/objects';

export const INDEX_KEY = 'batch.kubernetes.io/job-completion-index';

export function indexOf(pod: KubernetesObject): number | undefined {
  const text = pod.metadata.annotations?.[INDEX_KEY] ?? pod.metadata.labels?.[INDEX_KEY];
  return text === undefined ? undefined : Number(text);
}

/** @param indexes in any order; three or more in a row become a span, two become a list. */
export function formatIndexes(indexes: Iterable<number>): string {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length;) {
    let end = at;
    while (end + 1 < sorted.length && sorted[end + 1] === sorted[end] + 1) end++;
    if (end === at) parts.push(String(sorted[at]));
    else parts.push(end === at + 1 ? `${sorted[at]},${sorted[end]}` : `${sorted[at]}-${sorted[end]}`);
    at = end + 1;
  }
  return parts.join(',');
}

export function parseIndexes(text: string | undefined): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',').filter(Boolean)) {
    const [first, last = first] = part.split('-').map(Number);
    for (let index = first; index <= last; index++) indexes.add(index);
  }
  return indexes;
}

/** Longest generateName that still leaves room for the random part. */
const BASE_MAX = 58;

/** `<job>-<index>-`, the Job's name cut so that the whole fits (pods-and-nodes.md R8.19). */
export function podGenerateName(jobName: string, index: number): string {
  const suffix = `-${index}-`;
  return jobName.slice(0, BASE_MAX - suffix.length) + suffix;
}

/** Indexes whose Pods failed more often than `backoffLimitPerIndex` allows. */
export function failedIndexes(job: KubernetesObject, own: readonly KubernetesObject[], done: Set<number>): Set<number> {
  const limit: number | undefined = job.spec.backoffLimitPerIndex;
  const counts = new Map<number, number>();
  if (limit === undefined) return new Set();
  for (const pod of own) {
    const index = indexOf(pod);
    if (pod.status?.phase === 'Failed' && index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return new Set([...counts].filter(([index, count]) => count > limit && !done.has(index)).map(([index]) => index));
}
