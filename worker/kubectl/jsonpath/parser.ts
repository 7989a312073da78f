/** Parses kubectl's JSONPath templates, with client-go's grammar and error texts. */

import { goRune } from '../text/go-syntax';

export interface SliceBound {
  isKnown: boolean;
  isDerived?: boolean;
  value: number;
}

export type PathNode =
  | { type: 'list'; nodes: PathNode[] }
  | { type: 'text'; text: string }
  | { type: 'field'; name: string }
  | { type: 'identifier'; name: string }
  | { type: 'array'; bounds: [SliceBound, SliceBound, SliceBound] }
  | { type: 'filter'; left: PathNode; right: PathNode; operator: string }
  | { type: 'number'; value: number; isFloat: boolean }
  | { type: 'bool'; value: boolean }
  | { type: 'wildcard' }
  | { type: 'recursive' }
  | { type: 'union'; nodes: PathNode[] };

type ListNode = Extract<PathNode, { type: 'list' }>;

export class PathFailure extends Error {}

/** @throws PathFailure with client-go's text. */
export function parsePath(text: string): ListNode {
  return new Parser(text).parse();
}

const TERMINATORS = ' \t\r\n.,[]$@{}';
const isTerminator = (char: string) => char === '' || TERMINATORS.includes(char);
const isWord = (char: string) => /^[\p{L}\p{Nd}_]$/u.test(char);

/** A part inside braces: the nodes of `{text}`. */
function parseAction(text: string): ListNode {
  const root = parsePath(`{${text}}`);
  return (root.nodes[0] as ListNode | undefined) ?? { type: 'list', nodes: [] };
}

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): ListNode {
    const root: ListNode = { type: 'list', nodes: [] };
    for (;;) {
      const open = this.text.indexOf('{', this.at);
      const text = this.text.slice(this.at, open < 0 ? undefined : open);
      if (text !== '') root.nodes.push({ type: 'text', text });
      if (open < 0) return root;
      this.at = open + 1;
      const action: ListNode = { type: 'list', nodes: [] };
      root.nodes.push(action);
      while (!this.startsWith('}')) this.parseInside(action);
      this.at++;
    }
  }

  private startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.at);
  }

  private next(): string {
    const code = this.text.codePointAt(this.at);
    const char = code === undefined ? '' : String.fromCodePoint(code);
    this.at += char.length;
    return char;
  }

  private parseInside(list: ListNode): void {
    if (this.startsWith('[?(')) return this.parseFilter(list);
    if (this.startsWith('..')) return this.parseRecursive(list);
    const start = this.at;
    const char = this.next();
    if (char === '' || char === '\n' || char === '\r') throw new PathFailure('unclosed action');
    if (char === ' ' || char === '@' || char === '$') return;
    if (char === '[') return this.parseArray(list, start);
    if (char === '"' || char === "'") return this.parseQuote(list, char, start);
    if (char === '.') return this.parseField(list);
    this.at = start;
    if (/^[-+\d]$/.test(char)) return this.parseNumber(list);
    if (isWord(char)) return this.parseIdentifier(list);
    throw new PathFailure(`unrecognized character in action: ${goRune(char)}`);
  }

  private parseField(list: ListNode): void {
    const start = this.at;
    while (!isTerminator(this.text.charAt(this.at))) {
      if (this.next() === '\\') this.next();
    }
    const name = this.text.slice(start, this.at);
    list.nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') });
  }

  private parseRecursive(list: ListNode): void {
    if (list.nodes[list.nodes.length - 1]?.type === 'recursive')
      throw new PathFailure('invalid multiple recursive descent');
    this.at += 2;
    list.nodes.push({ type: 'recursive' });
    if (isWord(this.text.charAt(this.at))) this.parseField(list);
  }

  private parseNumber(list: ListNode): void {
    const start = this.at++;
    while (/^[.\d]$/.test(this.text.charAt(this.at))) this.at++;
    const text = this.text.slice(start, this.at);
    if (/^[-+]?\d+$/.test(text)) list.nodes.push({ type: 'number', value: Number(text), isFloat: false });
    else if (/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text))
      list.nodes.push({ type: 'number', value: Number(text), isFloat: true });
    else throw new PathFailure(`cannot parse number ${text}`);
  }

  private parseIdentifier(list: ListNode): void {
    const start = this.at;
    while (!isTerminator(this.text.charAt(this.at))) this.next();
    const name = this.text.slice(start, this.at);
    list.nodes.push(
      name === 'true' || name === 'false' ? { type: 'bool', value: name === 'true' } : { type: 'identifier', name },
    );
  }

  private parseArray(list: ListNode, start: number): void {
    const end = this.text.indexOf(']', this.at);
    const newline = this.text.slice(this.at, end < 0 ? undefined : end).indexOf('\n');
    if (end < 0 || newline >= 0) throw new PathFailure('unterminated array');
    this.at = end + 1;
    const inner = this.text.slice(start + 1, end);
    const text = inner === '*' ? ':' : inner;
    const parts = text.split(',');
    if (parts.length > 1) {
      list.nodes.push({ type: 'union', nodes: parts.map((part) => parseAction(`[${part.replace(/^ +| +$/g, '')}]`)) });
      return;
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key) list.nodes.push(...parseAction(`.${key[1]}`).nodes);
    else list.nodes.push({ type: 'array', bounds: parseBounds(text) });
  }

  private parseFilter(list: ListNode): void {
    this.at += 3;
    const start = this.at;
    let quote = '';
    let isClosed = false;
    for (;;) {
      const char = this.next();
      if (char === '' || char === '\n') throw new PathFailure('unterminated filter');
      if (char === '"' || char === "'") {
        if (quote === '') quote = char;
        else if (char === quote && this.text.charAt(this.at - 2) !== '\\') isClosed = true;
      }
      if (char === ')' && (quote !== '') === isClosed) break;
    }
    const text = this.text.slice(start, this.at - 1);
    if (this.next() !== ']') throw new PathFailure('unclosed array expect ]');
    const match = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    if (!match)
      list.nodes.push({
        type: 'filter',
        left: parseAction(text),
        right: { type: 'list', nodes: [] },
        operator: 'exists',
      });
    else
      list.nodes.push({
        type: 'filter',
        left: parseAction(match[1]),
        right: parseAction(match[3]),
        operator: match[2],
      });
  }

  private parseQuote(list: ListNode, quote: string, start: number): void {
    for (;;) {
      const char = this.next();
      if (char === '' || char === '\n') throw new PathFailure('unterminated quoted string');
      if (char === quote && this.text.charAt(this.at - 2) !== '\\') break;
    }
    const quoted = this.text.slice(start, this.at);
    const text = unquote(quoted.slice(1, -1), quote);
    if (text === undefined) throw new PathFailure(`unquote string ${quoted} error invalid syntax`);
    list.nodes.push({ type: 'text', text });
  }
}

function parseBounds(text: string): [SliceBound, SliceBound, SliceBound] {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!match) throw new PathFailure(`invalid array index ${text}`);
  const bounds: SliceBound[] = [];
  for (let i = 0; i < 3; i++) {
    const part = match[i + 1] ?? '';
    const digits = i > 0 ? part.slice(1) : part;
    if (part === '')
      bounds.push(
        i === 1 ? { isKnown: true, isDerived: true, value: bounds[0].value + 1 } : { isKnown: false, value: 0 },
      );
    else if (digits === '') bounds.push({ isKnown: false, value: 0 });
    else if (digits === '-') throw new PathFailure(`array index ${digits} is not a number`);
    else bounds.push({ isKnown: true, value: Number(digits) });
  }
  return bounds as [SliceBound, SliceBound, SliceBound];
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Go's unquoting of either kind of quotes. */
function unquote(text: string, quote: string): string | undefined {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] === quote) return undefined;
    if (text[i] !== '\\') {
      result += text[i];
      continue;
    }
    const escape = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'"]))/.exec(
      text.slice(i + 1),
    );
    if (!escape) return undefined;
    const [all, x, u, U, octal, simple] = escape;
    result += simple
      ? SIMPLE_ESCAPES[simple]
      : String.fromCodePoint(octal ? parseInt(octal, 8) : parseInt(x ?? u ?? U, 16));
    i += all.length;
  }
  return result;
}
