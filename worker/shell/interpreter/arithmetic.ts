/** Integer arithmetic of 64 bits: `$(( ))`, `(( ))`, `let`, indexes of arrays. */

import type { Interpreter } from './interpreter';
import { ShellError } from './flow';

/** Variables whose value names another expression are followed this far. */
const RECURSION_MAX = 64;

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+#[\w@]+|\d+[\w]*)|([A-Za-z_]\w*)|(\*\*|<<=|>>=|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:(),[\]])|(\S))/y;

interface Token {
  kind: 'number' | 'name' | 'operator' | 'end' | 'other';
  text: string;
  /** What is left from here, for messages. */
  rest: string;
}

const BINARY: Record<string, number> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  '**': 11,
};
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']);

/** Where a value can be stored. */
interface Place {
  name: string;
  key?: string | number;
}

/** @returns the value of `text`, in which `$` expansions have been made. Throws ShellError. */
export function evaluateArithmetic(shell: Interpreter, text: string, depth = 0): bigint {
  if (/^\s*-?(?:[1-9]\d{0,15}|0)\s*$/.test(text)) return BigInt(text.trim());
  if (depth > RECURSION_MAX)
    throw new ShellError(`${text}: expression recursion level exceeded (error token is "${text}")`);
  return new Evaluator(shell, text, depth).run();
}

class Evaluator {
  private at = 0;
  private current: Token = { kind: 'end', text: '', rest: '' };
  private lastRest = '';

  constructor(
    private readonly shell: Interpreter,
    private readonly text: string,
    private readonly depth: number,
  ) {}

  run(): bigint {
    this.next();
    if (this.kind() === 'end') return 0n;
    const value = this.comma(true);
    if (this.kind() !== 'end') {
      const invalid =
        this.kind() === 'other' ? 'syntax error: invalid arithmetic operator' : 'syntax error in expression';
      this.fail(invalid, this.token.rest);
    }
    return value;
  }

  /** The token that is read next. */
  private get token(): Token {
    return this.current;
  }

  private kind(): Token['kind'] {
    return this.current.kind;
  }

  private fail(message: string, token: string): never {
    if (this.shell.isAsh)
      throw new ShellError(message === 'division by 0' ? 'divide by zero' : 'arithmetic syntax error', 2, true);
    throw new ShellError(`${this.text.trimStart()}: ${message} (error token is "${token}")`);
  }

  private next(): void {
    TOKEN.lastIndex = this.at;
    this.lastRest = this.token.rest;
    const found = TOKEN.exec(this.text);
    if (!found) {
      this.current = { kind: 'end', text: '', rest: '' };
      return;
    }
    const text = found[1] ?? found[2] ?? found[3] ?? found[4];
    const rest = this.text.slice(TOKEN.lastIndex - text.length);
    this.at = TOKEN.lastIndex;
    const kind =
      found[1] !== undefined
        ? 'number'
        : found[2] !== undefined
          ? 'name'
          : found[3] !== undefined
            ? 'operator'
            : 'other';
    this.current = { kind, text, rest };
  }

  private take(operator: string): boolean {
    if (this.kind() !== 'operator' || this.token.text !== operator) return false;
    this.next();
    return true;
  }

  private comma(live: boolean): bigint {
    let value = this.assignment(live);
    while (this.take(',')) value = this.assignment(live);
    return value;
  }

  private assignment(live: boolean): bigint {
    if (this.kind() !== 'name') return this.ternary(live);
    const saved = { at: this.at, token: this.token };
    const place = this.place(live);
    const operator = this.token.text;
    if (this.kind() === 'operator' && ASSIGNMENTS.has(operator)) {
      this.next();
      const right = this.assignment(live);
      if (!live) return 0n;
      const value = operator === '=' ? right : this.apply(operator.slice(0, -1), this.load(place), right);
      this.store(place, value);
      return value;
    }
    this.at = saved.at;
    this.current = saved.token;
    return this.ternary(live);
  }

  private ternary(live: boolean): bigint {
    const test = this.binary(1, live);
    if (!this.take('?')) return test;
    const yes = this.assignment(live && test !== 0n);
    if (!this.take(':')) this.fail("`:' expected for conditional expression", this.token.rest || this.lastRest);
    const no = this.assignment(live && test === 0n);
    return test !== 0n ? yes : no;
  }

  private binary(level: number, live: boolean): bigint {
    let left = this.unary(live);
    for (;;) {
      const operator = this.token.text;
      const strength = this.kind() === 'operator' ? BINARY[operator] : undefined;
      if (strength === undefined || strength < level) return left;
      this.next();
      const isLive = live && !(operator === '&&' && left === 0n) && !(operator === '||' && left !== 0n);
      const right = this.binary(operator === '**' ? strength : strength + 1, isLive);
      left = live ? this.apply(operator, left, right, isLive) : 0n;
    }
  }

  private apply(operator: string, a: bigint, b: bigint, isLive = true): bigint {
    const flag = (value: boolean) => (value ? 1n : 0n);
    switch (operator) {
      case '||':
        return flag(a !== 0n || (isLive && b !== 0n));
      case '&&':
        return flag(a !== 0n && b !== 0n);
      case '==':
        return flag(a === b);
      case '!=':
        return flag(a !== b);
      case '<':
        return flag(a < b);
      case '>':
        return flag(a > b);
      case '<=':
        return flag(a <= b);
      case '>=':
        return flag(a >= b);
      case '/':
      case '%':
        if (b === 0n) this.fail('division by 0', this.lastRest.trimEnd() === '' ? this.text : this.lastRest);
        return BigInt.asIntN(64, operator === '/' ? a / b : a % b);
      case '**':
        if (b < 0n) this.fail('exponent less than 0', this.lastRest);
        return power(a, b);
      default:
        return BigInt.asIntN(64, bitwise(operator, a, b));
    }
  }

  private unary(live: boolean): bigint {
    if (this.kind() === 'operator') {
      if (this.take('!')) return this.unary(live) === 0n ? 1n : 0n;
      if (this.take('~')) return ~this.unary(live);
      if (this.take('-')) return BigInt.asIntN(64, -this.unary(live));
      if (this.take('+')) return this.unary(live);
      for (const operator of ['++', '--'] as const) {
        if (!this.take(operator)) continue;
        if (this.kind() !== 'name') return this.unary(live);
        const place = this.place(live);
        const value = BigInt.asIntN(64, this.load(place) + (operator === '++' ? 1n : -1n));
        if (live) this.store(place, value);
        return value;
      }
    }
    return this.postfix(live);
  }

  private postfix(live: boolean): bigint {
    if (this.take('(')) {
      const value = this.comma(live);
      if (!this.take(')')) this.fail("missing `)'", this.token.rest || this.lastRest);
      return value;
    }
    if (this.kind() === 'number') {
      const { text } = this.token;
      const value = this.number(text);
      this.next();
      return value;
    }
    if (this.kind() !== 'name') this.fail('syntax error: operand expected', this.token.rest || this.lastRest);
    const place = this.place(live);
    const value = live ? this.load(place) : 0n;
    for (const operator of ['++', '--'] as const) {
      if (!this.take(operator)) continue;
      if (live) this.store(place, BigInt.asIntN(64, value + (operator === '++' ? 1n : -1n)));
    }
    return value;
  }

  private number(text: string): bigint {
    if (/^0[xX]/.test(text)) return BigInt.asIntN(64, BigInt(text));
    const based = /^(\d+)#(.+)$/.exec(text);
    const base = based ? Number(based[1]) : text.startsWith('0') && text.length > 1 ? 8 : 10;
    if (base < 2 || base > 64) this.fail('invalid arithmetic base', this.token.rest);
    let value = 0n;
    for (const char of based ? based[2] : text) {
      const digit = digitOf(char, base);
      if (digit < 0 || digit >= base) this.fail('value too great for base', this.token.rest);
      value = value * BigInt(base) + BigInt(digit);
    }
    return BigInt.asIntN(64, value);
  }

  private place(live: boolean): Place {
    const name = this.token.text;
    this.next();
    if (this.kind() !== 'operator' || this.token.text !== '[') return { name };
    const close = closingBracket(this.text, this.at);
    const index = this.text.slice(this.at, close);
    this.at = close + 1;
    this.next();
    if (this.shell.variables.get(name)?.map) return { name, key: index };
    return { name, key: live ? Number(evaluateArithmetic(this.shell, index, this.depth + 1)) : 0 };
  }

  private load(place: Place): bigint {
    const text = this.read(place);
    if (text === undefined) {
      if (this.shell.flags.has('u')) throw new ShellError(`${place.name}: unbound variable`, 127, true);
      return 0n;
    }
    return evaluateArithmetic(this.shell, text, this.depth + 1);
  }

  private read(place: Place): string | undefined {
    if (place.key === undefined) return this.shell.variables.text(place.name);
    const variable = this.shell.variables.get(place.name);
    if (typeof place.key === 'string') return variable?.map?.get(place.key);
    if (!variable?.list) return place.key === 0 ? variable?.text : undefined;
    return variable.list[place.key < 0 ? variable.list.length + place.key : place.key];
  }

  private store(place: Place, value: bigint): void {
    if (place.key === undefined) this.shell.variables.set(place.name, String(value));
    else this.shell.variables.setElement(place.name, place.key, String(value));
  }
}

function bitwise(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a << (b & 63n);
    default:
      return a >> (b & 63n);
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let factor = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * factor);
    factor = BigInt.asIntN(64, factor * factor);
  }
  return result;
}

function digitOf(char: string, base: number): number {
  if (char >= '0' && char <= '9') return Number(char);
  if (char >= 'a' && char <= 'z') return char.charCodeAt(0) - 87;
  if (char >= 'A' && char <= 'Z') return char.charCodeAt(0) - (base <= 36 ? 55 : 29);
  return char === '@' ? 62 : char === '_' ? 63 : -1;
}

function closingBracket(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '[') depth += 1;
    else if (text[at] === ']' && --depth === 0) return at;
  }
  return text.length;
}
