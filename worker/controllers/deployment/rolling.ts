/** Arithmetic of rolling updates: surge, unavailability and how replicas are shared among ReplicaSets. */

/** A number or a percentage of `total`, rounded as asked. */
export function resolvePercent(value: number | string | undefined, total: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const share = (Number(value.replace('%', '')) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}

/** How many Pods a rollout may have above and miss below `replicas` (pods-and-nodes.md R8.8). */
export function rollingLimits(
  rollingUpdate: { maxSurge?: number | string; maxUnavailable?: number | string } | undefined,
  replicas: number,
): { maxSurge: number; maxUnavailable: number } {
  const maxSurge = resolvePercent(rollingUpdate?.maxSurge, replicas, 'up');
  const maxUnavailable = resolvePercent(rollingUpdate?.maxUnavailable, replicas, 'down');
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

/** How many replicas the new ReplicaSet may have now. */
export function newReplicasFor(wanted: number, maxSurge: number, present: number, total: number): number {
  const room = wanted + maxSurge - total;
  return room <= 0 ? present : Math.min(present + room, wanted);
}
