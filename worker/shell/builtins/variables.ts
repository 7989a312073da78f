/** export, declare, local, readonly, unset, shift, let. */

import { evaluateArithmetic } from '../interpreter/arithmetic';
import { assign, assignText } from '../interpreter/assign';
import { ShellError } from '../interpreter/flow';
import { compareText } from '../interpreter/glob';
import type { Interpreter } from '../interpreter/interpreter';
import { doubleQuote, quoteForShell } from '../interpreter/quote';
import type { Declared } from '../interpreter/simple';
import { keysOf, type Variable } from '../interpreter/variables';
import { IDENTIFIER, plain, type Builtin } from './types';

interface DeclareOptions {
  letters: Set<string>;
  removed: Set<string>;
}

function readOptions(declared: readonly Declared[]): { options: DeclareOptions; rest: Declared[] } {
  const options: DeclareOptions = { letters: new Set(), removed: new Set() };
  let index = 0;
  for (; index < declared.length; index++) {
    const { word } = declared[index];
    if (word === '--') {
      index += 1;
      break;
    }
    if (word === undefined || !/^[-+][A-Za-z]+$/.test(word)) break;
    for (const letter of word.slice(1)) (word[0] === '-' ? options.letters : options.removed).add(letter);
  }
  return { options, rest: declared.slice(index) };
}

async function declare(shell: Interpreter, name: string, declared: readonly Declared[]): Promise<number> {
  const { options, rest } = readOptions(declared);
  const { letters } = options;
  if (name === 'export') letters.add('x');
  if (name === 'readonly') letters.add('r');
  if (letters.has('f') || letters.has('F')) return listFunctions(shell, rest, letters.has('F'), letters.has('x'));
  if (rest.length === 0 || letters.has('p')) return listVariables(shell, name, options, rest);
  if (name === 'local' && !shell.variables.inFunction) {
    shell.complain('local: can only be used in a function');
    return 1;
  }
  let status = 0;
  for (const item of rest) {
    try {
      if ((await declareOne(shell, name, options, item)) !== 0) status = 1;
    } catch (error) {
      if (!(error instanceof ShellError) || error.exits || !/readonly/.test(error.message)) throw error;
      shell.complain(name === 'export' ? error.message : `${name}: ${error.message}`);
      status = 1;
    }
  }
  return status;
}

async function declareOne(shell: Interpreter, name: string, options: DeclareOptions, item: Declared): Promise<number> {
  const text = item.word !== undefined ? /^([A-Za-z_]\w*)(\+?)=(.*)$/s.exec(item.word) : null;
  const variableName = item.assignment?.name ?? text?.[1] ?? item.word ?? '';
  if (!IDENTIFIER.test(variableName)) {
    shell.complain(`${name}: \`${item.word}': not a valid identifier`);
    return 1;
  }
  const isLocal =
    name === 'local' ||
    ((name === 'declare' || name === 'typeset') && shell.variables.inFunction && !options.letters.has('g'));
  const old = isLocal ? undefined : shell.variables.getOwn(variableName);
  if (old?.readonly && (item.assignment || text)) throw new ShellError(`${variableName}: readonly variable`);
  const variable = isLocal ? shell.variables.makeLocal(variableName) : (old ?? {});
  if (!old) shell.variables.define(variableName, variable);
  setAttributes(variable, options);
  const { readonly } = variable;
  delete variable.readonly;
  if (item.assignment) await assign(shell, item.assignment);
  else if (text) assignText(shell, variableName, text[3], text[2] === '+');
  if (readonly) variable.readonly = true;
  return 0;
}

function setAttributes(variable: Variable, { letters, removed }: DeclareOptions): void {
  if (letters.has('x')) variable.exported = true;
  if (removed.has('x') || (letters.has('n') && letters.has('x') && letters.size === 2)) delete variable.exported;
  if (letters.has('r')) variable.readonly = true;
  if (letters.has('i')) variable.integer = true;
  if (removed.has('i')) delete variable.integer;
  if (letters.has('u')) variable.letterCase = 'upper';
  if (letters.has('l')) variable.letterCase = 'lower';
  if (letters.has('n') && !letters.has('x')) variable.reference = true;
  if (letters.has('a') && !variable.list) {
    variable.list = variable.text === undefined ? [] : [variable.text];
    delete variable.text;
  }
  if (letters.has('A') && !variable.map) variable.map = new Map();
}

/** One line of `declare -p`. */
export function declaration(name: string, variable: Variable): string {
  const flags = [
    variable.list && 'a',
    variable.map && 'A',
    variable.integer && 'i',
    variable.reference && 'n',
    variable.readonly && 'r',
    variable.exported && 'x',
  ]
    .filter(Boolean)
    .join('');
  const head = `declare -${flags || '-'} ${name}`;
  if (variable.map) {
    const items = [...variable.map].map(([key, text]) => `[${quoteKey(key)}]=${doubleQuote(text)} `);
    return `${head}=(${items.join('')})`;
  }
  if (variable.list)
    return `${head}=(${keysOf(variable)
      .map((key) => `[${key}]=${doubleQuote(variable.list![Number(key)])}`)
      .join(' ')})`;
  return variable.text === undefined ? head : `${head}=${doubleQuote(variable.text)}`;
}

function quoteKey(key: string): string {
  return /^[\w.:/-]+$/.test(key) ? key : doubleQuote(key);
}

function listVariables(
  shell: Interpreter,
  command: string,
  options: DeclareOptions,
  rest: readonly Declared[],
): number {
  let status = 0;
  const names =
    rest.length > 0 ? rest.map((item) => item.word ?? item.assignment?.name ?? '') : shell.variables.names();
  for (const name of names) {
    const variable = shell.variables.getOwn(name);
    if (!variable) {
      shell.complain(`${command}: ${name}: not found`);
      status = 1;
      continue;
    }
    if (rest.length === 0 && !isListed(variable, options)) continue;
    if (shell.isAsh) shell.stdout.write(`${command} ${name}='${variable.text ?? ''}'\n`);
    else if (command === 'declare' && options.letters.size === 0)
      shell.stdout.write(`${name}=${quoteForShell(variable.text ?? '')}\n`);
    else shell.stdout.write(`${declaration(name, variable)}\n`);
  }
  return status;
}

function isListed(variable: Variable, { letters }: DeclareOptions): boolean {
  if (letters.has('x') && !variable.exported) return false;
  if (letters.has('r') && !variable.readonly) return false;
  if (letters.has('a') && !variable.list) return false;
  return !(letters.has('A') && !variable.map);
}

function listFunctions(shell: Interpreter, rest: readonly Declared[], namesOnly: boolean, isExport: boolean): number {
  if (isExport && rest.length > 0) return rest.every((item) => shell.functions.has(item.word ?? '')) ? 0 : 1;
  const names = rest.length > 0 ? rest.map((item) => item.word ?? '') : [...shell.functions.keys()].sort(compareText);
  let status = 0;
  for (const name of names) {
    const definition = shell.functions.get(name);
    if (!definition) status = 1;
    else if (namesOnly) shell.stdout.write(rest.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else shell.stdout.write(`${name} () \n${definition.text}\n`);
  }
  return status;
}

function unset(shell: Interpreter, args: readonly string[]): number {
  const isFunction = args[0] === '-f';
  const names = args[0]?.startsWith('-') ? args.slice(1) : args;
  let status = 0;
  for (const name of names) {
    const element = /^(\w+)\[(.+)\]$/s.exec(name);
    if (element) {
      const variable = shell.variables.get(element[1]);
      const key = element[2].replace(/^(['"])(.*)\1$/s, '$2');
      shell.variables.unsetElement(element[1], variable?.map ? key : Number(evaluateArithmetic(shell, key)));
      continue;
    }
    if (isFunction || (shell.variables.getOwn(name) === undefined && shell.functions.has(name))) {
      shell.functions.delete(name);
      continue;
    }
    try {
      shell.variables.unset(name);
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      shell.complain(`unset: ${error.message}`);
      status = 1;
    }
  }
  return status;
}

function shift(shell: Interpreter, args: readonly string[]): number {
  const count = args.length > 0 ? Number(args[0]) : 1;
  if (!Number.isInteger(count) || count < 0) {
    shell.complain(
      `shift: ${args[0]}: ${Number.isNaN(count) ? 'numeric argument required' : 'shift count out of range'}`,
    );
    return 1;
  }
  if (count > shell.positional.length) return 1;
  shell.positional = shell.positional.slice(count);
  return 0;
}

function evaluateLet(shell: Interpreter, args: readonly string[]): number {
  let value = 0n;
  try {
    for (const arg of args) value = evaluateArithmetic(shell, arg);
  } catch (error) {
    if (!(error instanceof ShellError) || error.exits) throw error;
    shell.complain(`let: ${error.message}`);
    return 1;
  }
  return value === 0n ? 1 : 0;
}

const declaring: Builtin = {
  run: (shell, args, name) =>
    declare(
      shell,
      name,
      args.map((word) => ({ word })),
    ),
  declares: declare,
};

export const variableBuiltins: Record<string, Builtin> = {
  export: declaring,
  declare: declaring,
  typeset: declaring,
  local: declaring,
  readonly: declaring,
  unset: plain(unset),
  shift: plain(shift),
  let: plain(evaluateLet),
};
