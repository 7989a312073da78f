/** jq: arguments, inputs, outputs, exit statuses. */

import { limit } from '../meter';
import type { CommandContext } from '../types';
import { openFile, readText, splitLines, tool } from '../tools/common';
import { asSource } from '../streams';
import { badConstantKey, findUndefined } from './check';
import { Evaluator, JqLimitError } from './evaluate';
import { PAUSE, BreakSignal, HaltSignal, type Library, type Scope } from './runtime';
import { readArguments, type JqArguments } from './arguments';
import { parseProgram } from './parse';
import { print } from './print';
import { JsonReader, JsonSyntaxError } from './read';
import { JqSyntaxError } from './tokens';
import { JqError, isTrue, toJson, type Value } from './value';
import type { Node } from './syntax';

/** Enough for a program that calls nothing. */
const NO_LIBRARY: Library = { values: new Map(), filters: new Map(), definitions: new Map() };
const COMPILE_STATUS = 3;
const ERROR_STATUS = 5;
/** Exit statuses of `-e`: the last output was false or null; there was none. */
const FALSE_STATUS = 1;
const NOTHING_STATUS = 4;

export const jq = tool(async (context) => {
  const args = await readArguments(context);
  if (args.help !== undefined) {
    context.stdout.write(args.help);
    return 0;
  }
  const compiled = await compileProgram(context, args);
  if (!compiled) return COMPILE_STATUS;
  return new Runner(context, args, compiled).run();
});

interface Compiled {
  program: Node;
  library: Library;
}

async function compileProgram(context: CommandContext, args: JqArguments): Promise<Compiled | undefined> {
  const { source } = args;
  const complain = (message: string, at: number) => {
    const lineStart = source.lastIndexOf('\n', at - 1) + 1;
    const lineEnd = source.indexOf('\n', at);
    const line = source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
    const number = source.slice(0, at).split('\n').length;
    context.stderr.write(
      `jq: error: ${message} at <top-level>, line ${number}:\n${line}${' '.repeat(Math.max(0, at - lineStart))}\n`,
    );
  };
  const finish = (count: number) => context.stderr.write(`jq: ${count} compile error${count === 1 ? '' : 's'}\n`);
  let program: Node;
  try {
    program = parseProgram(source);
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    complain(error.message, error.at);
    finish(1);
    return undefined;
  }
  const badKey = badConstantKey(program);
  const missingFrom = (library: Library) =>
    badKey === undefined
      ? findUndefined(program, library, ['ENV', '__prog_args', '__loc__', ...args.named.keys()])
      : [];
  let library = NO_LIBRARY;
  let missing = missingFrom(library);
  if (missing.length > 0) {
    ({ library } = await import('./library'));
    missing = missingFrom(library);
  }
  if (badKey !== undefined) complain(badKey, source.indexOf('{') + 1);
  for (const { what, at } of missing) complain(`${what} is not defined`, at);
  if (badKey === undefined && missing.length === 0) return { program, library };
  finish(Math.max(1, missing.length));
  return undefined;
}

class Runner {
  private status = 0;
  private lastOutput: Value | undefined;
  private readonly inputs: InputQueue;
  private readonly evaluator: Evaluator;
  private readonly scope: Scope;

  constructor(
    private readonly context: CommandContext,
    private readonly args: JqArguments,
    private readonly compiled: Compiled,
  ) {
    this.inputs = new InputQueue(context, args);
    this.evaluator = new Evaluator(
      compiled.library,
      new Map(Object.entries(context.env)),
      () => context.now(),
      () => this.inputs.next(),
      (text) => context.stderr.write(text),
      () => this.inputs.fileName,
    );
    this.scope = [...args.named].reduce<Scope>(
      (next, [name, value]) => ({ kind: 'variable', name, value, next }),
      undefined,
    );
  }

  async run(): Promise<number> {
    await this.inputs.load();
    try {
      if (this.args.nullInput) await this.filter(null);
      else
        for (let value = this.inputs.next(); value !== undefined; value = this.inputs.next()) await this.filter(value);
    } catch (error) {
      if (error instanceof HaltSignal) return this.halt(error);
      if (!(error instanceof JsonSyntaxError)) throw error;
      this.context.stderr.write(
        `jq: error (at ${this.inputs.place}): ${error.message}\n`.replace(/error \(at [^)]*\)/, 'parse error'),
      );
      return ERROR_STATUS;
    }
    if (this.status !== 0) return this.status;
    if (this.inputs.hasFailed) return 2;
    if (!this.args.exitStatus) return 0;
    if (this.lastOutput === undefined) return NOTHING_STATUS;
    return isTrue(this.lastOutput) ? 0 : FALSE_STATUS;
  }

  private halt(signal: HaltSignal): number {
    if (signal.message !== undefined) this.context.stderr.write(signal.message);
    return signal.status;
  }

  /** Runs the program on one input; an error is printed and the next input follows. */
  private async filter(input: Value): Promise<void> {
    this.status = 0;
    try {
      for (const output of this.evaluator.run(this.compiled.program, this.scope, input)) {
        const pause = this.context.tick();
        if (pause) await pause;
        if (output !== PAUSE) this.print(output.value);
      }
    } catch (error) {
      if (error instanceof BreakSignal) this.complain('jq: error (at <unknown>): break');
      else if (error instanceof JqLimitError) throw limit(`jq took ${error.message}`);
      else if (error instanceof JqError) this.complain(this.describe(error.value));
      else throw error;
    }
  }

  private complain(message: string): void {
    this.context.stderr.write(`${message}\n`);
    this.status = ERROR_STATUS;
  }

  private describe(value: Value): string {
    const place = `jq: error (at ${this.inputs.place})`;
    return typeof value === 'string' ? `${place}: ${value}` : `${place} (not a string): ${toJson(value)}`;
  }

  private print(value: Value): void {
    const { args } = this;
    this.lastOutput = value;
    const text =
      args.raw && typeof value === 'string'
        ? args.print.ascii
          ? print(value, args.print).slice(1, -1)
          : value
        : print(value, args.print);
    this.context.stdout.write((args.sequence ? '\x1e' : '') + text + (args.join ? '' : args.nul ? '\0' : '\n'));
  }
}

/** The inputs, one after the other. */
class InputQueue {
  private readonly texts: { name: string | undefined; text: string }[] = [];
  private reader: JsonReader | undefined;
  private lines: string[] | undefined;
  private current: { name: string | undefined; text: string } | undefined;
  private hasSlurped = false;
  private hasStarted = false;
  hasFailed = false;

  constructor(
    private readonly context: CommandContext,
    private readonly args: JqArguments,
  ) {}

  async load(): Promise<void> {
    const { context, args } = this;
    if (args.files.length === 0) {
      this.texts.push({ name: undefined, text: await readText(context, asSource(context.stdin)) });
      return;
    }
    for (const name of args.files) {
      const source = openFile(context, name);
      if (typeof source !== 'string') this.texts.push({ name, text: await readText(context, source) });
      else {
        context.stderr.write(
          source === 'Is a directory'
            ? `jq: error: Could not open file ${name}: It's a directory\n`
            : `jq: error: Could not open file ${name}: ${source}\n`,
        );
        this.hasFailed = true;
      }
    }
  }

  get fileName(): Value {
    return this.current?.name ?? null;
  }

  /** Where the reading is, for messages. */
  get place(): string {
    if (!this.hasStarted) return '<unknown>';
    const lineNumber = this.reader?.lineNumber ?? this.current?.text.split('\n').length ?? 0;
    return `${this.current?.name ?? '<stdin>'}:${this.lines ? this.lineCount : lineNumber}`;
  }

  private lineCount = 0;

  next(): Value | undefined {
    const { args } = this;
    this.hasStarted = true;
    if (args.slurp) {
      if (this.hasSlurped) return undefined;
      this.hasSlurped = true;
      return args.rawInput ? this.texts.map(({ text }) => text).join('') : this.slurped();
    }
    return args.rawInput ? this.nextLine() : this.nextValue();
  }

  private slurped(): Value {
    const all: Value[] = [];
    for (let value = this.nextValue(); value !== undefined; value = this.nextValue()) all.push(value);
    return all;
  }

  private nextLine(): Value | undefined {
    if (!this.lines) {
      this.current = this.texts[0];
      this.lines = splitLines(this.texts.map(({ text }) => text).join(''));
    }
    const line = this.lines.shift();
    if (line !== undefined) this.lineCount += 1;
    return line;
  }

  private nextValue(): Value | undefined {
    for (;;) {
      if (!this.reader) {
        const next = this.texts.shift();
        if (!next) return undefined;
        this.current = next;
        this.reader = new JsonReader(next.text);
      }
      const value = this.reader.read();
      if (value !== undefined) return value;
      if (this.texts.length === 0) return undefined;
      this.reader = undefined;
    }
  }
}
