/** What the small tools share: options, files, lines, messages. */

import { resolvePath } from '../files';
import { asSource, Source } from '../streams';
import type { CommandContext } from '../types';

export interface OptionSpec {
  /** Letters of options without a value. */
  flags?: string;
  /** Letters of options with a value. */
  values?: string;
  /** Long names: the letter they stand for. */
  long?: Readonly<Record<string, string>>;
  /** Options end at the first operand, as where a command follows. */
  stopsAtOperand?: boolean;
}

export interface Options {
  /** Values by letter, in the order given; flags count as ''. */
  all: { letter: string; value: string }[];
  operands: string[];
  has(letter: string): boolean;
  value(letter: string): string | undefined;
}

/** Ends a tool with a message; status 1 unless given. */
export class ToolError extends Error {
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** Reads options as getopt_long does. Throws ToolError in GNU's words. */
export function parseOptions(context: CommandContext, spec: OptionSpec, usageStatus = 1): Options {
  const all: Options['all'] = [];
  const operands: string[] = [];
  const { name, args } = context;
  const fail = (what: string): never => {
    throw new ToolError(`${name}: ${what}\nTry '${name} --help' for more information.`, usageStatus);
  };
  const takesValue = (letter: string) => (spec.values ?? '').includes(letter);
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (word === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      operands.push(word);
      if (!spec.stopsAtOperand) continue;
      operands.push(...args.slice(index + 1));
      break;
    }
    if (word.startsWith('--')) {
      const [longName, inline] = splitOnce(word.slice(2), '=');
      const letter = findLong(spec, longName);
      if (letter === undefined) fail(`unrecognized option '${word}'`);
      if (!takesValue(letter!)) all.push({ letter: letter!, value: inline ?? '' });
      else {
        const value = inline ?? args[++index];
        if (value === undefined) fail(`option '--${longName}' requires an argument`);
        all.push({ letter: letter!, value });
      }
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at];
      if ((spec.flags ?? '').includes(letter)) {
        all.push({ letter, value: '' });
        continue;
      }
      if (!takesValue(letter)) fail(`invalid option -- '${letter}'`);
      const value = at + 1 < word.length ? word.slice(at + 1) : args[++index];
      if (value === undefined) fail(`option requires an argument -- '${letter}'`);
      all.push({ letter, value });
      break;
    }
  }
  return {
    all,
    operands,
    has: (letter) => all.some((option) => option.letter === letter),
    value: (letter) => all.filter((option) => option.letter === letter).pop()?.value,
  };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function findLong(spec: OptionSpec, name: string): string | undefined {
  const long = spec.long ?? {};
  if (Object.hasOwn(long, name)) return long[name];
  const found = Object.keys(long).filter((key) => key.startsWith(name));
  return found.length === 1 ? long[found[0]] : undefined;
}

/** Wraps a tool: ToolErrors become messages. */
export function tool(body: (context: CommandContext) => number | Promise<number>, streams = false) {
  const command = async (context: CommandContext): Promise<number> => {
    try {
      return await body(context);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      context.stderr.write(`${error.message}\n`);
      return error.status;
    }
  };
  return Object.assign(command, { streams });
}

/** @returns the absolute path of an operand. */
export function pathOf(context: CommandContext, path: string): string {
  return resolvePath(context.cwd, path);
}

/** Opens a file, or the standard input for `-`. @returns an error in the system's words, or the source. */
export function openFile(context: CommandContext, name: string): Source | string {
  const path = pathOf(context, name);
  if (name === '-' || path === '/dev/stdin') return asSource(context.stdin);
  if (path === '/dev/null') return new Source();
  const text = name === '' ? undefined : context.fs.read(path);
  if (text !== undefined) return new Source(text);
  if (name !== '' && context.fs.kind(path) === 'folder') return 'Is a directory';
  return isBelowFile(context, path) ? 'Not a directory' : 'No such file or directory';
}

/** A file name in a message: quoted where the shell would need it. */
export function nameForMessage(name: string): string {
  if (name === '') return "''";
  return /^[\w@%+=:,./\-\u0080-\uffff]+$/.test(name)
    ? name
    : name.includes("'") && !/["$`\\]/.test(name)
      ? `"${name}"`
      : `'${name.replace(/'/g, "'\\''")}'`;
}

/** Busybox programs that say "can't open". */
const OPENERS = new Set(['cat', 'tail', 'md5sum', 'sha1sum', 'sha256sum', 'tac']);

function openError(context: CommandContext, program: string, name: string, reason: string): string {
  if (!context.isBusybox) return `${nameForMessage(name)}: ${reason}`;
  if (reason === 'Is a directory' && program === 'cat') return `read error: ${reason}`;
  return OPENERS.has(program) ? `can't open '${name}': ${reason}` : `${name}: ${reason}`;
}

/** Whether one of the folders of a path is a file. */
function isBelowFile(context: CommandContext, path: string): boolean {
  const parts = path.split('/').slice(0, -1);
  return parts.some((_, index) => index > 0 && context.fs.kind(parts.slice(0, index + 1).join('/')) === 'file');
}

export interface NamedSource {
  name: string;
  source: Source;
}

/** Opens the operands (the standard input without any), complaining about those that cannot be opened. */
export function openOperands(
  context: CommandContext,
  operands: readonly string[],
  prefix = context.name,
): { sources: NamedSource[]; status: number } {
  let status = 0;
  const sources: NamedSource[] = [];
  for (const name of operands.length > 0 ? operands : ['-']) {
    const source = openFile(context, name);
    if (typeof source !== 'string') sources.push({ name, source });
    else {
      context.stderr.write(`${prefix}: ${openError(context, prefix, name, source)}\n`);
      status = 1;
    }
  }
  return { sources, status };
}

/** Waits for the end of a source and returns all of it. */
export async function readText(context: CommandContext, source: Source): Promise<string> {
  const pause = source.waitForEnd();
  if (pause) await pause;
  const step = context.tick();
  if (step) await step;
  return source.readAll();
}

/**
 * Calls `visit` with each line (without its newline, and whether it had one) until it returns false.
 * Lines that are not there yet are waited for.
 */
export async function eachLine(
  context: CommandContext,
  source: Source,
  visit: (line: string, hasNewline: boolean) => boolean | void,
  delimiter = '\n',
): Promise<void> {
  for (;;) {
    const wait = source.wait();
    if (wait) await wait;
    const raw = source.readRaw(delimiter);
    if (raw === undefined) return;
    const step = context.tick();
    if (step) await step;
    const hasNewline = raw.endsWith(delimiter);
    if (visit(hasNewline ? raw.slice(0, -delimiter.length) : raw, hasNewline) === false) return;
  }
}

/** @returns all lines of all operands. A missing last newline does not matter. */
export async function allLines(
  context: CommandContext,
  operands: readonly string[],
): Promise<{ lines: string[]; status: number }> {
  const { sources, status } = openOperands(context, operands);
  const lines: string[] = [];
  for (const { source } of sources) await eachLine(context, source, (line) => void lines.push(line));
  return { lines, status };
}

/** @returns the lines of a text; a last newline ends the last line. */
export function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @returns the UTF-8 bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** @returns the text of UTF-8 bytes. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** @returns the length of a text in UTF-8 bytes. */
export function byteLength(text: string): number {
  return /^[\x00-\x7f]*$/.test(text) ? text.length : bytesOf(text).length;
}

/** GNU's curly quotes around a name. */
export function quoted(name: string): string {
  return `‘${name}’`;
}
