/** Reads a stream of JSON texts, with jq's messages for what is none. */

import { numberFromText, type JsonObject, type Value } from './value';

/** Deepest nesting of arrays and objects. */
const DEPTH_MAX = 10_000;

/** A text that is not JSON; the message has line and column. */
export class JsonSyntaxError extends Error {}

/** A key of an object whose value is still to come. */
class PendingKey {
  constructor(readonly key: string) {}
}

type Open = Value[] | JsonObject | PendingKey;

/** Reads value after value from `text`. */
export class JsonReader {
  private at = 0;
  private line = 1;
  private column = 0;
  private token = '';
  private next: Value | undefined;
  private stack: Open[] = [];
  private failed = false;

  constructor(private readonly text: string) {}

  /** Lines read so far: those up to the end of the one that the last value ended in. */
  get lineNumber(): number {
    const end = this.text.indexOf('\n', Math.max(0, this.at - 1));
    const upTo = end < 0 ? this.text : this.text.slice(0, end + 1);
    return upTo.split('\n').length - 1;
  }

  /** @returns the next value, undefined at the end. Throws JsonSyntaxError. */
  read(): Value | undefined {
    if (this.failed) return undefined;
    while (this.at < this.text.length) {
      const char = this.text[this.at++];
      this.column += 1;
      if (char === '\n') {
        this.line += 1;
        this.column = 0;
      }
      const value = this.take(char);
      if (value !== undefined) return value;
    }
    return this.finish();
  }

  private fail(message: string, atEnd = false): never {
    this.failed = true;
    throw new JsonSyntaxError(`${message}${atEnd ? ' at EOF' : ''} at line ${this.line}, column ${this.column}`);
  }

  /** Handles one character. @returns a value that it completes. */
  private take(char: string): Value | undefined {
    if (char === '"') {
      const done = this.endToken();
      this.readString();
      return done ?? this.topLevel();
    }
    if ('[{:,]}'.includes(char)) {
      const done = this.endToken();
      const before = done ?? undefined;
      this.structure(char);
      return before ?? this.topLevel();
    }
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
      const done = this.endToken();
      return done ?? this.topLevel();
    }
    if (char === '\u001e' || (char === '\ufeff' && this.at === 1)) return undefined;
    this.token += char;
    return undefined;
  }

  /** A value outside of all brackets is complete. */
  private topLevel(): Value | undefined {
    if (this.stack.length > 0 || this.next === undefined) return undefined;
    const value = this.next;
    this.next = undefined;
    return value;
  }

  private value(value: Value): void {
    if (this.next !== undefined) this.fail('Expected separator between values');
    this.next = value;
  }

  /** Ends a literal or number. */
  private endToken(): Value | undefined {
    if (this.token === '') return undefined;
    const { token } = this;
    this.token = '';
    const words: Record<string, Value> = { true: true, false: false, null: null, nan: NaN, NaN: NaN };
    if (Object.hasOwn(words, token)) this.value(words[token]);
    else if (/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(token)) this.value(numberFromText(token));
    else
      this.fail(
        /^(?:t|f|n(?!an))/.test(token) &&
          ['true', 'false', 'null'].some((word) => word[0] === token[0] && token.length === word.length)
          ? 'Invalid literal'
          : 'Invalid numeric literal',
      );
    return undefined;
  }

  private readString(): void {
    let result = '';
    let start = this.at;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) {
        this.column += this.at - start;
        this.fail('Unfinished string', true);
      }
      this.at += 1;
      this.column += 1;
      if (char === '"') break;
      if (char === '\n') {
        this.line += 1;
        this.column = 0;
      }
      if (char < ' ') this.fail('Invalid string: control characters from U+0000 through U+001F must be escaped');
      result += char === '\\' ? this.readEscape() : char;
      start = this.at;
    }
    this.value(result);
  }

  private readEscape(): string {
    const char = this.text[this.at++];
    this.column += 1;
    if (char === 'u') {
      const hex = /^[0-9a-fA-F]{4}/.exec(this.text.slice(this.at, this.at + 4))?.[0];
      if (hex === undefined) this.fail('Invalid \\uXXXX escape');
      this.at += 4;
      this.column += 4;
      return String.fromCharCode(parseInt(hex!, 16));
    }
    const plain = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[char];
    if (plain === undefined) this.fail('Invalid escape');
    return plain!;
  }

  private get top(): Open | undefined {
    return this.stack[this.stack.length - 1];
  }

  private structure(char: string): void {
    switch (char) {
      case '[':
      case '{':
        if (this.stack.length >= DEPTH_MAX) this.fail('Exceeds depth limit for parsing');
        if (this.next !== undefined) this.fail('Expected separator between values');
        this.stack.push(char === '[' ? [] : new Map());
        return;
      case ':':
        if (this.next === undefined) this.fail("Expected string key before ':'");
        if (!(this.top instanceof Map)) this.fail("':' not as part of an object");
        if (typeof this.next !== 'string') this.fail('Object keys must be strings');
        this.stack.push(new PendingKey(this.next as string));
        this.next = undefined;
        return;
      case ',':
        this.comma();
        return;
      case ']': {
        const list = this.top;
        if (!Array.isArray(list)) this.fail("Unmatched ']'");
        if (this.next !== undefined) (list as Value[]).push(this.next);
        else if ((list as Value[]).length > 0) this.fail('Expected another array element');
        this.next = this.stack.pop() as Value[];
        return;
      }
      default:
        this.closeObject();
    }
  }

  private comma(): void {
    if (this.next === undefined) this.fail("Expected value before ','");
    const { top } = this;
    if (top === undefined) this.fail("',' not as part of an object or array");
    if (Array.isArray(top)) top.push(this.next!);
    else if (top instanceof PendingKey) this.storePair(top);
    else this.fail('Objects must consist of key:value pairs');
    this.next = undefined;
  }

  private storePair(pending: PendingKey): void {
    this.stack.pop();
    (this.top as JsonObject).set(pending.key, this.next!);
  }

  private closeObject(): void {
    const { top } = this;
    if (top === undefined) this.fail("Unmatched '}'");
    if (this.next !== undefined) {
      if (!(top instanceof PendingKey)) this.fail('Objects must consist of key:value pairs');
      this.storePair(top as PendingKey);
    } else if (!(top instanceof Map)) this.fail("Unmatched '}'");
    else if (top.size > 0) this.fail('Expected another key-value pair');
    this.next = this.stack.pop() as JsonObject;
  }

  private finish(): Value | undefined {
    this.endTokenAtEnd();
    if (this.stack.length > 0) this.fail('Unfinished JSON term', true);
    return this.topLevel();
  }

  private endTokenAtEnd(): void {
    try {
      this.endToken();
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw new JsonSyntaxError(error.message.replace(/ at line/, ' at EOF at line'));
    }
  }
}

/** Reads exactly one value, for `fromjson`. Throws JsonSyntaxError with the bare reason. */
export function readOne(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.read();
  if (value === undefined) throw new JsonSyntaxError('Expected JSON value');
  if (reader.read() !== undefined) throw new JsonSyntaxError('Unexpected extra JSON values');
  return value;
}
