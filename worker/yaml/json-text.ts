/** A JSON reader with encoding/json's error texts, exact integers and the end offset of each value. */

import { setField, type JSONObject, type JSONValue } from '../kubernetes/patch';
import { toInteger } from './scalars';

export type JSONRead =
  | { value: JSONValue; end: number; error?: undefined }
  | { error: string; isSyntax: boolean; /** Count of bytes read, the wrong one included. */ offset: number };

/** Go stops at 10,000; here everything that walks a value has to find room for it. */
const DEPTH_MAX = 1000;
const EOF = 'unexpected EOF';

class JSONFailure extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** Reads the value that begins at `start` (after blanks). */
export function readJSON(text: string, start: number): JSONRead {
  const reader = new Reader(text, start);
  try {
    const value = reader.value(' looking for beginning of value', 0);
    return { value, end: reader.at };
  } catch (failure) {
    if (!(failure instanceof JSONFailure)) throw failure;
    const offset = new TextEncoder().encode(text.slice(0, failure.at)).length + 1;
    return { error: failure.message, isSyntax: failure.message !== EOF, offset };
  }
}

class Reader {
  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  value(context: string, depth: number): JSONValue {
    this.blanks();
    const char = this.text.charAt(this.at);
    if (depth > DEPTH_MAX) throw new JSONFailure('exceeded max depth', this.at);
    if (char === '{') return this.object(depth);
    if (char === '[') return this.list(depth);
    if (char === '"') return this.string();
    if (char === '-' || /^\d$/.test(char)) return this.number();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (char === word[0]) return this.word(word, value);
    }
    return this.fail(context);
  }

  private fail(context: string): never {
    const char = this.text.charAt(this.at);
    if (char === '') throw new JSONFailure(EOF, this.at);
    throw new JSONFailure(`invalid character ${quoteChar(char)}${context}`, this.at);
  }

  private blanks(): void {
    while (' \t\r\n'.includes(this.text.charAt(this.at)) && this.at < this.text.length) this.at++;
  }

  private word<T>(word: string, value: T): T {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.text.charAt(this.at) !== word[i]) this.fail(` in literal ${word} (expecting ${quoteChar(word[i])})`);
    }
    return value;
  }

  private object(depth: number): JSONObject {
    const object: JSONObject = {};
    this.at++;
    this.blanks();
    if (this.text.charAt(this.at) === '}') {
      this.at++;
      return object;
    }
    for (;;) {
      this.blanks();
      if (this.text.charAt(this.at) !== '"') this.fail(' looking for beginning of object key string');
      const key = this.string();
      this.blanks();
      if (this.text.charAt(this.at) !== ':') this.fail(' after object key');
      this.at++;
      setField(object, key, this.value(' looking for beginning of value', depth + 1));
      this.blanks();
      const char = this.text.charAt(this.at);
      if (char !== ',' && char !== '}') this.fail(' after object key:value pair');
      this.at++;
      if (char === '}') return object;
    }
  }

  private list(depth: number): JSONValue[] {
    const list: JSONValue[] = [];
    this.at++;
    this.blanks();
    if (this.text.charAt(this.at) === ']') {
      this.at++;
      return list;
    }
    for (;;) {
      list.push(this.value(' looking for beginning of value', depth + 1));
      this.blanks();
      const char = this.text.charAt(this.at);
      if (char !== ',' && char !== ']') this.fail(' after array element');
      this.at++;
      if (char === ']') return list;
    }
  }

  private string(): string {
    const start = this.at++;
    for (;;) {
      const char = this.text.charAt(this.at);
      if (char === '') throw new JSONFailure(EOF, this.at);
      if (char < ' ') this.fail(' in string literal');
      if (char === '"') break;
      if (char === '\\') this.escape();
      else this.at++;
    }
    this.at++;
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private escape(): void {
    this.at++;
    const char = this.text.charAt(this.at);
    if (char === 'u') {
      this.at++;
      for (let i = 0; i < 4; i++, this.at++) {
        if (!/^[0-9a-fA-F]$/.test(this.text.charAt(this.at))) this.fail(' in \\u hexadecimal character escape');
      }
    } else if ('bfnrt\\/"'.includes(char) && char !== '') this.at++;
    else this.fail(' in string escape code');
  }

  private number(): number | bigint {
    const start = this.at;
    if (this.text.charAt(this.at) === '-') this.at++;
    if (this.text.charAt(this.at) === '0') this.at++;
    else this.digits(' in numeric literal');
    let isInteger = true;
    if (this.text.charAt(this.at) === '.') {
      this.at++;
      this.digits(' after decimal point in numeric literal');
      isInteger = false;
    }
    if (/^[eE]$/.test(this.text.charAt(this.at))) {
      this.at++;
      if (/^[-+]$/.test(this.text.charAt(this.at))) this.at++;
      this.digits(' in exponent of numeric literal');
      isInteger = false;
    }
    const digits = this.text.slice(start, this.at);
    if (!isInteger) return Number(digits);
    const value = BigInt(digits);
    return value >= -(2n ** 63n) && value < 2n ** 63n ? toInteger(value) : Number(digits);
  }

  private digits(context: string): void {
    if (!/^\d$/.test(this.text.charAt(this.at))) this.fail(context);
    while (/^\d$/.test(this.text.charAt(this.at))) this.at++;
  }
}

function quoteChar(char: string): string {
  if (char === "'") return "'\\''";
  if (char === '"') return `'"'`;
  return `'${JSON.stringify(char).slice(1, -1)}'`;
}
