/** A process in a container: an activity of the clock that runs one command with the simulated shell. */

import type { Activity, Clock } from '../clock';
import { createShell } from '../shell';
import { OpenInput } from './open-input';
import {
  Interrupted,
  type Command,
  type CommandLookup,
  type FileSystem,
  type Job,
  type Jobs,
  type Signals,
} from '../shell/types';

export interface ProcessOptions {
  clock: Clock;
  /** Milliseconds since 1970 at the clock's zero. */
  startTimeMs: number;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  fs: FileSystem;
  lookup: CommandLookup;
  write(stream: 'stdout' | 'stderr', text: string): void;
  onExit(code: number): void;
  /** Its standard input stays open, where it is a program that reads all of it. */
  hasInput?: boolean;
  /** Sends a signal to the container's first process; absent when it is this one. */
  toFirst?(signal: string): void;
}

export interface Process {
  /** A signal other than SIGKILL; process 1 ignores those that it does not handle. */
  signal(name: string): void;
  /** SIGKILL: `onExit` is called with 137. */
  kill(): void;
  /** What can be attached to. */
  input?: OpenInput;
}

/** What a program that runs for ever does with its activity. */
export interface Daemon {
  /** Parks until the process is ended. */
  forever(): Promise<never>;
  /** From now on SIGTERM ends the process with status 0. */
  handleTerminate(): void;
}

/** Number of a container's first process. */
const FIRST_PID = '1';
const KILLED = 137;
const TERMINATED = 143;
const FAULT = 255;
/** Nobody waits longer for a command in the foreground that never ends. */
const FOREGROUND_HOURS_MAX = 24;
const HOUR_MS = 3_600_000;
/** Turns of a loop before a container counts as busy for ever. */
const TICKS_MAX = 100_000;
const OUTPUT_MAX = 1_000_000;

/** @param daemon gives a program the means of running for ever. */
export function startProcess(
  options: ProcessOptions,
  programs: (name: string, daemon: Daemon) => Command | undefined,
): Process {
  const { clock, startTimeMs } = options;
  let isHandled = false;
  let isOver = false;
  const finish = (code: number) => {
    if (isOver) return;
    isOver = true;
    // the first process takes all others with it
    background.stop();
    options.onExit(code);
  };

  /** The first process of a container is not reached by signals that it does not handle. */
  const receive = (signal: string): void => {
    if (isHandled && signal === 'TERM') end(0);
    else if (signals.trapped.has(signal)) {
      signals.pending.push(signal);
      background.wake();
    }
  };
  const signals: Signals = {
    pending: [],
    trapped: new Set(),
    send(pid, signal) {
      if (pid !== FIRST_PID) return false;
      (options.toFirst ?? receive)(signal);
      return true;
    },
  };

  const input =
    options.hasInput && readsInput(options.argv) ? new OpenInput((register) => activity.wait(register)) : undefined;
  const background = createJobs(clock, () => signals.pending.length > 0);
  const activity: Activity = clock.spawn(async (self) => {
    try {
      await execute(self);
    } catch (error) {
      if (self.signal.aborted) throw error;
      // a fault of the simulator shows in the container's log and status, and ends no more than this process
      options.write('stderr', `${String(error)}\n`);
      finish(FAULT);
    }
  });

  async function execute(self: Activity): Promise<void> {
    // only cancelling ends it, by a rejection
    const forever = (): Promise<never> => self.wait(() => {}) as Promise<never>;
    const daemon: Daemon = { forever, handleTerminate: () => void (isHandled = true) };
    const shell = createShell({
      lookup: (name) => programs(baseName(name), daemon) ?? options.lookup(baseName(name)),
      fs: options.fs,
      env: shellEnvironment(options),
      cwd: options.cwd,
      name: 'sh',
      now: () => startTimeMs + clock.nowMs,
      sleep: (ms) => self.sleep(ms),
      signals,
      jobs: background.jobsOf(self),
      pid: Number(FIRST_PID),
      limits: { ticksMax: TICKS_MAX, outputMax: OUTPUT_MAX },
    });
    const result = await shell.run(sourceOf(options.argv), {
      ...(input ? { stdin: input } : {}),
      stdout: { write: (text) => options.write('stdout', text) },
      stderr: { write: (text) => options.write('stderr', text) },
      signal: self.signal,
    });
    // a loop that never ends keeps its container busy, as it would keep a real one
    if (result.interrupted === 'limit') await forever();
    finish(result.exit);
  }

  const end = (code: number) => {
    finish(code);
    activity.cancel();
  };
  return {
    signal: receive,
    kill: () => end(KILLED),
    ...(input ? { input } : {}),
  };
}

/** A shell without a script, or a program that copies what it reads. */
function readsInput([program, ...args]: readonly string[]): boolean {
  const isBare = args.every((arg) => /^-[^c]*$/.test(arg));
  return isBare && (SHELLS.has(baseName(program)) || COPIERS.has(baseName(program)));
}

const COPIERS = new Set(['cat', 'tee']);

/** Commands in the background of one process: each an activity of its own. */
function createJobs(clock: Clock, isSignalled: () => boolean) {
  const running = new Set<{ activity?: Activity }>();
  const wakers = new Set<() => void>();
  const wake = () => {
    const all = [...wakers];
    wakers.clear();
    for (const one of all) one();
  };

  function start(body: (sleep: (ms: number) => Promise<void>) => Promise<number>): Job {
    const entry: { activity?: Activity } = {};
    const job: Job = {
      kill(signal) {
        if (job.status === undefined) end(signal === 'KILL' ? KILLED : TERMINATED);
        entry.activity?.cancel();
      },
    };
    const end = (status: number) => {
      if (job.status !== undefined) return;
      job.status = status;
      running.delete(entry);
      wake();
    };
    running.add(entry);
    entry.activity = clock.spawn(async (own) => {
      try {
        end(await body((ms) => own.sleep(ms)));
      } catch (error) {
        if (own.signal.aborted) throw error;
        // a loop that never ends stays busy
        if (error instanceof Interrupted) await own.wait(() => {});
        else end(FAULT);
      }
    });
    return job;
  }

  const jobsOf = (self: Activity): Jobs => ({
    start,
    async waitFor(isDone) {
      while (!isDone() && !isSignalled()) await self.wait((resume) => void wakers.add(resume));
    },
  });
  return {
    jobsOf,
    wake,
    stop: () => running.forEach(({ activity }) => activity?.cancel()),
  };
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** An argument list as shell source; a program has no PWD unless a shell gives it one. */
export function sourceOf(argv: readonly string[]): string {
  const words = argv
    .map((word, index) => `'${(index === 0 ? baseName(word) : word).replace(/'/g, `'\\''`)}'`)
    .join(' ');
  return SHELLS.has(baseName(argv[0])) ? words : `unset PWD OLDPWD\n${words}`;
}

/** A shell counts how deep it stands. */
const shellEnvironment = ({ argv, env }: Pick<ProcessOptions, 'argv' | 'env'>): Record<string, string> =>
  SHELLS.has(baseName(argv[0])) ? { ...env, SHLVL: String(Number(env.SHLVL ?? 0) + 1) } : { ...env };

const SHELLS = new Set(['sh', 'ash', 'bash']);

/** Runs one command in a container's surroundings in the foreground, as `kubectl exec` does. */
export async function runForeground(
  options: Omit<ProcessOptions, 'onExit' | 'clock'> & {
    now(): number;
    sleep(ms: number): Promise<void>;
    stdin?: string;
    signal?: AbortSignal;
  },
  programs: (name: string, daemon: Daemon) => Command | undefined,
): Promise<number> {
  const forever = async (): Promise<never> => {
    for (let hours = 0; hours < FOREGROUND_HOURS_MAX; hours++) await options.sleep(HOUR_MS);
    throw new Interrupted('limit', 'stopped: it did not end within a day');
  };
  const daemon: Daemon = { forever, handleTerminate: () => {} };
  const shell = createShell({
    lookup: (name) => programs(baseName(name), daemon) ?? options.lookup(baseName(name)),
    fs: options.fs,
    env: shellEnvironment(options),
    cwd: options.cwd,
    name: 'sh',
    now: options.now,
    sleep: options.sleep,
    signals: {
      pending: [],
      trapped: new Set(),
      send(pid, signal) {
        if (pid !== FIRST_PID) return false;
        options.toFirst?.(signal);
        return true;
      },
    },
  });
  const result = await shell.run(sourceOf(options.argv), {
    ...(options.stdin === undefined ? {} : { stdin: inputOf(options.stdin) }),
    stdout: { write: (text) => options.write('stdout', text) },
    stderr: { write: (text) => options.write('stderr', text) },
    signal: options.signal,
  });
  return result.exit;
}

function inputOf(text: string) {
  let rest = text;
  return {
    readAll() {
      const all = rest;
      rest = '';
      return all;
    },
    readLine() {
      if (rest === '') return undefined;
      const at = rest.indexOf('\n');
      const line = at < 0 ? rest : rest.slice(0, at);
      rest = at < 0 ? '' : rest.slice(at + 1);
      return line;
    },
  };
}
