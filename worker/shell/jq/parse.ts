/** Reads jq programs. */

import { NESTING_MAX } from '../meter';
import type { Definition, Node, Pattern } from './syntax';
import { JqSyntaxError, KEYWORDS, operatorName, readToken, type Token } from './tokens';
import { numberFromText } from './value';

const IDENTITY: Node = { type: 'identity' };

/** @returns the tree of a program. Throws JqSyntaxError. */
export function parseProgram(source: string): Node {
  return new Parser(source).program();
}

/** @returns the definitions of a text that has nothing else. */
export function parseDefinitions(source: string): Definition[] {
  return new Parser(source).definitions();
}

class Parser {
  private at = 0;
  private depth = 0;
  private ahead: Token | undefined;
  private lastStart = 0;
  /** Brackets that are open: a closing one without any is no token to jq. */
  private openCount = 0;

  constructor(private readonly source: string) {}

  program(): Node {
    if (this.peek().kind === 'operator' && ')}]'.includes(this.peek().text)) this.unexpected('end of file');
    const node = this.peek().kind === 'end' ? IDENTITY : this.programBody();
    if (this.peek().kind !== 'end') this.unexpected('end of file');
    return node;
  }

  /** A program may end with definitions only. */
  private programBody(): Node {
    if (this.peek().text !== 'def') return this.pipe();
    const definition = this.definition();
    const body = this.peek().kind === 'end' ? IDENTITY : this.programBody();
    return { type: 'define', definition, body };
  }

  definitions(): Definition[] {
    const result: Definition[] = [];
    while (this.peek().kind !== 'end') result.push(this.definition());
    return result;
  }

  private peek(): Token {
    return (this.ahead ??= readToken(this.source, this.at));
  }

  private advance(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.lastStart = token.start;
    if (token.kind === 'operator' && '([{'.includes(token.text)) this.openCount += 1;
    if (token.kind === 'operator' && ')]}'.includes(token.text)) this.openCount -= 1;
    this.at = token.end;
    this.ahead = undefined;
    return token;
  }

  private is(text: string): boolean {
    const token = this.peek();
    return token.text === text && (token.kind === 'operator' || token.kind === 'name');
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.unexpected();
  }

  private fail(message: string, at = this.at): never {
    throw new JqSyntaxError(
      message.startsWith('syntax error') ? `${message} (Unix shell quoting issues?)` : message,
      at,
    );
  }

  private unexpected(expecting = ''): never {
    const token = this.peek();
    const names: Record<string, string> = {
      number: 'LITERAL',
      string: 'QQSTRING_START',
      field: 'FIELD',
      variable: "'$'",
      format: 'FORMAT',
      invalid: 'INVALID_CHARACTER',
    };
    const isKeyword = token.kind === 'name' && KEYWORDS.has(token.text);
    const name =
      token.kind === 'end'
        ? 'end of file'
        : (names[token.kind] ??
          (token.kind === 'name' ? (isKeyword ? token.text : 'IDENT') : operatorName(token.text)));
    const isStray = token.kind === 'operator' && ')}]'.includes(token.text) && this.openCount === 0;
    const hint = expecting === '' ? '' : `, expecting ${expecting}`;
    this.fail(
      `syntax error, unexpected ${isStray ? 'INVALID_CHARACTER' : name}${hint}`,
      token.kind === 'end' ? this.lastStart : token.start,
    );
  }

  private nested<T>(body: () => T): T {
    this.depth += 1;
    if (this.depth > NESTING_MAX) this.fail('syntax error, memory exhausted');
    const result = body();
    this.depth -= 1;
    return result;
  }

  pipe(): Node {
    return this.nested(() => {
      if (this.is('def')) {
        const definition = this.definition();
        return { type: 'define', definition, body: this.pipe() };
      }
      if (this.is('label')) {
        this.advance();
        const name = this.variableName();
        this.expect('|');
        return { type: 'label', name, body: this.pipe() };
      }
      const left = this.comma();
      if (!this.take('|')) return left;
      return { type: 'pipe', left, right: this.pipe() };
    });
  }

  private comma(): Node {
    let left = this.alternative();
    while (this.take(',')) left = { type: 'comma', left, right: this.alternative() };
    return left;
  }

  private alternative(): Node {
    const left = this.assignment();
    if (!this.take('//')) return left;
    return { type: 'alternative', left, right: this.alternative() };
  }

  private assignment(): Node {
    const left = this.or();
    const operator = this.peek().text;
    if (this.peek().kind !== 'operator' || !/^(?:=|[|+\-*/%]=|\/\/=)$/.test(operator)) return left;
    this.advance();
    return { type: 'assign', operator, left, right: this.alternative() };
  }

  private or(): Node {
    let left = this.and();
    while (this.take('or')) left = { type: 'or', left, right: this.and() };
    return left;
  }

  private and(): Node {
    let left = this.comparison();
    while (this.take('and')) left = { type: 'and', left, right: this.comparison() };
    return left;
  }

  private comparison(): Node {
    const left = this.sum();
    const operator = this.peek().text;
    if (this.peek().kind !== 'operator' || !/^(?:==|!=|<=?|>=?)$/.test(operator)) return left;
    this.advance();
    const right = this.sum();
    if (this.peek().kind === 'operator' && /^(?:==|!=|<=?|>=?)$/.test(this.peek().text)) this.unexpected();
    return { type: 'binary', operator, left, right };
  }

  private sum(): Node {
    let left = this.product();
    while (this.is('+') || this.is('-'))
      left = { type: 'binary', operator: this.advance().text, left, right: this.product() };
    return left;
  }

  private product(): Node {
    let left = this.unary();
    while (this.is('*') || this.is('/') || this.is('%'))
      left = { type: 'binary', operator: this.advance().text, left, right: this.unary() };
    return left;
  }

  private unary(): Node {
    if (this.is('-')) {
      this.advance();
      return this.nested(() => ({ type: 'negate', operand: this.unary() }));
    }
    return this.bound();
  }

  /** A postfix term, possibly with `as $x | …`. */
  private bound(): Node {
    if (this.is('def')) {
      const definition = this.definition();
      return { type: 'define', definition, body: this.pipe() };
    }
    const source = this.postfix();
    if (!this.take('as')) return source;
    const patterns = this.patterns();
    this.expect('|');
    return { type: 'bind', source, patterns, body: this.pipe() };
  }

  private patterns(): Pattern[] {
    const patterns = [this.pattern()];
    while (this.take('?//')) patterns.push(this.pattern());
    return patterns;
  }

  private variableName(): string {
    const token = this.advance();
    if (token.kind === 'variable') return token.text.slice(1);
    if (token.text === '$' && this.peek().kind === 'name') return this.advance().text;
    this.ahead = token;
    return this.unexpected();
  }

  private pattern(): Pattern {
    if (this.take('[')) {
      const items = [this.pattern()];
      while (this.take(',')) items.push(this.pattern());
      this.expect(']');
      return { type: 'array', items };
    }
    if (!this.take('{')) return { type: 'variable', name: this.variableName() };
    const entries: (Pattern & { type: 'object' })['entries'] = [];
    do {
      const token = this.peek();
      if (token.kind === 'variable') {
        const variable = this.variableName();
        const value = this.take(':') ? this.pattern() : undefined;
        entries.push({ key: { type: 'literal', value: variable }, variable, value });
        continue;
      }
      const key = this.objectKey();
      this.expect(':');
      entries.push({ key, variable: undefined, value: this.pattern() });
    } while (this.take(','));
    this.expect('}');
    return { type: 'object', entries };
  }

  private objectKey(): Node {
    const token = this.peek();
    if (token.kind === 'name') return { type: 'literal', value: this.advance().text };
    if (token.kind === 'number') return { type: 'literal', value: numberFromText(this.advance().text) };
    if (token.kind === 'string') return this.string(undefined);
    if (token.kind === 'format') {
      const format = this.advance().text;
      return this.peek().kind === 'string' ? this.string(format) : { type: 'format', name: format };
    }
    this.expect('(');
    const node = this.pipe();
    this.expect(')');
    return node;
  }

  private definition(): Definition {
    this.expect('def');
    const name = this.advance();
    if (name.kind !== 'name') this.unexpected();
    const params: string[] = [];
    if (this.take('(')) {
      do {
        const token = this.peek();
        if (token.kind === 'variable') params.push(`$${this.variableName()}`);
        else if (token.kind === 'name') params.push(this.advance().text);
        else this.unexpected();
      } while (this.take(';'));
      this.expect(')');
    }
    this.expect(':');
    const body = this.pipe();
    this.expect(';');
    return { name: name.text, params, body };
  }

  private postfix(): Node {
    let node = this.term();
    for (;;) {
      const token = this.peek();
      if (token.kind === 'field') {
        this.advance();
        node = { type: 'index', target: node, key: { type: 'literal', value: token.text.slice(1) } };
      } else if (token.text === '.' && token.kind === 'operator') {
        this.advance();
        if (this.peek().kind === 'string') node = { type: 'index', target: node, key: this.string(undefined) };
        else if (this.is('[')) node = this.bracket(node);
        else this.unexpected();
      } else if (token.text === '[' && token.kind === 'operator') node = this.bracket(node);
      else if (token.text === '?' && token.kind === 'operator') {
        this.advance();
        node = { type: 'try', body: node, handler: undefined };
      } else return node;
    }
  }

  private bracket(target: Node): Node {
    this.expect('[');
    if (this.take(']')) return { type: 'iterate', target };
    if (this.take(':')) {
      const to = this.pipe();
      this.expect(']');
      return { type: 'slice', target, from: undefined, to };
    }
    const from = this.pipe();
    if (this.take(':')) {
      const to = this.is(']') ? undefined : this.pipe();
      this.expect(']');
      return { type: 'slice', target, from, to };
    }
    this.expect(']');
    return { type: 'index', target, key: from };
  }

  private term(): Node {
    const token = this.peek();
    switch (token.kind) {
      case 'number':
        this.advance();
        return { type: 'literal', value: numberFromText(token.text) };
      case 'string':
        return this.string(undefined);
      case 'format':
        this.advance();
        return this.peek().kind === 'string' ? this.string(token.text) : { type: 'format', name: token.text };
      case 'variable':
        return this.variable();
      case 'field':
        this.advance();
        return { type: 'index', target: IDENTITY, key: { type: 'literal', value: token.text.slice(1) } };
      case 'name':
        return this.named();
      case 'operator':
        return this.punctuation();
      default:
        return this.unexpected();
    }
  }

  private variable(): Node {
    const token = this.peek();
    const name = this.variableName();
    if (name !== '__loc__') return { type: 'variable', name, at: token.start };
    const line = this.source.slice(0, token.start).split('\n').length;
    return {
      type: 'literal',
      value: new Map<string, string | number>([
        ['file', '<top-level>'],
        ['line', line],
      ]),
    };
  }

  private punctuation(): Node {
    const { text } = this.peek();
    switch (text) {
      case '.': {
        this.advance();
        if (this.peek().kind === 'string') return { type: 'index', target: IDENTITY, key: this.string(undefined) };
        if (this.is('[')) return this.bracket(IDENTITY);
        return IDENTITY;
      }
      case '..':
        this.advance();
        return { type: 'recurseDefault' };
      case '$':
        return this.variable();
      case '(': {
        this.advance();
        const node = this.pipe();
        this.expect(')');
        return node;
      }
      case '[': {
        this.advance();
        if (this.take(']')) return { type: 'array', body: undefined };
        const body = this.pipe();
        this.expect(']');
        return { type: 'array', body };
      }
      case '{':
        return this.object();
      case '-': {
        this.advance();
        return { type: 'negate', operand: this.postfix() };
      }
      default:
        return this.unexpected();
    }
  }

  private object(): Node {
    this.expect('{');
    const entries: { key: Node; value: Node }[] = [];
    while (!this.take('}')) {
      if (entries.length > 0 && !this.take(',')) this.unexpected("'}'");
      if (entries.length > 0 && this.is('}')) this.unexpected();
      entries.push(this.objectEntry());
    }
    return { type: 'object', entries };
  }

  private objectEntry(): { key: Node; value: Node } {
    const token = this.peek();
    if (token.kind === 'variable' || token.text === '$') {
      if (token.text === '$__loc__') {
        return { key: { type: 'literal', value: '__loc__' }, value: this.variable() };
      }
      const name = this.variableName();
      return { key: { type: 'literal', value: name }, value: { type: 'variable', name, at: token.start } };
    }
    const key = this.objectKey();
    if (this.take(':')) return { key, value: this.objectValue() };
    if (token.text === '(' && token.kind === 'operator') this.unexpected();
    return { key, value: { type: 'index', target: IDENTITY, key } };
  }

  /** Values of objects go up to the next comma; `|` joins them. */
  private objectValue(): Node {
    const left: Node = this.take('-') ? { type: 'negate', operand: this.objectValue() } : this.postfix();
    if (!this.take('|')) return left;
    return { type: 'pipe', left, right: this.objectValue() };
  }

  private named(): Node {
    const { text } = this.peek();
    switch (text) {
      case 'if':
        this.advance();
        return this.condition();
      case 'try': {
        this.advance();
        const body = this.postTerm();
        return { type: 'try', body, handler: this.take('catch') ? this.postTerm() : undefined };
      }
      case 'reduce':
      case 'foreach':
        return this.loop();
      case 'label':
        return this.pipe();
      case 'break': {
        const at = this.advance().start;
        return { type: 'break', name: this.variableName(), at };
      }
      case 'import':
      case 'include':
        return this.fail('syntax error, modules are not supported');
    }
    if (KEYWORDS.has(text)) this.unexpected();
    const at = this.advance().start;
    const args: Node[] = [];
    if (this.take('(')) {
      do args.push(this.pipe());
      while (this.take(';'));
      if (!this.take(')')) this.unexpected("';' or ')'");
    }
    if (args.length === 0 && (text === 'true' || text === 'false')) return { type: 'literal', value: text === 'true' };
    if (args.length === 0 && text === 'null') return { type: 'literal', value: null };
    return { type: 'call', name: text, args, at };
  }

  private postTerm(): Node {
    return this.is('-') ? this.unary() : this.postfix();
  }

  private condition(): Node {
    const test = this.pipe();
    this.expect('then');
    const then = this.pipe();
    if (this.take('elif')) return { type: 'if', test, then, otherwise: this.condition() };
    const otherwise = this.take('else') ? this.pipe() : undefined;
    this.expect('end');
    return { type: 'if', test, then, otherwise };
  }

  private loop(): Node {
    const kind = this.advance().text;
    const source = this.postfix();
    this.expect('as');
    const patterns = this.patterns();
    this.expect('(');
    const init = this.pipe();
    this.expect(';');
    const update = this.pipe();
    const extract = kind === 'foreach' && this.take(';') ? this.pipe() : undefined;
    this.expect(')');
    if (kind === 'reduce') return { type: 'reduce', source, patterns, init, update };
    return { type: 'foreach', source, patterns, init, update, extract };
  }

  /** A string with its interpolations. */
  private string(format: string | undefined): Node {
    const open = this.advance();
    const parts: (string | Node)[] = [];
    let text = '';
    this.at = open.end;
    for (;;) {
      const char = this.source[this.at];
      if (char === undefined)
        this.fail(
          'syntax error, unexpected end of file, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END',
          open.end,
        );
      this.at += 1;
      if (char === '"') break;
      if (char !== '\\') {
        text += char;
        continue;
      }
      const escape = this.source[this.at++];
      if (escape === '(') {
        parts.push(text);
        text = '';
        this.ahead = undefined;
        parts.push(this.pipe());
        if (!this.is(')')) this.unexpected();
        this.at = this.peek().end;
        this.ahead = undefined;
      } else text += this.stringEscape(escape);
    }
    parts.push(text);
    this.ahead = undefined;
    this.lastStart = this.at - 1;
    if (parts.length === 1) return { type: 'literal', value: text };
    return { type: 'string', format, parts };
  }

  private stringEscape(char: string): string {
    if (char === 'u') {
      const hex = this.source.slice(this.at, this.at + 4);
      if (/^[0-9a-fA-F]{4}$/.test(hex)) {
        this.at += 4;
        return String.fromCharCode(parseInt(hex, 16));
      }
    }
    const plain = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[char];
    if (plain === undefined) this.fail('syntax error, unexpected INVALID_CHARACTER');
    return plain!;
  }
}
