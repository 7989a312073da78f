/** The tree of a regular expression, what all readers produce and the compiler takes. */

import { NESTING_MAX } from '../meter';

export type RegexNode =
  | { kind: 'char'; code: number }
  | { kind: 'any'; newline: boolean }
  | { kind: 'set'; set: CharSet }
  | { kind: 'sequence'; items: RegexNode[] }
  | { kind: 'alternatives'; items: RegexNode[] }
  | { kind: 'repeat'; node: RegexNode; min: number; max: number; lazy?: boolean; possessive?: boolean }
  | { kind: 'group'; node: RegexNode; index: number }
  | { kind: 'assert'; what: Assertion }
  | { kind: 'back'; index: number }
  | { kind: 'look'; node: RegexNode; behind: boolean; negate: boolean }
  | { kind: 'atomic'; node: RegexNode };

export type Assertion =
  | 'lineStart'
  | 'lineEnd'
  | 'textStart'
  | 'textEnd'
  | 'textEndNewline'
  | 'wordBoundary'
  | 'notWordBoundary'
  | 'wordStart'
  | 'wordEnd';

/** What a reader makes of a pattern. */
export interface RegexTree {
  node: RegexNode;
  groupCount: number;
  /** Names of groups by index. */
  names: ReadonlyMap<number, string>;
}

/** A pattern that cannot be read. The message is what grep, sed or jq would say. */
export class RegexSyntaxError extends Error {}

/** A match took more steps than allowed. */
export class RegexLimitError extends Error {}

/** A set of characters: ranges of code points, without those of `except`, possibly turned around. */
export class CharSet {
  private readonly ascii = new Uint8Array(128);
  readonly ranges: number[] = [];
  private readonly tests: ((code: number) => boolean)[] = [];
  negated = false;

  addRange(from: number, to: number): this {
    for (let code = from; code <= Math.min(to, 127); code++) this.ascii[code] = 1;
    if (to > 127) this.ranges.push(Math.max(from, 128), to);
    return this;
  }

  addChars(chars: string): this {
    for (const char of chars) this.addRange(char.codePointAt(0)!, char.codePointAt(0)!);
    return this;
  }

  /** Adds what `test` accepts. */
  addTest(test: (code: number) => boolean): this {
    for (let code = 0; code < 128; code++) if (test(code)) this.ascii[code] = 1;
    this.tests.push(test);
    return this;
  }

  negate(): this {
    this.negated = !this.negated;
    return this;
  }

  private contains(code: number): boolean {
    if (code < 128) return this.ascii[code] === 1;
    for (let i = 0; i < this.ranges.length; i += 2)
      if (code >= this.ranges[i] && code <= this.ranges[i + 1]) return true;
    return this.tests.some((test) => test(code));
  }

  has(code: number, ignoreCase = false): boolean {
    let found = this.contains(code);
    if (!found && ignoreCase) found = this.contains(lowerCase(code)) || this.contains(upperCase(code));
    return found !== this.negated;
  }
}

/** @returns the code of the small letter. */
export function lowerCase(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  return String.fromCodePoint(code).toLowerCase().codePointAt(0)!;
}

/** @returns the code of the capital letter. */
export function upperCase(code: number): number {
  if (code < 128) return code >= 97 && code <= 122 ? code - 32 : code;
  return String.fromCodePoint(code).toUpperCase().codePointAt(0)!;
}

const isLetter = (code: number) => /\p{L}/u.test(String.fromCodePoint(code));
const isDigit = (code: number) => code >= 48 && code <= 57;

const CLASSES: Record<string, (code: number) => boolean> = {
  alpha: isLetter,
  digit: isDigit,
  alnum: (code) => isDigit(code) || isLetter(code),
  upper: (code) => /\p{Lu}/u.test(String.fromCodePoint(code)),
  lower: (code) => /\p{Ll}/u.test(String.fromCodePoint(code)),
  space: (code) => code === 32 || (code >= 9 && code <= 13),
  blank: (code) => code === 32 || code === 9,
  punct: (code) =>
    (code > 32 && code < 127 && !isDigit(code) && !isLetter(code)) || /\p{P}/u.test(String.fromCodePoint(code)),
  cntrl: (code) => code < 32 || code === 127,
  print: (code) => code >= 32 && code !== 127,
  graph: (code) => code > 32 && code !== 127,
  xdigit: (code) => isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102),
  word: (code) => isWordCode(code),
};

/** @returns whether `code` belongs to a word: letters, digits and `_`. */
export function isWordCode(code: number): boolean {
  return code === 95 || isDigit(code) || isLetter(code);
}

/** @returns the test of a class such as `alpha`, undefined when there is none of that name. */
export function classTest(name: string): ((code: number) => boolean) | undefined {
  return Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
}

/** @returns a node for one class, for instance `\s`. */
export function classNode(name: string, negate = false): RegexNode {
  const set = new CharSet().addTest(CLASSES[name]);
  return { kind: 'set', set: negate ? set.negate() : set };
}

/** Stops a pattern that is nested too deep. */
export function checkNesting(depth: number): void {
  if (depth > NESTING_MAX) throw new RegexSyntaxError('Regular expression too big');
}
