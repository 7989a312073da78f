/** What changed on the map since the result before. */

import type { HeldAddress, RangeView, RunResult } from '../../worker/api';
import { objectName } from '../../sentences/words';
import { rangeKey } from '../state/types';

export interface Changes {
  /** Addresses that are held now and were not. */
  added: ReadonlySet<string>;
  /** Addresses that are free now, and the names of those who held them. */
  gone: ReadonlyMap<string, string>;
  /** Addresses that are held by somebody else, or otherwise, and what was before: `held by web`. */
  changed: ReadonlyMap<string, string>;
}

export const NO_CHANGES: Changes = { added: new Set(), gone: new Map(), changed: new Map() };

/** @param before nothing, when another scenario was opened: then all is new and nothing is marked. */
export function changesOf(result: RunResult, before: RunResult | undefined): Changes {
  if (!before) return NO_CHANGES;
  const held = heldIn(before);
  const holds = heldIn(result);
  const unsure = unsureOf(before.ranges, result.ranges);
  const added = [...holds.keys()].filter((address) => !held.has(address) && !unsure.has(address));
  const gone = [...held].filter(([address]) => !holds.has(address) && !unsure.has(address));
  const changed = [...holds].flatMap(([address, now]): [string, string][] => {
    const then = held.get(address);
    const was = then && differenceOf(then, now);
    return was ? [[address, was]] : [];
  });
  return {
    added: new Set(added),
    gone: new Map(gone.map(([address, { holder }]) => [address, objectName(holder)])),
    changed: new Map(changed),
  };
}

/** `, new`, for the name of a cell or the state in the table; empty for an address that stayed as it was. */
export function changeWord({ added, gone, changed }: Changes, address: string): string {
  if (added.has(address)) return ', new';
  if (gone.has(address)) return `, was held by ${gone.get(address)}`;
  return changed.has(address) ? `, changed, was ${changed.get(address)}` : '';
}

/** The class that draws what became of an address. */
export function changeClass({ added, gone, changed }: Changes, address: string): string {
  return added.has(address) ? 'added' : gone.has(address) ? 'gone' : changed.has(address) ? 'changed' : '';
}

function differenceOf(then: HeldAddress, now: HeldAddress): string | undefined {
  if (objectName(then.holder) !== objectName(now.holder) || then.holder.kind !== now.holder.kind)
    return `held by ${objectName(then.holder)}`;
  if (then.category === now.category) return undefined;
  return { leaving: 'being deleted', static: 'asked for', dynamic: 'chosen' }[then.category as string] ?? then.category;
}

const heldIn = ({ ranges }: RunResult) =>
  new Map(ranges.flatMap(({ addresses }) => addresses.map((one) => [one.address, one] as const)));

/** Of a range with more addresses than are listed: those behind the last one that both lists have. */
function unsureOf(before: readonly RangeView[], after: readonly RangeView[]): Set<string> {
  const unsure = new Set<string>();
  for (const range of after) {
    const other = before.find((one) => rangeKey(one) === rangeKey(range));
    if (!other || ![range, other].some(({ addresses, held }) => String(addresses.length) !== held)) continue;
    for (const [one, against] of [
      [range, other],
      [other, range],
    ]) {
      const known = new Set(against!.addresses.map(({ address }) => address));
      const last = one!.addresses.findLastIndex(({ address }) => known.has(address));
      for (const { address } of one!.addresses.slice(last + 1)) unsure.add(address);
    }
  }
  return unsure;
}
