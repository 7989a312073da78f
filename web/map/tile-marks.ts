/** What became of the addresses in each tile, and when a refused request tried them. */

import type { Changes } from './changes';

export interface TileMarks {
  added: number;
  gone: number;
  changed: number;
  /** Numbers of the first and the last try in the tile; 0 for none. */
  firstTry: number;
  lastTry: number;
}

/** All that `tileMarks` wants to know the tile of. */
export function markedAddresses({ added, gone, changed }: Changes, tries: ReadonlyMap<string, number>): string[] {
  return [...new Set([...added, ...gone.keys(), ...changed.keys(), ...tries.keys()])];
}

/** @param tiles for each of the addresses the index of its tile, or -1. */
export function tileMarks(
  { added, gone, changed }: Changes,
  tries: ReadonlyMap<string, number>,
  addresses: readonly string[],
  tiles: readonly number[],
): Map<number, TileMarks> {
  const marks = new Map<number, TileMarks>();
  for (const [index, address] of addresses.entries()) {
    const tile = tiles[index] ?? -1;
    if (tile < 0) continue;
    const mark = marks.get(tile) ?? { added: 0, gone: 0, changed: 0, firstTry: 0, lastTry: 0 };
    marks.set(tile, mark);
    mark.added += Number(added.has(address));
    mark.gone += Number(gone.has(address));
    mark.changed += Number(changed.has(address));
    const attempt = tries.get(address);
    if (attempt === undefined) continue;
    mark.firstTry = mark.firstTry === 0 ? attempt : Math.min(mark.firstTry, attempt);
    mark.lastTry = Math.max(mark.lastTry, attempt);
  }
  return marks;
}

export const marksClass = (mark: TileMarks | undefined) =>
  mark ? [mark.added && 'added', mark.gone && 'gone', mark.changed && 'changed'].filter(Boolean).join(' ') : '';

/** `, 2 new, 1 gone, tries 1 to 14`. */
export function marksText(mark: TileMarks | undefined): string {
  if (!mark) return '';
  const { added, gone, changed } = mark;
  return [
    added && `${added} new`,
    gone && `${gone} gone`,
    changed && `${changed} changed`,
    triesText(mark) && `tries ${triesText(mark)}`,
  ]
    .filter(Boolean)
    .map((text) => `, ${text}`)
    .join('');
}

/** `3`, or `1 to 14`. */
export const triesText = ({ firstTry, lastTry }: TileMarks) =>
  firstTry === 0 ? '' : firstTry === lastTry ? String(firstTry) : `${firstTry} to ${lastTry}`;
