/** Reads regular expressions as jq's library does (Oniguruma, Perl syntax). */

import { CharSet, checkNesting, classNode, classTest, RegexSyntaxError, type RegexNode, type RegexTree } from './types';

export interface OnigurumaOptions {
  /** `.` takes newlines too. */
  singleLine: boolean;
  /** Blanks and comments in the pattern do not count. */
  extended: boolean;
}

const CONTROLS: Record<string, number> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7, e: 27 };
const REPEAT_MAX = 100_000;

/** @returns the tree. Throws RegexSyntaxError in Oniguruma's words. */
export function parseOniguruma(source: string, options: OnigurumaOptions): RegexTree {
  const parser = new OnigurumaParser(source, options);
  const node = parser.alternatives(0);
  if (!parser.atEnd) throw new RegexSyntaxError('unmatched close parenthesis');
  parser.resolveNames();
  return { node, groupCount: parser.groupCount, names: parser.names };
}

class OnigurumaParser {
  private at = 0;
  groupCount = 0;
  readonly names = new Map<number, string>();
  private readonly namedReferences: { node: RegexNode & { kind: 'back' }; name: string }[] = [];

  constructor(
    private readonly source: string,
    private readonly options: OnigurumaOptions,
  ) {}

  get atEnd(): boolean {
    return this.at >= this.source.length;
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.source.slice(this.at));
    if (found) this.at += found[0].length;
    return found;
  }

  resolveNames(): void {
    for (const { node, name } of this.namedReferences) {
      const index = [...this.names].find(([, known]) => known === name)?.[0];
      if (index === undefined) throw new RegexSyntaxError(`undefined name <${name}> reference`);
      node.index = index;
    }
  }

  alternatives(depth: number): RegexNode {
    checkNesting(depth);
    const items = [this.sequence(depth)];
    while (this.take('|')) items.push(this.sequence(depth));
    return items.length === 1 ? items[0] : { kind: 'alternatives', items };
  }

  private sequence(depth: number): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      this.skipBlanks();
      const char = this.source[this.at];
      if (char === undefined || char === '|' || (char === ')' && depth > 0)) break;
      if (char === ')') throw new RegexSyntaxError('unmatched close parenthesis');
      items.push(this.repeats(this.atom(depth)));
    }
    return items.length === 1 ? items[0] : { kind: 'sequence', items };
  }

  private skipBlanks(): void {
    if (this.options.extended) this.match(/^(?:\s|#[^\n]*)+/);
  }

  private repeats(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      this.skipBlanks();
      const range = this.match(/^(?:[*+?]|\{(\d+)(,?)(\d*)\}|\{,(\d+)\})/);
      if (!range) return node;
      const text = range[0];
      let [min, max] = text === '*' ? [0, Infinity] : text === '+' ? [1, Infinity] : [0, 1];
      if (range[1] !== undefined) {
        min = Number(range[1]);
        max = range[2] === '' ? min : range[3] === '' ? Infinity : Number(range[3]);
      } else if (range[4] !== undefined) [min, max] = [0, Number(range[4])];
      if (min > REPEAT_MAX || (max !== Infinity && max > REPEAT_MAX))
        throw new RegexSyntaxError('too big number range');
      if (min > max) [min, max] = [max, min];
      const lazy = this.take('?');
      const possessive = !lazy && !text.startsWith('{') && this.take('+');
      node = { kind: 'repeat', node, min, max, lazy, possessive };
    }
  }

  private atom(depth: number): RegexNode {
    const char = this.source[this.at];
    switch (char) {
      case '(':
        return this.group(depth);
      case '[':
        this.at += 1;
        return { kind: 'set', set: this.bracket(0) };
      case '.':
        this.at += 1;
        return { kind: 'any', newline: this.options.singleLine };
      case '^':
        this.at += 1;
        return { kind: 'assert', what: 'textStart' };
      case '$':
        this.at += 1;
        return { kind: 'assert', what: 'textEndNewline' };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        throw new RegexSyntaxError('target of repeat operator is not specified');
    }
    const code = this.source.codePointAt(this.at)!;
    this.at += code > 0xffff ? 2 : 1;
    return { kind: 'char', code };
  }

  private group(depth: number): RegexNode {
    this.at += 1;
    if (this.match(/^\?#[^)]*\)/)) return { kind: 'sequence', items: [] };
    const look = this.match(/^\?(<?)([=!])/);
    if (look) return { kind: 'look', node: this.inside(depth), behind: look[1] === '<', negate: look[2] === '!' };
    if (this.take('?>')) return { kind: 'atomic', node: this.inside(depth) };
    const flags = this.match(/^\?([imx]*)(?:-([imx]*))?([:)])/);
    if (flags) return this.withFlags(flags, depth);
    const name = this.match(/^\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/);
    if (!name && this.source[this.at] === '?') throw new RegexSyntaxError('undefined group option');
    const index = ++this.groupCount;
    if (name) this.names.set(index, name[1] ?? name[2]);
    return { kind: 'group', node: this.inside(depth), index };
  }

  /** `(?i)` holds for the rest, `(?i:…)` for the group. Only m and x change the reading; i is made of sets. */
  private withFlags(flags: RegExpExecArray, depth: number): RegexNode {
    const saved = { ...this.options };
    const set = (letters: string | undefined, on: boolean) => {
      if (letters?.includes('m')) this.options.singleLine = on;
      if (letters?.includes('x')) this.options.extended = on;
    };
    set(flags[1], true);
    set(flags[2], false);
    const node = flags[3] === ':' ? this.inside(depth) : this.alternatives(depth);
    Object.assign(this.options, saved);
    return flags[1].includes('i') ? foldCase(node) : node;
  }

  private inside(depth: number): RegexNode {
    const node = this.alternatives(depth + 1);
    if (!this.take(')')) throw new RegexSyntaxError('end pattern with unmatched parenthesis');
    return node;
  }

  private escape(): RegexNode {
    this.at += 1;
    if (this.atEnd) throw new RegexSyntaxError('end pattern at escape');
    const simple = this.match(/^[dDwWsShHbBAZzGRKNOX]/)?.[0];
    if (simple) return simpleEscape(simple);
    const property = this.match(/^[pP]\{(\^?)(\w+)\}/);
    if (property) {
      if (!classTest(property[2].toLowerCase()))
        throw new RegexSyntaxError(`invalid character property name {${property[2]}}`);
      return classNode(property[2].toLowerCase(), (property[0][0] === 'P') !== (property[1] === '^'));
    }
    const named = this.match(/^k(?:<(\w+)>|'(\w+)')/);
    if (named) {
      const node: RegexNode & { kind: 'back' } = { kind: 'back', index: Number(named[1] ?? named[2]) || 0 };
      if (node.index === 0) this.namedReferences.push({ node, name: named[1] ?? named[2] });
      return node;
    }
    const number = this.match(/^[1-9]\d?/)?.[0];
    if (number) return { kind: 'back', index: Number(number) };
    return { kind: 'char', code: this.escapedCode() };
  }

  /** The character after a backslash, also inside brackets. */
  private escapedCode(): number {
    const hex = this.match(/^(?:x\{([0-9a-fA-F]+)\}|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4}))/);
    if (hex) return parseInt(hex[1] ?? hex[2] ?? hex[3], 16);
    const octal = this.match(/^0[0-7]{0,2}/)?.[0];
    if (octal) return parseInt(octal, 8);
    const code = this.source.codePointAt(this.at) ?? 92;
    this.at += code > 0xffff ? 2 : 1;
    return CONTROLS[String.fromCodePoint(code)] ?? code;
  }

  private bracket(depth: number): CharSet {
    checkNesting(depth);
    const set = new CharSet();
    const parts: CharSet[] = [set];
    const negate = this.take('^');
    for (let isFirst = true; ; isFirst = false) {
      if (this.atEnd) throw new RegexSyntaxError('premature end of char-class');
      if (this.source[this.at] === ']' && !isFirst) break;
      const named = this.match(/^\[:(\^?)(\w+):\]/);
      if (named) {
        const test = classTest(named[2]);
        if (!test) throw new RegexSyntaxError('invalid POSIX bracket type');
        set.addTest(named[1] ? (code) => !test(code) : test);
      } else if (this.source[this.at] === '[') {
        this.at += 1;
        const inner = this.bracket(depth + 1);
        set.addTest((code) => inner.has(code));
      } else if (this.take('&&')) {
        const rest = new CharSet();
        parts.push(rest);
        this.bracketRest(rest);
        break;
      } else this.bracketItem(set);
    }
    this.at += 1;
    const whole = parts.length === 1 ? set : new CharSet().addTest((code) => parts.every((part) => part.has(code)));
    return negate ? whole.negate() : whole;
  }

  private bracketRest(set: CharSet): void {
    while (!this.atEnd && this.source[this.at] !== ']') {
      if (this.source[this.at] === '[') {
        this.at += 1;
        const inner = this.bracket(1);
        set.addTest((code) => inner.has(code));
      } else this.bracketItem(set);
    }
  }

  private bracketItem(set: CharSet): void {
    const shorthand = this.match(/^\\([dDwWsShH])/);
    if (shorthand) {
      const node = simpleEscape(shorthand[1]);
      if (node.kind === 'set') set.addTest((code) => node.set.has(code));
      return;
    }
    const from = this.bracketCode();
    if (this.source[this.at] !== '-' || this.source[this.at + 1] === ']' || this.at + 1 >= this.source.length) {
      set.addRange(from, from);
      return;
    }
    this.at += 1;
    const to = this.bracketCode();
    if (to < from) throw new RegexSyntaxError('empty range in char class');
    set.addRange(from, to);
  }

  private bracketCode(): number {
    if (this.take('\\')) return this.take('b') ? 8 : this.escapedCode();
    const code = this.source.codePointAt(this.at)!;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }
}

/** `(?i:…)`: letters become sets of both cases. */
function foldCase(node: RegexNode): RegexNode {
  if (node.kind === 'char') {
    const text = String.fromCodePoint(node.code);
    return { kind: 'set', set: new CharSet().addChars(text.toLowerCase() + text.toUpperCase() + text) };
  }
  if (node.kind === 'set') {
    const { set } = node;
    return { kind: 'set', set: new CharSet().addTest((code) => set.has(code, true)) };
  }
  if (node.kind === 'sequence' || node.kind === 'alternatives') return { ...node, items: node.items.map(foldCase) };
  return 'node' in node ? { ...node, node: foldCase(node.node) } : node;
}

function simpleEscape(letter: string): RegexNode {
  const lower = letter.toLowerCase();
  const isNegated = letter !== lower;
  if (lower === 'd') return classNode('digit', isNegated);
  if (lower === 'w') return classNode('word', isNegated);
  if (lower === 's') return classNode('space', isNegated);
  if (lower === 'h') return classNode('xdigit', isNegated);
  switch (letter) {
    case 'b':
      return { kind: 'assert', what: 'wordBoundary' };
    case 'B':
      return { kind: 'assert', what: 'notWordBoundary' };
    case 'A':
    case 'G':
      return { kind: 'assert', what: 'textStart' };
    case 'z':
      return { kind: 'assert', what: 'textEnd' };
    case 'Z':
      return { kind: 'assert', what: 'textEndNewline' };
    case 'R':
      return { kind: 'set', set: new CharSet().addChars('\n\r\v\f') };
    case 'O':
      return { kind: 'any', newline: true };
    default:
      return { kind: 'any', newline: false };
  }
}
