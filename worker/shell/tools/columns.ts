/** cut, paste, tr, column. */

import type { CommandContext } from '../types';
import {
  bytesOf,
  eachLine,
  openOperands,
  parseOptions,
  readText,
  splitLines,
  textOf,
  tool,
  ToolError,
  type Options,
} from './common';
import { expandEscapes } from './echo';

/** Reads `1,3-5,7-`. */
function parseRanges(text: string, what: string): [number, number][] {
  return text.split(/[, ]/).map((part) => {
    const found = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!found || part === '' || part === '-')
      throw new ToolError(
        part === '-' ? 'cut: invalid range with no endpoint: -' : `cut: invalid ${what} value ‘${part}’`,
      );
    const from = found[1] === '' ? 1 : Number(found[1]);
    const to = found[2] === '' ? from : found[3] === '' ? Infinity : Number(found[3]);
    if (from === 0)
      throw new ToolError(`cut: ${what === 'field' ? 'fields' : 'byte/character positions'} are numbered from 1`);
    if (to < from) throw new ToolError('cut: invalid decreasing range');
    return [from, to];
  });
}

const HELP = "\nTry 'cut --help' for more information.";

function ranges(options: Options): { letter: string; isIn(index: number): boolean; list: [number, number][] } {
  const chosen = options.all.filter(({ letter }) => 'fcb'.includes(letter));
  if (chosen.length === 0) throw new ToolError(`cut: you must specify a list of bytes, characters, or fields${HELP}`);
  if (chosen.length > 1) throw new ToolError(`cut: only one list may be specified${HELP}`);
  const { letter, value } = chosen[0];
  let list: [number, number][];
  try {
    list = parseRanges(value, letter === 'f' ? 'field' : 'byte/character position');
  } catch (error) {
    throw error instanceof ToolError ? new ToolError(error.message + HELP) : error;
  }
  const isComplement = options.has('C');
  return { letter, list, isIn: (index) => list.some(([from, to]) => index >= from && index <= to) !== isComplement };
}

export const cut = tool(async (context) => {
  const options = parseOptions(context, {
    flags: 'snzC',
    values: 'fcbdO',
    long: {
      fields: 'f',
      characters: 'c',
      bytes: 'b',
      delimiter: 'd',
      'only-delimited': 's',
      'output-delimiter': 'O',
      complement: 'C',
    },
  });
  const { letter, isIn } = ranges(options);
  const delimiter = options.value('d') ?? '\t';
  if ([...delimiter].length !== 1) throw new ToolError(`cut: the delimiter must be a single character${HELP}`);
  const joiner = options.value('O') ?? (letter === 'f' ? delimiter : '');
  const { sources, status } = openOperands(context, options.operands);
  const pick = (line: string): string | undefined => {
    if (letter === 'f') {
      const fields = line.split(delimiter);
      if (fields.length === 1) return options.has('s') ? undefined : line;
      return fields.filter((_, index) => isIn(index + 1)).join(joiner);
    }
    if (letter === 'b') return textOf(bytesOf(line).filter((_, index) => isIn(index + 1)));
    return [...line].filter((_, index) => isIn(index + 1)).join(joiner);
  };
  for (const { source } of sources) {
    await eachLine(context, source, (line) => {
      const text = pick(line);
      if (text !== undefined) context.stdout.write(`${text}\n`);
    });
  }
  return status;
}, true);

export const paste = tool(async (context) => {
  const options = parseOptions(context, { flags: 'sz', values: 'd', long: { delimiters: 'd', serial: 's' } });
  const given = options.value('d') ?? '\t';
  const delimiters = [...expandEscapes(given, false).text];
  const { sources, status } = openOperands(context, options.operands);
  if (status !== 0) return status;
  const joinWith = (texts: readonly string[]) =>
    texts.reduce(
      (joined, text, index) =>
        joined + (index > 0 ? (delimiters.length > 0 ? delimiters[(index - 1) % delimiters.length] : '') : '') + text,
      '',
    );
  const files: string[][] = [];
  const isAllInput = sources.length > 1 && sources.every(({ name }) => name === '-');
  if (isAllInput) {
    const lines = splitLines(await readText(context, sources[0].source));
    for (let at = 0; at < lines.length; at += sources.length) {
      context.stdout.write(
        `${joinWith(Array.from({ length: sources.length }, (_, index) => lines[at + index] ?? ''))}\n`,
      );
    }
    return 0;
  }
  for (const { source } of sources) files.push(splitLines(await readText(context, source)));
  if (options.has('s')) {
    for (const lines of files) context.stdout.write(`${joinWith(lines)}\n`);
    return 0;
  }
  const count = Math.max(0, ...files.map((lines) => lines.length));
  for (let row = 0; row < count; row++) context.stdout.write(`${joinWith(files.map((lines) => lines[row] ?? ''))}\n`);
  return 0;
});

const CLASSES: Record<string, string> = {
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  alpha: 'A-Za-z',
  alnum: '0-9A-Za-z',
  space: '\t\n\v\f\r ',
  blank: '\t ',
  punct: '!-/:-@[-`{-~',
  cntrl: '\0-\x1f\x7f',
  print: ' -~',
  graph: '!-~',
  xdigit: '0-9A-Fa-f',
};

/** The characters of a set such as `a-z[:digit:]\n`. */
function parseSet(text: string): { chars: string[]; fillFrom?: number } {
  const chars: string[] = [];
  let fillFrom: number | undefined;
  for (let at = 0; at < text.length;) {
    const named = /^\[:(\w+):\]/.exec(text.slice(at));
    if (named) {
      if (!Object.hasOwn(CLASSES, named[1])) throw new ToolError(`tr: invalid character class ‘${named[1]}’`);
      chars.push(...parseSet(CLASSES[named[1]]).chars);
      at += named[0].length;
      continue;
    }
    const repeat = /^\[(\\?.)\*(\d*)\]/s.exec(text.slice(at));
    if (repeat) {
      const char = readChar(repeat[1], 0).char;
      if (repeat[2] === '' || Number(repeat[2]) === 0) fillFrom = chars.push(char) - 1;
      else
        chars.push(
          ...Array<string>(Math.min(parseInt(repeat[2], repeat[2].startsWith('0') ? 8 : 10), 100_000)).fill(char),
        );
      at += repeat[0].length;
      continue;
    }
    const from = readChar(text, at);
    at = from.next;
    if (text[at] !== '-' || at + 1 >= text.length) {
      chars.push(from.char);
      continue;
    }
    const to = readChar(text, at + 1);
    at = to.next;
    const [low, high] = [from.char.codePointAt(0)!, to.char.codePointAt(0)!];
    if (low > high)
      throw new ToolError(`tr: range-endpoints of '${from.char}-${to.char}' are in reverse collating sequence order`);
    for (let code = low; code <= high; code++) chars.push(String.fromCodePoint(code));
  }
  return { chars, fillFrom };
}

function readChar(text: string, at: number): { char: string; next: number } {
  if (text[at] === '\\' && at + 1 < text.length) {
    const escape = /^\\(?:[0-7]{1,3}|.)/s.exec(text.slice(at))![0];
    const expanded = expandEscapes(escape, false).text;
    return { char: expanded.length === 1 ? expanded : escape.slice(1), next: at + escape.length };
  }
  const char = String.fromCodePoint(text.codePointAt(at)!);
  return { char, next: at + char.length };
}

export const tr = tool(async (context) => {
  const options = parseOptions(context, {
    flags: 'cCdst',
    long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c', 'truncate-set1': 't' },
    stopsAtOperand: true,
  });
  const [first, second] = options.operands;
  if (first === undefined) throw new ToolError("tr: missing operand\nTry 'tr --help' for more information.");
  const isDelete = options.has('d');
  const isSqueeze = options.has('s');
  if (second === undefined && !isDelete && !isSqueeze) {
    throw new ToolError(
      `tr: missing operand after ‘${first}’\nTwo strings must be given when translating.\nTry 'tr --help' for more information.`,
    );
  }
  if (second !== undefined && isDelete && !isSqueeze) {
    throw new ToolError(
      `tr: extra operand ‘${second}’\nOnly one string may be given when deleting without squeezing repeats.\nTry 'tr --help' for more information.`,
    );
  }
  const isComplement = options.has('c') || options.has('C');
  const from = parseSet(first).chars;
  const to = second === undefined ? undefined : fill(parseSet(second), from.length);
  if (to && to.length === 0 && !isDelete)
    throw new ToolError('tr: when not truncating set1, string2 must be non-empty');
  const fromSet = new Set(from);
  const isIn = (char: string) => fromSet.has(char) !== isComplement;
  const map = new Map<string, string>();
  if (to && !isDelete) from.forEach((char, index) => map.set(char, to[Math.min(index, to.length - 1)]));
  const translate = (char: string): string | undefined => {
    if (isDelete) return isIn(char) ? undefined : char;
    if (!to) return char;
    if (isComplement) return isIn(char) ? to[to.length - 1] : char;
    return map.get(char) ?? char;
  };
  const squeezeSet = isSqueeze ? new Set(to ?? []) : undefined;
  const squeezes = (char: string) => (squeezeSet === undefined ? false : to ? squeezeSet.has(char) : isIn(char));
  let last: string | undefined;
  const { source } = openOperands(context, []).sources[0];
  await eachLine(context, source, (line, hasNewline) => {
    let out = '';
    for (const char of line + (hasNewline ? '\n' : '')) {
      const result = translate(char);
      if (result === undefined) continue;
      if (result === last && squeezes(result)) continue;
      out += result;
      last = result;
    }
    context.stdout.write(out);
  });
  return 0;
}, true);

function fill(set: { chars: string[]; fillFrom?: number }, length: number): string[] {
  if (set.fillFrom === undefined || set.chars.length >= length) return set.chars;
  const added = Array<string>(length - set.chars.length).fill(set.chars[set.fillFrom]);
  return [...set.chars.slice(0, set.fillFrom), ...added, ...set.chars.slice(set.fillFrom)];
}

export const column = tool(async (context) => {
  const options = parseOptions(context, {
    flags: 'txe',
    values: 'scoNRl',
    long: {
      table: 't',
      separator: 's',
      'output-separator': 'o',
      'table-columns': 'N',
      'table-right': 'R',
      'output-width': 'c',
    },
  });
  const { sources, status } = openOperands(context, options.operands);
  const lines: string[] = [];
  for (const { source } of sources)
    await eachLine(context, source, (line) => void (line.trim() !== '' && lines.push(line)));
  if (options.has('t')) printTable(context, options, lines);
  else printColumns(context, lines, Number(options.value('c') ?? 80), options.has('x'));
  return status;
});

function printTable(context: CommandContext, options: Options, lines: readonly string[]): void {
  const separator = options.value('s');
  const split = (line: string) => {
    if (separator === undefined) return line.trim().split(/[ \t]+/);
    const fields: string[] = [];
    let field = '';
    for (const char of line) {
      if (separator.includes(char)) {
        fields.push(field);
        field = '';
      } else field += char;
    }
    return [...fields, field];
  };
  const rows = lines.map(split);
  if (options.has('N')) rows.unshift(options.value('N')!.split(','));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(...rows.map((row) => [...(row[index] ?? '')].length)),
  );
  const joiner = options.value('o') ?? '  ';
  const right = new Set((options.value('R') ?? '').split(',').filter(Boolean).map(Number));
  for (const row of rows) {
    const cells = Array.from({ length: count }, (_, index) => row[index] ?? '');
    const text = cells
      .map((cell, index) => {
        const gap = ' '.repeat(widths[index] - [...cell].length);
        if (right.has(index + 1)) return gap + cell;
        return index === count - 1 ? cell : cell + gap;
      })
      .join(joiner);
    context.stdout.write(`${text}\n`);
  }
}

/** Fills columns as wide as the longest entry, rounded to tabs. */
function printColumns(context: CommandContext, lines: readonly string[], width: number, isAcross: boolean): void {
  const cell = (Math.floor(Math.max(0, ...lines.map((line) => line.length)) / 8) + 1) * 8;
  const perRow = Math.max(1, Math.floor(width / cell));
  const rowCount = Math.ceil(lines.length / perRow);
  for (let row = 0; row < rowCount; row++) {
    let text = '';
    for (let at = 0; at < perRow; at++) {
      const index = isAcross ? row * perRow + at : at * rowCount + row;
      if (index >= lines.length) break;
      const hasNext = (isAcross ? index + 1 : index + rowCount) < lines.length && at + 1 < perRow;
      const tabs = Math.ceil((cell - lines[index].length) / 8);
      text += lines[index] + (hasNext ? '\t'.repeat(tabs) : '');
    }
    context.stdout.write(`${text}\n`);
  }
}
