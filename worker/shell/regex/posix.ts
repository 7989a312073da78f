/** Reads POSIX regular expressions, basic and extended, with the additions of GNU grep, sed and awk. */

import { CharSet, checkNesting, classNode, classTest, RegexSyntaxError, type RegexNode, type RegexTree } from './types';

export interface PosixOptions {
  extended: boolean;
  /** `^` and `$` hold at line breaks inside the text (sed's M). */
  multiline?: boolean;
  /** `\n`, `\t` and so on stand for characters, as in sed and awk; also inside brackets for awk. */
  escapes?: 'none' | 'sed' | 'awk';
}

/** Highest count in `{n,m}`. */
const REPEAT_MAX = 32_767;

const CONTROL_ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };

/** @returns the tree. Throws RegexSyntaxError in the words of the C library. */
export function parsePosix(source: string, options: PosixOptions): RegexTree {
  const parser = new PosixParser(source, options);
  const node = parser.parseAlternatives(0);
  if (!parser.atEnd) throw new RegexSyntaxError(options.extended ? 'Unmatched ) or \\)' : 'Unmatched ) or \\)');
  return { node, groupCount: parser.groupCount, names: new Map() };
}

class PosixParser {
  private at = 0;
  groupCount = 0;
  private readonly closedGroups = new Set<number>();

  constructor(
    private readonly source: string,
    private readonly options: PosixOptions,
  ) {}

  get atEnd(): boolean {
    return this.at >= this.source.length;
  }

  private looksAt(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  /** An operator that extended expressions write bare and basic ones with a backslash. */
  private operator(char: string): string {
    return this.options.extended ? char : `\\${char}`;
  }

  private take(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.at += text.length;
    return true;
  }

  parseAlternatives(depth: number): RegexNode {
    checkNesting(depth);
    const items = [this.parseSequence(depth)];
    while (this.take(this.operator('|'))) items.push(this.parseSequence(depth));
    return items.length === 1 ? items[0] : { kind: 'alternatives', items };
  }

  private parseSequence(depth: number): RegexNode {
    const items: RegexNode[] = [];
    while (!this.atEnd && !this.looksAt(this.operator('|')) && !this.looksAtClose(depth)) {
      const atom = this.parseAtom(items.length === 0, depth);
      items.push(this.parseRepeats(atom));
    }
    return items.length === 1 ? items[0] : { kind: 'sequence', items };
  }

  private looksAtClose(depth: number): boolean {
    if (this.options.extended) return depth > 0 && this.looksAt(')');
    return this.looksAt('\\)');
  }

  private parseAtom(isFirst: boolean, depth: number): RegexNode {
    const { extended } = this.options;
    if (this.take(this.operator('('))) {
      const index = ++this.groupCount;
      const node = this.parseAlternatives(depth + 1);
      if (!this.take(this.operator(')'))) throw new RegexSyntaxError('Unmatched ( or \\(');
      this.closedGroups.add(index);
      return { kind: 'group', node, index };
    }
    const char = this.source[this.at];
    if (char === '\\') return this.parseEscape();
    if (char === '[') return { kind: 'set', set: this.parseBracket() };
    if (char === '.') {
      this.at += 1;
      return { kind: 'any', newline: true };
    }
    if (char === '^' && (extended || isFirst))
      return this.assertion(this.options.multiline ? 'lineStart' : 'textStart');
    if (char === '$' && (extended || this.isBasicEnd()))
      return this.assertion(this.options.multiline ? 'lineEnd' : 'textEnd');
    if (extended && isFirst && '*+?'.includes(char)) {
      this.at += 1;
      if (char === '*' || this.atEnd) return char === '*' ? { kind: 'sequence', items: [] } : this.literal(char);
      return { kind: 'sequence', items: [] };
    }
    const code = this.source.codePointAt(this.at)!;
    this.at += code > 0xffff ? 2 : 1;
    return { kind: 'char', code };
  }

  private literal(char: string): RegexNode {
    return { kind: 'char', code: char.codePointAt(0)! };
  }

  private assertion(what: (RegexNode & { kind: 'assert' })['what']): RegexNode {
    this.at += 1;
    return { kind: 'assert', what };
  }

  /** In basic expressions `$` is an anchor only at the end of a branch. */
  private isBasicEnd(): boolean {
    const rest = this.source.slice(this.at + 1);
    return rest === '' || rest.startsWith('\\)') || rest.startsWith('\\|');
  }

  private parseRepeats(atom: RegexNode): RegexNode {
    let node = atom;
    const isAnchor = !this.options.extended && atom.kind === 'assert' && atom.what.endsWith('Start');
    for (;;) {
      if (isAnchor && this.looksAt('*')) return { kind: 'sequence', items: [node, this.literalStar()] };
      const range = this.parseRange();
      if (!range) return node;
      node = { kind: 'repeat', node, min: range[0], max: range[1] };
    }
  }

  private literalStar(): RegexNode {
    this.at += 1;
    return this.literal('*');
  }

  private parseRange(): [number, number] | undefined {
    if (this.take('*')) return [0, Infinity];
    if (this.take(this.operator('+'))) return [1, Infinity];
    if (this.take(this.operator('?'))) return [0, 1];
    const open = this.operator('{');
    if (!this.looksAt(open)) return undefined;
    const close = this.operator('}');
    const end = this.source.indexOf(close, this.at);
    const body = end < 0 ? '' : this.source.slice(this.at + open.length, end);
    const parts = /^(\d*)(,?)(\d*)$/.exec(body);
    if (!parts || (parts[1] === '' && parts[2] === '')) {
      if (this.options.extended) return undefined;
      throw new RegexSyntaxError(end < 0 ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
    }
    this.at = end + close.length;
    const min = Number(parts[1] || '0');
    const max = parts[2] === '' ? min : parts[3] === '' ? Infinity : Number(parts[3]);
    if (min > max) throw new RegexSyntaxError('Invalid content of \\{\\}');
    if (min > REPEAT_MAX || (max !== Infinity && max > REPEAT_MAX))
      throw new RegexSyntaxError('Regular expression too big');
    return [min, max];
  }

  private parseEscape(): RegexNode {
    const char = this.source[this.at + 1];
    if (char === undefined) throw new RegexSyntaxError('Trailing backslash');
    this.at += 2;
    if (char >= '1' && char <= '9' && this.options.escapes !== 'awk') {
      if (!this.closedGroups.has(Number(char))) throw new RegexSyntaxError('Invalid back reference');
      return { kind: 'back', index: Number(char) };
    }
    const special = escapeNode(char);
    if (special) return special;
    if (this.options.escapes && this.options.escapes !== 'none' && CONTROL_ESCAPES[char])
      return this.literal(CONTROL_ESCAPES[char]);
    if (!this.options.extended && char === '{') throw new RegexSyntaxError('Invalid preceding regular expression');
    const code = this.source.codePointAt(this.at - 1)!;
    if (code > 0xffff) this.at += 1;
    return { kind: 'char', code };
  }

  private parseBracket(): CharSet {
    const set = new CharSet();
    this.at += 1;
    const negate = this.take('^');
    let isFirst = true;
    for (;;) {
      if (this.atEnd) throw new RegexSyntaxError('Unmatched [, [^, [:, [., or [=');
      if (this.looksAt(']') && !isFirst) break;
      isFirst = false;
      if (this.looksAt('[:')) {
        this.parseClass(set);
        continue;
      }
      const from = this.bracketCode();
      if (this.looksAt('-') && this.source[this.at + 1] !== ']' && this.at + 1 < this.source.length) {
        this.at += 1;
        const to = this.bracketCode();
        if (to < from) throw new RegexSyntaxError('Invalid range end');
        set.addRange(from, to);
      } else set.addRange(from, from);
    }
    this.at += 1;
    return negate ? set.negate() : set;
  }

  private parseClass(set: CharSet): void {
    const end = this.source.indexOf(':]', this.at + 2);
    if (end < 0) throw new RegexSyntaxError('Unmatched [, [^, [:, [., or [=');
    const test = classTest(this.source.slice(this.at + 2, end));
    if (!test) throw new RegexSyntaxError('Invalid character class name');
    set.addTest(test);
    this.at = end + 2;
  }

  private bracketCode(): number {
    if (this.looksAt('[.') || this.looksAt('[=')) {
      const close = `${this.source[this.at + 1]}]`;
      const end = this.source.indexOf(close, this.at + 2);
      const code = this.source.codePointAt(this.at + 2)!;
      this.at = end < 0 ? this.source.length : end + 2;
      return code;
    }
    if (this.looksAt('\\') && this.options.escapes !== undefined && this.options.escapes !== 'none') {
      const next = this.source[this.at + 1];
      const control = CONTROL_ESCAPES[next];
      if (control || (this.options.escapes === 'awk' && next !== undefined)) {
        this.at += 2;
        return (control ?? next).codePointAt(0)!;
      }
    }
    const code = this.source.codePointAt(this.at) ?? 0;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }
}

function escapeNode(char: string): RegexNode | undefined {
  switch (char) {
    case 'w':
    case 'W':
      return classNode('word', char === 'W');
    case 's':
    case 'S':
      return classNode('space', char === 'S');
    case 'b':
      return { kind: 'assert', what: 'wordBoundary' };
    case 'B':
      return { kind: 'assert', what: 'notWordBoundary' };
    case '<':
      return { kind: 'assert', what: 'wordStart' };
    case '>':
      return { kind: 'assert', what: 'wordEnd' };
    case '`':
      return { kind: 'assert', what: 'textStart' };
    case "'":
      return { kind: 'assert', what: 'textEnd' };
    default:
      return undefined;
  }
}
