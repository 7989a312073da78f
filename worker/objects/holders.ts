/** What keeps an object that is being deleted. */

import type { Addresses } from '../core/types';
import type { KubernetesObject } from '../kubernetes/objects';
import { contains, kindOf, type Known } from './related';

/** More names than this are counted. */
const NAMES_MAX = 5;

/** @returns sentences; none for an object that nobody deletes. */
export function holdersOf(object: KubernetesObject, known: readonly Known[], addresses: Addresses): string[] {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers = [], uid } = object.metadata;
  if (!deletionTimestamp) return [];
  const says = finalizers.map((finalizer) => `The finalizer \`${finalizer}\` is still there.`);
  const kind = kindOf(object, known);
  if (finalizers.includes('foregroundDeletion')) {
    const owned = known.flatMap(({ items }) =>
      items.filter((other) =>
        other.metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.blockOwnerDeletion),
      ),
    );
    if (owned.length > 0) says.push(`What it owns goes first: ${named(owned)}.`);
  }
  if (kind === 'ServiceCIDR') {
    const items = (wanted: string) => known.find(({ type }) => type.kind === wanted)?.items ?? [];
    const others = items('ServiceCIDR').filter(
      (other) => other.metadata.uid !== uid && !other.metadata.deletionTimestamp,
    );
    const alone = items('IPAddress').filter(
      ({ metadata: { name } }) =>
        contains(object, name, addresses) && !others.some((other) => contains(other, name, addresses)),
    );
    if (alone.length > 0) says.push(`No other ServiceCIDR holds ${named(alone)}.`);
  }
  if (kind === 'Namespace')
    for (const condition of (object.status?.conditions ?? []) as { status: string; message: string }[])
      if (condition.status === 'True') says.push(condition.message);
  if (kind === 'Pod' && deletionGracePeriodSeconds)
    says.push(`Its containers have ${deletionGracePeriodSeconds} seconds to end.`);
  return says;
}

function named(objects: readonly KubernetesObject[]): string {
  const names = objects.slice(0, NAMES_MAX).map((object) => `\`${object.metadata.name}\``);
  const more = objects.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
