/** node-lifecycle-controller: registration events, the ttl annotation and the taints that follow from conditions. */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { keyOf } from '../../client/informer';
import { isPodFinished } from '../../client/pods';
import type { SyncResult } from '../../client/queue';
import { NODES, PODS } from '../../client/resources';
import { withDisruption } from '../disruption';

/** The controller looks at all Nodes every five seconds. */
const MONITOR_MS = 5_000;
/** Pods of a Node that is gone are removed after this quarantine (podgc). */
const ORPHAN_QUARANTINE_MS = 40_000;
/** How long a new Node may go without any status from a kubelet. */
const STARTUP_GRACE_MS = 60_000;
/** Conditions that a kubelet reports. */
const REPORTED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];
const TTL_ANNOTATION = 'node.alpha.kubernetes.io/ttl';

interface Taint {
  key: string;
  effect: string;
  value?: string;
  timeAdded?: string;
}

/** Which condition, with which status, means which taint. */
const TAINTS: { type: string; status: string; key: string; effect: string }[] = [
  { type: 'Ready', status: 'False', key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
  { type: 'Ready', status: 'Unknown', key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure', effect: 'NoSchedule' },
  { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' },
  { type: 'Ready', status: 'False', key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' },
  { type: 'Ready', status: 'Unknown', key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
];
const UNSCHEDULABLE = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const sameTaint = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect;
const isManaged = (taint: Taint) => [...TAINTS, UNSCHEDULABLE].some((one) => sameTaint(one, taint));

/** The taints of this controller that a Node has to carry. */
export function wantedTaints(node: KubernetesObject): Taint[] {
  const conditions: Condition[] = node.status?.conditions ?? [];
  const taints = TAINTS.filter(({ type, status }) =>
    conditions.some((condition) => condition.type === type && condition.status === status),
  ).map(({ key, effect }) => ({ effect, key }));
  return node.spec?.unschedulable ? [...taints, UNSCHEDULABLE] : taints;
}

export function startNodeLifecycle(context: ControllerContext): void {
  const { api, clock } = context;
  const nodes = context.informers.of(NODES);
  const pods = context.informers.of(PODS);
  const recorder = context.recorder('node-controller');
  const queue = context.queue(sync);
  const orphans = context.queue(collectOrphan);
  const known = new Map<string, KubernetesObject>();
  const membership = context.queue(register);
  const heartbeats = context.queue(giveUp);

  nodes.on(({ type, key, object }) => {
    if (type !== 'MODIFIED') membership.addAfter(key, untilMonitor());
    if (type === 'ADDED') heartbeats.addAfter(key, STARTUP_GRACE_MS);
    if (type !== 'DELETED') return queue.add(key);
    for (const pod of pods.list())
      if (pod.spec.nodeName === object.metadata.name) orphans.addAfter(keyOf(pod), ORPHAN_QUARANTINE_MS);
  });

  pods.on(({ type, key, object }) => {
    const { nodeName } = object.spec;
    if (type !== 'DELETED' && nodeName && !nodes.get(nodeName)) orphans.addAfter(key, ORPHAN_QUARANTINE_MS);
  });

  /** The monitor runs soon after the start of a second, so that short sessions see its events too. */
  function untilMonitor(): number {
    return Math.min(1_000, MONITOR_MS - (clock.nowMs % MONITOR_MS));
  }

  function register(name: string): void {
    const node = nodes.get(name);
    const before = known.get(name);
    if (before && before.metadata.uid !== node?.metadata.uid) {
      known.delete(name);
      const message = `Node ${name} event: Removing Node ${name} from Controller`;
      recorder.event(before, { type: 'Normal', reason: 'RemovingNode', message });
    }
    if (!node || known.has(name)) return;
    known.set(name, node);
    const message = `Node ${name} event: Registered Node ${name} in Controller`;
    recorder.event(node, { type: 'Normal', reason: 'RegisteredNode', message });
  }

  function sync(name: string): SyncResult {
    const node = nodes.get(name);
    if (!node) return;
    const taints: Taint[] = node.spec?.taints ?? [];
    const wanted = wantedTaints(node);
    const kept = taints.filter((taint) => !isManaged(taint) || wanted.some((one) => sameTaint(one, taint)));
    const added = wanted
      .filter((one) => !kept.some((taint) => sameTaint(one, taint)))
      .map(({ key, effect }) => ({ effect, key, timeAdded: context.timestamp() }));
    const next = [...kept, ...added];
    const hasTTL = node.metadata.annotations?.[TTL_ANNOTATION] === '0';
    if (hasTTL && isSame(next, taints)) return;
    const answer = api.patch(NODES, node, {
      ...(hasTTL ? {} : { metadata: { annotations: { [TTL_ANNOTATION]: '0' } } }),
      ...(isSame(next, taints) ? {} : { spec: { taints: next.length > 0 ? next : null } }),
    });
    return answer.ok ? undefined : 'retry';
  }

  /** A Node that no kubelet has ever reported for becomes Unknown. */
  function giveUp(name: string): void {
    const node = nodes.get(name);
    const conditions: Condition[] = node?.status?.conditions ?? [];
    if (!node || conditions.some(({ type }) => type === 'Ready')) return;
    const now = context.timestamp();
    const added = REPORTED.filter((type) => !conditions.some((condition) => condition.type === type)).map((type) => ({
      lastHeartbeatTime: node.metadata.creationTimestamp,
      lastTransitionTime: now,
      message: 'Kubelet never posted node status.',
      reason: 'NodeStatusNeverUpdated',
      status: 'Unknown',
      type,
    }));
    api.updateStatus(NODES, { ...node, status: { ...node.status, conditions: [...conditions, ...added] } });
  }

  function collectOrphan(key: string): void {
    const pod = pods.get(key);
    if (!pod || nodes.get(pod.spec.nodeName)) return;
    // before it goes, such a Pod has failed: what counts Pods sees it so
    const conditions = withDisruption(context, pod, 'DeletionByPodGC', 'PodGC: node no longer exists');
    const status = { ...pod.status, phase: 'Failed', conditions };
    const marked = isPodFinished(pod) ? undefined : api.updateStatus(PODS, { ...pod, status });
    api.delete(PODS, marked?.ok ? marked.object : pod, { gracePeriodSeconds: 0, uid: pod.metadata.uid });
  }
}
