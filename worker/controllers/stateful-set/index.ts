/** statefulset-controller: Pods with fixed names, made and removed in order (pods-and-nodes.md 8.2). */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { byController, ownerKey } from '../../client/owners';
import { claimPods, createPod, isPodAvailable, isPodFinished, isPodReady } from '../../client/pods';
import type { SyncResult } from '../../client/queue';
import { PODS, STATEFUL_SETS } from '../../client/resources';
import { currentRevision, type Revision } from '../../client/revisions';

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';
const REVISION = 'controller-revision-hash';

/** The ordinal at the end of a Pod's name; -1 when the name is not of this set. */
export function ordinalOf(set: KubernetesObject, podName: string): number {
  const prefix = `${set.metadata.name}-`;
  const rest = podName.startsWith(prefix) ? podName.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? Number(rest) : -1;
}

/** Each claim template becomes a volume of the same name; it replaces one of the template's. */
function claimVolumes(set: KubernetesObject, podName: string): { volumes?: { name: string }[] } {
  const claims: { metadata: { name: string } }[] = set.spec.volumeClaimTemplates ?? [];
  if (claims.length === 0) return {};
  const own: { name: string }[] = set.spec.template.spec.volumes ?? [];
  const added = claims.map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-${podName}` },
  }));
  return { volumes: [...own.filter(({ name }) => !added.some((one) => one.name === name)), ...added] };
}

const revisionOf = (pod: KubernetesObject) => pod.metadata.labels?.[REVISION];

export function startStatefulSetController(context: ControllerContext): void {
  const { api } = context;
  const sets = context.informers.of(STATEFUL_SETS);
  const pods = context.informers.of(PODS);
  const recorder = context.recorder('statefulset-controller');
  const queue = context.queue(sync);

  sets.on(({ key }) => queue.add(key));
  pods.on(({ object, old }) => {
    const owner = ownerKey(object, 'StatefulSet') ?? (old && ownerKey(old, 'StatefulSet'));
    if (owner) queue.add(owner);
  });

  function ownPods(set: KubernetesObject): KubernetesObject[] {
    const orphans = pods
      .by(byController, '')
      .filter((pod) => pod.metadata.namespace === set.metadata.namespace && ordinalOf(set, pod.metadata.name) >= 0);
    return claimPods(context, set, [...pods.by(byController, set.metadata.uid!), ...orphans]).filter(
      (pod) => ordinalOf(set, pod.metadata.name) >= 0,
    );
  }

  function sync(key: string): SyncResult {
    const set = sets.get(key);
    if (!set) return;
    const update = currentRevision(context, set);
    // Pods of an earlier template stay what they are until the update reaches them
    const currentName: string = set.status?.currentRevision ?? update.name;
    // what changed is reported before something is done about it
    updateStatus(set, ownPods(set), update, currentName);
    let isFailed = false;
    if (!set.metadata.deletionTimestamp) isFailed = manage(set, ownPods(set), update, currentName) === 'failed';
    const newest = sets.get(key);
    if (!newest) return;
    const waitMs = updateStatus(newest, ownPods(newest), update, currentName);
    if (isFailed) return 'retry';
    return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
  }

  function manage(
    set: KubernetesObject,
    own: KubernetesObject[],
    update: Revision,
    currentName: string,
  ): 'failed' | undefined {
    const start: number = set.spec.ordinals?.start ?? 0;
    const end = start + (set.spec.replicas ?? 1);
    const isOrdered = set.spec.podManagementPolicy !== 'Parallel';
    const byOrdinal = new Map(own.map((pod) => [ordinalOf(set, pod.metadata.name), pod]));
    const isSettled = (pod: KubernetesObject) =>
      isPodReady(pod) &&
      !pod.metadata.deletionTimestamp &&
      isPodAvailable(pod, set.spec.minReadySeconds ?? 0, context.epochMs()) === true;

    for (let ordinal = start; ordinal < end; ordinal++) {
      const pod = byOrdinal.get(ordinal);
      if (!pod) {
        if (!create(set, ordinal, update, currentName)) return 'failed';
        if (isOrdered) return;
        continue;
      }
      if (isPodFinished(pod) && !pod.metadata.deletionTimestamp) {
        const message = `StatefulSet ${set.metadata.namespace}/${set.metadata.name} is recreating ${pod.status.phase === 'Failed' ? 'failed' : 'terminated'} Pod ${pod.metadata.name}`;
        recorder.event(set, {
          type: pod.status.phase === 'Failed' ? 'Warning' : 'Normal',
          reason: pod.status.phase === 'Failed' ? 'RecreatingFailedPod' : 'RecreatingTerminatedPod',
          message,
        });
        remove(set, pod);
        if (isOrdered) return;
        continue;
      }
      if (isOrdered && !isSettled(pod)) return;
    }
    const surplus = [...byOrdinal.entries()]
      .filter(([ordinal]) => ordinal < start || ordinal >= end)
      .sort(([a], [b]) => b - a);
    for (const [, pod] of surplus) {
      if (pod.metadata.deletionTimestamp) {
        if (isOrdered) return;
        continue;
      }
      remove(set, pod);
      if (isOrdered) return;
    }
    if (set.spec.updateStrategy?.type === 'OnDelete') return;
    const partition: number = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
    for (let ordinal = end - 1; ordinal >= Math.max(start, partition); ordinal--) {
      const pod = byOrdinal.get(ordinal);
      if (!pod) return;
      if (revisionOf(pod) !== update.name && !pod.metadata.deletionTimestamp) return void remove(set, pod);
      if (!isSettled(pod)) return;
    }
  }

  function create(set: KubernetesObject, ordinal: number, update: Revision, currentName: string): boolean {
    const name = `${set.metadata.name}-${ordinal}`;
    const partition: number = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
    const revision = ordinal - (set.spec.ordinals?.start ?? 0) < partition ? currentName : update.name;
    const answer = createPod(context, set, set.spec.template, {
      name,
      generateName: `${set.metadata.name}-`,
      labels: { [REVISION]: revision, [POD_INDEX]: String(ordinal), [POD_NAME]: name },
      spec: {
        hostname: name,
        ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
        ...claimVolumes(set, name),
      },
    });
    if (!answer.ok) {
      if (answer.status.reason === 'AlreadyExists') return true;
      const message = `create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${answer.status.message}`;
      recorder.event(set, { type: 'Warning', reason: 'FailedCreate', message });
      return false;
    }
    const message = `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`;
    recorder.event(set, { type: 'Normal', reason: 'SuccessfulCreate', message });
    return true;
  }

  function remove(set: KubernetesObject, pod: KubernetesObject): void {
    if (!api.delete(PODS, pod, { uid: pod.metadata.uid }).ok) return;
    const message = `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
    recorder.event(set, { type: 'Normal', reason: 'SuccessfulDelete', message });
  }

  /** @returns when a Pod becomes available by its age. */
  function updateStatus(
    set: KubernetesObject,
    own: KubernetesObject[],
    update: Revision,
    currentName: string,
  ): number | undefined {
    const present = own.filter((pod) => !isPodFinished(pod) || pod.metadata.deletionTimestamp);
    const minReady: number = set.spec.minReadySeconds ?? 0;
    const count = (test: (pod: KubernetesObject) => boolean) => present.filter(test).length;
    const positive = (name: string, value: number) => (value > 0 ? { [name]: value } : {});
    const isStaying = (pod: KubernetesObject) => !pod.metadata.deletionTimestamp;
    const updated = count((pod) => isStaying(pod) && revisionOf(pod) === update.name);
    const ready = count(isPodReady);
    const replicas: number = set.spec.replicas ?? 1;
    const isDone = updated === replicas && present.length === replicas && ready === replicas;
    const current = isDone ? update.name : currentName;
    const waits = present.map((pod) => isPodAvailable(pod, minReady, context.epochMs()));
    const status = {
      availableReplicas: waits.filter((value) => value === true).length,
      collisionCount: set.status?.collisionCount ?? 0,
      ...positive(
        'currentReplicas',
        count((pod) => isStaying(pod) && revisionOf(pod) === current),
      ),
      currentRevision: current,
      observedGeneration: set.metadata.generation,
      ...positive('readyReplicas', ready),
      replicas: present.length,
      updateRevision: update.name,
      ...positive('updatedReplicas', updated),
    };
    if (!isSame(status, set.status)) api.updateStatus(STATEFUL_SETS, { ...set, status });
    const left = waits.filter((value) => typeof value === 'number');
    return left.length > 0 ? Math.min(...left) : undefined;
  }
}
