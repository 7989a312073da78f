/** Lays out tab-separated text as Go's text/tabwriter does, padding with blanks. */

/** Widths that were used before, for tables that grow while they are watched. */
export type RememberedWidths = number[];

/**
 * Every run of lines that have a tab after a cell of the same column shares one width.
 * @param minWidth smallest width of a cell, padding included.
 * @param padding blanks after the longest cell of a column.
 */
export function layoutTabs(text: string, minWidth: number, padding: number, remembered?: RememberedWidths): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const output: string[] = [];
  const widths: number[] = [];

  function writeLines(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      output.push(
        lines[i]
          .map((cell, j) =>
            j < widths.length && j < lines[i].length - 1 ? cell.padEnd(widths[j] + cell.length - lengthOf(cell)) : cell,
          )
          .join(''),
      );
    }
  }

  function format(start: number, to: number): void {
    const column = widths.length;
    let from = start;
    for (let i = start; i < to; i++) {
      if (column >= lines[i].length - 1) continue;
      writeLines(from, i);
      from = i;
      let width = Math.max(minWidth, remembered?.[column] ?? 0);
      for (; i < to && column < lines[i].length - 1; i++) width = Math.max(width, lengthOf(lines[i][column]) + padding);
      if (remembered) remembered[column] = width;
      widths.push(width);
      format(from, i);
      widths.pop();
      from = i;
    }
    writeLines(from, to);
  }

  format(0, lines.length);
  return output.join('\n');
}

const lengthOf = (cell: string) => [...cell].length;
