/** Which held addresses are new since the result before. */

import type { RunResult } from '../../worker/api';

/** @param before nothing, when another scenario was opened: then all is new and nothing is marked. */
export function newAddresses(result: RunResult, before: RunResult | undefined): ReadonlySet<string> {
  if (!before) return new Set();
  const known = new Set(heldAddresses(before));
  return new Set(heldAddresses(result).filter((address) => !known.has(address)));
}

function heldAddresses(result: RunResult): string[] {
  return result.ranges.flatMap((range) => range.addresses.map((held) => held.address));
}
