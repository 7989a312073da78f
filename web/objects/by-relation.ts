/** Related objects under what they are to the object in question. */

import type { RelatedObject } from '../../worker/api';

/** @returns `owner: ReplicaSet` and the objects, in the order in which they came. */
export function byRelation(related: readonly RelatedObject[]): [string, RelatedObject[]][] {
  const groups = new Map<string, RelatedObject[]>();
  for (const one of related) {
    const relation = `${one.relation}: ${one.ref.kind}`;
    groups.set(relation, [...(groups.get(relation) ?? []), one]);
  }
  return [...groups];
}
