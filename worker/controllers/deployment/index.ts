/** deployment-controller: ReplicaSets, rolling updates, revisions and status of Deployments. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { keyOf } from '../../client/informer';
import { byController, ownerKey } from '../../client/owners';
import { isPodActive } from '../../client/pods';
import type { SyncResult } from '../../client/queue';
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../../client/resources';
import { matchesSelector } from '../../client/selectors';
import { controllerReference } from '../../client/owners';
import {
  copiedAnnotations,
  findNew,
  newReplicaSet,
  replicasAnnotations,
  REVISION,
  revisionOf,
  surgeOf,
} from './replica-sets';
import { newReplicasFor, rollingLimits } from './rolling';
import { deploymentStatus, set as setCondition } from './status';

const byCreation = (a: KubernetesObject, b: KubernetesObject) =>
  (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1;

export function startDeploymentController(context: ControllerContext): void {
  const { api, release } = context;
  const deployments = context.informers.of(DEPLOYMENTS);
  const replicaSets = context.informers.of(REPLICA_SETS);
  const pods = context.informers.of(PODS);
  const recorder = context.recorder('deployment-controller');
  const queue = context.queue(sync);

  deployments.on(({ key }) => queue.add(key));
  replicaSets.on(({ object }) => {
    const owner = ownerKey(object, 'Deployment');
    if (owner) return queue.add(owner);
    for (const deployment of deployments.list(object.metadata.namespace))
      if (matchesSelector(deployment.spec.selector, object.metadata.labels)) queue.add(keyOf(deployment));
  });
  pods.on(({ type, object }) => {
    const owner = type === 'DELETED' && ownerKey(object, 'ReplicaSet');
    const deployment = owner && replicaSets.get(owner) && ownerKey(replicaSets.get(owner)!, 'Deployment');
    if (deployment && deployments.get(deployment)?.spec.strategy?.type === 'Recreate') queue.add(deployment);
  });

  function claim(deployment: KubernetesObject): KubernetesObject[] {
    const orphans = replicaSets
      .by(byController, '')
      .filter(
        (one) =>
          one.metadata.namespace === deployment.metadata.namespace &&
          matchesSelector(deployment.spec.selector, one.metadata.labels),
      );
    for (const orphan of orphans) {
      if (deployment.metadata.deletionTimestamp || orphan.metadata.deletionTimestamp) continue;
      api.patch(REPLICA_SETS, orphan, { metadata: { ownerReferences: [controllerReference(deployment)] } });
    }
    return replicaSets.by(byController, deployment.metadata.uid!).sort(byCreation);
  }

  function sync(key: string): SyncResult {
    const deployment = deployments.get(key);
    if (!deployment) return;
    let sets = claim(deployment);
    let isCreated = false;
    let nextMs: number | undefined;
    if (!deployment.metadata.deletionTimestamp) {
      const isScaling = sets.some(
        (one) =>
          (one.spec.replicas ?? 0) > 0 &&
          one.metadata.annotations?.['deployment.kubernetes.io/desired-replicas'] !==
            String(deployment.spec.replicas ?? 1),
      );
      const before = findNew(deployment, sets);
      if (deployment.spec.paused || (isScaling && before)) scaleAll(deployment, sets, before);
      else {
        const newSet = ensureNew(deployment, sets);
        if (!newSet) return 'retry';
        isCreated = !before;
        sets = claim(deployments.get(key) ?? deployment);
        roll(deployment, newSet, sets);
        cleanUp(deployment, sets, newSet);
      }
    }
    const newest = deployments.get(key);
    if (newest) nextMs = updateStatus(newest, isCreated);
    return nextMs === undefined ? undefined : { requeueAfterMs: nextMs };
  }

  /** The ReplicaSet of the present template with the right revision; made when there is none. */
  function ensureNew(deployment: KubernetesObject, sets: KubernetesObject[]): KubernetesObject | undefined {
    const present = findNew(deployment, sets);
    const oldMax = Math.max(0, ...sets.filter((one) => one !== present).map(revisionOf));
    const revision = present && revisionOf(present) > oldMax ? revisionOf(present) : oldMax + 1;
    let newSet = present;
    if (!present) {
      const replicas = newReplicasFor(
        deployment.spec.replicas ?? 1,
        deployment.spec.strategy?.type === 'Recreate' && sets.some((one) => (one.status?.replicas ?? 0) > 0)
          ? -Infinity
          : surgeOf(deployment),
        0,
        sets.reduce((total, one) => total + (one.spec.replicas ?? 0), 0),
      );
      const answer = api.create(REPLICA_SETS, newReplicaSet(deployment, release.name, revision, replicas));
      if (!answer.ok) {
        if (answer.status.reason !== 'AlreadyExists') {
          const message = `Failed to create new replica set: ${answer.status.message}`;
          recorder.event(deployment, { type: 'Warning', reason: 'ReplicaSetCreateError', message });
        } else
          api.patch(
            DEPLOYMENTS,
            deployment,
            { status: { collisionCount: (deployment.status?.collisionCount ?? 0) + 1 } },
            'status',
          );
        return undefined;
      }
      newSet = answer.object;
      if (replicas > 0) scaleEvent(deployment, newSet, 0, replicas, true);
    } else {
      const annotations = {
        ...copiedAnnotations(deployment),
        ...replicasAnnotations(deployment),
        [REVISION]: String(revision),
      };
      const isEqual = Object.entries(annotations).every(
        ([name, value]) => present.metadata.annotations?.[name] === value,
      );
      if (!isEqual) {
        const answer = api.patch(REPLICA_SETS, present, { metadata: { annotations } });
        if (answer.ok) newSet = answer.object;
      }
    }
    if (deployment.metadata.annotations?.[REVISION] !== String(revision))
      api.patch(DEPLOYMENTS, deployment, { metadata: { annotations: { [REVISION]: String(revision) } } });
    return newSet;
  }

  function roll(deployment: KubernetesObject, newSet: KubernetesObject, sets: KubernetesObject[]): void {
    const wanted: number = deployment.spec.replicas ?? 1;
    const old = sets.filter((one) => one.metadata.uid !== newSet.metadata.uid);
    if (deployment.spec.strategy?.type === 'Recreate') {
      if (old.some((one) => (one.spec.replicas ?? 0) > 0)) {
        for (const one of old) scale(deployment, one, 0);
        return;
      }
      const isBusy = old.some((one) =>
        pods.by(byController, one.metadata.uid!).some((pod) => isPodActive(pod) || pod.metadata.deletionTimestamp),
      );
      if (!isBusy) scale(deployment, newSet, wanted);
      return;
    }
    const total = sets.reduce((count, one) => count + (one.spec.replicas ?? 0), 0);
    const { maxSurge, maxUnavailable } = rollingLimits(deployment.spec.strategy?.rollingUpdate, wanted);
    const present: number = newSet.spec.replicas ?? 0;
    const target = present > wanted ? wanted : newReplicasFor(wanted, maxSurge, present, total);
    if (target !== present) return void scale(deployment, newSet, target);
    scaleDownOld(deployment, newSet, old, total, wanted - maxUnavailable);
  }

  /** First old Pods that are not ready anyway, then as many as availability allows. */
  function scaleDownOld(
    deployment: KubernetesObject,
    newSet: KubernetesObject,
    old: KubernetesObject[],
    total: number,
    minAvailable: number,
  ): void {
    const newUnavailable = (newSet.spec.replicas ?? 0) - (newSet.status?.availableReplicas ?? 0);
    let cleanable = total - minAvailable - newUnavailable;
    const sizes = new Map(old.map((one) => [one, one.spec.replicas ?? 0]));
    for (const one of old) {
      const unhealthy = sizes.get(one)! - (one.status?.availableReplicas ?? 0);
      const count = Math.max(0, Math.min(cleanable, unhealthy));
      sizes.set(one, sizes.get(one)! - count);
      cleanable -= count;
    }
    const available = [...old, newSet].reduce((count, one) => count + (one.status?.availableReplicas ?? 0), 0);
    let removable = available - minAvailable;
    for (const one of old) {
      const count = Math.max(0, Math.min(removable, sizes.get(one)!));
      sizes.set(one, sizes.get(one)! - count);
      removable -= count;
    }
    for (const [one, size] of sizes) scale(deployment, one, size);
  }

  /** A change of `replicas` in the middle of a rollout is shared in proportion. */
  function scaleAll(
    deployment: KubernetesObject,
    sets: KubernetesObject[],
    newSet: KubernetesObject | undefined,
  ): void {
    const wanted: number = deployment.spec.replicas ?? 1;
    const active = sets.filter((one) => (one.spec.replicas ?? 0) > 0);
    if (active.length <= 1) {
      const only = active[0] ?? newSet;
      if (only) scale(deployment, only, wanted, true);
      return;
    }
    const allowed = wanted > 0 ? wanted + surgeOf(deployment) : 0;
    const total = active.reduce((count, one) => count + one.spec.replicas, 0);
    let left = allowed - total;
    const order = [...active].sort((a, b) => b.spec.replicas - a.spec.replicas);
    for (const [index, one] of order.entries()) {
      const share =
        index === order.length - 1 ? left : Math.trunc((one.spec.replicas * allowed) / total) - one.spec.replicas;
      const change = left > 0 ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left);
      left -= change;
      scale(deployment, one, Math.max(0, one.spec.replicas + change), true);
    }
  }

  function scale(deployment: KubernetesObject, one: KubernetesObject, replicas: number, isAnnotated = false): void {
    const before: number = one.spec.replicas ?? 0;
    if (before === replicas && !isAnnotated) return;
    const annotations = replicasAnnotations(deployment);
    const answer = api.patch(REPLICA_SETS, one, { metadata: { annotations }, spec: { replicas } });
    if (answer.ok && before !== replicas) scaleEvent(deployment, one, before, replicas);
  }

  /** @param isNew the ReplicaSet was created with these replicas. */
  function scaleEvent(
    deployment: KubernetesObject,
    one: KubernetesObject,
    from: number,
    to: number,
    isNew = false,
  ): void {
    const verb = to > from ? 'up' : 'down';
    const { name } = one.metadata;
    const oldText = isNew ? `to ${to}` : `to ${to} from ${from}`;
    const counts = release.since('1.32') ? `from ${from} to ${to}` : oldText;
    recorder.event(deployment, {
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: `Scaled ${verb} replica set ${name} ${counts}`,
    });
  }

  /** Old ReplicaSets beyond the history limit go, oldest revision first. */
  function cleanUp(deployment: KubernetesObject, sets: KubernetesObject[], newSet: KubernetesObject): void {
    const { replicas = 1, revisionHistoryLimit = 10 } = deployment.spec;
    const isComplete =
      deployment.status?.updatedReplicas === replicas && deployment.status?.availableReplicas === replicas;
    if (!isComplete) return;
    const old = sets
      .filter((one) => one.metadata.uid !== newSet.metadata.uid && !one.metadata.deletionTimestamp)
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const one of old.slice(0, Math.max(0, old.length - revisionHistoryLimit)))
      if ((one.spec.replicas ?? 0) === 0 && (one.status?.replicas ?? 0) === 0) api.delete(REPLICA_SETS, one);
  }

  /** @returns when the progress deadline has to be looked at. */
  function updateStatus(deployment: KubernetesObject, isCreated: boolean): number | undefined {
    const sets = claim(deployment);
    const now = context.timestamp();
    const newSet = findNew(deployment, sets);
    const status = deploymentStatus({
      deployment,
      newSet,
      sets,
      isCreated,
      release,
      now,
    }) as KubernetesObject['status'];
    const progressing = status.conditions.find((one: { type: string }) => one.type === 'Progressing');
    const deadlineMs = (deployment.spec.progressDeadlineSeconds ?? 600) * 1_000;
    let leftMs: number | undefined;
    if (progressing?.status === 'True' && progressing.reason !== 'NewReplicaSetAvailable' && newSet) {
      leftMs = Date.parse(progressing.lastUpdateTime) + deadlineMs - context.epochMs();
      if (leftMs <= 0) {
        const message = `ReplicaSet "${newSet.metadata.name}" has timed out progressing.`;
        status.conditions = setCondition(status.conditions, now, {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message,
        });
        leftMs = undefined;
      }
    }
    if (!isSame(status, deployment.status)) api.updateStatus(DEPLOYMENTS, { ...deployment, status });
    return leftMs;
  }
}
