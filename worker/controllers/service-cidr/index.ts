/** service-cidr-controller: finalizer, Ready condition and deletion of ServiceCIDRs (services.md 5.4). */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';
import { coversCIDR, overlapsCIDR, servesAddress } from '../../client/cidr';
import type { ControllerContext } from '../../client/context';
import { keyOf } from '../../client/informer';
import type { SyncResult } from '../../client/queue';
import type { Resource } from '../../client/resources';

export const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';

/** A range stays for this long after it was deleted, so that no allocator still uses it. */
const DELETION_GRACE_MS = 10_000;

const READY = { status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' } as const;
const TERMINATING = {
  status: 'False',
  reason: 'Terminating',
  message: 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
} as const;

export const MANAGED_BY = { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' };

export const isManaged = (ipAddress: KubernetesObject): boolean =>
  ipAddress.metadata.labels?.['ipaddress.kubernetes.io/managed-by'] === 'ipallocator.k8s.io';

export function startServiceCIDRController(context: ControllerContext, cidrs: Resource, ips: Resource): void {
  const { api, core } = context;
  const { addresses } = core;
  const ranges = context.informers.of(cidrs);
  const held = context.informers.of(ips);
  const queue = context.queue(sync);
  const cidrsOf = (range: KubernetesObject): string[] => range.spec.cidrs;
  const serves = (range: KubernetesObject, ip: string) =>
    cidrsOf(range).some((cidr) => servesAddress(addresses, cidr, ip));
  const overlap = (a: KubernetesObject, b: KubernetesObject) =>
    cidrsOf(a).some((one) => cidrsOf(b).some((other) => overlapsCIDR(addresses, one, other)));

  ranges.on(({ type, key, object }) => {
    queue.add(key);
    if (type !== 'ADDED') return;
    for (const other of ranges.list()) if (overlap(object, other)) queue.add(keyOf(other));
  });
  held.on(({ type, object }) => {
    if (type === 'MODIFIED' || !isManaged(object)) return;
    for (const range of ranges.list()) if (serves(range, object.metadata.name)) queue.add(keyOf(range));
  });

  /** R5.4.5: every cidr has cover, or no managed address depends on this range alone. */
  function canDelete(range: KubernetesObject): boolean {
    const others = ranges.list().filter((other) => other.metadata.name !== range.metadata.name);
    const isCovered = (cidr: string) =>
      others.some((other) => cidrsOf(other).some((outer) => coversCIDR(addresses, outer, cidr)));
    if (cidrsOf(range).every(isCovered)) return true;
    return !held
      .list()
      .some(
        (ip) =>
          isManaged(ip) && serves(range, ip.metadata.name) && !others.some((other) => serves(other, ip.metadata.name)),
      );
  }

  function setCondition(range: KubernetesObject, wanted: typeof READY | typeof TERMINATING): SyncResult {
    const conditions: Condition[] = range.status?.conditions ?? [];
    const present = conditions.find((condition) => condition.type === 'Ready');
    const isEqual =
      present?.status === wanted.status && present.reason === wanted.reason && present.message === wanted.message;
    if (isEqual) return;
    const lastTransitionTime =
      present?.status === wanted.status && present.lastTransitionTime
        ? present.lastTransitionTime
        : context.timestamp();
    const condition = { type: 'Ready', ...wanted, lastTransitionTime };
    const others = conditions.filter(({ type }) => type !== 'Ready');
    const answer = api.updateStatus(cidrs, {
      ...range,
      status: { ...range.status, conditions: [...others, condition] },
    });
    if (!answer.ok) return 'retry';
  }

  function sync(name: string): SyncResult {
    const range = ranges.get(name);
    if (!range) return;
    const finalizers = range.metadata.finalizers ?? [];
    if (range.metadata.deletionTimestamp) {
      if (!finalizers.includes(FINALIZER)) return;
      if (!canDelete(range)) return setCondition(range, TERMINATING);
      const leftMs = DELETION_GRACE_MS - (context.epochMs() - Date.parse(range.metadata.deletionTimestamp));
      if (leftMs > 0) return { requeueAfterMs: leftMs };
      const metadata = { ...range.metadata, finalizers: finalizers.filter((finalizer) => finalizer !== FINALIZER) };
      return api.update(cidrs, { ...range, metadata }).ok ? undefined : 'retry';
    }
    if (!finalizers.includes(FINALIZER)) {
      const answer = api.update(cidrs, {
        ...range,
        metadata: { ...range.metadata, finalizers: [...finalizers, FINALIZER] },
      });
      if (!answer.ok) return 'retry';
      return setCondition(answer.object, READY);
    }
    return setCondition(range, READY);
  }
}
