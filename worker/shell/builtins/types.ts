/** What a builtin of the shell is: a function that may change the shell. */

import type { Interpreter } from '../interpreter/interpreter';
import type { Declared } from '../interpreter/simple';

export interface Builtin {
  run(shell: Interpreter, args: readonly string[], name: string): number | Promise<number>;
  /** For builtins that take assignments as arguments. */
  declares?(shell: Interpreter, name: string, declared: readonly Declared[]): Promise<number>;
}

/** @returns a builtin that takes plain words. */
export function plain(run: Builtin['run']): Builtin {
  return { run };
}

export const IDENTIFIER = /^[A-Za-z_]\w*$/;
