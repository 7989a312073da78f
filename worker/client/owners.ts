/** Owner references: who controls an object, and what a controller writes into the ones that it makes. */

import type { KubernetesObject, OwnerReference } from '../kubernetes/objects';

/** The reference that a controller puts into its objects (pods-and-nodes.md R8.5). */
export function controllerReference(owner: KubernetesObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    blockOwnerDeletion: true,
    controller: true,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid!,
  };
}

export function controllerOf(object: KubernetesObject): OwnerReference | undefined {
  const references = object.metadata.ownerReferences;
  if (references) for (const reference of references) if (reference.controller) return reference;
  return undefined;
}

export const isControlledBy = (object: KubernetesObject, owner: KubernetesObject): boolean =>
  controllerOf(object)?.uid === owner.metadata.uid;

/** An index over the uid of the controlling owner, empty for orphans. */
export const byController = (object: KubernetesObject): readonly string[] => [controllerOf(object)?.uid ?? ''];

/** The key of the controlling owner when it is of `kind`. */
export function ownerKey(object: KubernetesObject, kind: string): string | undefined {
  const owner = controllerOf(object);
  return owner?.kind === kind ? `${object.metadata.namespace}/${owner.name}` : undefined;
}
