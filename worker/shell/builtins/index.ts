/** The builtins of the shell by name. Those that few command lines use are loaded when first used. */

import { once } from '../once';
import { controlBuiltins } from './control';
import type { Builtin } from './types';

type Loader = () => Promise<Record<string, Builtin>>;

/** @returns stand-ins for builtins of one table that take plain words. */
function later(names: readonly string[], load: Loader): Record<string, Builtin> {
  const table = once(load);
  const run: Builtin['run'] = async (shell, args, name) => (await table())[name].run(shell, args, name);
  return Object.fromEntries(names.map((name) => [name, { run }]));
}

/** @returns stand-ins for builtins of one table that take assignments, too. */
function laterDeclaring(names: readonly string[], load: Loader): Record<string, Builtin> {
  const declares: Builtin['declares'] = async (shell, name, declared) =>
    (await load())[name].declares!(shell, name, declared);
  return Object.fromEntries(Object.entries(later(names, load)).map(([name, { run }]) => [name, { run, declares }]));
}

const variables: Loader = async () => (await import('./variables')).variableBuiltins;

export const builtins: Readonly<Record<string, Builtin>> = {
  ...controlBuiltins,
  ...laterDeclaring(['declare', 'export', 'local', 'readonly', 'typeset'], variables),
  ...later(['let', 'shift', 'unset'], variables),
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
