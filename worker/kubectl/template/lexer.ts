/** Splits Go templates into tokens, with text/template's trimming and error texts. */

import { goRune } from '../text/go-syntax';

export type TokenType =
  | 'eof'
  | 'error'
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'pipe'
  | 'left paren'
  | 'right paren'
  | 'assign'
  | 'declare'
  | 'char'
  | 'bool'
  | 'number'
  | 'string'
  | 'raw string'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'dot'
  | 'nil'
  | 'keyword'
  | 'comma'
  | 'other';

export interface Token {
  type: TokenType;
  text: string;
  at: number;
  line: number;
}

const KEYWORDS = ['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'];
const isWord = (char: string) => /^[\p{L}\p{Nd}_]$/u.test(char);
const isSpace = (char: string) => char !== '' && ' \t\r\n'.includes(char);

/** @returns all tokens; the last one is `eof` or `error`. */
export function tokenize(text: string): Token[] {
  return new Lexer(text).run();
}

class Lexer {
  private at = 0;
  private start = 0;
  private line = 1;
  private startLine = 1;
  private parens = 0;
  private readonly tokens: Token[] = [];

  constructor(private readonly text: string) {}

  run(): Token[] {
    let isOpen = false;
    while (!this.isOver()) isOpen = isOpen ? this.inside() : this.outside();
    return this.tokens;
  }

  private isOver(): boolean {
    const last = this.tokens[this.tokens.length - 1];
    return last !== undefined && (last.type === 'eof' || last.type === 'error');
  }

  private emit(type: TokenType): void {
    const text = this.text.slice(this.start, this.at);
    this.tokens.push({ type, text, at: this.start, line: this.startLine });
    this.line += text.split('\n').length - 1;
    this.start = this.at;
    this.startLine = this.line;
  }

  /** Leaves out what stands between `start` and `at`. */
  private ignore(): void {
    this.line += this.text.slice(this.start, this.at).split('\n').length - 1;
    this.start = this.at;
    this.startLine = this.line;
  }

  private fail(message: string): false {
    this.tokens.push({ type: 'error', text: message, at: this.start, line: this.startLine });
    return false;
  }

  private peek(offset = 0): string {
    const code = this.text.codePointAt(this.at + offset);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  /** Text up to the next action. @returns true inside an action. */
  private outside(): boolean {
    const open = this.text.indexOf('{{', this.at);
    if (open < 0) {
      this.at = this.text.length;
      if (this.at > this.start) this.emit('text');
      this.emit('eof');
      return false;
    }
    const isTrimmed = this.text[open + 2] === '-' && isSpace(this.text[open + 3] ?? '');
    let end = open;
    if (isTrimmed) while (end > this.start && isSpace(this.text[end - 1])) end--;
    this.at = end;
    if (this.at > this.start) this.emit('text');
    this.at = open;
    this.ignore();
    if (this.text.startsWith('/*', open + 2 + (isTrimmed ? 2 : 0))) return this.comment(open + 2 + (isTrimmed ? 2 : 0));
    this.at += 2;
    this.emit('open');
    if (isTrimmed) this.at += 2;
    this.ignore();
    this.parens = 0;
    return true;
  }

  private comment(at: number): false {
    const end = this.text.indexOf('*/', at + 2);
    if (end < 0) return this.fail('unclosed comment');
    this.at = end + 2;
    const close = this.closing();
    if (!close) return this.fail('comment ends before closing delimiter');
    this.at += close.length;
    if (close.isTrimmed) this.skipSpaces();
    this.ignore();
    return false;
  }

  private skipSpaces(): void {
    while (isSpace(this.peek())) this.at++;
  }

  /** Whether the action ends here. */
  private closing(): { length: number; isTrimmed: boolean } | undefined {
    if (isSpace(this.peek()) && this.text.startsWith('-}}', this.at + 1)) return { length: 4, isTrimmed: true };
    return this.text.startsWith('}}', this.at) ? { length: 2, isTrimmed: false } : undefined;
  }

  /** One token of an action. @returns false after its end. */
  private inside(): boolean {
    const close = this.closing();
    if (close) {
      if (this.parens > 0) return this.fail('unclosed left paren');
      if (close.isTrimmed) {
        this.at += 2;
        this.ignore();
      }
      this.at += 2;
      this.emit('close');
      if (close.isTrimmed) this.skipSpaces();
      this.ignore();
      return false;
    }
    const char = this.peek();
    this.at += char.length;
    if (char === '') return this.fail('unclosed action');
    if (isSpace(char)) return this.space();
    if (char === '=') return this.done('assign');
    if (char === ':') {
      if (this.peek() !== '=') return this.fail('expected :=');
      this.at++;
      return this.done('declare');
    }
    if (char === '|') return this.done('pipe');
    if (char === '"') return this.quoted();
    if (char === '`') return this.rawQuoted();
    if (char === '$') return this.variable();
    if (char === "'") return this.character();
    if (char === '.') return /^\d$/.test(this.peek()) ? this.number() : this.field();
    if (/^[-+\d]$/.test(char)) return this.number();
    if (isWord(char)) return this.identifier();
    if (char === '(') {
      this.parens++;
      return this.done('left paren');
    }
    if (char === ')') {
      if (--this.parens < 0) return this.fail('unexpected right paren');
      return this.done('right paren');
    }
    if (char === ',') return this.done('comma');
    if (/^[\x21-\x7e]$/.test(char)) return this.done('other');
    return this.fail(`unrecognized character in action: ${goRune(char)}`);
  }

  private done(type: TokenType): true {
    this.emit(type);
    return true;
  }

  private space(): boolean {
    while (isSpace(this.peek())) {
      if (this.text.startsWith('-}}', this.at + 1)) break;
      this.at++;
    }
    // one blank belongs to a trimming delimiter
    if (this.text.startsWith('-}}', this.at) && isSpace(this.text[this.at - 1])) {
      this.at--;
      if (this.at === this.start) return true;
    }
    return this.done('space');
  }

  private isAtTerminator(): boolean {
    const char = this.peek();
    return (
      char === '' || isSpace(char) || '.,|:()'.includes(char) || char === '=' || this.text.startsWith('}}', this.at)
    );
  }

  private identifier(): boolean {
    while (isWord(this.peek())) this.at += this.peek().length;
    const word = this.text.slice(this.start, this.at);
    if (!this.isAtTerminator()) return this.fail(`bad character ${goRune(this.peek())}`);
    if (KEYWORDS.includes(word)) return this.done('keyword');
    if (word === 'true' || word === 'false') return this.done('bool');
    return this.done(word === 'nil' ? 'nil' : 'identifier');
  }

  private field(): boolean {
    if (this.isAtTerminator()) return this.done('dot');
    while (isWord(this.peek())) this.at += this.peek().length;
    return this.isAtTerminator() ? this.done('field') : this.fail(`bad character ${goRune(this.peek())}`);
  }

  private variable(): boolean {
    if (this.isAtTerminator()) return this.done('variable');
    while (isWord(this.peek())) this.at += this.peek().length;
    return this.isAtTerminator() ? this.done('variable') : this.fail(`bad character ${goRune(this.peek())}`);
  }

  private quoted(): boolean {
    for (;;) {
      const char = this.peek();
      this.at += char.length || 0;
      if (char === '\\') {
        const next = this.peek();
        if (next !== '' && next !== '\n') {
          this.at += next.length;
          continue;
        }
      }
      if (char === '' || char === '\n' || char === '\\') return this.fail('unterminated quoted string');
      if (char === '"') return this.done('string');
    }
  }

  private rawQuoted(): boolean {
    const end = this.text.indexOf('`', this.at);
    if (end < 0) return this.fail('unterminated raw quoted string');
    this.at = end + 1;
    return this.done('raw string');
  }

  private character(): boolean {
    for (;;) {
      const char = this.peek();
      this.at += char.length;
      if (char === '\\' && this.peek() !== '' && this.peek() !== '\n') {
        this.at += this.peek().length;
        continue;
      }
      if (char === '' || char === '\n') return this.fail('unterminated character constant');
      if (char === "'") return this.done('char');
    }
  }

  private number(): boolean {
    const match =
      /^[-+]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]*)?|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?)i?/.exec(
        this.text.slice(this.start),
      )!;
    this.at = this.start + match[0].length;
    const next = this.peek();
    if (isWord(next)) {
      this.at += next.length;
      return this.fail(`bad number syntax: ${JSON.stringify(this.text.slice(this.start, this.at))}`);
    }
    return this.done('number');
  }
}
