/** Turns YAML text into tokens, with libyaml's rules for simple keys and indentation, and go-yaml's error texts. */

import { Cursor, isBlank, isBlankOrEnd, isBreak, isWordChar, scannerFailure, YamlFailure, type Mark } from './cursor';
import { scanBlock, scanPlain, scanQuoted } from './scan-scalar';

export type TokenType =
  | 'stream end'
  | 'version'
  | 'tag directive'
  | 'document start'
  | 'document end'
  | 'sequence start'
  | 'mapping start'
  | 'block end'
  | '['
  | ']'
  | '{'
  | '}'
  | 'entry'
  | ','
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  type: TokenType;
  start: Mark;
  end: Mark;
  /** Text of a scalar, name of an anchor or alias, tag with its handle, version. */
  text?: string;
  style?: 'plain' | 'single' | 'double' | 'block';
}

interface SimpleKey {
  isPossible: boolean;
  isRequired: boolean;
  tokenNumber: number;
  mark: Mark;
}

/** A key on one line may be this long. */
const SIMPLE_KEY_MAX = 1024;
/** Nested collections. */
const DEPTH_MAX = 1000;

export class Scanner {
  private readonly cursor: Cursor;
  private readonly tokens: Token[] = [];
  private taken = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private readonly keys: SimpleKey[] = [emptyKey()];
  private isKeyAllowed = true;
  private isEnded = false;

  constructor(text: string) {
    const control = /[^\t\n\r\x20-\x7e\u0085\u00a0-\ufffd]/.exec(text);
    if (control) throw new YamlFailure('control characters are not allowed', control.index);
    this.cursor = new Cursor(text);
  }

  /** The next token, which stays. */
  peek(): Token {
    this.fetchMore();
    return this.tokens[0];
  }

  next(): Token {
    const token = this.peek();
    if (token.type !== 'stream end') {
      this.tokens.shift();
      this.taken++;
    }
    return token;
  }

  private get flowLevel(): number {
    return this.keys.length - 1;
  }

  private fetchMore(): void {
    for (;;) {
      if (this.tokens.length > 0) {
        this.dropStaleKeys();
        if (!this.keys.some((key) => key.isPossible && key.tokenNumber === this.taken)) return;
      }
      if (this.isEnded) return;
      this.fetchNext();
    }
  }

  private fetchNext(): void {
    const { cursor } = this;
    this.skipToToken();
    this.dropStaleKeys();
    this.unrollIndent(cursor.column);
    const char = cursor.peek();
    const isNextBlank = isBlankOrEnd(cursor.peek(1));
    const isFlow = this.flowLevel > 0;
    if (char === '') return this.fetchEnd();
    if (cursor.column === 0 && char === '%') return this.fetchDirective();
    if (cursor.isDocumentIndicator())
      return this.fetchDocumentIndicator(char === '-' ? 'document start' : 'document end');
    if (char === '[' || char === '{') return this.fetchFlowStart(char);
    if (char === ']' || char === '}') return this.fetchFlowEnd(char);
    if (char === ',') return this.fetchFlowEntry();
    if (char === '-' && isNextBlank) return this.fetchBlockEntry();
    if (char === '?' && (isFlow || isNextBlank)) return this.fetchKey();
    if (char === ':' && (isFlow || isNextBlank)) return this.fetchValue();
    if (char === '*' || char === '&') return this.fetchAnchor(char === '*' ? 'alias' : 'anchor');
    if (char === '!') return this.fetchTag();
    if ((char === '|' || char === '>') && !isFlow) return this.fetchBlockScalar();
    if (char === "'" || char === '"') return this.fetchQuoted(char);
    if (isPlainStart(char, isNextBlank, isFlow)) return this.fetchPlain();
    throw scannerFailure('found character that cannot start any token', cursor.mark);
  }

  private push(type: TokenType, start: Mark, more: Partial<Token> = {}): void {
    this.tokens.push({ type, start, end: this.cursor.mark, ...more });
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      if (cursor.index === 0 && cursor.peek() === '\ufeff') cursor.index++;
      while (cursor.peek() === ' ' || ((this.flowLevel > 0 || !this.isKeyAllowed) && cursor.peek() === '\t'))
        cursor.skip();
      if (cursor.peek() === '#') while (cursor.peek() !== '' && !isBreak(cursor.peek())) cursor.skip();
      if (!isBreak(cursor.peek())) return;
      cursor.skipBreak();
      if (this.flowLevel === 0) this.isKeyAllowed = true;
    }
  }

  // ------------------------------------------------------------ simple keys and indentation

  private dropStaleKeys(): void {
    for (const key of this.keys) {
      if (!key.isPossible) continue;
      if (key.mark.line === this.cursor.line && key.mark.index + SIMPLE_KEY_MAX >= this.cursor.index) continue;
      if (key.isRequired) throw scannerFailure("could not find expected ':'", this.cursor.mark, key.mark);
      key.isPossible = false;
    }
  }

  private saveKey(): void {
    if (!this.isKeyAllowed) return;
    this.removeKey();
    this.keys[this.flowLevel] = {
      isPossible: true,
      isRequired: this.flowLevel === 0 && this.indent === this.cursor.column,
      tokenNumber: this.taken + this.tokens.length,
      mark: this.cursor.mark,
    };
  }

  private removeKey(): void {
    const key = this.keys[this.flowLevel];
    if (key.isPossible && key.isRequired)
      throw scannerFailure("could not find expected ':'", this.cursor.mark, key.mark);
    key.isPossible = false;
  }

  private rollIndent(column: number, tokenNumber: number | undefined, type: TokenType, mark: Mark): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    if (this.indents.length >= DEPTH_MAX) throw new YamlFailure('exceeded max depth of 10000', mark.index);
    this.indents.push(this.indent);
    this.indent = column;
    const token: Token = { type, start: mark, end: mark };
    if (tokenNumber === undefined) this.tokens.push(token);
    else this.tokens.splice(tokenNumber - this.taken, 0, token);
  }

  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block end', this.cursor.mark);
      this.indent = this.indents.pop()!;
    }
  }

  // ------------------------------------------------------------ tokens

  private fetchEnd(): void {
    const { cursor } = this;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line++;
    }
    this.unrollIndent(-1);
    this.removeKey();
    this.isKeyAllowed = false;
    this.isEnded = true;
    this.push('stream end', cursor.mark);
  }

  private fetchDocumentIndicator(type: TokenType): void {
    const start = this.beginDocumentPart();
    this.cursor.skip(3);
    this.push(type, start);
  }

  private beginDocumentPart(): Mark {
    this.unrollIndent(-1);
    this.removeKey();
    this.isKeyAllowed = false;
    return this.cursor.mark;
  }

  private fetchDirective(): void {
    const start = this.beginDocumentPart();
    const { cursor } = this;
    cursor.skip();
    let line = '';
    while (cursor.peek() !== '' && !isBreak(cursor.peek())) line += cursor.take();
    const [name, ...values] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (name === '') throw scannerFailure('could not find expected directive name', cursor.mark, start);
    if (name !== 'YAML' && name !== 'TAG') throw scannerFailure('found unknown directive name', cursor.mark, start);
    if (name === 'YAML' && !/^\d+\.\d+$/.test(values[0] ?? '')) {
      throw scannerFailure('did not find expected version number', cursor.mark, start);
    }
    this.push(name === 'YAML' ? 'version' : 'tag directive', start, { text: values.join(' ') });
  }

  private fetchFlowStart(char: '[' | '{'): void {
    this.saveKey();
    if (this.keys.length > DEPTH_MAX) throw new YamlFailure('exceeded max depth of 10000', this.cursor.index);
    this.keys.push(emptyKey());
    this.isKeyAllowed = true;
    const start = this.cursor.mark;
    this.cursor.skip();
    this.push(char, start);
  }

  private fetchFlowEnd(char: ']' | '}'): void {
    this.removeKey();
    if (this.flowLevel > 0) this.keys.pop();
    this.isKeyAllowed = false;
    const start = this.cursor.mark;
    this.cursor.skip();
    this.push(char, start);
  }

  private fetchFlowEntry(): void {
    this.removeKey();
    this.isKeyAllowed = true;
    const start = this.cursor.mark;
    this.cursor.skip();
    this.push(',', start);
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.isKeyAllowed)
        throw scannerFailure('block sequence entries are not allowed in this context', this.cursor.mark);
      this.rollIndent(this.cursor.column, undefined, 'sequence start', this.cursor.mark);
    }
    this.removeKey();
    this.isKeyAllowed = true;
    const start = this.cursor.mark;
    this.cursor.skip();
    this.push('entry', start);
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.isKeyAllowed) throw scannerFailure('mapping keys are not allowed in this context', this.cursor.mark);
      this.rollIndent(this.cursor.column, undefined, 'mapping start', this.cursor.mark);
    }
    this.removeKey();
    this.isKeyAllowed = this.flowLevel === 0;
    const start = this.cursor.mark;
    this.cursor.skip();
    this.push('key', start);
  }

  private fetchValue(): void {
    const key = this.keys[this.flowLevel];
    if (key.isPossible) {
      this.tokens.splice(key.tokenNumber - this.taken, 0, { type: 'key', start: key.mark, end: key.mark });
      this.rollIndent(key.mark.column, key.tokenNumber, 'mapping start', key.mark);
      key.isPossible = false;
      this.isKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.isKeyAllowed)
          throw scannerFailure('mapping values are not allowed in this context', this.cursor.mark);
        this.rollIndent(this.cursor.column, undefined, 'mapping start', this.cursor.mark);
      }
      this.isKeyAllowed = this.flowLevel === 0;
    }
    const start = this.cursor.mark;
    this.cursor.skip();
    this.push('value', start);
  }

  private fetchAnchor(type: 'alias' | 'anchor'): void {
    const { cursor } = this;
    this.saveKey();
    this.isKeyAllowed = false;
    const start = cursor.mark;
    cursor.skip();
    let text = '';
    while (isWordChar(cursor.peek())) text += cursor.take();
    const after = cursor.peek();
    if (text === '' || !(isBlankOrEnd(after) || '?:,]}%@`'.includes(after))) {
      throw scannerFailure('did not find expected alphabetic or numeric character', cursor.mark, start);
    }
    this.push(type, start, { text });
  }

  private fetchTag(): void {
    const { cursor } = this;
    this.saveKey();
    this.isKeyAllowed = false;
    const start = cursor.mark;
    let text = '';
    if (cursor.startsWith('!<')) {
      while (cursor.peek() !== '>' && !isBlankOrEnd(cursor.peek())) text += cursor.take();
      if (cursor.peek() !== '>') throw scannerFailure("did not find the expected '>'", cursor.mark, start);
      text += cursor.take();
    } else {
      while (!isBlankOrEnd(cursor.peek()) && !(this.flowLevel > 0 && ',[]{}'.includes(cursor.peek())))
        text += cursor.take();
    }
    if (!isBlankOrEnd(cursor.peek()) && this.flowLevel === 0) {
      throw scannerFailure('did not find expected whitespace or line break', cursor.mark, start);
    }
    this.push('tag', start, { text });
  }

  private fetchBlockScalar(): void {
    this.removeKey();
    this.isKeyAllowed = true;
    const start = this.cursor.mark;
    const text = scanBlock(this.cursor, this.indent);
    this.push('scalar', start, { text, style: 'block' });
  }

  private fetchQuoted(quote: string): void {
    this.saveKey();
    this.isKeyAllowed = false;
    const start = this.cursor.mark;
    const text = scanQuoted(this.cursor);
    this.push('scalar', start, { text, style: quote === "'" ? 'single' : 'double' });
  }

  private fetchPlain(): void {
    this.saveKey();
    this.isKeyAllowed = false;
    const start = this.cursor.mark;
    const { text, hasLeadingBlanks, endIndex } = scanPlain(this.cursor, this.indent + 1, this.flowLevel > 0);
    this.push('scalar', start, { text, style: 'plain', end: { ...this.cursor.mark, index: endIndex } });
    if (hasLeadingBlanks) this.isKeyAllowed = true;
  }
}

function emptyKey(): SimpleKey {
  return { isPossible: false, isRequired: false, tokenNumber: 0, mark: { index: 0, line: 0, column: 0 } };
}

function isPlainStart(char: string, isNextBlank: boolean, isFlow: boolean): boolean {
  if (!isBlank(char) && !'-?:,[]{}#&*!|>\'"%@`'.includes(char)) return true;
  if (char === '-') return !isNextBlank;
  return !isFlow && (char === '?' || char === ':') && !isNextBlank;
}
