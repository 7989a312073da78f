/** Which categories and letters occur in a range, and what they are called. */

import type { CellCategory, RangeView } from '../../worker/api';

const ORDER: CellCategory[] = ['dynamic', 'static', 'system', 'leaving', 'never', 'free'];

export interface LegendEntry {
  category: CellCategory;
  letter: string;
  text: string;
}

export function legendOf(range: RangeView): LegendEntry[] {
  const seen = new Map<string, LegendEntry>();
  for (const { category, letter } of range.cells ?? []) {
    const text = textOf(range, category, letter);
    if (text) seen.set(text, { category, letter, text });
  }
  const entries = [...seen.values()];
  return entries.sort(
    (a, b) => ORDER.indexOf(a.category) - ORDER.indexOf(b.category) || (a.letter < b.letter ? 1 : -1),
  );
}

function textOf(range: RangeView, category: CellCategory, letter: string): string {
  if (category === 'free') return '';
  if (category === 'never') return 'never handed out';
  if (category === 'leaving') return 'being deleted';
  if (letter === 'K') return 'kubernetes';
  if (letter === 'D') return 'cluster DNS';
  if (range.kind === 'pod') return letter === 'N' ? 'Node' : 'Pod';
  return category === 'static' ? 'Service, asked for' : 'Service';
}
