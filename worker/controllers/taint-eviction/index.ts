/** taint-eviction-controller: removes Pods that do not tolerate a NoExecute taint of their Node, now or after a while. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { keyOf } from '../../client/informer';
import { isPodFinished } from '../../client/pods';
import type { SyncResult } from '../../client/queue';
import { NODES, PODS } from '../../client/resources';
import { withDisruption } from '../disruption';
import { tolerates } from '../scheduler/filters';

interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

const noExecute = (node: KubernetesObject | undefined): Taint[] =>
  ((node?.spec?.taints ?? []) as Taint[]).filter(({ effect }) => effect === 'NoExecute');

/**
 * @returns milliseconds that the Pod may stay with these taints: 0 when one is not tolerated, undefined for ever, else
 * the shortest time that one of the matching tolerations allows.
 */
export function staysFor(taints: readonly Taint[], tolerations: readonly Toleration[]): number | undefined {
  if (!taints.every((taint) => tolerates(tolerations, taint))) return 0;
  const used = tolerations.filter((toleration) => taints.some((taint) => tolerates([toleration], taint)));
  const seconds = used
    .map(({ tolerationSeconds }) => tolerationSeconds)
    .filter((value) => value !== undefined && value !== null);
  return seconds.length === 0 ? undefined : Math.max(0, Math.min(...seconds)) * 1_000;
}

export function startTaintEviction(context: ControllerContext): void {
  const { api } = context;
  const nodes = context.informers.of(NODES);
  const pods = context.informers.of(PODS);
  const recorder = context.recorder('taint-eviction-controller');
  const queue = context.queue(sync);
  /** When the wait of each Pod began. */
  const since = new Map<string, number>();

  nodes.on(({ type, object, old }) => {
    if (type === 'DELETED' || isSame(noExecute(object), noExecute(old))) return;
    for (const pod of pods.list()) if (pod.spec.nodeName === object.metadata.name) queue.add(keyOf(pod));
  });
  pods.on(({ type, key, object, old }) => {
    if (type === 'DELETED') since.delete(object.metadata.uid!);
    else if (object.spec.nodeName && object.spec.nodeName !== old?.spec.nodeName) queue.add(key);
  });

  function sync(key: string): SyncResult {
    const pod = pods.get(key);
    const taints = noExecute(nodes.get(pod?.spec.nodeName ?? ''));
    if (!pod || pod.metadata.deletionTimestamp || isPodFinished(pod)) return;
    const staysMs = taints.length === 0 ? undefined : staysFor(taints, pod.spec.tolerations ?? []);
    if (staysMs === undefined) return void since.delete(pod.metadata.uid!);
    const startMs = since.get(pod.metadata.uid!) ?? context.epochMs();
    since.set(pod.metadata.uid!, startMs);
    const leftMs = startMs + staysMs - context.epochMs();
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    evict(pod);
  }

  function evict(pod: KubernetesObject): void {
    const message = `Marking for deletion Pod ${keyOf(pod)}`;
    recorder.event(pod, { type: 'Normal', reason: 'TaintManagerEviction', message });
    const reason = 'DeletionByTaintManager';
    const conditions = withDisruption(context, pod, reason, 'Taint manager: deleting due to NoExecute taint');
    const answer = api.updateStatus(PODS, { ...pod, status: { ...pod.status, conditions } });
    api.delete(PODS, answer.ok ? answer.object : pod, { uid: pod.metadata.uid });
  }
}
