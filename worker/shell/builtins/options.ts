/** set, shopt, getopts, umask, hash, ulimit. */

import { assignText } from '../interpreter/assign';
import type { Interpreter } from '../interpreter/interpreter';
import { quoteForShell } from '../interpreter/quote';
import { keysOf } from '../interpreter/variables';
import { declaration } from './variables';
import { plain, type Builtin } from './types';

const LONG_OPTIONS: Record<string, string> = {
  allexport: 'a',
  errexit: 'e',
  errtrace: 'E',
  noclobber: 'C',
  noexec: 'n',
  noglob: 'f',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
  pipefail: 'pipefail',
  posix: 'posix',
  history: 'history',
  functrace: 'T',
  monitor: 'm',
  emacs: 'emacs',
  vi: 'vi',
};

function set(shell: Interpreter, args: readonly string[]): number {
  if (args.length === 0) return listAll(shell);
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (word === '--' || word === '-') {
      shell.positional = args.slice(index + 1);
      return 0;
    }
    if (!/^[-+]/.test(word) || word.length === 1) {
      shell.positional = args.slice(index);
      return 0;
    }
    const on = word[0] === '-';
    for (const letter of word.slice(1)) {
      if (letter !== 'o') {
        if (!'abefhkmnptuvxBCEHPT'.includes(letter)) {
          shell.complain(`set: ${word[0]}${letter}: invalid option`);
          shell.stderr.write('set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n');
          return 2;
        }
        turn(shell, letter, on);
        continue;
      }
      const name = args[++index];
      if (name === undefined) return listOptions(shell, on);
      if (!Object.hasOwn(LONG_OPTIONS, name)) {
        shell.complain(`set: ${name}: invalid option name`);
        return 2;
      }
      turn(shell, LONG_OPTIONS[name], on);
    }
  }
  return 0;
}

function turn(shell: Interpreter, flag: string, on: boolean): void {
  if (on) shell.flags.add(flag);
  else shell.flags.delete(flag);
}

/** `set` without arguments: variables as assignments, then functions. */
function listAll(shell: Interpreter): number {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.getOwn(name)!;
    if (variable.list || variable.map) {
      if (keysOf(variable).length > 0)
        shell.stdout.write(`${declaration(name, variable).replace(/^declare -\S+ /, '')}\n`);
    } else if (variable.text !== undefined) {
      const text = shell.isAsh
        ? `'${variable.text.replace(/'/g, `'"'"'`)}'`
        : quoteForShell(variable.text).replace(/^''$/, '');
      shell.stdout.write(`${name}=${text}\n`);
    }
  }
  if (!shell.isAsh)
    for (const [name, definition] of shell.functions) shell.stdout.write(`${name} () \n${definition.text}\n`);
  return 0;
}

function listOptions(shell: Interpreter, isReadable: boolean): number {
  for (const name of Object.keys(LONG_OPTIONS).sort()) {
    const on = shell.flags.has(LONG_OPTIONS[name]);
    shell.stdout.write(isReadable ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`);
  }
  return 0;
}

const SHOPT_NAMES = new Set([
  'nullglob',
  'dotglob',
  'globstar',
  'extglob',
  'nocasematch',
  'nocaseglob',
  'failglob',
  'expand_aliases',
  'lastpipe',
  'inherit_errexit',
  'globasciiranges',
  'checkwinsize',
  'histappend',
  'autocd',
  'cdspell',
  'direxpand',
  'sourcepath',
  'xpg_echo',
]);

function shopt(shell: Interpreter, args: readonly string[]): number {
  const flags = args.filter((word) => word.startsWith('-')).join('');
  const names = args.filter((word) => !word.startsWith('-'));
  let status = 0;
  for (const name of names) {
    if (flags.includes('o')) {
      turn(shell, LONG_OPTIONS[name] ?? name, flags.includes('s'));
      continue;
    }
    if (!SHOPT_NAMES.has(name)) {
      shell.complain(`shopt: ${name}: invalid shell option name`);
      status = 1;
    } else if (flags.includes('s')) shell.shoptions.add(name);
    else if (flags.includes('u')) shell.shoptions.delete(name);
    else {
      const on = shell.shoptions.has(name);
      if (!flags.includes('q')) shell.stdout.write(`${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
      if (!on) status = 1;
    }
  }
  if (names.length === 0)
    for (const name of [...SHOPT_NAMES].sort())
      shell.stdout.write(`${name.padEnd(15)}\t${shell.shoptions.has(name) ? 'on' : 'off'}\n`);
  return status;
}

/** POSIX getopts over the positional parameters or the words given. */
function getopts(shell: Interpreter, args: readonly string[]): number {
  const [spec, name] = args;
  if (name === undefined) {
    shell.stderr.write('getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  const words = args.length > 2 ? args.slice(2) : shell.positional;
  const state = shell.getoptsAt;
  const isSilent = spec.startsWith(':');
  const word = words[state.index - 1];
  const end = () => {
    shell.variables.set(name, '?');
    if (word === '--') state.index += 1;
    saveIndex(shell, state.index);
    return 1;
  };
  if (word === undefined || !word.startsWith('-') || word === '-' || word === '--') return end();
  const letter = word[state.char];
  const at = spec.indexOf(letter);
  const isLast = state.char + 1 >= word.length;
  shell.variables.unset('OPTARG');
  const next = () => {
    state.index += isLast ? 1 : 0;
    state.char = isLast ? 1 : state.char + 1;
  };
  if (at < 0 || letter === ':') {
    if (isSilent) shell.variables.set('OPTARG', letter);
    else shell.stderr.write(`${shell.name}: illegal option -- ${letter}\n`);
    shell.variables.set(name, '?');
    next();
  } else if (spec[at + 1] === ':') {
    const argument = isLast ? words[state.index] : word.slice(state.char + 1);
    state.index += isLast ? 2 : 1;
    state.char = 1;
    if (argument === undefined) {
      state.index -= 1;
      if (isSilent) shell.variables.set('OPTARG', letter);
      else shell.stderr.write(`${shell.name}: option requires an argument -- ${letter}\n`);
      shell.variables.set(name, isSilent ? ':' : '?');
    } else {
      shell.variables.set('OPTARG', argument);
      shell.variables.set(name, letter);
    }
  } else {
    shell.variables.set(name, letter);
    next();
  }
  saveIndex(shell, state.index);
  return 0;
}

/** Writes OPTIND without starting over, as an assignment by the user would. */
function saveIndex(shell: Interpreter, index: number): void {
  const { char } = shell.getoptsAt;
  assignText(shell, 'OPTIND', String(index));
  shell.getoptsAt = { index, char };
}

export const optionBuiltins: Record<string, Builtin> = {
  set: plain(set),
  shopt: plain(shopt),
  getopts: plain(getopts),
  umask: plain((shell, args) => {
    if (args.length === 0) shell.stdout.write('0022\n');
    return 0;
  }),
  ulimit: plain((shell) => {
    shell.stdout.write('unlimited\n');
    return 0;
  }),
  hash: plain(() => 0),
  history: plain(() => 0),
  complete: plain(() => 0),
  bind: plain(() => 0),
};
