/** sort, uniq, comm. */

import type { CommandContext } from '../types';
import {
  allLines,
  eachLine,
  openFile,
  openOperands,
  parseOptions,
  pathOf,
  tool,
  ToolError,
  type Options,
} from './common';

interface KeySpec {
  startField: number;
  startChar: number;
  endField: number;
  endChar: number;
  order: Set<string>;
}

type Compare = (a: string, b: string) => number;

const plainCompare: Compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function parseKey(text: string): KeySpec {
  const found = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (!found) throw new ToolError(`sort: invalid number at field start: invalid count at start of ‘${text}’`, 2);
  if (Number(found[1]) === 0)
    throw new ToolError(`sort: -: invalid field specification ‘${text}’`.replace('-: ', ''), 2);
  return {
    startField: Number(found[1]),
    startChar: Number(found[2] ?? 1),
    endField: Number(found[4] ?? Infinity),
    endChar: Number(found[5] ?? 0),
    order: new Set(found[3] + (found[6] ?? '')),
  };
}

/** Start and end of each field. Without a separator a field starts with the blanks before it. */
function fieldBounds(line: string, separator: string | undefined): [number, number][] {
  const bounds: [number, number][] = [];
  if (separator !== undefined) {
    let start = 0;
    for (const part of line.split(separator)) {
      bounds.push([start, start + part.length]);
      start += part.length + separator.length;
    }
    return bounds;
  }
  for (const found of line.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g))
    bounds.push([found.index, found.index + found[0].length]);
  return bounds;
}

function keyText(line: string, key: KeySpec, separator: string | undefined): string {
  const bounds = fieldBounds(line, separator);
  const first = bounds[key.startField - 1];
  if (!first) return '';
  const skip = key.order.has('b') ? /^[ \t]*/.exec(line.slice(first[0]))![0].length : 0;
  const start = first[0] + skip + key.startChar - 1;
  const last = bounds[key.endField - 1];
  const end = key.endField === Infinity || !last ? line.length : key.endChar > 0 ? last[0] + key.endChar : last[1];
  return line.slice(start, Math.max(start, end));
}

function numeric(text: string): number {
  const found = /^[ \t]*(-?\d*\.?\d*)/.exec(text);
  return Number(found?.[1]) || 0;
}

const SUFFIXES = ' KMGTPEZY';
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function compareHuman(a: string, b: string): number {
  const weigh = (text: string) => {
    const found = /^[ \t]*(-?\d*\.?\d+)([kKMGTPEZY]?)/.exec(text);
    if (!found) return { rank: 0, value: 0 };
    const value = Number(found[1]);
    const rank = SUFFIXES.indexOf((found[2] || ' ').toUpperCase()) * Math.sign(value);
    return { rank, value };
  };
  const left = weigh(a);
  const right = weigh(b);
  return left.rank - right.rank || left.value - right.value;
}

/** The version order of GNU sort -V. */
export function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const x = left[index] ?? '';
    const y = right[index] ?? '';
    if (/^\d/.test(x) && /^\d/.test(y)) {
      const difference = Number(x) - Number(y);
      if (difference !== 0) return difference;
      continue;
    }
    for (let at = 0; at < Math.max(x.length, y.length); at++) {
      const difference = versionWeight(x, at) - versionWeight(y, at);
      if (difference !== 0) return difference;
    }
  }
  return plainCompare(a, b);
}

/** Letters before other characters, `~` before the end. */
function versionWeight(text: string, at: number): number {
  const char = text[at];
  if (char === undefined || /\d/.test(char)) return 0;
  if (char === '~') return -1;
  return /[A-Za-z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
}

function compareBy(order: ReadonlySet<string>): Compare {
  const clean = (text: string) => {
    let result = text;
    if (order.has('d')) result = result.replace(/[^A-Za-z0-9 \t]/g, '');
    if (order.has('f')) result = result.toUpperCase();
    return result;
  };
  if (order.has('n') || order.has('g'))
    return (a, b) => (order.has('g') ? (parseFloat(a) || 0) - (parseFloat(b) || 0) : numeric(a) - numeric(b));
  if (order.has('h')) return compareHuman;
  if (order.has('V')) return compareVersions;
  if (order.has('M'))
    return (a, b) =>
      MONTHS.indexOf(a.trim().slice(0, 3).toUpperCase()) - MONTHS.indexOf(b.trim().slice(0, 3).toUpperCase());
  return (a, b) => plainCompare(clean(a), clean(b));
}

const ORDERS = 'bdfghMnRrV';

function comparator(options: Options): { compare: Compare; isEqual: Compare } {
  const separator = options.value('t')?.replace('\\t', '\t').replace('\\0', '\0');
  const global = new Set(options.all.map(({ letter }) => letter).filter((letter) => ORDERS.includes(letter)));
  const keys = options.all.filter(({ letter }) => letter === 'k').map(({ value }) => parseKey(value));
  const parts: Compare[] = keys.map((key) => {
    const order = key.order.size > 0 ? key.order : global;
    const compare = compareBy(order);
    const spec = { ...key, order };
    const sign = order.has('r') ? -1 : 1;
    return (a, b) => sign * compare(keyText(a, spec, separator), keyText(b, spec, separator));
  });
  if (keys.length === 0) {
    const compare = compareBy(global);
    const strip = global.has('b') ? (text: string) => text.trimStart() : (text: string) => text;
    parts.push((a, b) => (global.has('r') ? -1 : 1) * compare(strip(a), strip(b)));
  }
  const isEqual: Compare = (a, b) => {
    for (const part of parts) {
      const difference = part(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const isStable = options.has('s') || options.has('u');
  const last: Compare = (a, b) => (global.has('r') ? plainCompare(b, a) : plainCompare(a, b));
  return { compare: (a, b) => isEqual(a, b) || (isStable ? 0 : last(a, b)), isEqual };
}

export const sort = tool(async (context) => {
  const options = parseOptions(
    context,
    {
      flags: 'bdfghMnRrVsucCmz',
      values: 'kto',
      long: {
        'numeric-sort': 'n',
        reverse: 'r',
        unique: 'u',
        key: 'k',
        'field-separator': 't',
        'version-sort': 'V',
        'human-numeric-sort': 'h',
        'ignore-case': 'f',
        'ignore-leading-blanks': 'b',
        stable: 's',
        output: 'o',
        check: 'c',
        'general-numeric-sort': 'g',
        'month-sort': 'M',
        'dictionary-order': 'd',
      },
    },
    2,
  );
  const { lines, status } = await readAllFor(context, options);
  if (status !== 0) return 2;
  const { compare, isEqual } = comparator(options);
  if (options.has('c') || options.has('C')) return check(context, options, lines, options.has('u') ? isEqual : compare);
  lines.sort(compare);
  const result = options.has('u')
    ? lines.filter((line, index) => index === 0 || isEqual(lines[index - 1], line) !== 0)
    : lines;
  const end = options.has('z') ? '\0' : '\n';
  const text = result.map((line) => line + end).join('');
  const target = options.value('o');
  if (target === undefined) context.stdout.write(text);
  else context.fs.write(pathOf(context, target), text);
  return 0;
});

async function readAllFor(context: CommandContext, options: Options): Promise<{ lines: string[]; status: number }> {
  const lines: string[] = [];
  for (const name of options.operands.length > 0 ? options.operands : ['-']) {
    const source = openFile(context, name);
    if (typeof source === 'string' && context.isBusybox) {
      context.stderr.write(`sort: ${name}: ${source}\n`);
      return { lines, status: 2 };
    }
    if (typeof source === 'string') {
      context.stderr.write(
        source === 'Is a directory'
          ? `sort: read failed: ${name}: Is a directory\n`
          : `sort: cannot read: ${name}: ${source}\n`,
      );
      return { lines, status: 2 };
    }
    await eachLine(context, source, (line) => void lines.push(line), options.has('z') ? '\0' : '\n');
  }
  return { lines, status: 0 };
}

function check(context: CommandContext, options: Options, lines: readonly string[], compare: Compare): number {
  const isStrict = options.has('u');
  const bad = lines.findIndex(
    (line, index) =>
      index > 0 && (isStrict ? compare(lines[index - 1], line) >= 0 : compare(lines[index - 1], line) > 0),
  );
  if (bad < 0) return 0;
  if (options.has('c'))
    context.stderr.write(`sort: ${options.operands[0] ?? '-'}:${bad + 1}: disorder: ${lines[bad]}\n`);
  return 1;
}

export const uniq = tool(async (context) => {
  const options = parseOptions(context, {
    flags: 'cdDui',
    values: 'fsw',
    long: {
      count: 'c',
      repeated: 'd',
      unique: 'u',
      'ignore-case': 'i',
      'skip-fields': 'f',
      'skip-chars': 's',
      'check-chars': 'w',
    },
  });
  const { sources, status } = openOperands(context, options.operands.slice(0, 1));
  const key = (line: string) => {
    let text = line.replace(new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${Number(options.value('f') ?? 0)}}`), '');
    text = text.slice(Number(options.value('s') ?? 0));
    if (options.has('w')) text = text.slice(0, Number(options.value('w')));
    return options.has('i') ? text.toLowerCase() : text;
  };
  let group: string[] = [];
  let out = '';
  const print = (text: string) => (options.operands[1] === undefined ? context.stdout.write(text) : (out += text));
  const flush = () => {
    if (group.length === 0) return;
    if (options.has('D')) {
      if (group.length > 1) print(group.map((line) => `${line}\n`).join(''));
      return;
    }
    if ((options.has('d') && group.length === 1) || (options.has('u') && group.length > 1)) return;
    print(`${options.has('c') ? `${String(group.length).padStart(7)} ` : ''}${group[0]}\n`);
  };
  let current = '';
  for (const { source } of sources) {
    await eachLine(context, source, (line) => {
      const lineKey = key(line);
      if (group.length > 0 && lineKey === current) {
        group.push(line);
        return;
      }
      flush();
      group = [line];
      current = lineKey;
    });
  }
  flush();
  if (options.operands[1] !== undefined) context.fs.write(pathOf(context, options.operands[1]), out);
  return status;
}, true);

export const comm = tool(async (context) => {
  const options = parseOptions(context, { flags: '123i', values: 'D', long: { 'output-delimiter': 'D' } });
  if (options.operands.length < 2) {
    const given = options.operands[0];
    throw new ToolError(
      `comm: missing operand${given === undefined ? '' : ` after '${given}'`}\nTry 'comm --help' for more information.`,
    );
  }
  const left = await allLines(context, [options.operands[0]]);
  const right = await allLines(context, [options.operands[1]]);
  if (left.status !== 0 || right.status !== 0) return 1;
  const delimiter = options.value('D') ?? '\t';
  const show = (column: number, line: string) => {
    if (options.has(String(column))) return;
    const before = [1, 2].filter((other) => other < column && !options.has(String(other))).length;
    context.stdout.write(`${delimiter.repeat(before)}${line}\n`);
  };
  let i = 0;
  let j = 0;
  while (i < left.lines.length || j < right.lines.length) {
    const order =
      i >= left.lines.length ? 1 : j >= right.lines.length ? -1 : plainCompare(left.lines[i], right.lines[j]);
    if (order < 0) show(1, left.lines[i++]);
    else if (order > 0) show(2, right.lines[j++]);
    else {
      show(3, left.lines[i++]);
      j += 1;
    }
  }
  for (const [index, file] of [left, right].entries()) {
    if (file.lines.some((line, at) => at > 0 && plainCompare(file.lines[at - 1], line) > 0)) {
      context.stderr.write(`comm: file ${index + 1} is not in sorted order\ncomm: input is not in sorted order\n`);
      return 1;
    }
  }
  return 0;
});
