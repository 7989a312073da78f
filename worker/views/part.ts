/** A part of a wide range, and the branches of it that hold anything. */

import { hostBitsOf } from '../allocator/range';
import type { RangeView } from '../api';
import { readDecisions } from './decisions';
import type { RunFacts } from '.';
import { holdingsIn, rangeView, tileBits } from './range-view';
import { mapRanges } from './ranges';

/** Branches are as large as what is drawn address by address. */
const BRANCH_BITS = 8;
const BRANCHES_MAX = 100;

/** A range of the cluster, and the part of it that is asked for. */
function windowOf(facts: RunFacts, kind: RangeView['kind'], prefix: string, part: string) {
  const { addresses } = facts.core;
  const decisions = readDecisions(facts.client);
  const range = mapRanges({ ...facts, decisions }).find(
    (one) => one.kind === kind && addresses.formatPrefix(one.shape.prefix) === prefix,
  );
  const inner = addresses.parsePrefix(part);
  if (!range || !inner || !addresses.covers(range.shape.prefix, inner)) return undefined;
  return { range, window: addresses.masked(inner) };
}

/** @returns for each address, or prefix of a block, the index of the tile of the part in which it lies, or -1. */
export function tilesOf(
  facts: RunFacts,
  kind: RangeView['kind'],
  prefix: string,
  part: string,
  texts: readonly string[],
): number[] {
  const { addresses } = facts.core;
  const found = windowOf(facts, kind, prefix, part);
  const shift = found && BigInt(tileBits(found.range, found.window));
  return texts.map((text) => {
    const address = addresses.parse(text) ?? addresses.parsePrefix(text)?.address;
    if (!found || shift === undefined || !address || !addresses.contains(found.window, address)) return -1;
    return Number(addresses.offsetIn(found.window, address) >> shift);
  });
}

/** @param part a prefix inside the range. @returns undefined when the cluster no longer has such a range or part. */
export function rangePart(
  facts: RunFacts,
  kind: RangeView['kind'],
  prefix: string,
  part: string,
): RangeView | undefined {
  const { addresses } = facts.core;
  const found = windowOf(facts, kind, prefix, part);
  if (!found) return undefined;
  const { range, window } = found;
  const view = rangeView(facts.core, range, window);
  if (hostBitsOf(window) <= BRANCH_BITS || range.blockBits !== undefined) return view;

  const branches = new Map<string, number>();
  const bits = window.bits + hostBitsOf(window) - BRANCH_BITS;
  for (const { address } of holdingsIn(facts.core, range.holdings, window)) {
    const branch = addresses.formatPrefix(addresses.masked({ address, bits }));
    branches.set(branch, (branches.get(branch) ?? 0) + 1);
  }
  const list = [...branches].map(([text, held]) => ({ prefix: text, held: String(held) }));
  return { ...view, branches: list.slice(0, BRANCHES_MAX), branchCount: list.length };
}
