/** The ReplicaSets of a Deployment: their names, annotations and revisions (pods-and-nodes.md R8.7). */

import type { KubernetesObject } from '../../kubernetes/objects';
import { isSame, templateHash } from '../../client/hash';
import { controllerReference } from '../../client/owners';
import type { NewObject } from '../../client/api';
import { rollingLimits } from './rolling';

export const HASH_LABEL = 'pod-template-hash';
export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED,
  MAX,
  'deprecated.deployment.rollback.to',
]);
const NAME_MAX = 253;

export const revisionOf = (set: KubernetesObject): number => Number(set.metadata.annotations?.[REVISION] ?? 0);

/** The template without the hash label. */
export function templateWithoutHash(set: KubernetesObject): unknown {
  const labels = { ...set.spec.template.metadata?.labels };
  delete labels[HASH_LABEL];
  return { ...set.spec.template, metadata: { ...set.spec.template.metadata, labels } };
}

/** The oldest ReplicaSet whose template equals the Deployment's. */
export function findNew(deployment: KubernetesObject, sets: readonly KubernetesObject[]): KubernetesObject | undefined {
  const wanted = { ...deployment.spec.template, metadata: { ...deployment.spec.template.metadata } };
  return sets.find((set) =>
    isSame(templateWithoutHash(set), {
      ...wanted,
      metadata: { ...wanted.metadata, labels: wanted.metadata.labels ?? {} },
    }),
  );
}

/** `<deployment>-<hash>`, cut in front of the hash when it would be too long. */
export function replicaSetName(deployment: string, hash: string): string {
  return `${deployment.slice(0, Math.max(0, NAME_MAX - hash.length - 1))}-${hash}`;
}

/** Annotations of a Deployment that its ReplicaSets carry too. */
export function copiedAnnotations(deployment: KubernetesObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key)),
  );
}

/** Desired and largest count, as annotations; `undefined` strategy counts as no surge. */
export function replicasAnnotations(deployment: KubernetesObject): Record<string, string> {
  const replicas = deployment.spec.replicas ?? 1;
  return { [DESIRED]: String(replicas), [MAX]: String(replicas + surgeOf(deployment)) };
}

export function surgeOf(deployment: KubernetesObject): number {
  if (deployment.spec.strategy?.type === 'Recreate') return 0;
  return rollingLimits(deployment.spec.strategy?.rollingUpdate, deployment.spec.replicas ?? 1).maxSurge;
}

/** @returns the ReplicaSet to create for the Deployment's template. */
export function newReplicaSet(
  deployment: KubernetesObject,
  release: string,
  revision: number,
  replicas: number,
): NewObject {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = templateHash(template, release, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  return {
    metadata: {
      name: replicaSetName(deployment.metadata.name, hash),
      namespace: deployment.metadata.namespace,
      labels,
      annotations: {
        ...copiedAnnotations(deployment),
        ...replicasAnnotations(deployment),
        [REVISION]: String(revision),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      ...(minReadySeconds ? { minReadySeconds } : {}),
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}
