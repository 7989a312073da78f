/** A shell whose variables, functions, working directory and files last from run to run. */

import { Interpreter } from './interpreter/interpreter';
import { runScript } from './interpreter/script';
import { DEFAULT_LIMITS, Meter } from './meter';
import { BrokenPipe, SIGPIPE_STATUS } from './pipeline';
import { asSource, Source } from './streams';
import {
  Interrupted,
  type RunOptions,
  type Shell,
  type ShellLimits,
  type ShellOptions,
  type ShellResult,
} from './types';

/** Exit status of a command that was stopped by hand, as SIGINT's. */
const STOPPED_STATUS = 130;
/** Exit status of a command that a limit ended. */
const LIMIT_STATUS = 1;

/** @returns a shell. `options.env` is exported to programs; `options.cwd` is made when it does not exist. */
export function createShell(options: ShellOptions): Shell {
  return new LastingShell(options);
}

class LastingShell implements Shell {
  private readonly limits: ShellLimits;
  private readonly interpreter: Interpreter;

  constructor(options: ShellOptions) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.interpreter = new Interpreter(options, options.name ?? 'bash', new Meter(this.limits, undefined, undefined));
    this.interpreter.cwd = options.cwd ?? '/';
    makeFolders(options, this.interpreter.cwd);
    const environment: Record<string, string> = { PWD: this.interpreter.cwd, ...options.env };
    for (const [name, text] of Object.entries(environment))
      this.interpreter.variables.define(name, { text, exported: true });
    this.interpreter.variables.define('IFS', { text: ' \t\n' });
    this.interpreter.variables.define('OPTIND', { text: '1' });
  }

  get cwd(): string {
    return this.interpreter.cwd;
  }

  async run(source: string, options: RunOptions): Promise<ShellResult> {
    const meter = new Meter(this.limits, options.signal, options.interruptAfterTicks);
    const shell = this.interpreter;
    this.prepare(shell, meter, options);
    try {
      const exit = await runScript(shell, source);
      return { exit, ticks: meter.ticks };
    } catch (error) {
      if (error instanceof BrokenPipe) return { exit: SIGPIPE_STATUS, ticks: meter.ticks };
      if (!(error instanceof Interrupted)) throw error;
      if (error.cause_ === 'limit') options.stderr.write(`${shell.name}: ${error.message}\n`);
      shell.lastStatus = error.cause_ === 'stopped' ? STOPPED_STATUS : LIMIT_STATUS;
      return { exit: shell.lastStatus, ticks: meter.ticks, interrupted: error.cause_ };
    }
  }

  /** What does not last from run to run: streams, counters, nesting. */
  private prepare(shell: Interpreter, meter: Meter, options: RunOptions): void {
    shell.meter = meter;
    const print = (stream: RunOptions['stdout']) => ({
      write: (text: string) => meter.print(text, (part) => stream.write(part)),
    });
    shell.descriptors = new Map<number, ReturnType<typeof print> | Source>([
      [0, options.stdin ? asSource(options.stdin) : new Source()],
      [1, print(options.stdout)],
      [2, print(options.stderr)],
    ]);
    while (shell.variables.inFunction) shell.variables.popScope();
    for (const alias of shell.aliases.values()) alias.line = 0;
    Object.assign(shell, {
      depth: 0,
      loopDepth: 0,
      errexitOff: 0,
      returnable: 0,
      line: 1,
      functionNames: [],
      afterCommand: [],
      deadline: undefined,
    });
    shell.aliasesInUse.clear();
    shell.flags.delete('e');
  }
}

function makeFolders(options: ShellOptions, path: string): void {
  let current = '';
  for (const part of path.split('/').filter((name) => name !== '')) {
    current += `/${part}`;
    if (options.fs.kind(current) === undefined) options.fs.makeFolder(current);
  }
}
