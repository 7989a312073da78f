/** The state of one running shell or subshell, with what every part of the interpreter needs of it. */

import type { Meter } from '../meter';
import type { Pipe } from '../streams';
import type { Stage } from '../pipeline';
import type { CommandLookup, FileSystem, Input, Output, ShellOptions } from '../types';
import { Variables } from './variables';
import type { CommandNode, CompoundList, Redirected } from './syntax';
import { ExitFlow } from './flow';

/** Open files by number. */
export type Descriptors = Map<number, Input | Output>;

export interface FunctionDefinition {
  body: CommandNode | Redirected | CompoundList;
  /** The text that positions in `body` refer to, and the line it starts on. */
  source: SourceText;
  text: string;
}

export interface SourceText {
  text: string;
  /** Line of its first character. */
  firstLine: number;
}

/** What `timeout` sets: when it fires, and the steps left before a command that takes no virtual time counts as too slow. */
export interface Deadline {
  atMs: number;
  ticksLeft: number;
}

/** Thrown when a deadline has passed. */
export class DeadlinePassed {
  constructor(readonly deadline: Deadline) {}
}

export class Interpreter {
  variables = new Variables();
  functions = new Map<string, FunctionDefinition>();
  aliases = new Map<string, { text: string; line: number }>();
  /** Aliases that are being expanded, so that `alias ls='ls -l'` ends. */
  aliasesInUse = new Set<string>();
  /** `e`, `u`, `x` … and the names of `set -o` without a letter. */
  flags = new Set<string>();
  shoptions = new Set<string>();
  positional: string[] = [];
  traps = new Map<string, string>();
  cwd = '/';
  lastStatus = 0;
  lastBackground = '';
  pipeStatus: number[] = [0];
  /** Set where `set -e` does not apply: conditions, `!`, all but the last of `&&` and `||`. */
  errexitOff = 0;
  depth = 0;
  loopDepth = 0;
  functionNames: string[] = [];
  /** Nesting of sourced files and functions, for `return`. */
  returnable = 0;
  subshellLevel = 0;
  source: SourceText = { text: '', firstLine: 1 };
  line = 1;
  /** Status of the last command substitution of a command that has no name. */
  substitutionStatus: number | undefined;
  descriptors: Descriptors = new Map();
  stage: Stage | undefined;
  /** Pipes that this shell writes into, with the stage that has to pause when one is full. */
  outPipes: { pipe: Pipe; stage: Stage }[] = [];
  getoptsAt = { index: 1, char: 1 };
  /** Process substitutions of the running command: path to remove, or what to run afterwards. */
  afterCommand: (() => Promise<void>)[] = [];
  /** Instants of virtual time at which `timeout` ends what runs, the innermost last. */
  deadline: Deadline | undefined;

  constructor(
    readonly options: ShellOptions,
    readonly name: string,
    public meter: Meter,
  ) {}

  get fs(): FileSystem {
    return this.options.fs;
  }

  get lookup(): CommandLookup {
    return this.options.lookup;
  }

  /** Messages in the manner of busybox ash. */
  get isAsh(): boolean {
    return this.name === 'sh';
  }

  get stdout(): Output {
    return this.output(1);
  }

  get stderr(): Output {
    return this.output(2);
  }

  output(descriptor: number): Output {
    const stream = this.descriptors.get(descriptor);
    return stream && 'write' in stream ? stream : { write() {} };
  }

  /** What messages of the shell itself start with. */
  get messagePrefix(): string {
    return this.isAsh ? `${this.name}: ` : `${this.name}: line ${this.line}: `;
  }

  complain(message: string): void {
    this.stderr.write(`${this.messagePrefix}${message}\n`);
  }

  /** Counts one step; lets the reader of a full pipe go on. */
  tick(): void | Promise<void> {
    const pause = this.meter.tick();
    if (this.deadline && --this.deadline.ticksLeft < 0) return this.sleep(this.deadline.atMs - this.options.now());
    const full = this.outPipes.find(({ pipe }) => pipe.isFull);
    if (!full) return pause;
    return Promise.resolve(pause).then(() => full.stage.suspend(() => !full.pipe.isFull));
  }

  /** Lets virtual time pass, in slices so that a stop is heard. */
  async sleep(ms: number): Promise<void> {
    const { deadline } = this;
    if (!deadline || this.options.now() + ms < deadline.atMs) return this.sleepFor(ms);
    this.deadline = undefined;
    await this.sleepFor(Math.max(0, deadline.atMs - this.options.now()));
    throw new DeadlinePassed(deadline);
  }

  private async sleepFor(ms: number): Promise<void> {
    if (this.stage) {
      await this.meter.tick();
      await this.stage.sleepUntil(this.options.now() + ms);
      await this.meter.tick();
      return;
    }
    const slice = Math.max(SLEEP_SLICE_MS, Math.ceil(ms / SLEEP_SLICES_MAX));
    for (let left = ms; left > 0; left -= slice) {
      await this.meter.tick();
      await this.options.sleep(Math.min(slice, left));
    }
    await this.meter.tick();
  }

  /** A copy whose changes stay its own. @param options of another process. */
  fork(options: ShellOptions = this.options): Interpreter {
    const copy = new Interpreter(options, this.name, this.meter);
    Object.assign(copy, {
      variables: this.variables.clone(),
      functions: new Map(this.functions),
      aliases: new Map(this.aliases),
      flags: new Set(this.flags),
      shoptions: new Set(this.shoptions),
      positional: this.positional,
      cwd: this.cwd,
      lastStatus: this.lastStatus,
      lastBackground: this.lastBackground,
      errexitOff: this.errexitOff,
      depth: this.depth + 1,
      functionNames: [...this.functionNames],
      returnable: this.returnable,
      subshellLevel: this.subshellLevel + 1,
      source: this.source,
      line: this.line,
      descriptors: new Map(this.descriptors),
      stage: this.stage,
      outPipes: this.outPipes,
      deadline: this.deadline,
      aliasesInUse: new Set(this.aliasesInUse),
    });
    this.meter.checkDepth(copy.depth);
    return copy;
  }

  exitWith(status: number): never {
    throw new ExitFlow(status & 255);
  }
}

/** The longest piece of virtual time that passes in one go, and the most pieces of one sleep. */
const SLEEP_SLICE_MS = 1000;
const SLEEP_SLICES_MAX = 1000;
