/** Status and conditions of a Deployment (pods-and-nodes.md R8.10, R11.16). */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';
import type { Release } from '../../releases';
import { rollingLimits } from './rolling';

const sum = (sets: readonly KubernetesObject[], field: string) =>
  sets.reduce((total, set) => total + (set.status?.[field] ?? 0), 0);

export interface StatusInput {
  deployment: KubernetesObject;
  newSet: KubernetesObject | undefined;
  sets: readonly KubernetesObject[];
  /** A ReplicaSet was created in this sync. */
  isCreated: boolean;
  release: Release;
  now: string;
}

type DeploymentCondition = Condition & { lastUpdateTime?: string };

/** @returns the status to write; zero counts are absent. */
export function deploymentStatus(input: StatusInput): Record<string, unknown> {
  const { deployment, newSet, sets, release } = input;
  const available = sum(sets, 'availableReplicas');
  const replicas = sum(sets, 'replicas');
  const wanted = deployment.spec.replicas ?? 1;
  const specified = sets.reduce((total, one) => total + (one.spec.replicas ?? 0), 0);
  const positive = (name: string, value: number) => (value > 0 ? { [name]: value } : {});
  const counts = {
    ...positive('availableReplicas', available),
    ...(deployment.status?.collisionCount === undefined ? {} : { collisionCount: deployment.status.collisionCount }),
    observedGeneration: deployment.metadata.generation,
    ...positive('readyReplicas', sum(sets, 'readyReplicas')),
    ...positive('replicas', replicas),
    ...(release.since('1.35') ? { terminatingReplicas: sum(sets, 'terminatingReplicas') } : {}),
    ...positive('unavailableReplicas', Math.max(0, specified - available)),
    ...positive('updatedReplicas', newSet?.status?.replicas ?? 0),
  };
  return { ...counts, conditions: conditionsOf(input, available, replicas, wanted) };
}

function conditionsOf(input: StatusInput, available: number, replicas: number, wanted: number): DeploymentCondition[] {
  const { deployment, newSet, isCreated, now } = input;
  let conditions: DeploymentCondition[] = deployment.status?.conditions ?? [];
  const { maxUnavailable } =
    deployment.spec.strategy?.type === 'Recreate'
      ? { maxUnavailable: 0 }
      : rollingLimits(deployment.spec.strategy?.rollingUpdate, wanted);
  const isAvailable = available >= wanted - Math.min(maxUnavailable, wanted);
  conditions = set(conditions, now, {
    type: 'Available',
    status: isAvailable ? 'True' : 'False',
    reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: isAvailable ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
  });
  const paused = pauseCondition(deployment, conditions);
  if (paused) conditions = set(conditions, now, paused);
  if (!newSet || deployment.spec.paused) return conditions;
  const updated = newSet.status?.replicas ?? 0;
  const isComplete = updated === wanted && replicas === wanted && available === wanted;
  const progressing = (reason: string, text: string) => ({
    type: 'Progressing',
    status: 'True' as const,
    reason,
    message: text,
  });
  const name = `ReplicaSet "${newSet.metadata.name}"`;
  if (isComplete)
    return set(conditions, now, progressing('NewReplicaSetAvailable', `${name} has successfully progressed.`));
  if (isCreated)
    return set(
      conditions,
      now,
      progressing('NewReplicaSetCreated', `Created new replica set "${newSet.metadata.name}"`),
    );
  const before = conditions.find(({ type }) => type === 'Progressing');
  const isOfAnother =
    before?.reason === 'NewReplicaSetAvailable' && before.message?.includes(`"${newSet.metadata.name}"`);
  if (isOfAnother && updated === wanted) return conditions;
  if (before?.reason === 'ProgressDeadlineExceeded' && !hasProgressed(input, available, replicas)) return conditions;
  return set(
    conditions,
    now,
    progressing('ReplicaSetUpdated', `${name} is progressing.`),
    hasProgressed(input, available, replicas),
  );
}

/** What pausing and resuming write; a rollout that has failed stays failed. */
function pauseCondition(
  deployment: KubernetesObject,
  conditions: DeploymentCondition[],
): DeploymentCondition | undefined {
  const before = conditions.find(({ type }) => type === 'Progressing');
  if (before?.reason === 'ProgressDeadlineExceeded') return undefined;
  const isPaused = before?.reason === 'DeploymentPaused';
  if (deployment.spec.paused && !isPaused)
    return { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' };
  if (!deployment.spec.paused && isPaused)
    return { type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' };
  return undefined;
}

function hasProgressed({ deployment, newSet }: StatusInput, available: number, replicas: number): boolean {
  const before = deployment.status ?? {};
  return (
    (newSet?.status?.replicas ?? 0) > (before.updatedReplicas ?? 0) ||
    available > (before.availableReplicas ?? 0) ||
    replicas < (before.replicas ?? 0)
  );
}

/** Sets a condition; times move only when something changed, or when `isRenewed`. */
export function set(
  conditions: DeploymentCondition[],
  now: string,
  wanted: DeploymentCondition,
  isRenewed = false,
): DeploymentCondition[] {
  const present = conditions.find(({ type }) => type === wanted.type);
  if (
    present &&
    present.status === wanted.status &&
    present.reason === wanted.reason &&
    !(isRenewed && present.lastUpdateTime !== now)
  )
    return conditions;
  const lastTransitionTime = present?.status === wanted.status ? present.lastTransitionTime : now;
  const next = {
    lastTransitionTime,
    lastUpdateTime: now,
    message: wanted.message,
    reason: wanted.reason,
    status: wanted.status,
    type: wanted.type,
  };
  return [...conditions.filter(({ type }) => type !== wanted.type), next];
}
