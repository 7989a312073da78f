/** echo, printf, test, read, mapfile. */

import { formatPrintf } from '../tools/printf';
import { echoText } from '../tools/echo';
import { assignText } from '../interpreter/assign';
import { evaluateTest, TestError } from '../interpreter/conditional';
import { fieldSeparators } from '../interpreter/expand';
import type { Interpreter } from '../interpreter/interpreter';
import { elementKey } from '../interpreter/parameters';
import { inputOf } from '../interpreter/redirect';
import { runByName } from '../interpreter/simple';
import { parseWord } from '../interpreter/syntax';
import { asSource, type Source } from '../streams';
import { describeCommands } from './information';
import { IDENTIFIER, plain, type Builtin } from './types';

function echo(shell: Interpreter, args: readonly string[]): number {
  shell.stdout.write(echoText(args));
  return 0;
}

async function printf(shell: Interpreter, args: readonly string[]): Promise<number> {
  let words = [...args];
  let target: string | undefined;
  if (words[0] === '-v') {
    target = words[1];
    words = words.slice(2);
  }
  if (words[0] === '--') words.shift();
  if (words.length === 0) {
    shell.stderr.write('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const result = formatPrintf(words[0], words.slice(1), shell.options.now());
  if (target === undefined) shell.stdout.write(result.text);
  for (const error of result.errors) shell.complain(shell.isAsh ? ashPrintfError(error) : `printf: ${error}`);
  if (target !== undefined) await store(shell, target, result.text);
  return result.errors.length > 0 ? 1 : 0;
}

/** `abc: invalid number` in busybox's words. */
function ashPrintfError(error: string): string {
  return error.replace(/^(.*): invalid (?:octal )?number$/s, "invalid number '$1'");
}

async function store(shell: Interpreter, target: string, text: string): Promise<void> {
  const element = /^([A-Za-z_]\w*)\[(.+)\]$/.exec(target);
  if (!element) return assignText(shell, target, text);
  shell.variables.setElement(
    element[1],
    await elementKey(shell, shell.variables.get(element[1]), parseWord(element[2])),
    text,
  );
}

function test(shell: Interpreter, args: readonly string[], name: string): number {
  let words = args;
  const complain = (message: string) => {
    if (shell.isAsh) shell.stderr.write(`${shell.name}: ${message}\n`);
    else shell.complain(`${name}: ${message}`);
    return 2;
  };
  if (name === '[') {
    if (args[args.length - 1] !== ']') return complain(shell.isAsh ? 'missing ]' : "missing `]'");
    words = args.slice(0, -1);
  }
  try {
    return evaluateTest(shell, words) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    return complain(error.message);
  }
}

interface ReadOptions {
  raw: boolean;
  array?: string;
  delimiter: string;
  count?: number;
  descriptor: number;
  prompt: string;
}

function readOptions(
  shell: Interpreter,
  args: readonly string[],
): { options: ReadOptions; names: string[] } | undefined {
  const options: ReadOptions = { raw: false, delimiter: '\n', descriptor: 0, prompt: '' };
  let index = 0;
  for (; index < args.length && /^-./.test(args[index]); index++) {
    if (args[index] === '--') {
      index += 1;
      break;
    }
    const word = args[index];
    for (let at = 1; at < word.length; at++) {
      const letter = word[at];
      if (letter === 'r') options.raw = true;
      if (letter === 'r' || letter === 's' || letter === 'e') continue;
      if (!'adnNptu'.includes(letter)) {
        shell.complain(`read: -${letter}: invalid option`);
        shell.stderr.write(
          'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n',
        );
        return undefined;
      }
      const value = at + 1 < word.length ? word.slice(at + 1) : (args[++index] ?? '');
      if (letter === 'a') options.array = value;
      if (letter === 'd') options.delimiter = value === '' ? '\0' : value[0];
      if (letter === 'n' || letter === 'N') options.count = Number(value);
      if (letter === 'p') options.prompt = value;
      if (letter === 'u') options.descriptor = Number(value);
      break;
    }
  }
  return { options, names: args.slice(index) };
}

async function read(shell: Interpreter, args: readonly string[]): Promise<number> {
  const parsed = readOptions(shell, args);
  if (!parsed) return 2;
  const { options, names } = parsed;
  const bad = names.find((name) => !IDENTIFIER.test(name) && !/^\w+\[.+\]$/.test(name));
  if (bad !== undefined) {
    shell.complain(`read: \`${bad}': not a valid identifier`);
    return 1;
  }
  const stream = shell.descriptors.get(options.descriptor);
  const input =
    options.descriptor === 0 ? inputOf(shell) : stream && 'readAll' in stream ? asSource(stream) : undefined;
  if (!input) {
    shell.complain(`read: ${options.descriptor}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  if (options.descriptor === 0) shell.descriptors.set(0, input);
  const { chars, ended } = await readRecord(input, options);
  await assignFields(shell, chars, options, names);
  return ended ? 1 : 0;
}

/** Characters of the record; those that a backslash protects are marked. */
interface Char {
  char: string;
  isProtected: boolean;
}

async function readRecord(input: Source, options: ReadOptions): Promise<{ chars: Char[]; ended: boolean }> {
  const chars: Char[] = [];
  for (;;) {
    const pause = input.wait();
    if (pause) await pause;
    const raw = options.count === undefined ? input.readRaw(options.delimiter) : input.readChars(options.count);
    if (raw === undefined || raw === '') return { chars, ended: true };
    const isWhole = raw.endsWith(options.delimiter) || (options.count !== undefined && raw.length === options.count);
    const text = raw.endsWith(options.delimiter) ? raw.slice(0, -options.delimiter.length) : raw;
    let goesOn = false;
    for (let at = 0; at < text.length; at++) {
      if (options.raw || text[at] !== '\\') chars.push({ char: text[at], isProtected: false });
      else if (at + 1 < text.length) chars.push({ char: text[++at], isProtected: true });
      else goesOn = isWhole;
    }
    if (!goesOn) return { chars, ended: !isWhole };
  }
}

async function assignFields(
  shell: Interpreter,
  chars: readonly Char[],
  options: ReadOptions,
  names: readonly string[],
): Promise<void> {
  const text = chars.map(({ char }) => char).join('');
  if (options.array !== undefined) {
    shell.variables.setList(options.array, splitFields(chars, fieldSeparators(shell), Infinity));
    return;
  }
  if (names.length === 0) return assignText(shell, 'REPLY', text);
  const fields = splitFields(chars, fieldSeparators(shell), names.length);
  for (let index = 0; index < names.length; index++) await store(shell, names[index], fields[index] ?? '');
}

/** Splits as `read` does: the last name takes the rest. */
function splitFields(chars: readonly Char[], ifs: string, count: number): string[] {
  const isSeparator = ({ char, isProtected }: Char) => !isProtected && ifs.includes(char);
  const isSpace = (char: Char) => isSeparator(char) && /\s/.test(char.char);
  let start = 0;
  let end = chars.length;
  while (start < end && isSpace(chars[start])) start += 1;
  while (end > start && isSpace(chars[end - 1])) end -= 1;
  const fields: string[] = [];
  const textOf = (from: number, to: number) =>
    chars
      .slice(from, to)
      .map(({ char }) => char)
      .join('');
  while (start < end) {
    if (fields.length === count - 1) {
      fields.push(lastField(chars, start, end, isSeparator, isSpace, textOf));
      return fields;
    }
    let at = start;
    while (at < end && !isSeparator(chars[at])) at += 1;
    fields.push(textOf(start, at));
    while (at < end && isSpace(chars[at])) at += 1;
    if (at < end && isSeparator(chars[at]) && !isSpace(chars[at])) {
      at += 1;
      while (at < end && isSpace(chars[at])) at += 1;
    }
    start = at;
  }
  return fields;
}

/** A single separator at the very end of the last field goes. */
function lastField(
  chars: readonly Char[],
  start: number,
  end: number,
  isSeparator: (char: Char) => boolean,
  isSpace: (char: Char) => boolean,
  textOf: (from: number, to: number) => string,
): string {
  const last = chars[end - 1];
  if (!isSeparator(last) || isSpace(last)) return textOf(start, end);
  const others = chars.slice(start, end - 1).some((char) => isSeparator(char) && !isSpace(char));
  return others ? textOf(start, end) : textOf(start, end - 1);
}

async function mapfile(shell: Interpreter, args: readonly string[]): Promise<number> {
  let trim = false;
  let max = Infinity;
  let skip = 0;
  let delimiter = '\n';
  let name = 'MAPFILE';
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (word === '-t') trim = true;
    else if (word === '-n') max = Number(args[++index]) || Infinity;
    else if (word === '-s') skip = Number(args[++index]);
    else if (word === '-d') delimiter = args[++index] || '\0';
    else if (word === '-td') {
      trim = true;
      delimiter = args[++index] || '\0';
    } else name = word;
  }
  const input = inputOf(shell);
  await input.waitForEnd();
  const list: string[] = [];
  for (let line = input.readRaw(delimiter); line !== undefined; line = input.readRaw(delimiter)) {
    if (skip-- > 0) continue;
    if (list.length >= max) break;
    list.push(trim && line.endsWith(delimiter) ? line.slice(0, -delimiter.length) : line);
  }
  shell.variables.setList(name, list);
  return 0;
}

export const inputOutputBuiltins: Record<string, Builtin> = {
  echo: plain(echo),
  printf: plain(printf),
  test: plain(test),
  '[': plain(test),
  read: plain(read),
  mapfile: plain(mapfile),
  readarray: plain(mapfile),
  command: plain(async (shell, args) => {
    if (args[0] === '-v' || args[0] === '-V')
      return describeCommands(shell, args.slice(1), args[0] === '-v' ? 'name' : 'sentence');
    const words = args[0] === '-p' || args[0] === '--' ? args.slice(1) : args;
    return words.length === 0 ? 0 : runByName(shell, words);
  }),
};
