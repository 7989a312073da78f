/** Redirections: which stream a number stands for while a command runs. */

import { resolvePath } from '../files';
import { asSource, NOWHERE, Source } from '../streams';
import type { Input, Output } from '../types';
import { expandPart, expandText, expandWords } from './expand';
import { TextSink } from './fields';
import type { Descriptors, Interpreter } from './interpreter';
import type { HereDoc, Redirection } from './syntax';

/** A redirection that failed; the command does not run. */
export class RedirectError {
  constructor(readonly message: string) {}
}

/** First number that `{name}>` gives. */
const FIRST_FREE_DESCRIPTOR = 10;

/** Runs `body` with `redirects` in force. @returns its status, 1 when a redirection fails. */
export async function withRedirects(
  shell: Interpreter,
  redirects: readonly Redirection[],
  body: () => Promise<number>,
): Promise<number> {
  if (redirects.length === 0) return body();
  const saved = shell.descriptors;
  try {
    shell.descriptors = await redirected(shell, redirects);
    return await body();
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error;
    shell.descriptors = saved;
    shell.complain(error.message);
    return 1;
  } finally {
    shell.descriptors = saved;
  }
}

/** @returns the streams after `redirects`. Throws RedirectError. */
export async function redirected(shell: Interpreter, redirects: readonly Redirection[]): Promise<Descriptors> {
  const table: Descriptors = new Map(shell.descriptors);
  for (const redirect of redirects) await apply(shell, table, redirect);
  return table;
}

async function apply(shell: Interpreter, table: Descriptors, redirect: Redirection): Promise<void> {
  if (redirect.type === 'HereDoc') {
    table.set(numberOf(shell, table, redirect, 0), new Source(await hereDocText(shell, redirect)));
    return;
  }
  if (redirect.type === 'HereString') {
    const text = redirect.target ? await expandText(shell, redirect.target) : '';
    table.set(numberOf(shell, table, redirect, 0), new Source(`${text}\n`));
    return;
  }
  const { operator } = redirect;
  const isInput = operator === '<' || operator === '<&' || operator === '<>';
  const number = numberOf(shell, table, redirect, isInput ? 0 : 1);
  const target = await targetText(shell, redirect);
  if ((operator === '>&' || operator === '<&') && /^(?:\d+-?|-)$/.test(target)) return duplicate(table, number, target);
  if (operator === '<' || operator === '<>') {
    table.set(number, openInput(shell, table, target));
    return;
  }
  const isAppend = operator === '>>' || operator === '&>>';
  const output = openOutput(shell, table, target, isAppend, operator !== '>|' && shell.flags.has('C') && !isAppend);
  table.set(number, output);
  if (operator === '&>' || operator === '&>>' || operator === '>&') table.set(2, output);
}

function numberOf(shell: Interpreter, table: Descriptors, redirect: Redirection, fallback: number): number {
  const { descriptor } = redirect;
  if (!descriptor) return fallback;
  if (descriptor.type === 'FileDescriptor') return descriptor.value;
  let number = FIRST_FREE_DESCRIPTOR;
  while (table.has(number)) number += 1;
  shell.variables.set(descriptor.name, String(number));
  return number;
}

async function targetText(shell: Interpreter, redirect: Redirection & { type: 'Redirect' }): Promise<string> {
  if (!redirect.target) return '';
  const fields = await expandWords(shell, [redirect.target]);
  if (fields.length !== 1) throw new RedirectError(`${redirect.target.text}: ambiguous redirect`);
  return fields[0];
}

function duplicate(table: Descriptors, number: number, target: string): void {
  if (target === '-') {
    table.delete(number);
    return;
  }
  const from = Number(target.replace('-', ''));
  const stream = table.get(from);
  if (!stream) throw new RedirectError(`${from}: Bad file descriptor`);
  table.set(number, stream);
  if (target.endsWith('-')) table.delete(from);
}

/** Streams behind names in /dev. */
function deviceStream(table: Descriptors, path: string): Input | Output | undefined {
  const number =
    /^\/dev\/fd\/(\d)$/.exec(path)?.[1] ?? { '/dev/stdin': '0', '/dev/stdout': '1', '/dev/stderr': '2' }[path];
  return number === undefined ? undefined : table.get(Number(number));
}

function openInput(shell: Interpreter, table: Descriptors, target: string): Input {
  const path = resolvePath(shell.cwd, target);
  const device = deviceStream(table, path);
  if (device && 'readAll' in device) return device;
  if (path === '/dev/null' || path === '/dev/tty') return new Source();
  const text = target === '' ? undefined : shell.fs.read(path);
  if (text !== undefined) return new Source(text);
  if (shell.isAsh) throw new RedirectError(`can't open ${target}: no such file`);
  if (shell.fs.kind(path) === 'folder' && target !== '') return new FolderSource();
  throw new RedirectError(`${target}: No such file or directory`);
}

/** A folder can be opened, but reads give nothing. */
class FolderSource extends Source {}

function openOutput(
  shell: Interpreter,
  table: Descriptors,
  target: string,
  append: boolean,
  keepExisting: boolean,
): Output {
  const path = resolvePath(shell.cwd, target);
  const device = deviceStream(table, path);
  if (device && 'write' in device) return device;
  if (path === '/dev/null') return NOWHERE;
  if (path === '/dev/tty') return shell.stdout;
  if (target === '') throw new RedirectError(': No such file or directory');
  if (keepExisting && shell.fs.kind(path) === 'file')
    throw new RedirectError(`${target}: cannot overwrite existing file`);
  const error = shell.fs.write(path, '', append);
  if (error)
    throw new RedirectError(shell.isAsh ? `can't create ${target}: ${ashReason(error)}` : `${target}: ${error}`);
  return new FileOutput(shell, path);
}

function ashReason(error: string): string {
  return error === 'No such file or directory' ? 'nonexistent directory' : error;
}

class FileOutput implements Output {
  private length: number;

  constructor(
    private readonly shell: Interpreter,
    private readonly path: string,
  ) {
    this.length = shell.fs.read(path)?.length ?? 0;
  }

  write(text: string): void {
    this.length += text.length;
    this.shell.meter.checkLength(this.length);
    this.shell.fs.write(this.path, text, true);
  }
}

async function hereDocText(shell: Interpreter, redirect: HereDoc): Promise<string> {
  const { body, operator } = redirect;
  const isIndented = operator === '<<-';
  if (!redirect.closing && redirect.delimiter) warnUnclosed(shell, redirect);
  const strip = (text: string, atLineStart: boolean) =>
    isIndented ? text.replace(atLineStart ? /^\t+/gm : /(?<=\n)\t+/g, '') : text;
  if (!body.parts) return strip(body.text, true);
  const sink = new TextSink(' ', 'text');
  let atLineStart = true;
  for (const part of body.parts) {
    if (part.type === 'Literal') sink.quoted(strip(part.value, atLineStart));
    else await expandPart(shell, part, sink, true);
    atLineStart = false;
  }
  return sink.text;
}

function warnUnclosed(shell: Interpreter, redirect: HereDoc): void {
  if (shell.isAsh) return;
  const text = shell.source.text.slice(0, redirect.body.end);
  const lastLine = shell.source.firstLine + text.replace(/\n$/, '').split('\n').length - 1;
  const message = `warning: here-document at line ${shell.line} delimited by end-of-file (wanted \`${redirect.delimiter?.value}')`;
  shell.stderr.write(`${shell.name}: line ${lastLine}: ${message}\n`);
}

/** @returns the standard input of a program. */
export function inputOf(shell: Interpreter): Source {
  const stream = shell.descriptors.get(0);
  return stream && 'readAll' in stream ? asSource(stream) : new Source();
}
