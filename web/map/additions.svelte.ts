/** Which held addresses are new since the result before. */

import type { RunResult } from '../../worker/api';

export class Additions {
  #addresses = $state.raw<Set<string>>(new Set());

  get addresses() {
    return this.#addresses;
  }

  /** @param before nothing, when another scenario was opened: then all is new and nothing is marked. */
  take(result: RunResult, before: RunResult | undefined) {
    const known = new Set(before && heldAddresses(before));
    this.#addresses = new Set(before ? heldAddresses(result).filter((address) => !known.has(address)) : []);
  }
}

function heldAddresses(result: RunResult): string[] {
  return result.ranges.flatMap((range) => range.addresses.map((held) => held.address));
}
