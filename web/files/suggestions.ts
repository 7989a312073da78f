/** Which completions fit what has been typed, and where they stand in the text. */

import type { YamlCompletion, YamlCompletions } from '../../worker/api';

/** @returns the items that begin with what stands before the caret, then those that have it inside; none for a finished word. */
export function fitting({ start, items }: YamlCompletions, text: string, caret: number): YamlCompletion[] {
  const typed = text.slice(start, caret).toLowerCase();
  const begin = items.filter(({ label }) => label.toLowerCase().startsWith(typed));
  const inside = items.filter((item) => !begin.includes(item) && item.label.toLowerCase().includes(typed));
  const all = [...begin, ...inside];
  return all.length === 1 && all[0]!.text.trimEnd() === text.slice(start, caret) ? [] : all;
}

/** @returns those of a long list that are shown: `count` of them with the active one inside. */
export function windowOf<T>(items: readonly T[], active: number, count: number): { first: number; shown: T[] } {
  const first = Math.max(0, Math.min(active - count + 1, items.length - count));
  return { first, shown: items.slice(first, first + count) };
}

/** @returns the line of an offset, from 0. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1;
