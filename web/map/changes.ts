/** What changed on the map since the result before. */

import type { RunResult } from '../../worker/api';
import { objectName } from '../../sentences/words';

export interface Changes {
  /** Addresses that are held now and were not. */
  added: ReadonlySet<string>;
  /** Addresses that are free now, and the names of those who held them. */
  gone: ReadonlyMap<string, string>;
}

export const NO_CHANGES: Changes = { added: new Set(), gone: new Map() };

/** @param before nothing, when another scenario was opened: then all is new and nothing is marked. */
export function changesOf(result: RunResult, before: RunResult | undefined): Changes {
  if (!before) return NO_CHANGES;
  const held = holders(before);
  const holds = holders(result);
  return {
    added: new Set([...holds.keys()].filter((address) => !held.has(address))),
    gone: new Map([...held].filter(([address]) => !holds.has(address))),
  };
}

function holders(result: RunResult): Map<string, string> {
  const addresses = result.ranges.flatMap((range) => range.addresses);
  return new Map(addresses.map(({ address, holder }) => [address, objectName(holder)]));
}
