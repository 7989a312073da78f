/** Expansion of `$name` and `${…}` with all its operations. */

import { once } from '../once';
import { arithmetic, expandInto, expandPattern, expandText } from './expand';
import type { Sink } from './fields';
import { ShellError } from './flow';
import type { Interpreter } from './interpreter';
import { quoteForShell } from './quote';
import { parseWord, type ParameterExpansionPart, type Word } from './syntax';
import { keysOf, valuesOf, type Variable } from './variables';

const patterns = once(() => import('./pattern'));

/** `$$` of every shell: a fixed number, since runs repeat. */
const SHELL_PID = 1000;

/** A value: one text, or the items of `@` and `*`. */
interface Value {
  text?: string;
  items?: string[];
  joined?: boolean;
}

/** @returns the value of a special parameter or a positional one; undefined when `name` is none of them. */
function special(shell: Interpreter, name: string): Value | undefined {
  switch (name) {
    case '?':
      return { text: String(shell.lastStatus) };
    case '$':
      return { text: String(shell.options.pid ?? SHELL_PID) };
    case '#':
      return { text: String(shell.positional.length) };
    case '!':
      return { text: shell.lastBackground };
    case '-':
      return { text: [...shell.flags].filter((flag) => flag.length === 1).join('') + 'hBc' };
    case '@':
      return { items: [...shell.positional], joined: false };
    case '*':
      return { items: [...shell.positional], joined: true };
    case '0':
      return { text: shell.name };
  }
  if (/^\d+$/.test(name)) return { text: shell.positional[Number(name) - 1] };
  return dynamicVariable(shell, name);
}

function dynamicVariable(shell: Interpreter, name: string): Value | undefined {
  switch (name) {
    case 'LINENO':
      return { text: String(shell.line) };
    case 'SECONDS':
      return { text: '0' };
    case 'BASHPID':
      return { text: String(shell.options.pid ?? SHELL_PID) };
    case 'BASH_SUBSHELL':
      return { text: String(shell.subshellLevel) };
    case 'FUNCNAME':
      return { text: shell.functionNames[shell.functionNames.length - 1] };
    case 'EPOCHSECONDS':
      return { text: String(Math.floor(shell.options.now() / 1000)) };
    case 'RANDOM':
      return shell.variables.get(name) ? undefined : { text: nextRandom(shell) };
    case 'PIPESTATUS':
      return undefined;
    default:
      return undefined;
  }
}

const RANDOM_MULTIPLIER = 1103515245;
const RANDOM_INCREMENT = 12345;
const seeds = new WeakMap<object, number>();

/** The next number of the shell's own sequence: the same in every session. */
function nextRandom(shell: Interpreter): string {
  const owner = shell.options;
  const seed = (Math.imul(seeds.get(owner) ?? 42, RANDOM_MULTIPLIER) + RANDOM_INCREMENT) & 0x7fffffff;
  seeds.set(owner, seed);
  return String((seed >> 16) & 32767);
}

/** `$name` without braces. */
export function expandSimple(shell: Interpreter, name: string, sink: Sink, quoted: boolean): void {
  const value = special(shell, name) ?? { text: shell.variables.text(name) };
  if (value.items) return sink.items(value.items, quoted, value.joined ?? false);
  emit(shell, name, value, sink, quoted);
}

function emit(shell: Interpreter, name: string, value: Value, sink: Sink, quoted: boolean): void {
  if (value.items) return sink.items(value.items, quoted, value.joined ?? false);
  if (value.text === undefined && shell.flags.has('u')) throw unbound(shell, name);
  if (quoted) sink.quoted(value.text ?? '');
  else sink.split(value.text ?? '');
}

function unbound(shell: Interpreter, name: string): ShellError {
  const shown = /^\d+$/.test(name) && !shell.isAsh ? `$${name}` : name;
  return shell.isAsh
    ? new ShellError(`${name}: parameter not set`, 2, true)
    : new ShellError(`${shown}: unbound variable`, 127, true);
}

/** `${…}`. */
export async function expandParameter(
  shell: Interpreter,
  part: ParameterExpansionPart,
  sink: Sink,
  quoted: boolean,
): Promise<void> {
  if (part.operation?.type === 'Unknown') throw new ShellError(`${part.text}: bad substitution`);
  if (part.prefix === '!' && part.operation?.type === 'Names') {
    const names = shell.variables.names().filter((name) => name.startsWith(part.parameter));
    return sink.items(names, quoted, part.operation.operator === '*');
  }
  if (part.prefix === '!' && (part.index?.text === '@' || part.index?.text === '*')) {
    return sink.items(keysOf(shell.variables.get(part.parameter)), quoted, part.index.text === '*');
  }
  let name = part.parameter;
  let value = await valueOf(shell, name, part.index);
  if (part.prefix === '!') {
    if (value.text === undefined) throw new ShellError(`${part.parameter}: invalid indirect expansion`);
    const target = /^(\w+)\[(.*)\]$/.exec(value.text);
    name = value.text;
    value = await valueOf(shell, target ? target[1] : value.text, target ? parseWord(target[2]) : undefined);
  }
  if (part.prefix === '#') return emit(shell, name, { text: lengthOf(shell, part, value) }, sink, quoted);
  const { operation } = part;
  if (!operation) return emit(shell, part.index ? part.text.slice(2, -1) : name, value, sink, quoted);
  if (operation.type === 'Default') return applyDefault(shell, part, name, value, sink, quoted);
  if (operation.type === 'Slice') return emit(shell, name, await applySlice(shell, part, value), sink, quoted);
  if (value.text === undefined && !value.items && shell.flags.has('u')) throw unbound(shell, name);
  const change = await textChange(shell, part, name);
  const changed: Value = value.items
    ? { ...value, items: value.items.map(change) }
    : { text: value.text === undefined ? undefined : change(value.text) };
  emit(shell, name, changed.items ? changed : { text: changed.text ?? '' }, sink, quoted);
}

async function valueOf(shell: Interpreter, name: string, index: Word | undefined): Promise<Value> {
  if (!index) {
    const known = special(shell, name);
    return known ?? { text: shell.variables.text(name) };
  }
  const variable =
    name === 'PIPESTATUS'
      ? { list: shell.pipeStatus.map(String) }
      : name === 'FUNCNAME'
        ? { list: [...shell.functionNames].reverse() }
        : shell.variables.get(name);
  if (index.text === '@' || index.text === '*') return { items: valuesOf(variable), joined: index.text === '*' };
  const key = await elementKey(shell, variable, index);
  return { text: elementOf(variable, key) };
}

/** @returns the index as a number, or as a text for maps. */
export async function elementKey(
  shell: Interpreter,
  variable: Variable | undefined,
  index: Word,
): Promise<string | number> {
  if (variable?.map) return expandText(shell, index);
  return Number(await arithmetic(shell, index.text));
}

function elementOf(variable: Variable | undefined, key: string | number): string | undefined {
  if (typeof key === 'string') return variable?.map?.get(key);
  if (!variable?.list) return key === 0 || key === -1 ? variable?.text : undefined;
  return variable.list[key < 0 ? variable.list.length + key : key];
}

function lengthOf(shell: Interpreter, part: ParameterExpansionPart, value: Value): string {
  if (value.items) return String(value.items.length);
  if (value.text === undefined && shell.flags.has('u')) throw unbound(shell, part.parameter);
  return String([...(value.text ?? '')].length);
}

async function applyDefault(
  shell: Interpreter,
  part: ParameterExpansionPart,
  name: string,
  value: Value,
  sink: Sink,
  quoted: boolean,
): Promise<void> {
  if (part.operation?.type !== 'Default') return;
  const { operator, operand } = part.operation;
  const text = value.items ? (value.items.length > 0 ? value.items.join(' ') : undefined) : value.text;
  const isMissing = text === undefined || (operator.startsWith(':') && text === '');
  const kind = operator.slice(-1);
  if (kind === '+') {
    if (!isMissing) await expandOperand(shell, operand, sink, quoted);
    return;
  }
  if (!isMissing) return emit(shell, name, value, sink, quoted);
  if (kind === '-') return expandOperand(shell, operand, sink, quoted);
  if (kind === '=') {
    const assigned = await expandText(shell, operand);
    if (part.index)
      shell.variables.setElement(name, await elementKey(shell, shell.variables.get(name), part.index), assigned);
    else if (/^[A-Za-z_]\w*$/.test(name)) shell.variables.set(name, assigned);
    else throw new ShellError(`$${name}: cannot assign in this way`);
    return emit(shell, name, { text: assigned }, sink, quoted);
  }
  const message = await expandText(shell, operand);
  const fallback = operator === ':?' ? 'parameter null or not set' : 'parameter not set';
  throw new ShellError(`${name}: ${message || fallback}`, shell.isAsh ? 2 : 127, true);
}

/** The word after `:-`: outside quotes its text is split like the result of an expansion. */
async function expandOperand(shell: Interpreter, operand: Word, sink: Sink, quoted: boolean): Promise<void> {
  if (quoted || operand.text.startsWith('~')) return expandInto(shell, operand, quoted ? quotedSink(sink) : sink);
  if (!operand.parts) {
    sink.split(operand.value);
    return;
  }
  await expandInto(shell, operand, operandSink(sink, operand));
}

/** Inside double quotes nothing of the operand is split. */
function quotedSink(sink: Sink): Sink {
  return {
    quoted: (text) => sink.quoted(text),
    glob: (text) => sink.quoted(text),
    split: (text) => sink.quoted(text),
    items: (items, _quoted, joined) => sink.items(items, true, joined),
    touch: () => sink.touch(),
  };
}

function operandSink(sink: Sink, operand: Word): Sink {
  const literals = new Set(operand.parts?.flatMap((part) => (part.type === 'Literal' ? [part.value] : [])));
  return {
    quoted: (text) => (literals.has(text) ? sink.split(text) : sink.quoted(text)),
    glob: (text) => sink.glob(text),
    split: (text) => sink.split(text),
    items: (items, quoted, joined) => sink.items(items, quoted, joined),
    touch: () => sink.touch(),
  };
}

async function applySlice(shell: Interpreter, part: ParameterExpansionPart, value: Value): Promise<Value> {
  if (part.operation?.type !== 'Slice') return value;
  const offset = Number(await arithmetic(shell, part.operation.offset.text));
  const length = part.operation.length && Number(await arithmetic(shell, part.operation.length.text || '0'));
  if (value.items) {
    const isPositional = part.parameter === '@' || part.parameter === '*';
    const all = isPositional ? [shell.name, ...value.items] : value.items;
    const start = offset < 0 ? all.length + offset : offset;
    if (length !== undefined && length < 0) throw new ShellError(`${length}: substring expression < 0`);
    const items = start < 0 ? [] : all.slice(start, length === undefined ? undefined : start + length);
    return { items: isPositional && offset === 0 ? items : items, joined: value.joined };
  }
  const chars = [...(value.text ?? '')];
  if (value.text === undefined && shell.flags.has('u')) throw unbound(shell, part.parameter);
  const start = offset < 0 ? chars.length + offset : offset;
  if (start < 0 || start > chars.length) return { text: '' };
  const end = length === undefined ? chars.length : length < 0 ? chars.length + length : start + length;
  if (end < start) throw new ShellError(`${part.operation.length?.text}: substring expression < 0`);
  return { text: chars.slice(start, end).join('') };
}

async function textChange(
  shell: Interpreter,
  part: ParameterExpansionPart,
  name: string,
): Promise<(text: string) => string> {
  const { operation } = part;
  switch (operation?.type) {
    case 'Remove': {
      const pattern = await expandPattern(shell, operation.operand);
      const longest = operation.operator.length === 2;
      const { removePrefix, removeSuffix } = await patterns();
      return operation.operator.startsWith('#')
        ? (text) => removePrefix(text, pattern, longest)
        : (text) => removeSuffix(text, pattern, longest);
    }
    case 'Replace': {
      const pattern = await expandPattern(shell, operation.pattern);
      const replacement = await expandText(shell, operation.replacement);
      const { replacePattern } = await patterns();
      return (text) => replacePattern(text, pattern, replacement, operation.operator);
    }
    case 'CaseModification': {
      const pattern = operation.operand?.text ? await expandPattern(shell, operation.operand) : '?';
      const { matchesPattern } = await patterns();
      return (text) => changeCase(text, operation.operator, (char) => matchesPattern(pattern, char));
    }
    case 'Transform':
      return (text) => transform(shell, text, operation.operand.text, name);
    default:
      return (text) => text;
  }
}

function changeCase(text: string, operator: '^' | '^^' | ',' | ',,', matches: (char: string) => boolean): string {
  const isAll = operator.length === 2;
  return [...text]
    .map((char, index) => {
      if ((index > 0 && !isAll) || !matches(char)) return char;
      return operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase();
    })
    .join('');
}

function transform(shell: Interpreter, text: string, operator: string, name: string): string {
  switch (operator) {
    case 'Q':
      return `'${text.replace(/'/g, "'\\''")}'`;
    case 'U':
      return text.toUpperCase();
    case 'u':
      return text.slice(0, 1).toUpperCase() + text.slice(1);
    case 'L':
      return text.toLowerCase();
    case 'A':
      return `${name}=${quoteForShell(text, true)}`;
    case 'a':
      return attributeLetters(shell.variables.get(name));
    default:
      return text;
  }
}

function attributeLetters(variable: Variable | undefined): string {
  if (!variable) return '';
  const letters = [
    variable.list && 'a',
    variable.map && 'A',
    variable.integer && 'i',
    variable.readonly && 'r',
    variable.exported && 'x',
  ];
  return letters.filter(Boolean).join('');
}
