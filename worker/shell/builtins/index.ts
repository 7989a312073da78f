/** The builtins of the shell by name. Those that few command lines use are loaded when first used. */

import { controlBuiltins } from './control';
import type { Builtin } from './types';
import { variableBuiltins } from './variables';

/** @returns stand-ins for the builtins of one table, none of which takes assignments as arguments. */
function later(names: readonly string[], load: () => Promise<Record<string, Builtin>>): Record<string, Builtin> {
  const run: Builtin['run'] = async (shell, args, name) => (await load())[name].run(shell, args, name);
  return Object.fromEntries(names.map((name) => [name, { run }]));
}

export const builtins: Readonly<Record<string, Builtin>> = {
  ...controlBuiltins,
  ...variableBuiltins,
  ...later(
    ['alias', 'cd', 'dirs', 'pwd', 'type', 'unalias'],
    async () => (await import('./information')).informationBuiltins,
  ),
  ...later(
    ['[', 'command', 'echo', 'mapfile', 'printf', 'read', 'readarray', 'test'],
    async () => (await import('./input-output')).inputOutputBuiltins,
  ),
  ...later(
    ['bind', 'complete', 'getopts', 'hash', 'history', 'set', 'shopt', 'ulimit', 'umask'],
    async () => (await import('./options')).optionBuiltins,
  ),
  ...later(['bash', 'sh'], async () => (await import('./shells')).shellBuiltins),
};
