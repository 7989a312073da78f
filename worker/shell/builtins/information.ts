/** cd, pwd, type, command -v, alias. */

import { resolvePath } from '../files';
import type { Interpreter } from '../interpreter/interpreter';
import { compareText } from '../interpreter/glob';
import { builtins } from '.';
import { plain, type Builtin } from './types';

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  'in',
  'function',
  'select',
  'time',
  '{',
  '}',
  '!',
  '[[',
  ']]',
]);
/** Where programs are said to be. */
const PROGRAM_FOLDER = '/usr/bin';

function cd(shell: Interpreter, args: readonly string[]): number {
  const words = args.filter((word) => !/^-[LPe]+$/.test(word) && word !== '--');
  if (words.length > 1) {
    shell.complain('cd: too many arguments');
    return 1;
  }
  const isBack = words[0] === '-';
  const target = isBack ? shell.variables.text('OLDPWD') : (words[0] ?? shell.variables.text('HOME') ?? '/root');
  if (target === undefined) {
    shell.complain('cd: OLDPWD not set');
    return 1;
  }
  const path = target === '' ? shell.cwd : resolvePath(shell.cwd, target);
  const kind = shell.fs.kind(path);
  if (kind !== 'folder') {
    const reason = kind === 'file' ? 'Not a directory' : 'No such file or directory';
    shell.complain(shell.isAsh ? `cd: can't cd to ${target}: ${reason}` : `cd: ${target}: ${reason}`);
    return shell.isAsh ? 2 : 1;
  }
  shell.variables.define('OLDPWD', { text: shell.cwd, exported: true });
  shell.variables.define('PWD', { text: path, exported: true });
  shell.cwd = path;
  if (isBack) shell.stdout.write(`${path}\n`);
  return 0;
}

type Style = 'name' | 'sentence' | 'kind' | 'path';

/** `type` and `command -v`. @returns 0 when all were found. */
export function describeCommands(shell: Interpreter, names: readonly string[], style: Style): number {
  let status = 0;
  for (const name of names) {
    const text = describe(shell, name, style);
    if (text !== undefined) {
      if (text !== '') shell.stdout.write(`${text}\n`);
      continue;
    }
    status = shell.isAsh ? 127 : 1;
    if (style !== 'sentence') continue;
    if (shell.isAsh) shell.stdout.write(`${name}: not found\n`);
    else shell.complain(`type: ${name}: not found`);
  }
  return status;
}

function describe(shell: Interpreter, name: string, style: Style): string | undefined {
  const pick = (kind: string, sentence: string, plainName = name) =>
    style === 'kind' ? kind : style === 'sentence' ? sentence : style === 'path' ? '' : plainName;
  const alias = shell.aliases.get(name);
  if (alias) return pick('alias', `${name} is aliased to \`${alias.text}'`, `alias ${name}='${alias.text}'`);
  if (KEYWORDS.has(name)) return pick('keyword', `${name} is a shell keyword`);
  const definition = shell.functions.get(name);
  if (definition) return pick('function', `${name} is a function\n${name} () \n${definition.text}`);
  if (Object.hasOwn(builtins, name) && !HIDDEN.has(name)) return pick('builtin', `${name} is a shell builtin`);
  const isProgram = HIDDEN.has(name) || shell.lookup(name) !== undefined;
  if (!isProgram) return undefined;
  const path = `${PROGRAM_FOLDER}/${name}`;
  return style === 'kind' ? 'file' : style === 'sentence' ? `${name} is ${path}` : path;
}

/** Builtins here that are programs in a real shell. */
const HIDDEN = new Set(['bash', 'sh']);

function type(shell: Interpreter, args: readonly string[]): number {
  const flag = args[0]?.startsWith('-') ? args[0] : '';
  const style: Style = flag === '-t' ? 'kind' : flag === '-p' || flag === '-P' ? 'path' : 'sentence';
  return describeCommands(shell, flag ? args.slice(1) : args, style);
}

function alias(shell: Interpreter, args: readonly string[]): number {
  const show = (name: string, text: string) => shell.stdout.write(`alias ${name}='${text.replace(/'/g, "'\\''")}'\n`);
  if (args.length === 0 || args[0] === '-p')
    for (const name of [...shell.aliases.keys()].sort(compareText)) show(name, shell.aliases.get(name)!.text);
  let status = 0;
  for (const word of args) {
    if (word === '-p') continue;
    const assignment = /^([^=]+)=(.*)$/s.exec(word);
    if (assignment) shell.aliases.set(assignment[1], { text: assignment[2], line: shell.line });
    else if (shell.aliases.has(word)) show(word, shell.aliases.get(word)!.text);
    else {
      shell.complain(`alias: ${word}: not found`);
      status = 1;
    }
  }
  return status;
}

function unalias(shell: Interpreter, args: readonly string[]): number {
  if (args[0] === '-a') shell.aliases.clear();
  let status = 0;
  for (const name of args.filter((word) => word !== '-a')) {
    if (shell.aliases.delete(name)) continue;
    shell.complain(`unalias: ${name}: not found`);
    status = 1;
  }
  return status;
}

export const informationBuiltins: Record<string, Builtin> = {
  cd: plain(cd),
  pwd: plain((shell) => {
    shell.stdout.write(`${shell.cwd}\n`);
    return 0;
  }),
  type: plain(type),
  alias: plain(alias),
  unalias: plain(unalias),
  dirs: plain((shell) => {
    shell.stdout.write(`${shell.cwd}\n`);
    return 0;
  }),
};
