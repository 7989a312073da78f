/** seq, yes, expr, sleep, shuf, factor. */

import { compile } from '../regex/compile';
import { groupText, matchAt } from '../regex/match';
import { parsePosix } from '../regex/posix';
import type { CommandContext } from '../types';
import { byteLength, tool, ToolError } from './common';
import { formatFloat } from './format';

const HELP = (name: string) => `\nTry '${name} --help' for more information.`;

export const seq = tool(async (context) => {
  const words = [...context.args];
  let separator = '\n';
  let format: string | undefined;
  let isEqualWidth = false;
  while (words.length > 0 && /^-[^\d.]/.test(words[0])) {
    const word = words.shift()!;
    if (word === '--') break;
    if (word === '-w' || word === '--equal-width') isEqualWidth = true;
    else if (/^(?:-s|--separator=)/.test(word))
      separator = word.replace(/^(?:-s|--separator=)/, '') || words.shift() || '';
    else if (/^(?:-f|--format=)/.test(word)) format = word.replace(/^(?:-f|--format=)/, '') || words.shift() || '';
    else throw new ToolError(`seq: invalid option -- '${word[1]}'${HELP('seq')}`);
  }
  if (words.length === 0) throw new ToolError(`seq: missing operand${HELP('seq')}`);
  if (words.length > 3) throw new ToolError(`seq: extra operand ‘${words[3]}’${HELP('seq')}`);
  const numbers = words.map((word) => {
    if (word.trim() === '' || Number.isNaN(Number(word)))
      throw new ToolError(`seq: invalid floating point argument: ‘${word}’${HELP('seq')}`);
    return Number(word);
  });
  const first = numbers.length > 1 ? numbers[0] : 1;
  const step = numbers.length > 2 ? numbers[1] : 1;
  const last = numbers[numbers.length - 1];
  if (step === 0) throw new ToolError(`seq: invalid Zero increment value: ‘${words[1]}’${HELP('seq')}`);
  const digits = Math.max(
    ...words.slice(0, words.length === 1 ? 1 : -1).map((word) => (/\.(\d+)/.exec(word)?.[1] ?? '').length),
  );
  const decimals = words.length === 1 ? 0 : digits;
  const show = (value: number) => (format === undefined ? value.toFixed(decimals) : printFormat(format, value));
  const width = isEqualWidth ? Math.max(show(first).length, show(lastValue(first, step, last)).length) : 0;
  let isFirst = true;
  for (let index = 0; ; index++) {
    const value = first + index * step;
    if (step > 0 ? value > last + 1e-9 * step : value < last + 1e-9 * step) break;
    const text = show(value);
    const padded = value < 0 ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
    context.stdout.write((isFirst ? '' : separator) + padded);
    isFirst = false;
    const pause = context.tick();
    if (pause) await pause;
  }
  if (!isFirst) context.stdout.write('\n');
  return 0;
}, true);

function lastValue(first: number, step: number, last: number): number {
  return first + Math.floor((last - first) / step + 1e-9) * step;
}

function printFormat(format: string, value: number): string {
  return format.replace(
    /%([-+ #0]*)(\d*)(?:\.(\d+))?([eEfFgG])|%%/,
    (whole, flags: string, width: string, precision: string | undefined, conversion: string) => {
      if (whole === '%%') return '%';
      const set = {
        left: flags.includes('-'),
        plus: flags.includes('+'),
        space: flags.includes(' '),
        zero: flags.includes('0'),
        alternate: flags.includes('#'),
      };
      return formatFloat(
        value,
        conversion,
        set,
        Number(width),
        precision === undefined ? undefined : Number(precision),
      );
    },
  );
}

/** Lines that `yes` writes at once. */
const YES_LINES = 64;

export const yes = tool(async (context) => {
  const block = `${context.args.length > 0 ? context.args.join(' ') : 'y'}\n`.repeat(YES_LINES);
  for (;;) {
    context.stdout.write(block);
    const pause = context.tick();
    if (pause) await pause;
  }
}, true);

const SLEEP_UNITS_MS: Record<string, number> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `1.5`, `2m`, `1h`. @returns milliseconds, undefined for what is no time. */
export function parseDuration(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return 1e12;
  const found = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  return found ? Number(found[1]) * SLEEP_UNITS_MS[found[2]] : undefined;
}

export const sleep = tool(async (context) => {
  if (context.args.length === 0) throw new ToolError(`sleep: missing operand${HELP('sleep')}`);
  let total = 0;
  for (const word of context.args) {
    const ms = parseDuration(word);
    if (ms === undefined && context.isBusybox) throw new ToolError(`sleep: invalid number '${word}'`);
    if (ms === undefined) throw new ToolError(`sleep: invalid time interval ‘${word}’${HELP('sleep')}`);
    total += ms;
  }
  await context.sleep(total);
  return 0;
}, true);

type Value = string | bigint;

export const expr = tool((context) => {
  if (context.args.length === 0) throw new ToolError(`expr: missing operand${HELP('expr')}`, 2);
  const parser = new ExprParser(context.args);
  const value = parser.parse();
  context.stdout.write(`${value}\n`);
  return String(value) === '' || String(value) === '0' ? 1 : 0;
}, true);

const LEVELS = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']];

class ExprParser {
  private at = 0;

  constructor(private readonly words: readonly string[]) {}

  parse(): Value {
    const value = this.level(0);
    if (this.at < this.words.length)
      throw new ToolError(`expr: syntax error: unexpected argument ‘${this.words[this.at]}’`, 2);
    return value;
  }

  private level(index: number): Value {
    if (index >= LEVELS.length) return this.primary();
    let left = this.level(index + 1);
    while (LEVELS[index].includes(this.words[this.at])) {
      const operator = this.words[this.at++];
      left = this.apply(operator, left, this.level(index + 1));
    }
    return left;
  }

  private primary(): Value {
    const word = this.words[this.at++];
    if (word === undefined)
      throw new ToolError(`expr: syntax error: missing argument after ‘${this.words[this.at - 2]}’`, 2);
    if (word === '(') {
      const value = this.level(0);
      if (this.words[this.at++] !== ')')
        throw new ToolError(`expr: syntax error: expecting ')' after ‘${this.words[this.at - 2]}’`, 2);
      return value;
    }
    if (word === 'length' && this.at < this.words.length) return BigInt([...String(this.primary())].length);
    if (word === 'match' && this.at + 1 < this.words.length) return this.match(this.primary(), this.primary());
    if (word === 'index' && this.at + 1 < this.words.length) {
      const text = String(this.primary());
      const chars = String(this.primary());
      return BigInt([...text].findIndex((char) => chars.includes(char)) + 1);
    }
    if (word === 'substr' && this.at + 2 < this.words.length) {
      const text = String(this.primary());
      const start = Number(this.primary());
      const length = Number(this.primary());
      return start < 1 || !(length > 0) ? '' : [...text].slice(start - 1, start - 1 + length).join('');
    }
    return word === '+' && this.at < this.words.length ? this.words[this.at++] : word;
  }

  private apply(operator: string, left: Value, right: Value): Value {
    const isNull = (value: Value) => String(value) === '' || String(value) === '0';
    if (operator === '|') return !isNull(left) ? left : !isNull(right) ? right : 0n;
    if (operator === '&') return isNull(left) || isNull(right) ? 0n : left;
    if (operator === ':') return this.match(left, right);
    if (LEVELS[2].includes(operator)) return this.compare(operator, left, right);
    const [a, b] = [this.integer(left), this.integer(right)];
    if ((operator === '/' || operator === '%') && b === 0n) throw new ToolError('expr: division by zero', 2);
    return operator === '+'
      ? a + b
      : operator === '-'
        ? a - b
        : operator === '*'
          ? a * b
          : operator === '/'
            ? a / b
            : a % b;
  }

  private integer(value: Value): bigint {
    if (!/^-?\d+$/.test(String(value))) throw new ToolError('expr: non-integer argument', 2);
    return BigInt(value);
  }

  private compare(operator: string, left: Value, right: Value): bigint {
    const isNumeric = [left, right].every((value) => /^-?\d+$/.test(String(value)));
    const [a, b] = isNumeric ? [BigInt(left), BigInt(right)] : [String(left), String(right)];
    const order = a < b ? -1 : a > b ? 1 : 0;
    const holds = {
      '<': order < 0,
      '<=': order <= 0,
      '=': order === 0,
      '==': order === 0,
      '!=': order !== 0,
      '>=': order >= 0,
      '>': order > 0,
    }[operator];
    return holds ? 1n : 0n;
  }

  private match(left: Value, right: Value): Value {
    const text = String(left);
    const program = compile(parsePosix(String(right), { extended: false }), { longest: true });
    const match = matchAt(program, text, 0);
    if (program.groupCount > 0) return match ? (groupText(text, match, 1) ?? '') : '';
    return BigInt(match ? [...text.slice(0, match.end)].length : 0);
  }
}

/** @returns the size of a text as programs report it. */
export function sizeOf(context: CommandContext, path: string): number {
  return byteLength(context.fs.read(path) ?? '');
}
