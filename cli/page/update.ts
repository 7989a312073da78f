/** Writes what the cluster prints into a page, in the place of what it prints differently, and nothing else. */

import type { Finding } from './check';
import type { CodeBlock } from './parts';

type Difference = Extract<Finding, { kind: 'difference' }>;

/**
 * @param source of the page.
 * @returns the page with the cluster's output; lines that say the same keep their values.
 */
export function updatePage(source: string, differences: readonly Difference[]): string {
  const byBlock = new Map<CodeBlock, Difference[]>();
  for (const difference of differences) {
    const { block } = difference.printed;
    byBlock.set(block, [...(byBlock.get(block) ?? []), difference]);
  }
  let updated = source;
  for (const [block, found] of [...byBlock].sort(([a], [b]) => b.start - a.start))
    updated = updated.slice(0, block.start) + block.encode(textOf(block, found)) + updated.slice(block.end);
  return updated;
}

/** The text of a block with some of its lines replaced. */
function textOf(block: CodeBlock, differences: readonly Difference[]): string {
  const lines = block.text.split('\n').slice(0, -1);
  for (const { printed, aligned } of [...differences].sort((a, b) => b.printed.from - a.printed.from))
    lines.splice(printed.from, printed.lineCount, ...aligned.split('\n').slice(0, -1));
  return lines.map((line) => `${line}\n`).join('');
}
