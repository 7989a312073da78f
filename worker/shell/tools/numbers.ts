/** yes and expr. */

import { compile } from '../regex/compile';
import { groupText, matchAt } from '../regex/match';
import { parsePosix } from '../regex/posix';
import { tool, ToolError } from './common';

const HELP = `\nTry 'expr --help' for more information.`;

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

type Value = string | bigint;

export const expr = tool((context) => {
  if (context.args.length === 0) throw new ToolError(`expr: missing operand${HELP}`, 2);
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
