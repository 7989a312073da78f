/** break, continue, return, exit, eval, source, trap, wait. */

import { isBuiltin } from '../interpreter/context';
import { jobsOf } from '../interpreter/execute';
import { BreakFlow, ContinueFlow, ReturnFlow } from '../interpreter/flow';
import type { Interpreter } from '../interpreter/interpreter';
import { runText } from '../interpreter/script';
import { runByName } from '../interpreter/simple';
import { resolvePath } from '../files';
import type { Job } from '../types';
import { plain, type Builtin } from './types';

/** @returns the number in `args[0]`, undefined after complaining. */
function numberArgument(
  shell: Interpreter,
  name: string,
  text: string | undefined,
  fallback: number,
): number | undefined {
  if (text === undefined) return fallback;
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  shell.complain(`${name}: ${text}: numeric argument required`);
  return undefined;
}

function leaveLoop(shell: Interpreter, args: readonly string[], name: string): number {
  if (shell.loopDepth === 0) {
    shell.complain(`${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return 0;
  }
  const levels = numberArgument(shell, name, args[0], 1);
  if (levels === undefined) return shell.exitWith(128);
  if (levels < 1) {
    shell.complain(`${name}: ${args[0]}: loop count out of range`);
    throw new BreakFlow(shell.loopDepth, 1);
  }
  throw name === 'break' ? new BreakFlow(levels, 0) : new ContinueFlow(levels);
}

function returnFrom(shell: Interpreter, args: readonly string[]): number {
  const status = numberArgument(shell, 'return', args[0], shell.lastStatus) ?? 2;
  if (shell.returnable === 0) {
    shell.complain("return: can only `return' from a function or sourced script");
    return 2;
  }
  throw new ReturnFlow(status & 255);
}

function exit(shell: Interpreter, args: readonly string[]): number {
  return shell.exitWith(numberArgument(shell, 'exit', args[0], shell.lastStatus) ?? 2);
}

async function evaluate(shell: Interpreter, args: readonly string[]): Promise<number> {
  const text = args.join(' ');
  shell.depth += 1;
  shell.meter.checkDepth(shell.depth);
  try {
    return text.trim() === '' ? 0 : await runText(shell, text, 'eval', shell.line);
  } finally {
    shell.depth -= 1;
  }
}

async function source(shell: Interpreter, args: readonly string[], name: string): Promise<number> {
  if (args.length === 0) {
    shell.complain(`${name}: filename argument required`);
    shell.stderr.write(`${name}: usage: ${name} filename [arguments]\n`);
    return 2;
  }
  const path = resolvePath(shell.cwd, args[0]);
  const text = shell.fs.read(path);
  if (text === undefined) {
    shell.complain(
      shell.fs.kind(path) === 'folder'
        ? `${name}: ${args[0]}: is a directory`
        : `${args[0]}: No such file or directory`,
    );
    return 1;
  }
  const saved = shell.positional;
  if (args.length > 1) shell.positional = args.slice(1);
  shell.returnable += 1;
  shell.depth += 1;
  shell.meter.checkDepth(shell.depth);
  try {
    return await runText(shell, text, args[0]);
  } catch (error) {
    if (error instanceof ReturnFlow) return error.status;
    throw error;
  } finally {
    shell.depth -= 1;
    shell.returnable -= 1;
    shell.positional = saved;
  }
}

const SIGNALS: Record<string, string> = { '0': 'EXIT', '1': 'HUP', '2': 'INT', '3': 'QUIT', '15': 'TERM' };

function trap(shell: Interpreter, args: readonly string[]): number {
  const words = args[0] === '--' ? args.slice(1) : args;
  if (words.length === 0 || words[0] === '-p') {
    for (const [signal, text] of shell.traps) {
      const name = signal === 'EXIT' || signal === 'ERR' ? signal : `SIG${signal}`;
      shell.stdout.write(`trap -- '${text.replace(/'/g, "'\\''")}' ${name}\n`);
    }
    return 0;
  }
  if (words[0] === '-l') return 0;
  const isReset = words[0] === '-' || words.length === 1;
  let status = 0;
  for (const word of words.length === 1 ? words : words.slice(1)) {
    const signal = SIGNALS[word] ?? word.toUpperCase().replace(/^SIG/, '');
    if (!/^(?:EXIT|ERR|DEBUG|RETURN|HUP|INT|QUIT|TERM|USR1|USR2|PIPE|CHLD|ALRM|WINCH|TSTP|CONT)$/.test(signal)) {
      shell.complain(`trap: ${word}: invalid signal specification`);
      status = 1;
    } else if (isReset) {
      shell.traps.delete(signal);
      shell.options.signals?.trapped.delete(signal);
    } else {
      shell.traps.set(signal, words[0]);
      shell.options.signals?.trapped.add(signal);
    }
  }
  return status;
}

/** Status of `wait` when a signal ended it, less the signal's number. */
const SIGNALLED = 128;
const NUMBERS: Record<string, number> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, TERM: 15 };

/** Waits for jobs. @returns the status of a wait that a signal ended. */
async function settle(shell: Interpreter, jobs: readonly Job[]): Promise<number | undefined> {
  const isDone = () => jobs.every(({ status }) => status !== undefined);
  if (isDone()) return undefined;
  await shell.options.jobs?.waitFor(isDone);
  return isDone() ? undefined : SIGNALLED + (NUMBERS[shell.options.signals?.pending[0] ?? ''] ?? 0);
}

/** Hands out the statuses of jobs when they have ended. */
async function wait(shell: Interpreter, args: readonly string[]): Promise<number> {
  const jobs = jobsOf(shell);
  let status = 0;
  const names = args.filter((word) => !word.startsWith('-'));
  if (names.length === 0) return (await settle(shell, [...jobs.values()])) ?? 0;
  for (const arg of names) {
    const pid = arg.startsWith('%') ? [...jobs.keys()][Number(arg.slice(1)) - 1] : arg;
    const known = jobs.get(pid);
    if (known === undefined) {
      shell.complain(
        `wait: ${arg.startsWith('%') ? `${arg}: no such job` : `pid ${arg} is not a child of this shell`}`,
      );
      status = 127;
    } else {
      const interrupted = await settle(shell, [known]);
      if (interrupted !== undefined) return interrupted;
      status = known.status ?? 0;
    }
  }
  return status;
}

async function runBuiltin(shell: Interpreter, args: readonly string[]): Promise<number> {
  if (args.length === 0) return 0;
  if (isBuiltin(args[0])) return runByName(shell, args);
  shell.complain(`builtin: ${args[0]}: not a shell builtin`);
  return 1;
}

/** Processes that are no jobs are known to the surroundings of the shell. */
function kill(shell: Interpreter, args: readonly string[]): number {
  const words = [...args];
  let signal = 'TERM';
  if (words[0] === '-s') signal = words.splice(0, 2)[1] ?? signal;
  else if (words[0]?.startsWith('-') && words.length > 1) signal = words.shift()!.slice(1);
  signal = SIGNALS[signal] ?? signal.toUpperCase().replace(/^SIG/, '');
  let status = 0;
  for (const target of words.filter((word) => !word.startsWith('-'))) {
    const jobs = jobsOf(shell);
    const job = target.startsWith('%') ? [...jobs.values()][Number(target.slice(1)) - 1] : jobs.get(target);
    job?.kill(signal);
    if (job || shell.options.signals?.send(target, signal)) continue;
    shell.complain(shell.isAsh ? `can't kill pid ${target}: No such process` : `kill: (${target}) - No such process`);
    status = 1;
  }
  return status;
}

export const controlBuiltins: Record<string, Builtin> = {
  ':': plain(() => 0),
  true: plain(() => 0),
  false: plain(() => 1),
  break: plain(leaveLoop),
  continue: plain(leaveLoop),
  return: plain(returnFrom),
  exit: plain(exit),
  eval: plain(evaluate),
  source: plain(source),
  '.': plain(source),
  trap: plain(trap),
  wait: plain(wait),
  builtin: plain(runBuiltin),
  jobs: plain(() => 0),
  disown: plain(() => 0),
  kill: plain(kill),
};
