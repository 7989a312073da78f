/** Prints values as jq does: indented, compact, sorted, coloured. */

import { isObject, kindOf, quote, sortedKeys, toJson, type Value } from './value';

export interface PrintOptions {
  /** Text of one level; undefined prints on one line. */
  indent: string | undefined;
  sortKeys: boolean;
  ascii: boolean;
  color: boolean;
}

const COLORS: Record<string, string> = {
  null: '1;30',
  false: '0;39',
  true: '0;39',
  number: '0;39',
  string: '0;32',
  array: '1;39',
  object: '1;39',
  key: '34;1',
};
const RESET = '\x1b[0m';

/** @returns the text of `value` without a final newline. */
export function print(value: Value, options: PrintOptions): string {
  if (options.color) return colored(value, options, '');
  if (options.indent === undefined && !options.ascii) return toJson(value, options.sortKeys);
  return plain(value, options, '');
}

function plain(value: Value, options: PrintOptions, margin: string): string {
  if (typeof value === 'string') return quote(value, options.ascii);
  const inner = options.indent === undefined ? '' : margin + options.indent;
  const [open, between, close] =
    options.indent === undefined ? ['', ',', ''] : [`\n${inner}`, `,\n${inner}`, `\n${margin}`];
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${open}${value.map((item) => plain(item, options, inner)).join(between)}${close}]`;
  }
  if (!isObject(value)) return toJson(value);
  if (value.size === 0) return '{}';
  const keys = options.sortKeys ? sortedKeys(value) : [...value.keys()];
  const colon = options.indent === undefined ? ':' : ': ';
  const entries = keys.map((key) => quote(key, options.ascii) + colon + plain(value.get(key)!, options, inner));
  return `{${open}${entries.join(between)}${close}}`;
}

function colored(value: Value, options: PrintOptions, margin: string): string {
  const kind = kindOf(value);
  const start = `\x1b[${COLORS[kind === 'boolean' ? String(value) : kind]}m`;
  const inner = options.indent === undefined ? '' : margin + options.indent;
  const newline = options.indent === undefined ? '' : `\n${inner}`;
  const last = options.indent === undefined ? '' : `\n${margin}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return `${start}[]${RESET}`;
    const items = value.map(
      (item, index) =>
        `${index > 0 ? `${start},` : ''}${newline}${index > 0 ? RESET : ''}${colored(item, options, inner)}`,
    );
    return `${start}[${items.join('')}${start}${last}${start}]${RESET}`;
  }
  if (!isObject(value))
    return start + (typeof value === 'string' ? quote(value, options.ascii) : toJson(value)) + RESET;
  if (value.size === 0) return `${start}{}${RESET}`;
  const keys = options.sortKeys ? sortedKeys(value) : [...value.keys()];
  const colon = options.indent === undefined ? ':' : ': ';
  const entries = keys.map((key, index) => {
    const name = `${RESET}\x1b[${COLORS.key}m${quote(key, options.ascii)}${RESET}${start}${colon.trim()}${colon.length > 1 ? ' ' : ''}${RESET}`;
    return `${index > 0 ? `${start},` : ''}${newline}${name}${colored(value.get(key)!, options, inner)}`;
  });
  return `${start}{${entries.join('')}${start}${last}${start}}${RESET}`;
}
