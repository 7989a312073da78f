/** default-scheduler: binds Pods to Nodes, or says why it can not. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { keyOf } from '../../client/informer';
import type { SyncResult } from '../../client/queue';
import { NODES, PODS, pathOf } from '../../client/resources';
import { byGuard, GUARDED, isConcerned } from './placement';
import {
  canHelp,
  PLACEMENT,
  fitErrorMessage,
  fitsAffinity,
  missingClaim,
  preFilterMessage,
  refusalOf,
  type Refusal,
} from './filters';

const SCHEDULER = 'default-scheduler';
const NO_NODES = 'no nodes available to schedule pods';
/** A Pod for which there was no Node at all is tried once more after the first back-off, then when a Node comes. */
const BACKOFF_MS = 1_000;

const byNode = (pod: KubernetesObject): readonly string[] => [isFinished(pod) ? '' : (pod.spec.nodeName ?? '')];
/** Waits for this scheduler to find a Node. */
const isOurs = (pod: KubernetesObject) =>
  !pod.spec.nodeName && !isFinished(pod) && (pod.spec.schedulerName ?? SCHEDULER) === SCHEDULER;
const isFinished = (pod: KubernetesObject) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** A Node that a Pod fits on, with the number of Pods that it has. */
interface Candidate {
  node: KubernetesObject;
  podCount: number;
}

/** @param context a context whose requests are made as `kube-scheduler`. */
export function startScheduler(context: ControllerContext): void {
  const { api, release } = context;
  const pods = context.informers.of(PODS);
  const nodes = context.informers.of(NODES);
  const recorder = context.recorder(SCHEDULER, { style: 'series' });
  const queue = context.queue(sync);
  const attempts = new Map<string, number>();
  /** Why Pods were refused, by their uid. */
  const refused = new Map<string, string[]>();

  pods.on(({ type, key, object, old }) => {
    if (type === 'DELETED') {
      attempts.delete(object.metadata.uid!);
      refused.delete(object.metadata.uid!);
      if (object.spec.nodeName) retryAfter(object);
      return;
    }
    const isUngated = !!old?.spec.schedulingGates?.length && !object.spec.schedulingGates?.length;
    if (type === 'ADDED' || isUngated) queue.add(key);
    else if (old && !isFinished(old) && isFinished(object)) retryAfter(object);
    else if (object.spec.nodeName && !old?.spec.nodeName) retryNear(object);
  });
  nodes.on(({ type, object, old }) => {
    if (type === 'ADDED' || (old && hasRoomChanged(old, object))) retryPending();
  });

  /** A Pod has ended: those that it stood in the way of are tried again. */
  function retryAfter(ended: KubernetesObject): void {
    for (const pod of pods.by(byNode, ''))
      if (isOurs(pod) && canHelp(ended, pod, refused.get(pod.metadata.uid!) ?? [])) queue.add(keyOf(pod));
  }

  /** A Pod has found a Node: those that want to be near others are tried again. */
  function retryNear(placed: KubernetesObject): void {
    if (refused.size === 0) return;
    for (const pod of pods.by(byNode, ''))
      if (isOurs(pod) && refused.get(pod.metadata.uid!)?.some((reason) => PLACEMENT.test(reason)))
        if (isConcerned(pod, placed)) queue.add(keyOf(pod));
  }

  function retryPending(): void {
    for (const pod of pods.by(byNode, '')) if (isOurs(pod)) queue.add(keyOf(pod));
  }

  function sync(key: string): SyncResult {
    const pod = pods.get(key);
    if (!pod || !isOurs(pod) || pod.metadata.deletionTimestamp) return;
    if (pod.spec.schedulingGates?.length) return;
    const all = nodes.list();
    if (all.length === 0) {
      refuse(pod, NO_NODES);
      const count = (attempts.get(pod.metadata.uid!) ?? 0) + 1;
      attempts.set(pod.metadata.uid!, count);
      return count === 1 ? { requeueAfterMs: BACKOFF_MS } : undefined;
    }
    const claim = missingClaim(pod);
    if (claim) return refuse(pod, preFilterMessage(claim, all.length, release));
    const refusals: Refusal[] = [];
    const fitting: Candidate[] = [];
    const around = {
      nodes: all,
      podsOn: (node: KubernetesObject) => pods.by(byNode, node.metadata.name),
      guarded: () => pods.by(byGuard, GUARDED),
      isEligible: fitsAffinity,
    };
    for (const node of all) {
      const others = pods.by(byNode, node.metadata.name);
      const refusal = refusalOf(pod, node, others, release, around);
      if (refusal) refusals.push(refusal);
      else fitting.push({ node, podCount: others.length });
    }
    if (fitting.length === 0) {
      refused.set(
        pod.metadata.uid!,
        refusals.flatMap(({ reasons }) => reasons),
      );
      return refuse(pod, messageFor(pod, all, refusals));
    }
    return bind(pod, choose(pod, fitting));
  }

  /** A Pod that names Nodes by field is narrowed to them before any filter looks. */
  function messageFor(pod: KubernetesObject, all: KubernetesObject[], refusals: Refusal[]): string {
    const terms =
      pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
    const isNarrowed = terms.length > 0 && terms.every((term: { matchFields?: unknown[] }) => term.matchFields?.length);
    if (!isNarrowed) return fitErrorMessage(refusals, release);
    const narrowed = all.map((node, index): Refusal =>
      fitsAffinity(pod, node)
        ? refusals[index]
        : { reasons: ["node(s) didn't satisfy plugin(s) [NodeAffinity]"], isResolvable: false },
    );
    return fitErrorMessage(narrowed, release);
  }

  /** The Node with the fewest Pods; among equals the seed decides. */
  function choose(pod: KubernetesObject, fitting: readonly Candidate[]): KubernetesObject {
    const least = Math.min(...fitting.map(({ podCount }) => podCount));
    const best = fitting.filter(({ podCount }) => podCount === least).map(({ node }) => node);
    return best.length === 1 ? best[0] : best[context.random.stream(`scheduler/${keyOf(pod)}`).index(best.length)];
  }

  function bind(pod: KubernetesObject, node: KubernetesObject): SyncResult {
    const { namespace, name, uid } = pod.metadata;
    const answer = api.client.request({
      method: 'POST',
      path: `${pathOf(PODS, namespace, name)}/binding`,
      headers: { 'content-type': 'application/json' },
      body: {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { namespace, name, uid },
        target: { kind: 'Node', name: node.metadata.name },
      },
    });
    if (answer.status >= 400) return 'retry';
    attempts.delete(uid!);
    refused.delete(uid!);
    const message = `Successfully assigned ${keyOf(pod)} to ${node.metadata.name}`;
    recorder.event(pod, { type: 'Normal', reason: 'Scheduled', message, action: 'Binding' });
  }

  function refuse(pod: KubernetesObject, message: string): void {
    recorder.event(pod, { type: 'Warning', reason: 'FailedScheduling', message, action: 'Scheduling' });
    setCondition(pod, 'Unschedulable', message);
  }

  function setCondition(pod: KubernetesObject, reason: string, message: string): void {
    const conditions: Record<string, unknown>[] = pod.status?.conditions ?? [];
    const present = conditions.find(({ type }) => type === 'PodScheduled');
    if (present?.reason === reason && present.message === message) return;
    const condition = {
      lastProbeTime: null,
      lastTransitionTime: present?.status === 'False' ? present.lastTransitionTime : context.timestamp(),
      message,
      ...(release.since('1.34') && pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {}),
      reason,
      status: 'False',
      type: 'PodScheduled',
    };
    const next = [...conditions.filter(({ type }) => type !== 'PodScheduled'), condition];
    api.patch(PODS, pod, { status: { conditions: next } }, 'status');
  }
}

/** Only these changes of a Node can make room for a Pod that found none. */
function hasRoomChanged(old: KubernetesObject, node: KubernetesObject): boolean {
  const view = (one: KubernetesObject) =>
    JSON.stringify([one.metadata.labels, one.spec?.taints, one.spec?.unschedulable, one.status?.allocatable]);
  return view(old) !== view(node);
}
