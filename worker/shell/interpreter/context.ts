/** What a program sees of the shell that runs it. */

import { asSource, type Source } from '../streams';
import type { CommandContext } from '../types';
import { endOfShell } from './execute';
import { DeadlinePassed, type Interpreter } from './interpreter';
import { NOT_FOUND_STATUS, runByName } from './simple';
import { builtins } from '../builtins';

/** Exit status of `timeout` when the time was up. */
const TIMEOUT_STATUS = 124;
/** Steps after which a command under `timeout` that takes no virtual time is taken for one that takes too long. */
const TIMEOUT_TICKS = 20_000;

/** @returns the context for `name args…`. */
export function programContext(
  shell: Interpreter,
  name: string,
  args: readonly string[],
  stdin: Source,
): CommandContext {
  return {
    name,
    args,
    env: shell.variables.environment(),
    cwd: shell.cwd,
    fs: shell.fs,
    stdin,
    stdout: shell.stdout,
    stderr: shell.stderr,
    now: () => shell.options.now(),
    sleep: (ms) => shell.sleep(ms),
    tick: () => shell.tick(),
    isBusybox: shell.isAsh,
    exists: (program) => isRunnable(shell, program),
    run: (argv, streams) => runFromProgram(shell, argv, streams ?? {}),
  };
}

/** Builtins that exist as programs too, so that xargs, env and timeout find them. */
const PROGRAM_BUILTINS = new Set(['echo', 'printf', 'test', '[', 'true', 'false', 'pwd', 'kill', 'bash', 'sh']);

function isRunnable(shell: Interpreter, name: string): boolean {
  return PROGRAM_BUILTINS.has(name) || name.includes('/') || shell.lookup(name) !== undefined;
}

async function runFromProgram(
  shell: Interpreter,
  argv: readonly string[],
  streams: NonNullable<Parameters<CommandContext['run']>[1]>,
): Promise<number> {
  if (!isRunnable(shell, argv[0])) return NOT_FOUND_STATUS;
  const child = shell.fork();
  if (streams.stdin) child.descriptors.set(0, asSource(streams.stdin));
  if (streams.stdout) child.descriptors.set(1, streams.stdout);
  if (streams.stderr) child.descriptors.set(2, streams.stderr);
  if (streams.env) {
    for (const name of child.variables.names())
      if (child.variables.getOwn(name)?.exported) child.variables.define(name, {});
    for (const [name, text] of Object.entries(streams.env)) child.variables.define(name, { text, exported: true });
  }
  const deadline =
    streams.timeoutMs === undefined
      ? undefined
      : { atMs: shell.options.now() + streams.timeoutMs, ticksLeft: TIMEOUT_TICKS };
  if (deadline && (!child.deadline || deadline.atMs < child.deadline.atMs)) child.deadline = deadline;
  try {
    return await endOfShell(child, () => runByName(child, argv));
  } catch (error) {
    if (error instanceof DeadlinePassed && error.deadline === deadline) return TIMEOUT_STATUS;
    throw error;
  }
}

/** @returns whether `name` is a builtin. */
export function isBuiltin(name: string): boolean {
  return Object.hasOwn(builtins, name);
}
