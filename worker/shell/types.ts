/** What a program of the simulated shell is: a function over arguments, streams, files and virtual time. */

/** An in-memory tree of files. Paths are absolute and normalised by the caller (`resolve`). Text is what it stores. */
export interface FileSystem {
  /** Text of a file, or undefined when there is none (or it is a folder). */
  read(path: string): string | undefined;
  /** @returns an error in the system's words (`No such file or directory`), or undefined. */
  write(path: string, text: string, append?: boolean): string | undefined;
  list(path: string): string[] | undefined;
  kind(path: string): 'file' | 'folder' | undefined;
  makeFolder(path: string): string | undefined;
  remove(path: string): string | undefined;
}

export interface Input {
  /** Everything that is left. */
  readAll(): string;
  /** The next line without its newline; undefined at the end. */
  readLine(): string | undefined;
  /** Waits until a line or the end is there; undefined when there is nothing to wait for. */
  wait?(): Promise<void> | undefined;
}

export interface Output {
  write(text: string): void;
}

/** Thrown by `tick` and `sleep` to unwind a command that was stopped or hit a limit. */
export class Interrupted extends Error {
  constructor(
    readonly cause_: 'stopped' | 'limit',
    message: string,
  ) {
    super(message);
  }
}

export interface CommandContext {
  /** The word it was called by, and the words after it. */
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly fs: FileSystem;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Virtual time, milliseconds since 1970. */
  now(): number;
  /** Lets virtual time pass. */
  sleep(ms: number): Promise<void>;
  /**
   * To be called once per unit of work in any loop: counts against the limit, lets messages in, throws Interrupted
   * when the command was stopped. Returns a promise only when it has to wait.
   */
  tick(): void | Promise<void>;
  /** Messages and layouts as busybox has them, in containers. */
  readonly isBusybox?: boolean;
  /** Whether `run` would find a program of this name. */
  exists(name: string): boolean;
  /**
   * Runs another program of the same shell (xargs, timeout, env, sh -c). `env` replaces the environment; after
   * `timeoutMs` of virtual time it is ended and the result is 124. @returns its exit status, 127 when there is none.
   */
  run(
    argv: readonly string[],
    streams?: { stdin?: Input; stdout?: Output; stderr?: Output; env?: Record<string, string>; timeoutMs?: number },
  ): Promise<number>;
}

/**
 * A program. @returns its exit status.
 * `streams` says that it calls `stdin.wait()` before each `readLine()`; without it, a program at the end of a pipe starts when
 * the stages before it have ended.
 */
export type Command = ((context: CommandContext) => number | Promise<number>) & { readonly streams?: boolean };

/** Finds a program by name; asynchronous where its code is loaded when first used. */
export type CommandLookup = (name: string) => Command | Promise<Command> | undefined;

export interface ShellLimits {
  /** Statements and loop turns of one command line. */
  ticksMax: number;
  /** Characters that one command line may print. */
  outputMax: number;
  /** Nested functions, substitutions and subshells. */
  depthMax: number;
  /** Characters of one string: a variable, a file, the result of a substitution, what waits in a pipe. */
  stringMax: number;
}

/** Signals of a process that a shell is the first program of. */
export interface Signals {
  /** Names of signals that have come and wait for the end of the present command. */
  pending: string[];
  /** Names of signals that a trap is set for. */
  trapped: Set<string>;
  /** Sends a signal to a process that is no job of the shell. @returns false when there is none. */
  send(pid: string, signal: string): boolean;
}

/** A command in the background. */
export interface Job {
  /** Absent while it runs. */
  status?: number;
  kill(signal: string): void;
}

/** Commands that go on beside the shell. */
export interface Jobs {
  /** @param body is given the sleep of the new process, and ends with its status. */
  start(body: (sleep: (ms: number) => Promise<void>) => Promise<number>): Job;
  /** Parks the shell until `isDone`, or until a signal has come that a trap is set for. */
  waitFor(isDone: () => boolean): Promise<void>;
}

export interface ShellOptions {
  lookup: CommandLookup;
  fs: FileSystem;
  env?: Record<string, string>;
  cwd?: string;
  /** argv[0] in messages: `bash` in the terminal, `sh` in containers. */
  name?: string;
  now(): number;
  sleep(ms: number): Promise<void>;
  signals?: Signals;
  /** Without it a command in the background runs at once, to its end. */
  jobs?: Jobs;
  /** What `$$` gives. */
  pid?: number;
  limits?: Partial<ShellLimits>;
}

export interface RunOptions {
  stdin?: Input;
  stdout: Output;
  stderr: Output;
  signal?: AbortSignal;
  /** Stop after this many ticks, as a replay of a command that was stopped by hand. */
  interruptAfterTicks?: number;
}

export interface ShellResult {
  exit: number;
  /** Ticks that it took; what `interruptAfterTicks` wants on a replay. */
  ticks: number;
  interrupted?: 'stopped' | 'limit';
}

/** A shell whose variables, functions, working directory and files last from run to run. */
export interface Shell {
  run(source: string, options: RunOptions): Promise<ShellResult>;
  readonly cwd: string;
}
