/** Text of a description: lines `Key:<TAB>value`, laid out in blocks (pods-and-nodes.md R7.13). */

import { compareText, type JSONObject } from '../../kubernetes/patch';
import { escapeTerminal } from '../print/table';
import { layoutTabs } from '../text/tabs';

const PADDING = 2;

export class DescribeWriter {
  private done = '';
  private pending = '';

  /** @param isRaw tabs stay as they are (`rollout history --revision`). */
  constructor(private readonly isRaw = false) {}

  /** One line, indented two blanks a level. */
  line(level: number, text: string): void {
    this.pending += `${'  '.repeat(level)}${escapeTerminal(text)}\n`;
  }

  /** Lays out what was written so far: what follows is a grid of its own. */
  flush(): void {
    this.done += this.isRaw ? this.pending : layoutTabs(this.pending, 0, PADDING);
    this.pending = '';
  }

  get text(): string {
    this.flush();
    return this.done;
  }
}

/** `Key:` with one value a line; sorted. */
export function writeMap(
  out: DescribeWriter,
  level: number,
  title: string,
  values: Readonly<Record<string, unknown>> | undefined,
): void {
  const keys = Object.keys(values ?? {}).sort(compareText);
  if (keys.length === 0) return out.line(level, `${title}:\t<none>`);
  keys.forEach((key, i) =>
    out.line(i === 0 ? level : 0, `${i === 0 ? `${title}:` : ''}\t${key}=${String(values![key])}`),
  );
}

const HIDDEN_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';
const ANNOTATION_MAX = 140;

/** Annotations: long ones and those of several lines stand below their key, cut. */
export function writeAnnotations(
  out: DescribeWriter,
  level: number,
  title: string,
  values: Readonly<Record<string, unknown>> | undefined,
): void {
  const keys = Object.keys(values ?? {})
    .filter((key) => key !== HIDDEN_ANNOTATION)
    .sort(compareText);
  if (keys.length === 0) return out.line(level, `${title}:\t<none>`);
  keys.forEach((key, i) => {
    const value = String(values![key]).replace(/\n$/, '');
    const start = i === 0 ? `${title}:` : '';
    if (value.length + key.length + 2 < ANNOTATION_MAX && !value.includes('\n'))
      return out.line(level, `${start}\t${key}: ${value}`);
    out.line(level, `${start}\t${key}:`);
    for (const part of value.split('\n')) out.line(level, `\t  ${shorten(part, ANNOTATION_MAX - 2)}`);
  });
}

const shorten = (text: string, max: number) => (text.length > max ? `${text.slice(0, max)}...` : text);

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** RFC 1123 with a numeric zone: `Mon, 02 Mar 2026 10:00:00 +0000`. */
export function longTime(timestamp: unknown): string {
  if (typeof timestamp !== 'string' || timestamp === '') return '<unset>';
  const date = new Date(timestamp);
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

/** A table inside a description: titles, dashes under them (as many as a title has letters, unless said otherwise), rows. */
export function writeTable(
  out: DescribeWriter,
  level: number,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  dashes: Readonly<Record<string, string>> = {},
): void {
  out.line(level, titles.join('\t'));
  out.line(level, titles.map((title) => dashes[title] ?? '-'.repeat(title.length)).join('\t'));
  for (const row of rows) out.line(level, row.join('\t'));
}

export const fieldOf = (object: JSONObject | undefined, name: string) => (object?.[name] ?? {}) as JSONObject;
export const listOf = (object: JSONObject | undefined, name: string) => (object?.[name] ?? []) as JSONObject[];
export const textOf = (value: unknown) => (value === undefined || value === null ? '' : String(value));
