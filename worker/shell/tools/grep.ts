/** grep, egrep, fgrep. */

import { compile, type Program } from '../regex/compile';
import { search } from '../regex/match';
import { parsePosix } from '../regex/posix';
import { RegexLimitError, RegexSyntaxError, type RegexNode } from '../regex/types';
import type { CommandContext } from '../types';
import {
  eachLine,
  openFile,
  parseOptions,
  pathOf,
  splitLines,
  tool,
  ToolError,
  type NamedSource,
  type Options,
} from './common';

/** Exit status of grep's errors. */
const TROUBLE = 2;

const LONG = {
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'basic-regexp': 'G',
  'perl-regexp': 'P',
  'only-matching': 'o',
  'invert-match': 'v',
  'ignore-case': 'i',
  count: 'c',
  'line-number': 'n',
  quiet: 'q',
  silent: 'q',
  'word-regexp': 'w',
  'line-regexp': 'x',
  recursive: 'r',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  'max-count': 'm',
  regexp: 'e',
  file: 'f',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'no-filename': 'h',
  'with-filename': 'H',
  'no-messages': 's',
  include: 'I',
  exclude: 'X',
  color: 'K',
  colour: 'K',
  'line-buffered': 'U',
};

export const grep = tool(async (given) => {
  const context = {
    ...given,
    name: 'grep',
    args: given.args.map((word, index) => (index === 0 ? word.replace(/^-(\d+)$/, '-C$1') : word)),
  };
  const options = parseOptions(
    context,
    { flags: 'EFGPovicnqwxrRlLhHsaUzZ', values: 'ABCmefIXDd', long: { ...LONG, color: 'U', colour: 'U' } },
    TROUBLE,
  );
  const { patterns, operands } = patternsOf(context, options);
  const program = buildProgram(given.name, options, patterns);
  const isRecursive = options.has('r') || options.has('R');
  const names = isRecursive ? (operands.length > 0 ? operands : ['.']) : operands.length > 0 ? operands : ['-'];
  const files = isRecursive ? names.flatMap((name) => filesBelow(context, name, options)) : names;
  const hasNames = options.has('H') || (!options.has('h') && (isRecursive || operands.length > 1));
  const search = new Search(context, options, program, hasNames);
  let status = 1;
  let hasError = false;
  for (const name of files) {
    const source = openFile(context, name);
    if (typeof source === 'string') {
      const message = source === 'Is a directory' ? `grep: ${name}: Is a directory\n` : `grep: ${name}: ${source}\n`;
      if (!options.has('s')) context.stderr.write(message);
      if (source !== 'Is a directory') hasError = true;
      continue;
    }
    if (await search.run({ name: name === '-' ? '(standard input)' : name, source })) status = 0;
    if (status === 0 && options.has('q')) return 0;
  }
  return hasError ? TROUBLE : status;
}, true);

function patternsOf(context: CommandContext, options: Options): { patterns: string[]; operands: string[] } {
  const patterns: string[] = [];
  for (const { letter, value } of options.all) {
    if (letter === 'e') patterns.push(...value.split('\n'));
    if (letter === 'f') {
      const source = openFile(context, value);
      if (typeof source === 'string') throw new ToolError(`grep: ${value}: ${source}`, TROUBLE);
      patterns.push(...splitLines(source.readAll()));
    }
  }
  if (options.has('e') || options.has('f')) return { patterns, operands: options.operands };
  if (options.operands.length === 0)
    throw new ToolError("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.", TROUBLE);
  return { patterns: options.operands[0].split('\n'), operands: options.operands.slice(1) };
}

/** All patterns as one program; undefined when there is no pattern, so that nothing matches. */
function buildProgram(name: string, options: Options, patterns: readonly string[]): Program | undefined {
  if (patterns.length === 0) return undefined;
  const isFixed = options.has('F') || name === 'fgrep';
  const extended = options.has('E') || options.has('P') || name === 'egrep';
  let groupCount = 0;
  try {
    const items = patterns.map((pattern): RegexNode => {
      if (isFixed)
        return { kind: 'sequence', items: [...pattern].map((char) => ({ kind: 'char', code: char.codePointAt(0)! })) };
      const source = options.has('P') ? fromPerl(pattern) : pattern;
      const tree = parsePosix(source, { extended, escapes: options.has('P') ? 'sed' : 'none' });
      groupCount = Math.max(groupCount, tree.groupCount);
      return tree.node;
    });
    let node: RegexNode = items.length === 1 ? items[0] : { kind: 'alternatives', items };
    if (options.has('w')) node = { kind: 'sequence', items: [notWordBefore, node, notWordAfter] };
    if (options.has('x'))
      node = {
        kind: 'sequence',
        items: [{ kind: 'assert', what: 'textStart' }, node, { kind: 'assert', what: 'textEnd' }],
      };
    return compile(
      { node, groupCount, names: new Map() },
      { longest: !options.has('P'), ignoreCase: options.has('i') },
    );
  } catch (error) {
    if (error instanceof RegexSyntaxError)
      throw new ToolError(
        `grep: ${error.message.startsWith('Unmatched [') ? 'Invalid regular expression' : error.message}`,
        TROUBLE,
      );
    throw error;
  }
}

const wordSet = (): RegexNode => parsePosix('\\w', { extended: true }).node;
const notWordBefore: RegexNode = { kind: 'look', behind: true, negate: true, node: wordSet() };
const notWordAfter: RegexNode = { kind: 'look', behind: false, negate: true, node: wordSet() };

/** The classes of Perl that POSIX writes otherwise. */
function fromPerl(pattern: string): string {
  return pattern.replace(/\\d/g, '[0-9]').replace(/\\D/g, '[^0-9]').replace(/\(\?:/g, '(');
}

function filesBelow(context: CommandContext, name: string, options: Options): string[] {
  const path = pathOf(context, name);
  if (context.fs.kind(path) !== 'folder') return [name];
  const globs = (letter: string) =>
    options.all.filter((option) => option.letter === letter).map(({ value }) => simpleGlob(value));
  const result: string[] = [];
  for (const child of context.fs.list(path) ?? []) {
    const below = name === '.' && !context.args.includes('.') ? child : `${name.replace(/\/$/, '')}/${child}`;
    if (context.fs.kind(pathOf(context, below)) === 'folder') result.push(...filesBelow(context, below, options));
    else if (
      (globs('I').length === 0 || globs('I').some((glob) => glob.test(child))) &&
      !globs('X').some((glob) => glob.test(child))
    )
      result.push(below);
  }
  return result;
}

function simpleGlob(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '[^]*')
      .replace(/\?/g, '.')}$`,
  );
}

class Search {
  private readonly before: number;
  private readonly after: number;
  private readonly maxCount: number;
  /** A line was printed, in whatever file: the next group starts with `--`. */
  private hasPrinted = false;

  constructor(
    private readonly context: CommandContext,
    private readonly options: Options,
    private readonly program: Program | undefined,
    private readonly hasNames: boolean,
  ) {
    const number = (letter: string) => {
      const value = options.value(letter);
      if (value === undefined) return undefined;
      if (!/^\d+$/.test(value))
        throw new ToolError(
          `grep: ${letter === 'm' ? 'invalid max count' : `${value}: invalid context length argument`}`,
          TROUBLE,
        );
      return Number(value);
    };
    this.before = number('B') ?? number('C') ?? 0;
    this.after = number('A') ?? number('C') ?? 0;
    this.maxCount = number('m') ?? Infinity;
  }

  private matches(line: string, from = 0) {
    if (!this.program) return undefined;
    try {
      return search(this.program, line, from);
    } catch (error) {
      if (error instanceof RegexLimitError) throw new ToolError(`grep: ${error.message}`, TROUBLE);
      throw error;
    }
  }

  /** @returns whether a line was selected. */
  async run(file: NamedSource): Promise<boolean> {
    const { options, context } = this;
    const isQuiet = options.has('q') || options.has('c') || options.has('l') || options.has('L');
    const waiting: { number: number; line: string }[] = [];
    let number = 0;
    let count = 0;
    let lastPrinted = 0;
    let afterLeft = 0;
    const print = (at: number, line: string, mark: string) => {
      if ((this.before || this.after) && this.hasPrinted && at !== lastPrinted + 1) context.stdout.write('--\n');
      context.stdout.write(`${this.head(file.name, at, mark)}${line}\n`);
      lastPrinted = at;
      this.hasPrinted = true;
    };
    if (this.maxCount === 0) return false;
    await eachLine(context, file.source, (line) => {
      number += 1;
      const isSelected = (this.matches(line) !== undefined) !== options.has('v');
      if (isSelected && count < this.maxCount) {
        count += 1;
        if (options.has('q') || options.has('l') || options.has('L')) return false;
        if (!isQuiet) {
          if (options.has('o')) this.printMatches(file.name, number, line);
          else {
            for (const earlier of waiting.splice(0)) print(earlier.number, earlier.line, '-');
            print(number, line, ':');
          }
        }
        afterLeft = this.after;
      } else if (!isQuiet && afterLeft > 0 && !options.has('o')) {
        afterLeft -= 1;
        print(number, line, '-');
      } else if (this.before > 0) {
        waiting.push({ number, line });
        if (waiting.length > this.before) waiting.shift();
      }
      return count < this.maxCount || afterLeft > 0;
    });
    if (options.has('c')) context.stdout.write(`${this.hasNames ? `${file.name}:` : ''}${count}\n`);
    if (options.has('l') && count > 0 && !options.has('q')) context.stdout.write(`${file.name}\n`);
    if (options.has('L') && count === 0) context.stdout.write(`${file.name}\n`);
    return options.has('L') ? count === 0 : count > 0;
  }

  private head(name: string, number: number, mark: string): string {
    return (this.hasNames ? name + mark : '') + (this.options.has('n') ? number + mark : '');
  }

  private printMatches(name: string, number: number, line: string): void {
    if (this.options.has('v')) return;
    for (let at = 0; at <= line.length;) {
      const match = this.matches(line, at);
      if (!match) return;
      if (match.end > match.start)
        this.context.stdout.write(`${this.head(name, number, ':')}${line.slice(match.start, match.end)}\n`);
      at = match.end > match.start ? match.end : match.start + 1;
    }
  }
}
