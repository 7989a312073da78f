/** daemonset-controller: one Pod on every Node that fits (pods-and-nodes.md 8.3). */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { keyOf } from '../../client/informer';
import { byController, ownerKey } from '../../client/owners';
import { claimPods, createPod, isPodAvailable, isPodFinished, isPodReady } from '../../client/pods';
import type { SyncResult } from '../../client/queue';
import { DAEMON_SETS, NODES, PODS } from '../../client/resources';
import { currentRevision } from '../../client/revisions';
import { fitsAffinity, tolerates } from '../scheduler/filters';
import { resolvePercent } from '../deployment/rolling';

const REVISION = 'controller-revision-hash';
const GENERATION = 'pod-template-generation';

const TOLERATIONS = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];
const NETWORK_UNAVAILABLE = ['node.kubernetes.io/network-unavailable', 'NoSchedule'];

interface Toleration {
  key?: string;
  operator?: string;
  effect?: string;
  value?: string;
}

/** The template's tolerations and those that every daemon Pod gets (R8.16). */
export function daemonTolerations(spec: { tolerations?: Toleration[]; hostNetwork?: boolean }): Toleration[] {
  const added = (spec.hostNetwork ? [...TOLERATIONS, NETWORK_UNAVAILABLE] : TOLERATIONS).map(([key, effect]) => ({
    effect,
    key,
    operator: 'Exists',
  }));
  const own = spec.tolerations ?? [];
  return [...own, ...added.filter((one) => !own.some((other) => other.key === one.key && other.effect === one.effect))];
}

/** The node the Pod was made for, by its affinity. */
function nodeOf(pod: KubernetesObject): string | undefined {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return pod.spec.nodeName || required?.nodeSelectorTerms?.[0]?.matchFields?.[0]?.values?.[0];
}

export function startDaemonSetController(context: ControllerContext): void {
  const { api } = context;
  const sets = context.informers.of(DAEMON_SETS);
  const pods = context.informers.of(PODS);
  const nodes = context.informers.of(NODES);
  const recorder = context.recorder('daemonset-controller');
  const queue = context.queue(sync);

  sets.on(({ key }) => queue.add(key));
  pods.on(({ object, old }) => {
    const owner = ownerKey(object, 'DaemonSet') ?? (old && ownerKey(old, 'DaemonSet'));
    if (owner) queue.add(owner);
  });
  nodes.on(({ type, object, old }) => {
    const view = (node: KubernetesObject | undefined) => [node?.metadata.labels, node?.spec];
    if (type === 'MODIFIED' && isSame(view(object), view(old))) return;
    for (const set of sets.list()) queue.add(keyOf(set));
  });

  function shouldRun(set: KubernetesObject, node: KubernetesObject): boolean {
    const { spec } = set.spec.template;
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: '' }, spec };
    const tolerations = daemonTolerations(spec);
    const isTolerated = (node.spec?.taints ?? []).every(
      (taint: { key: string; effect: string; value?: string }) =>
        taint.effect === 'PreferNoSchedule' || tolerates(tolerations, taint),
    );
    return fitsAffinity(pod, node) && isTolerated && (!spec.nodeName || spec.nodeName === node.metadata.name);
  }

  function ownPods(set: KubernetesObject): KubernetesObject[] {
    const orphans = pods.by(byController, '').filter((pod) => pod.metadata.namespace === set.metadata.namespace);
    return claimPods(context, set, [...pods.by(byController, set.metadata.uid!), ...orphans]);
  }

  function sync(key: string): SyncResult {
    const set = sets.get(key);
    if (!set) return;
    const { hash } = currentRevision(context, set);
    const isFailed = !set.metadata.deletionTimestamp && !manage(set, ownPods(set), hash);
    const newest = sets.get(key);
    if (newest) updateStatus(newest, ownPods(newest), hash);
    return isFailed ? 'retry' : undefined;
  }

  function manage(set: KubernetesObject, own: KubernetesObject[], hash: string): boolean {
    const wanted = nodes.list().filter((node) => shouldRun(set, node));
    const names = new Set(wanted.map((node) => node.metadata.name));
    let isComplete = true;
    for (const node of wanted) {
      const here = own.filter((pod) => nodeOf(pod) === node.metadata.name && !pod.metadata.deletionTimestamp);
      const [finished, alive] = [here.filter(isPodFinished), here.filter((pod) => !isPodFinished(pod))];
      for (const pod of finished) remove(set, pod);
      for (const pod of alive.slice(1)) remove(set, pod);
      const isLeaving = own.some((pod) => nodeOf(pod) === node.metadata.name && pod.metadata.deletionTimestamp);
      if (here.length === 0 && !isLeaving) isComplete = create(set, node, hash) && isComplete;
    }
    for (const pod of own) if (!names.has(nodeOf(pod) ?? '') && !pod.metadata.deletionTimestamp) remove(set, pod);
    if (set.spec.updateStrategy?.type !== 'OnDelete') update(set, own, hash, wanted.length);
    return isComplete;
  }

  /** Replaces Pods of an old template, as many at once as maxUnavailable allows. */
  function update(set: KubernetesObject, own: KubernetesObject[], hash: string, count: number): void {
    const maxUnavailable = Math.max(
      1,
      resolvePercent(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, count, 'up'),
    );
    const unavailable = own.filter((pod) => !isPodReady(pod) || pod.metadata.deletionTimestamp).length;
    let allowed = maxUnavailable - unavailable;
    for (const pod of own) {
      const isOld = pod.metadata.labels?.[REVISION] !== hash && !pod.metadata.deletionTimestamp;
      if (!isOld) continue;
      if (isPodReady(pod) && allowed-- <= 0) continue;
      remove(set, pod);
    }
  }

  function create(set: KubernetesObject, node: KubernetesObject, hash: string): boolean {
    const { template } = set.spec;
    const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node.metadata.name] }] }];
    const required = { nodeSelectorTerms: terms };
    const affinity = {
      ...template.spec.affinity,
      nodeAffinity: {
        ...template.spec.affinity?.nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: required,
      },
    };
    const answer = createPod(context, set, template, {
      generateName: `${set.metadata.name}-`,
      labels: { [REVISION]: hash, [GENERATION]: templateGeneration(set) },
      spec: { affinity, tolerations: daemonTolerations(template.spec) },
    });
    if (answer.ok)
      recorder.event(set, {
        type: 'Normal',
        reason: 'SuccessfulCreate',
        message: `Created pod: ${answer.object.metadata.name}`,
      });
    else
      recorder.event(set, {
        type: 'Warning',
        reason: 'FailedCreate',
        message: `Error creating: ${answer.status.message}`,
      });
    return answer.ok;
  }

  function remove(set: KubernetesObject, pod: KubernetesObject): void {
    if (api.delete(PODS, pod, { uid: pod.metadata.uid }).ok)
      recorder.event(set, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}` });
  }

  function updateStatus(set: KubernetesObject, own: KubernetesObject[], hash: string): void {
    let [desired, current, ready, available, updated, misscheduled] = [0, 0, 0, 0, 0, 0];
    for (const node of nodes.list()) {
      const here = own.filter((pod) => nodeOf(pod) === node.metadata.name && !pod.metadata.deletionTimestamp);
      if (!shouldRun(set, node)) {
        if (here.length > 0) misscheduled++;
        continue;
      }
      desired++;
      const [pod] = here;
      if (!pod) continue;
      current++;
      if (isPodReady(pod)) ready++;
      if (isPodAvailable(pod, set.spec.minReadySeconds ?? 0, context.epochMs()) === true) available++;
      if (pod.metadata.labels?.[REVISION] === hash) updated++;
    }
    const positive = (name: string, value: number) => (value > 0 ? { [name]: value } : {});
    const status = {
      currentNumberScheduled: current,
      desiredNumberScheduled: desired,
      ...positive('numberAvailable', available),
      numberMisscheduled: misscheduled,
      numberReady: ready,
      ...positive('numberUnavailable', desired - available),
      observedGeneration: set.metadata.generation,
      ...positive('updatedNumberScheduled', updated),
    };
    if (!isSame(status, set.status)) api.updateStatus(DAEMON_SETS, { ...set, status });
  }
}

/** Counts the changes of the template; the API server keeps the number in an annotation. */
const templateGeneration = (set: KubernetesObject): string =>
  set.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? String(set.metadata.generation ?? 1);
