/** `-o custom-columns`: the specification and the cells. */

import { goNumber, goValue, isObject } from '../../kubernetes/patch';
import { JSONPath, PathFailure } from '../jsonpath';
import { textError, type KubectlError } from '../errors';
import { layoutTable } from './table';

export interface ColumnsPrinter {
  /** Headers are printed before a path turns out to be wrong. */
  print(objects: readonly unknown[]): { output: string; error?: string };
}

/** `NAME:.metadata.name,…`, and whether headers are printed. */
export function columnsFromText(text: string, noHeaders: boolean): ColumnsPrinter | KubectlError {
  if (text === '') return textError('custom-columns format specified but no custom columns given');
  const parts = text.split(',').map((part) => {
    const colon = part.indexOf(':');
    return colon < 0 ? part : ([part.slice(0, colon), part.slice(colon + 1)] as const);
  });
  const bad = parts.find((part) => typeof part === 'string');
  if (bad !== undefined)
    return textError(`unexpected custom-columns spec: ${String(bad)}, expected <header>:<json-path-expr>`);
  return build(parts as (readonly [string, string])[], noHeaders);
}

/** A file of two lines: headers, and paths under them. */
export function columnsFromFile(text: string, noHeaders: boolean): ColumnsPrinter | KubectlError {
  const [headers, paths] = text.split('\n').map((line) =>
    line
      .trim()
      .split(/\s+/)
      .filter((word) => word !== ''),
  );
  if (!headers || headers.length === 0)
    return textError(
      'invalid template, missing header line. Expected format is one line of space separated headers, one line of space separated column specs.',
    );
  if (!paths || paths.length === 0)
    return textError(
      'invalid template, missing spec line. Expected format is one line of space separated headers, one line of space separated column specs.',
    );
  if (headers.length !== paths.length)
    return textError(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`);
  return build(
    headers.map((header, i) => [header, paths[i]] as const),
    noHeaders,
  );
}

/** RelaxedJSONPathExpression: braces and the leading dot may be left out. */
export function relaxedPath(text: string): string | KubectlError {
  if (text === '') return text;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (!match)
    return textError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  return `{.${match[1] ?? match[2]}}`;
}

function build(parts: readonly (readonly [string, string])[], noHeaders: boolean): ColumnsPrinter | KubectlError {
  const columns: { header: string; path: string }[] = [];
  for (const [header, spec] of parts) {
    const path = relaxedPath(spec);
    if (typeof path !== 'string') return path;
    columns.push({ header, path });
  }
  return { print: (objects) => printColumns(columns, objects, noHeaders) };
}

function printColumns(
  columns: readonly { header: string; path: string }[],
  objects: readonly unknown[],
  noHeaders: boolean,
): { output: string; error?: string } {
  const lines = noHeaders ? [] : [columns.map((column) => column.header).join('\t')];
  let error: string | undefined;
  try {
    const paths = columns.map(({ path }) => new JSONPath(path));
    for (const object of objects) lines.push(paths.map((path) => cellOf(path, object)).join('\t'));
  } catch (failure) {
    if (!(failure instanceof PathFailure)) throw failure;
    error = failure.message;
  }
  return { output: layoutTable(lines.map((line) => `${line}\n`).join('')), error };
}

function cellOf(path: JSONPath, object: unknown): string {
  const found = path.find(object)[0] ?? [];
  return found.length === 0 ? '<none>' : found.map(printValue).join(',');
}

function printValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  return Array.isArray(value) || isObject(value) ? goValue(value) : String(value);
}
