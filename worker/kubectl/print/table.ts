/** Lays out the Tables that the server sends, as kubectl's table printer does (pods-and-nodes.md R7.10). */

import { compareText } from '../../kubernetes/patch';
import type { KubernetesObject, Table } from '../../kubernetes/objects';
import { goNumber } from '../../kubernetes/patch';
import { layoutTabs, type RememberedWidths } from '../text/tabs';

const MIN_WIDTH = 6;
const PADDING = 3;

export interface TableOptions {
  isWide: boolean;
  noHeaders: boolean;
  withNamespace: boolean;
  /** `service`, put before each name with a slash. */
  kindPrefix?: string;
  showLabels: boolean;
  columnLabels: readonly string[];
}

interface Column {
  name: string;
  type: string;
  format: string;
  priority: number;
}

/** Text of a table, its columns still separated by tabs. */
export function tabulate(table: Table, options: TableOptions): string {
  const { columns, rows } = decorate(table, options);
  const isShown = (i: number) => options.isWide || columns[i].priority === 0;
  const lines: string[] = [];
  if (!options.noHeaders && rows.length > 0)
    lines.push(
      columns
        .filter((_, i) => isShown(i))
        .map((column) => column.name.toUpperCase())
        .join('\t'),
    );
  for (const cells of rows) {
    lines.push(
      cells
        .slice(0, columns.length)
        .filter((_, i) => isShown(i))
        .map(printCell)
        .join('\t'),
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** @param remembered widths of earlier parts of the same table, for `--watch`. */
export function layoutTable(text: string, remembered?: RememberedWidths): string {
  return layoutTabs(text, MIN_WIDTH, PADDING, remembered);
}

/** Columns and cells with the namespace, the kind and labels added. */
function decorate(table: Table, options: TableOptions): { columns: Column[]; rows: unknown[][] } {
  const columns: Column[] = table.columnDefinitions.map(({ name, type, format, priority }) => ({
    name,
    type,
    format,
    priority: priority ?? 0,
  }));
  const nameAt = columns.findIndex((column) => column.format === 'name' && column.type === 'string');
  const extra = (name: string): Column => ({ name, type: 'string', format: '', priority: 0 });
  if (options.withNamespace) columns.unshift(extra('Namespace'));
  for (const label of options.columnLabels) columns.push(extra(label.split('/').pop()!));
  if (options.showLabels) columns.push(extra('Labels'));
  const rows = table.rows.map((row) => {
    const cells = [...row.cells];
    const { namespace, labels } = row.object?.metadata ?? {};
    if (options.kindPrefix && nameAt >= 0) cells[nameAt] = `${options.kindPrefix}/${String(cells[nameAt])}`;
    if (options.withNamespace) cells.unshift(namespace ?? '');
    for (const label of options.columnLabels) cells.push(labels?.[label] ?? '');
    if (options.showLabels) cells.push(labelText(labels));
    return cells;
  });
  return { columns, rows };
}

export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort(compareText);
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels![key]}`).join(',');
}

function printCell(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return goNumber(cell);
  const text = String(cell);
  const end = text.search(/[\f\n\r]/);
  return escapeTerminal(end < 0 ? text : `${text.slice(0, end)}...`);
}

/** Escape characters are shown, not sent to the terminal. */
export const escapeTerminal = (text: string) => text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r');

export type TableRow = { cells: unknown[]; object: KubernetesObject };
