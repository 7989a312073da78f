/** Shell patterns (`*`, `?`, `[a-z]`, extended ones) as regular expressions, and what is done with them. */

import { compile, type Program } from '../regex/compile';
import { matchAt, search } from '../regex/match';
import { CharSet, classTest, type RegexNode } from '../regex/types';
import { hasPattern, unquotePattern } from './pattern-text';

type Ends = { start: boolean; end: boolean; ignoreCase?: boolean };
const programs = new Map<string, Program>();
const PROGRAMS_MAX = 500;

function programFor(pattern: string, ends: Ends): Program {
  const key = `${ends.start}${ends.end}${ends.ignoreCase}${pattern}`;
  const known = programs.get(key);
  if (known) return known;
  const items = new PatternReader(pattern).readSequence('');
  if (ends.start) items.unshift({ kind: 'assert', what: 'textStart' });
  if (ends.end) items.push({ kind: 'assert', what: 'textEnd' });
  const tree = { node: { kind: 'sequence' as const, items }, groupCount: 0, names: new Map<number, string>() };
  const program = compile(tree, { longest: !ends.end, ignoreCase: ends.ignoreCase });
  if (programs.size >= PROGRAMS_MAX) programs.clear();
  programs.set(key, program);
  return program;
}

/** @returns whether `pattern` matches all of `text`. */
export function matchesPattern(pattern: string, text: string, ignoreCase = false): boolean {
  if (!hasPattern(pattern) && !ignoreCase) return unquotePattern(pattern) === text;
  return search(programFor(pattern, { start: true, end: true, ignoreCase }), text) !== undefined;
}

/** `${x#p}` and `${x##p}`. */
export function removePrefix(text: string, pattern: string, longest: boolean): string {
  const match = matchAt(programFor(pattern, { start: true, end: false }), text, 0, longest ? 'first' : 'shortest');
  return match ? text.slice(match.end) : text;
}

/** `${x%p}` and `${x%%p}`. */
export function removeSuffix(text: string, pattern: string, longest: boolean): string {
  const program = programFor(pattern, { start: false, end: true });
  if (longest) {
    const match = search(program, text);
    return match ? text.slice(0, match.start) : text;
  }
  for (let start = text.length; start >= 0; start--) if (matchAt(program, text, start)) return text.slice(0, start);
  return text;
}

/** `${x/p/r}` in its four forms; `&` is not special. */
export function replacePattern(
  text: string,
  pattern: string,
  replacement: string,
  where: '/' | '//' | '/#' | '/%',
): string {
  if (pattern === '') return where === '/#' ? replacement + text : where === '/%' ? text + replacement : text;
  if (where === '/#') {
    const match = matchAt(programFor(pattern, { start: true, end: false }), text, 0);
    return match ? replacement + text.slice(match.end) : text;
  }
  if (where === '/%') {
    const match = search(programFor(pattern, { start: false, end: true }), text);
    return match ? text.slice(0, match.start) + replacement : text;
  }
  const program = programFor(pattern, { start: false, end: false });
  let result = '';
  let at = 0;
  while (at <= text.length) {
    const match = search(program, text, at);
    if (!match) break;
    if (match.end === match.start) {
      if (match.start >= text.length) break;
      result += text.slice(at, match.start + 1);
      at = match.start + 1;
      continue;
    }
    result += text.slice(at, match.start) + replacement;
    at = match.end;
    if (where === '/') break;
  }
  return result + text.slice(at);
}

const ANY: RegexNode = { kind: 'any', newline: true };
const ANYTHING: RegexNode = { kind: 'repeat', node: ANY, min: 0, max: Infinity };

class PatternReader {
  private at = 0;

  constructor(private readonly pattern: string) {}

  /** Reads up to one of `stops`. */
  readSequence(stops: string): RegexNode[] {
    const items: RegexNode[] = [];
    while (this.at < this.pattern.length && !stops.includes(this.pattern[this.at])) {
      const char = this.pattern[this.at];
      if ('?*+@!'.includes(char) && this.pattern[this.at + 1] === '(' && this.hasClose()) {
        this.at += 2;
        const choices = this.readChoices();
        if (char !== '!') {
          items.push(extended(char, choices));
          continue;
        }
        const rest = this.readSequence(stops);
        const after: RegexNode[] = stops === '' ? [...rest, { kind: 'assert', what: 'textEnd' }] : rest;
        items.push(
          { kind: 'look', behind: false, negate: true, node: { kind: 'sequence', items: [choices, ...after] } },
          ANYTHING,
          ...rest,
        );
        continue;
      }
      items.push(this.readOne(char));
    }
    return items;
  }

  private hasClose(): boolean {
    return this.pattern.indexOf(')', this.at) > 0;
  }

  private readChoices(): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      items.push({ kind: 'sequence', items: this.readSequence('|)') });
      const end = this.pattern[this.at];
      this.at += 1;
      if (end !== '|') return { kind: 'alternatives', items };
    }
  }

  private readOne(char: string): RegexNode {
    this.at += 1;
    if (char === '*') return ANYTHING;
    if (char === '?') return ANY;
    if (char === '[') {
      const set = this.readBracket();
      if (set) return { kind: 'set', set };
    }
    if (char === '\\' && this.at < this.pattern.length) this.at += 1;
    const code = this.pattern.codePointAt(this.at - 1)!;
    if (code > 0xffff) this.at += 1;
    return { kind: 'char', code };
  }

  /** @returns undefined when the bracket is not closed and so stands for itself. */
  private readBracket(): CharSet | undefined {
    const start = this.at;
    const set = new CharSet();
    const negate = '!^'.includes(this.pattern[this.at] ?? ' ');
    if (negate) this.at += 1;
    for (let isFirst = true; ; isFirst = false) {
      if (this.at >= this.pattern.length) {
        this.at = start;
        return undefined;
      }
      if (this.pattern[this.at] === ']' && !isFirst) break;
      const classEnd = this.pattern.startsWith('[:', this.at) ? this.pattern.indexOf(':]', this.at) : -1;
      if (classEnd > 0) {
        const test = classTest(this.pattern.slice(this.at + 2, classEnd));
        if (test) set.addTest(test);
        this.at = classEnd + 2;
        continue;
      }
      const from = this.readCode();
      const isRange =
        this.pattern[this.at] === '-' && this.pattern[this.at + 1] !== ']' && this.at + 1 < this.pattern.length;
      if (isRange) this.at += 1;
      set.addRange(from, isRange ? this.readCode() : from);
    }
    this.at += 1;
    return negate ? set.negate() : set;
  }

  private readCode(): number {
    if (this.pattern[this.at] === '\\' && this.at + 1 < this.pattern.length) this.at += 1;
    const code = this.pattern.codePointAt(this.at)!;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }
}

function extended(operator: string, node: RegexNode): RegexNode {
  if (operator === '@') return node;
  return { kind: 'repeat', node, min: operator === '+' ? 1 : 0, max: operator === '?' ? 1 : Infinity };
}
