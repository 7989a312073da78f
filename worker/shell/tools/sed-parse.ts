/** Reads sed scripts. */

import { compile, type Program } from '../regex/compile';
import { parsePosix } from '../regex/posix';
import { RegexSyntaxError } from '../regex/types';
import { ToolError } from './common';

export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'zero' }
  | { kind: 'step'; line: number; step: number }
  | { kind: 'last' }
  | { kind: 'offset'; line: number }
  | { kind: 'multiple'; line: number }
  /** Without a program: the last one used. */
  | { kind: 'regex'; program: Program | undefined };

export type ReplacementPart = string | number | { change: 'u' | 'l' | 'U' | 'L' | 'E' };

export interface Substitution {
  program: Program | undefined;
  replacement: ReplacementPart[];
  isGlobal: boolean;
  occurrence: number;
  print: boolean;
  file?: string;
}

export interface SedCommand {
  name: string;
  first?: Address;
  second?: Address;
  negate: boolean;
  text: string;
  /** Index to go on after: the end of a block, a label. */
  target: number;
  number: number;
  substitution?: Substitution;
  map?: Map<string, string>;
}

/** @returns the commands of the `-e` and `-f` parts. Throws ToolError in sed's words. */
export function parseSed(parts: readonly string[], extended: boolean): { commands: SedCommand[]; isQuiet: boolean } {
  const text = parts.join('\n');
  const parser = new SedParser(text, extended);
  return { commands: parser.parse(), isQuiet: text.startsWith('#n\n') };
}

class SedParser {
  private at = 0;
  private readonly commands: SedCommand[] = [];
  private readonly blocks: number[] = [];

  constructor(
    private readonly text: string,
    private readonly extended: boolean,
  ) {}

  private fail(message: string): never {
    throw new ToolError(`sed: -e expression #1, char ${this.at}: ${message}`);
  }

  private skip(pattern: RegExp): void {
    while (this.at < this.text.length && pattern.test(this.text[this.at])) this.at += 1;
  }

  parse(): SedCommand[] {
    for (;;) {
      this.skip(/[\s;]/);
      if (this.at >= this.text.length) break;
      this.parseCommand();
    }
    if (this.blocks.length > 0) {
      this.at = 0;
      this.fail("unmatched `{'");
    }
    this.resolveLabels();
    return this.commands;
  }

  private parseCommand(): void {
    const first = this.parseAddress();
    this.skip(/[ \t]/);
    let second: Address | undefined;
    if (first && this.text[this.at] === ',') {
      this.at += 1;
      this.skip(/[ \t]/);
      second = this.parseSecond();
      if (!second) {
        this.at += 1;
        this.fail("unexpected `,'");
      }
    }
    this.skip(/[ \t]/);
    let negate = false;
    while (this.text[this.at] === '!') {
      negate = true;
      this.at += 1;
      this.skip(/[ \t]/);
    }
    const name = this.text[this.at++];
    if (name === undefined || name === '\n' || name === ';') this.fail('missing command');
    if (name === '#') {
      while (this.at < this.text.length && this.text[this.at] !== '\n') this.at += 1;
      return;
    }
    if (first?.kind === 'zero' && second?.kind !== 'regex') this.fail('invalid usage of line address 0');
    const command: SedCommand = { name, first, second, negate, text: '', target: 0, number: 0 };
    this.parseBody(command);
    this.commands.push(command);
  }

  private parseBody(command: SedCommand): void {
    switch (command.name) {
      case '{':
        this.blocks.push(this.commands.length);
        return;
      case '}': {
        const open = this.blocks.pop();
        if (open === undefined) this.fail("unexpected `}'");
        this.commands[open!].target = this.commands.length;
        this.endCommand();
        return;
      }
      case 's':
        command.substitution = this.parseSubstitution();
        this.endCommand();
        return;
      case 'y':
        command.map = this.parseTransliteration();
        this.endCommand();
        return;
      case 'a':
      case 'i':
      case 'c':
        command.text = this.parseText();
        return;
      case ':':
      case 'b':
      case 't':
      case 'T':
        this.skip(/[ \t]/);
        command.text = this.takeUntil(command.name === ':' ? /[\n;]/ : /[\n;}]/).trimEnd();
        if (command.name === ':' && command.text === '') this.fail('":" lacks a label');
        return;
      case 'r':
      case 'w':
        this.skip(/[ \t]/);
        command.text = this.takeUntil(/\n/);
        if (command.text === '') this.fail('missing filename in r/R/w/W commands');
        return;
      case 'q':
      case 'Q':
      case 'l':
        this.skip(/[ \t]/);
        command.number = Number(this.takeWhile(/\d/) || 0);
        this.endCommand();
        return;
      default:
        if (!'=dDgGhHnNpPxzF'.includes(command.name)) this.fail(`unknown command: \`${command.name}'`);
        this.endCommand();
    }
  }

  private takeWhile(pattern: RegExp): string {
    const start = this.at;
    this.skip(pattern);
    return this.text.slice(start, this.at);
  }

  private takeUntil(stop: RegExp): string {
    const start = this.at;
    while (this.at < this.text.length && !stop.test(this.text[this.at])) this.at += 1;
    return this.text.slice(start, this.at);
  }

  private endCommand(): void {
    this.skip(/[ \t]/);
    const char = this.text[this.at];
    if (char === undefined || char === '}' || char === '#') return;
    this.at += 1;
    if (char !== '\n' && char !== ';') this.fail('extra characters after command');
  }

  private parseAddress(): Address | undefined {
    const char = this.text[this.at];
    if (/\d/.test(char)) {
      const line = Number(this.takeWhile(/\d/));
      if (this.text[this.at] === '~') {
        this.at += 1;
        return { kind: 'step', line, step: Number(this.takeWhile(/\d/) || 0) };
      }
      return line === 0 ? { kind: 'zero' } : { kind: 'line', line };
    }
    if (char === '$') {
      this.at += 1;
      return { kind: 'last' };
    }
    if (char !== '/' && char !== '\\') return undefined;
    const delimiter = char === '/' ? char : this.text[this.at + 1];
    this.at += char === '/' ? 1 : 2;
    const source = this.delimited(delimiter, true, 'unterminated address regex');
    let flags = '';
    while (/[IM]/.test(this.text[this.at] ?? '')) flags += this.text[this.at++];
    return { kind: 'regex', program: this.compile(source, flags) };
  }

  private parseSecond(): Address | undefined {
    const char = this.text[this.at];
    if (char === '+' || char === '~') {
      this.at += 1;
      return { kind: char === '+' ? 'offset' : 'multiple', line: Number(this.takeWhile(/\d/) || 0) };
    }
    const address = this.parseAddress();
    return address?.kind === 'zero' ? { kind: 'line', line: 0 } : address;
  }

  private compile(source: string, flags: string): Program | undefined {
    if (source === '') return undefined;
    try {
      const tree = parsePosix(source, {
        extended: this.extended,
        escapes: 'sed',
        multiline: flags.includes('M') || flags.includes('m'),
      });
      return compile(tree, { longest: true, ignoreCase: /i/i.test(flags) });
    } catch (error) {
      if (error instanceof RegexSyntaxError) this.fail(error.message);
      throw error;
    }
  }

  /** Text up to the delimiter. In a regex, brackets hide it, and an escaped delimiter is the plain character. */
  private delimited(delimiter: string, isRegex: boolean, message: string): string {
    let result = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined || (char === '\n' && isRegex)) this.fail(message);
      this.at += 1;
      if (char === delimiter) return result;
      if (char === '\\' && this.at < this.text.length) {
        const next = this.text[this.at++];
        if (next === delimiter)
          result += isRegex && '.*[]^$+?(){}|'.includes(next) ? `\\${next}` : !isRegex && next === '&' ? '\\&' : next;
        else result += `\\${next}`;
      } else if (char === '[' && isRegex) result += char + this.bracketRest();
      else result += char;
    }
  }

  /** What is inside brackets does not end the regex; one that stays open takes the rest. */
  private bracketRest(): string {
    const rest = this.text.slice(this.at);
    const found = /^\^?\]?(?:\[[:.=][^\]]*[:.=]\]|[^\]\n])*\]/.exec(rest);
    const inside = found ? found[0] : rest;
    this.at += inside.length;
    return inside;
  }

  private parseSubstitution(): Substitution {
    const delimiter = this.text[this.at++];
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') this.fail("unterminated `s' command");
    const source = this.delimited(delimiter, true, "unterminated `s' command");
    const replacement = this.delimited(delimiter, false, "unterminated `s' command");
    const result: Substitution = {
      program: undefined,
      replacement: parseReplacement(replacement),
      isGlobal: false,
      occurrence: 1,
      print: false,
    };
    let flags = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === 'g') result.isGlobal = true;
      else if (char === 'p') result.print = true;
      else if (/[iImMe]/.test(char ?? '')) flags += char;
      else if (/[1-9]/.test(char ?? '')) {
        result.occurrence = Number(this.takeWhile(/\d/));
        continue;
      } else if (char === 'w') {
        this.at += 1;
        this.skip(/[ \t]/);
        result.file = this.takeUntil(/\n/);
        break;
      } else if (char === undefined || /[\s;}#]/.test(char)) break;
      else {
        this.at += 1;
        this.fail("unknown option to `s'");
      }
      this.at += 1;
    }
    result.program = this.compile(source, flags);
    const highest = Math.max(0, ...result.replacement.filter((part): part is number => typeof part === 'number'));
    if (result.program && highest > result.program.groupCount)
      this.fail(`invalid reference \\${highest} on \`s' command's RHS`);
    return result;
  }

  private parseTransliteration(): Map<string, string> {
    const delimiter = this.text[this.at++];
    const unescape = (text: string) => [...text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\\\/g, '\\')];
    const from = unescape(this.delimited(delimiter, false, "unterminated `y' command"));
    const to = unescape(this.delimited(delimiter, false, "unterminated `y' command"));
    if (from.length !== to.length) this.fail("strings for `y' command are different lengths");
    return new Map(from.map((char, index) => [char, to[index]]));
  }

  /** The text of a, i, c: after a backslash and newline, or on the same line. */
  private parseText(): string {
    this.skip(/[ \t]/);
    if (this.at >= this.text.length) this.fail("expected \\ after `a', `c' or `i'");
    if (this.text[this.at] === '\\') {
      this.at += 1;
      this.skip(/[ \t]/);
      if (this.text[this.at] === '\n') this.at += 1;
    }
    let result = '';
    while (this.at < this.text.length && this.text[this.at] !== '\n') {
      if (this.text[this.at] === '\\' && this.at + 1 < this.text.length) {
        this.at += 1;
        const char = this.text[this.at];
        result += char === 't' ? '\t' : char;
      } else result += this.text[this.at];
      this.at += 1;
    }
    return result;
  }

  private resolveLabels(): void {
    const labels = new Map<string, number>();
    this.commands.forEach((command, index) => {
      if (command.name === ':') labels.set(command.text, index);
    });
    for (const command of this.commands) {
      if (!'btT'.includes(command.name)) continue;
      const target = command.text === '' ? this.commands.length : labels.get(command.text);
      if (target === undefined) throw new ToolError(`sed: can't find label for jump to \`${command.text}'`);
      command.target = target;
    }
  }
}

function parseReplacement(text: string): ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let literal = '';
  const push = (part: ReplacementPart) => {
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(part);
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '&') push(0);
    else if (char !== '\\' || at + 1 >= text.length) literal += char;
    else {
      const next = text[++at];
      if (/\d/.test(next)) push(Number(next));
      else if (/[uUlLE]/.test(next)) push({ change: next as 'u' });
      else literal += { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' }[next] ?? next;
    }
  }
  if (literal !== '') parts.push(literal);
  return parts;
}
