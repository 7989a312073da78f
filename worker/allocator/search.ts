/** The walk that every allocator makes: random start in the dynamic band, upward, wrap; then the static band. */

import type { BandSearch } from '../api';
import type { RandomStream, RangeSet } from '../core/types';

/** So many values of a walk are listed in its decision. */
const ORDER_MAX = 256n;

/** A value that a walk offers is taken, was taken already by somebody else, or cannot be had for another reason. */
export type Attempt = 'taken' | 'exists' | { error: string };

export interface SearchOptions {
  set: RangeSet;
  /** The lowest offset that may be handed out. */
  first: bigint;
  /** The highest. */
  last: bigint;
  staticLength: bigint;
  random: RandomStream;
  /** Tries to take a free offset. */
  take(offset: bigint): Attempt;
  /** Text of an offset, for the decision. */
  text(offset: bigint): string;
  /** Errors after which the walk gives up with "full"; undefined: the first error ends the search with itself. */
  errorsMax?: number;
}

export interface SearchResult {
  offset?: bigint;
  band?: 'static' | 'dynamic';
  error?: string;
  searches: BandSearch[];
}

/** services.md R1.1.4, R1.2.4, R1.2.5. Neither offset nor error: the range is full. */
export function searchBands(options: SearchOptions): SearchResult {
  const { first, last, staticLength, random } = options;
  const searches: BandSearch[] = [];
  const bands = [
    { band: 'dynamic', from: first + staticLength, to: last },
    { band: 'static', from: first, to: first + staticLength - 1n },
  ] as const;
  for (const { band, from, to } of bands) {
    if (from > to) continue;
    const { search, offset, error } = walk(options, band, from, to, random.below(to - from + 1n));
    searches.push(search);
    if (offset !== undefined) return { offset, band, searches };
    if (error !== undefined) return { error, searches };
  }
  return { searches };
}

interface Walk {
  search: BandSearch;
  offset?: bigint;
  error?: string;
}

/**
 * Every free value of [from, to] once, from `skip` behind the first on and around the end.
 * @param skip where the walk begins: at `from` when that is beyond `to`.
 */
export function walk(
  options: Pick<SearchOptions, 'set' | 'take' | 'text' | 'errorsMax'>,
  band: BandSearch['band'],
  from: bigint,
  to: bigint,
  skip: bigint,
): Walk {
  const { set, take, errorsMax } = options;
  const length = to - from + 1n;
  const start = skip < length ? from + skip : from;
  /** Steps from the start, around the end of the band. */
  const distance = (offset: bigint) => (offset >= start ? offset - start : offset - start + length);
  const after = (offset: bigint) => (offset === to ? from : offset + 1n);

  let errorCount = 0;
  let looked = -1n;
  let cursor = start;
  for (;;) {
    const offset = set.nextFree(from, to, cursor);
    if (offset === undefined || distance(offset) <= looked) break;
    looked = distance(offset);
    const attempt = take(offset);
    if (attempt === 'taken') return { search: describe(looked + 1n, offset), offset };
    if (attempt !== 'exists') {
      if (errorsMax === undefined) return { search: describe(looked + 1n), error: attempt.error };
      if (++errorCount >= errorsMax) break;
    }
    cursor = after(offset);
  }
  return { search: describe(length) };

  function describe(tried: bigint, found?: bigint): BandSearch {
    const startText = options.text(start);
    const order = [startText];
    for (let offset = after(start), count = 1n; count < tried && count < ORDER_MAX; offset = after(offset), count++)
      order.push(options.text(offset));
    const search: BandSearch = { band, start: startText, tried: String(tried), order };
    if (found !== undefined) search.found = found === start ? startText : options.text(found);
    return search;
  }
}
