/** How likely each outcome of a random search was. */

import type { CellView, Decision, RangeView } from '../../worker/api';

export interface Odds {
  /** How many places the search could have begun at, each as likely as the others. */
  starts: number;
  /** For each address that was free: how many of them lead to it. */
  chances: ReadonlyMap<string, number>;
}

/**
 * The search begins anywhere in its band and takes the first free address from there, going round once: an address has
 * one chance for itself and one for each held one right before it.
 * @returns undefined where the map no longer tells what was held then, or the range is too wide to count.
 */
export function oddsOf(decision: Decision, range: RangeView | undefined): Odds | undefined {
  const asked = decision.ranges.find((one) => one.result === 'allocated');
  const band = asked?.searches.at(-1)?.band;
  if (!asked || !band || !range?.cells || range.prefix !== asked.range) return undefined;
  const wasHeld = (cell: CellView) =>
    cell.holder !== undefined && (cell.decision === undefined || cell.decision < decision.id);
  const usable = range.cells.filter((cell) => !cell.role);
  if (String(usable.filter((cell) => !wasHeld(cell)).length) !== asked.free) return undefined;
  const cells = usable.filter((cell) => cell.staticBand === (band === 'static'));
  const chances = new Map<string, number>();
  const firstFree = cells.findIndex((cell) => !wasHeld(cell));
  if (firstFree < 0) return undefined;
  let waiting = 0;
  // Once round from the first free one, so that held ones at the end count for it.
  for (let step = 1; step <= cells.length; step++) {
    const cell = cells[(firstFree + step) % cells.length]!;
    waiting++;
    if (wasHeld(cell)) continue;
    chances.set(cell.address, waiting);
    waiting = 0;
  }
  return { starts: cells.length, chances };
}

/** The odds in a sentence or two. */
export function oddsText({ starts, chances }: Odds, value: string): string {
  const own = chances.get(value);
  if (own === undefined) return '';
  if (chances.size === 1) return `[[${value}]] was the only free one of ${starts}: every draw led to it.`;
  const most = [...chances].sort((a, b) => b[1] - a[1])[0]!;
  const many = (count: number) => (count === 1 ? 'one chance' : `${count} chances`);
  const held = (count: number) => (count === 2 ? 'a held one' : `${count - 1} held ones`);
  const self = `[[${value}]] had ${many(own)} in ${starts}${own > 1 ? `: it follows ${held(own)}` : ''}.`;
  if (most[1] === 1) return `${self} Every free address had as many.`;
  if (most[1] === own) return `${self} None had more.`;
  return `${self} The likeliest was [[${most[0]}]] with ${most[1]}, as it follows ${held(most[1])}.`;
}
