/** sed: reads the script, runs its cycle. */

import type { Match } from '../regex/match';
import { groupText, search } from '../regex/match';
import { RegexLimitError } from '../regex/types';
import { asSource, type Source } from '../streams';
import type { CommandContext } from '../types';
import { openFile, parseOptions, pathOf, tool, ToolError } from './common';
import { parseSed, type Address, type SedCommand, type Substitution } from './sed-parse';

/** Commands of one line of input: a loop of branches ends here. */
const STEPS_MAX = 1_000_000;
/** Exit status where a file could not be read. */
const INPUT_ERROR = 2;

export const sed = tool(async (given) => {
  const context = { ...given, args: protectInPlace(given.args) };
  const options = parseOptions(
    context,
    {
      flags: 'nErszu',
      values: 'efi',
      long: {
        quiet: 'n',
        silent: 'n',
        expression: 'e',
        file: 'f',
        'regexp-extended': 'E',
        'in-place': 'i',
        separate: 's',
        posix: 'u',
        'null-data': 'z',
      },
    },
    1,
  );
  const parts: string[] = [];
  for (const { letter, value } of options.all) {
    if (letter === 'e') parts.push(value);
    if (letter === 'f') {
      const source = openFile(context, value);
      if (typeof source === 'string') throw new ToolError(`sed: couldn't open file ${value}: ${source}`);
      parts.push(source.readAll().replace(/\n$/, ''));
    }
  }
  const operands = [...options.operands];
  if (parts.length === 0) {
    if (operands.length === 0)
      throw new ToolError('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...');
    parts.push(operands.shift()!);
  }
  const script = parseSed(parts, options.has('E') || options.has('r'));
  const runner = new Runner(context, script.commands, options.has('n') || script.isQuiet);
  const inPlace = options.has('i');
  if (!inPlace && !options.has('s')) return runner.runFiles(operands.length > 0 ? operands : ['-']);
  let status = 0;
  for (const name of operands) {
    status = Math.max(
      status,
      inPlace ? await runner.edit(name, options.value('i') ?? '') : await runner.runFiles([name]),
    );
    if (runner.hasQuit) break;
  }
  return status;
}, true);

/** `-i` may carry a suffix only in the same word. */
const IN_PLACE = /^-([nErsz]*)i(.*)$/;

/** @returns the arguments with `-i` made safe for the option reader. */
function protectInPlace(args: readonly string[]): string[] {
  return args.flatMap((word) => {
    if (word === '--in-place') return ['--in-place='];
    const found = word.startsWith('--') ? null : IN_PLACE.exec(word);
    if (!found) return [word];
    return [...(found[1] ? [`-${found[1]}`] : []), `--in-place=${found[2]}`];
  });
}

class Runner {
  private pattern = '';
  private hold = '';
  private readonly written = new Set<string>();
  private lineNumber = 0;
  private appended: string[] = [];
  private hasNewline = true;
  private lookahead: string | undefined;
  private files: { name: string; source: Source }[] = [];
  private write: (text: string) => void;
  private rangeActive = new Map<SedCommand, number | true>();
  private lastRegex: Substitution['program'] | undefined;
  private status = 0;
  private ended = false;
  private missingNewline = false;
  hasQuit = false;

  constructor(
    private readonly context: CommandContext,
    private readonly commands: readonly SedCommand[],
    private readonly quiet: boolean,
  ) {
    this.write = (text) => context.stdout.write(text);
    for (const { name, text, substitution } of commands) {
      const file = name === 'w' ? text : substitution?.file;
      if (file !== undefined) this.writeFile(file, '');
    }
  }

  async runFiles(names: readonly string[]): Promise<number> {
    this.lineNumber = 0;
    for (const name of names) {
      const source = openFile(this.context, name);
      if (typeof source !== 'string') this.files.push({ name, source });
      else if (this.context.isBusybox) {
        this.context.stderr.write(`sed: ${name}: ${source}\n`);
        this.status = 1;
      } else {
        this.context.stderr.write(
          source === 'Is a directory'
            ? `sed: couldn't read ${name}: ${source}\n`
            : `sed: can't read ${name}: ${source}\n`,
        );
        this.status = INPUT_ERROR;
      }
    }
    await this.runAll();
    return this.status;
  }

  /** `-i`: what it prints becomes the file. */
  async edit(name: string, suffix: string): Promise<number> {
    const path = pathOf(this.context, name);
    const text = this.context.fs.read(path);
    if (text === undefined) {
      const isFolder = this.context.fs.kind(path) === 'folder';
      this.context.stderr.write(
        isFolder
          ? `sed: couldn't edit ${name}: not a regular file\n`
          : `sed: can't read ${name}: No such file or directory\n`,
      );
      return isFolder ? 4 : INPUT_ERROR;
    }
    const saved = this.write;
    let result = '';
    this.write = (piece) => (result += piece);
    this.missingNewline = false;
    await this.runFiles([name]);
    this.write = saved;
    if (this.hasQuit) for (let rest = this.nextRaw(); rest !== undefined; rest = this.nextRaw()) result += rest;
    if (suffix !== '')
      this.context.fs.write(
        suffix.includes('*') ? path.replace(/[^/]*$/, (base) => suffix.replace('*', base)) : path + suffix,
        text,
      );
    this.context.fs.write(path, result);
    return this.status;
  }

  private nextRaw(): string | undefined {
    const waiting = this.lookahead;
    this.lookahead = undefined;
    if (waiting !== undefined) return waiting;
    while (this.files.length > 0) {
      const raw = this.files[0].source.readRaw();
      if (raw !== undefined) return raw;
      this.files.shift();
    }
    return undefined;
  }

  /** Takes the next line. @returns false at the end. */
  private async readLine(): Promise<boolean> {
    const wait = this.files[0]?.source.wait();
    if (wait) await wait;
    const raw = this.nextRaw();
    if (raw === undefined) return false;
    this.hasNewline = raw.endsWith('\n');
    this.next = this.hasNewline ? raw.slice(0, -1) : raw;
    this.lineNumber += 1;
    return true;
  }

  private next = '';

  private async isLastLine(): Promise<boolean> {
    if (this.lookahead !== undefined) return false;
    const wait = this.files[0]?.source.wait();
    if (wait) await wait;
    this.lookahead = this.nextRaw();
    return this.lookahead === undefined;
  }

  private print(text: string, newline = true): void {
    this.write((this.missingNewline ? '\n' : '') + text + (newline ? '\n' : ''));
    this.missingNewline = !newline;
  }

  private async runAll(): Promise<void> {
    this.ended = false;
    while (!this.ended && (await this.readLine())) {
      const pause = this.context.tick();
      if (pause) await pause;
      this.pattern = this.next;
      await this.runCycle();
    }
  }

  private flushAppended(): void {
    for (const text of this.appended) this.write((this.missingNewline ? '\n' : '') + text);
    if (this.appended.length > 0) this.missingNewline = false;
    this.appended = [];
  }

  /** Runs the script on the pattern space, again when `D` restarts it. */
  private async runCycle(): Promise<void> {
    for (let restart = true; restart;) {
      restart = (await this.runScript()) === 'restart';
      this.flushAppended();
      if (restart) {
        const pause = this.context.tick();
        if (pause) await pause;
      }
    }
  }

  private endCycle(): void {
    if (!this.quiet) this.print(this.pattern, this.hasNewline);
  }

  private async runScript(): Promise<'done' | 'restart'> {
    let substituted = false;
    let steps = 0;
    for (let index = 0; index < this.commands.length; index++) {
      if (++steps > STEPS_MAX) throw new ToolError('sed: the script does not end');
      if (steps % 100 === 0) await this.context.tick();
      const command = this.commands[index];
      if ((await this.selects(command)) === command.negate) {
        if (command.name === '{') index = command.target;
        continue;
      }
      switch (command.name) {
        case '{':
        case '}':
        case ':':
          break;
        case 's':
          if (this.substitute(command.substitution!)) substituted = true;
          break;
        case 'b':
          index = command.target;
          break;
        case 't':
          if (substituted) index = command.target;
          substituted = false;
          break;
        case 'T':
          if (!substituted) index = command.target;
          substituted = false;
          break;
        case 'd':
          return 'done';
        case 'D': {
          const end = this.pattern.indexOf('\n');
          if (end < 0) return 'done';
          this.pattern = this.pattern.slice(end + 1);
          return 'restart';
        }
        case 'n':
          if (await this.isLastLine()) {
            if (!this.quiet) this.print(this.pattern, this.hasNewline);
            this.ended = true;
            return 'done';
          }
          this.endCycle();
          this.flushAppended();
          await this.readLine();
          this.pattern = this.next;
          break;
        case 'N':
          if (await this.isLastLine()) {
            this.endCycle();
            this.ended = true;
            return 'done';
          }
          this.flushAppended();
          await this.readLine();
          this.pattern += `\n${this.next}`;
          break;
        case 'q':
        case 'Q':
          if (command.name === 'q') this.endCycle();
          this.status = command.number;
          this.ended = true;
          this.hasQuit = true;
          return 'done';
        case 'c': {
          const isRange = command.second !== undefined && !command.negate;
          if (!isRange || !this.rangeActive.has(command)) this.print(command.text);
          return 'done';
        }
        default:
          await this.runSimple(command);
      }
    }
    this.endCycle();
    return 'done';
  }

  private async runSimple(command: SedCommand): Promise<void> {
    const { context } = this;
    switch (command.name) {
      case 'p':
        this.print(this.pattern);
        return;
      case 'P':
        this.print(this.pattern.split('\n')[0]);
        return;
      case '=':
        this.print(String(this.lineNumber));
        return;
      case 'a':
        this.appended.push(`${command.text}\n`);
        return;
      case 'i':
        this.print(command.text);
        return;
      case 'y':
        this.pattern = [...this.pattern].map((char) => command.map!.get(char) ?? char).join('');
        return;
      case 'h':
        this.hold = this.pattern;
        return;
      case 'H':
        this.hold += `\n${this.pattern}`;
        return;
      case 'g':
        this.pattern = this.hold;
        return;
      case 'G':
        this.pattern += `\n${this.hold}`;
        return;
      case 'x':
        [this.pattern, this.hold] = [this.hold, this.pattern];
        return;
      case 'l':
        this.print(`${visible(this.pattern)}$`);
        return;
      case 'r': {
        const text =
          command.text === '/dev/stdin'
            ? asSource(context.stdin).readAll()
            : context.fs.read(pathOf(context, command.text));
        if (text !== undefined) this.appended.push(text);
        return;
      }
      case 'w':
        this.writeFile(command.text, `${this.pattern}\n`);
        return;
      case 'z':
        this.pattern = '';
        return;
      case 'F':
        this.print(this.files[0]?.name ?? '-');
    }
  }

  private writeFile(name: string, text: string): void {
    if (name === '/dev/stdout') return this.write(text);
    if (name === '/dev/stderr') return this.context.stderr.write(text);
    const path = pathOf(this.context, name);
    this.context.fs.write(path, text, this.written.has(path));
    this.written.add(path);
  }

  private async selects(command: SedCommand): Promise<boolean> {
    const { first, second } = command;
    if (!first) return true;
    if (!second) return this.matches(first);
    const active = this.rangeActive.get(command);
    if (active !== undefined) {
      if (active === true ? await this.endsRange(second) : this.lineNumber >= active) this.rangeActive.delete(command);
      if (typeof active === 'number' && this.lineNumber > active) return this.matches(first);
      return true;
    }
    const starts = first.kind === 'zero' ? this.lineNumber === 1 : await this.matches(first);
    if (!starts) return false;
    const end = await this.rangeEnd(first, second);
    if (end !== undefined) this.rangeActive.set(command, end);
    return true;
  }

  /** Where a range that starts at this line ends: a line, true for "to be found", undefined for here. */
  private async rangeEnd(first: Address, second: Address): Promise<number | true | undefined> {
    if (second.kind === 'line') return second.line > this.lineNumber ? second.line : undefined;
    if (second.kind === 'offset') return second.line > 0 ? this.lineNumber + second.line : undefined;
    if (second.kind === 'multiple') {
      const end = Math.ceil(this.lineNumber / second.line) * second.line;
      return second.line > 0 && end > this.lineNumber ? end : undefined;
    }
    if (second.kind === 'last') return (await this.isLastLine()) ? undefined : true;
    if (first.kind === 'zero' && (await this.matches(second))) return undefined;
    return true;
  }

  private async endsRange(second: Address): Promise<boolean> {
    return this.matches(second);
  }

  private async matches(address: Address): Promise<boolean> {
    switch (address.kind) {
      case 'line':
        return this.lineNumber === address.line;
      case 'step':
        return address.step <= 0
          ? this.lineNumber === address.line
          : this.lineNumber >= address.line && (this.lineNumber - address.line) % address.step === 0;
      case 'last':
        return this.isLastLine();
      case 'regex':
        return this.find(address.program, this.pattern, 0) !== undefined;
      default:
        return false;
    }
  }

  private find(given: Substitution['program'], text: string, from: number): Match | undefined {
    const program = given ?? this.lastRegex;
    if (!program) throw new ToolError('sed: no previous regular expression');
    this.lastRegex = program;
    try {
      return search(program, text, from);
    } catch (error) {
      if (error instanceof RegexLimitError) throw new ToolError(`sed: ${error.message}`);
      throw error;
    }
  }

  private substitute(command: Substitution): boolean {
    const text = this.pattern;
    let result = '';
    let at = 0;
    let count = 0;
    let isChanged = false;
    for (let from = 0; from <= text.length;) {
      const match = this.find(command.program, text, from);
      if (!match) break;
      const isEmptyAfterMatch =
        match.end === match.start && match.start === at && count > 0 && from === at && at > 0 && this.lastEnd === at;
      if (!isEmptyAfterMatch) {
        count += 1;
        if (count >= command.occurrence) {
          result += text.slice(at, match.start) + replacementText(command, text, match);
          at = match.end;
          isChanged = true;
          if (!command.isGlobal) break;
        }
      }
      this.lastEnd = match.end;
      from = match.end > match.start ? match.end : match.end + 1;
    }
    this.lastEnd = -1;
    if (!isChanged) return false;
    this.pattern = result + text.slice(at);
    if (command.print) this.print(this.pattern);
    if (command.file !== undefined) this.writeFile(command.file, `${this.pattern}\n`);
    return true;
  }

  private lastEnd = -1;
}

function replacementText(command: Substitution, text: string, match: Match): string {
  let result = '';
  let oneShot: 'u' | 'l' | undefined;
  let mode: 'U' | 'L' | undefined;
  for (const part of command.replacement) {
    if (typeof part === 'object') {
      if (part.change === 'u' || part.change === 'l') oneShot = part.change;
      else mode = part.change === 'E' ? undefined : part.change;
      continue;
    }
    let piece = typeof part === 'number' ? (groupText(text, match, part) ?? '') : part;
    if (mode) piece = mode === 'U' ? piece.toUpperCase() : piece.toLowerCase();
    if (oneShot && piece !== '') {
      piece = (oneShot === 'u' ? piece[0].toUpperCase() : piece[0].toLowerCase()) + piece.slice(1);
      oneShot = undefined;
    }
    result += piece;
  }
  return result;
}

function visible(text: string): string {
  const names: Record<string, string> = {
    '\n': '\\n',
    '\t': '\\t',
    '\\': '\\\\',
    '\r': '\\r',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
  };
  return [...text]
    .map(
      (char) =>
        names[char] ?? (char < ' ' || char === '\x7f' ? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}` : char),
    )
    .join('');
}
