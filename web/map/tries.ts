/** In which order a decision looked at the addresses of a range. */

import type { Decision } from '../../worker/api';

/** @returns for each address the number of its try, counted from 1. */
export function triesIn(decision: Decision | undefined, prefix: string): Map<string, number> {
  const tries = new Map<string, number>();
  for (const range of decision?.ranges ?? [])
    if (range.range === prefix)
      for (const search of range.searches)
        for (const address of search.order) if (!tries.has(address)) tries.set(address, tries.size + 1);
  return tries;
}
