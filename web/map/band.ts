/** Where the outline of the static band runs: the edges of a cell that border on a cell outside the band. */

export function bandEdges(inBand: (index: number) => boolean, index: number, columns: number, count: number): string {
  if (!inBand(index)) return '';
  const column = index % columns;
  const outside = (other: number, exists: boolean) => !exists || !inBand(other);
  return [
    'b',
    outside(index - columns, index >= columns) && 'bt',
    outside(index + columns, index + columns < count) && 'bb',
    outside(index - 1, column > 0) && 'bl',
    outside(index + 1, column < columns - 1 && index + 1 < count) && 'br',
  ]
    .filter(Boolean)
    .join(' ');
}
