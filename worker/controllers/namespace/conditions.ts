/** Conditions of a namespace that is being deleted and still holds something. */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';

/** @param remaining the objects that are left, by `resource.group`. */
export function deletionConditions(remaining: ReadonlyMap<string, readonly KubernetesObject[]>): Condition[] {
  const counts = [...remaining].map(([id, objects]) => `${id} has ${objects.length} resource instances`).sort();
  const finalizers = new Map<string, number>();
  for (const objects of remaining.values())
    for (const { metadata } of objects)
      for (const finalizer of metadata.finalizers ?? [])
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
  const holding = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  const fine = (type: string, reason: string, message: string): Condition => ({
    message,
    reason,
    status: 'False',
    type,
  });
  return [
    fine('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    fine(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    fine(
      'NamespaceDeletionContentFailure',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ),
    {
      message: `Some resources are remaining: ${counts.join(', ')}`,
      reason: 'SomeResourcesRemain',
      status: 'True',
      type: 'NamespaceContentRemaining',
    },
    holding.length > 0
      ? {
          message: `Some content in the namespace has finalizers remaining: ${holding.join(', ')}`,
          reason: 'SomeFinalizersRemain',
          status: 'True',
          type: 'NamespaceFinalizersRemaining',
        }
      : fine('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
  ];
}
