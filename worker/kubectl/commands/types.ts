/** What a command of kubectl is. */

import type { Errors, KubectlError } from '../errors';
import type { FlagSpec } from '../flags';
import type { Invocation } from '../invocation';

/** Nothing: exit 0. A number: that exit code. Errors: printed, exit 1. */
export type Outcome = void | number | KubectlError | Errors;

export interface CommandArgs {
  args: readonly string[];
  /** Count of arguments before `--`; -1 without one. */
  dashAt: number;
}

export interface CommandSpec {
  name: string;
  aliases?: readonly string[];
  /** One line for help pages. */
  short: string;
  /** `(TYPE NAME | -f FILENAME)`, for help pages. */
  usage?: string;
  flags?: readonly FlagSpec[];
  subcommands?: readonly CommandSpec[];
  run?(run: Invocation, args: CommandArgs): Outcome | Promise<Outcome>;
  /** Where the rest of it comes from, for a command that is loaded when it is named. */
  load?(): Promise<CommandBody>;
}

/** A command without what the table of commands says of it. */
export type CommandBody = Omit<CommandSpec, 'name' | 'aliases' | 'short' | 'load'>;
