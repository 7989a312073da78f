/** Turns the parser's errors into the messages of bash, and tells unfinished input from wrong input. */

import type { ParseError } from 'unbash';
import type { Interpreter } from './interpreter';
import { parse } from './syntax';

/** Exit status of a syntax error. */
export const SYNTAX_STATUS = 2;

const CLOSERS: Record<string, string> = {
  'double quote': '"',
  'single quote': "'",
  'command substitution': ')',
  'parameter expansion': '}',
  backtick: '`',
  backquote: '`',
  'arithmetic command': ')',
  'arithmetic expansion': ')',
  'array assignment': ')',
  'process substitution': ')',
};

/** Line (from 1) of an offset. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** @returns what bash says. `where` is `-c` for text given to the shell. */
export function syntaxMessages(
  text: string,
  errors: readonly ParseError[],
  where: string,
  shell: Interpreter,
): string[] {
  const first = errors.reduce((a, b) => (b.pos < a.pos ? b : a));
  const prefix = (line: number) =>
    shell.isAsh ? `${shell.name}: ` : `${shell.name}: ${where === '-c' ? '-c: ' : `${where}: `}line ${line}: `;
  const closer = closerOf(text, errors);
  const lastLine = text.replace(/\n+$/, '').split('\n').length;
  if (closer !== undefined) {
    const open = errors.find((error) => error.message.startsWith('unterminated'))!;
    if (shell.isAsh) return [`${shell.name}: syntax error: unterminated quoted string`];
    const line = closer === ')' && !/array|arithmetic/.test(open.message) ? lastLine + 1 : lineOf(text, open.pos);
    return [`${prefix(line)}unexpected EOF while looking for matching \`${closer}'`];
  }
  if (isUnfinished(text, errors)) {
    if (shell.isAsh) return [`${shell.name}: syntax error: unexpected end of file`];
    return [`${prefix(lastLine + 1)}syntax error: unexpected end of file`];
  }
  const { token, at } = offendingToken(text, first);
  const line = lineOf(text, at);
  if (shell.isAsh) return [`${shell.name}: syntax error: unexpected ${token === 'newline' ? 'newline' : `"${token}"`}`];
  return [
    `${prefix(line)}syntax error near unexpected token \`${token}'`,
    `${prefix(line)}\`${text.split('\n')[line - 1] ?? ''}'`,
  ];
}

function closerOf(text: string, errors: readonly ParseError[]): string | undefined {
  for (const error of errors) {
    const what = /^unterminated (.+)$/.exec(error.message)?.[1];
    if (what === undefined) continue;
    const known = Object.keys(CLOSERS).find((name) => what.includes(name));
    if (known) return CLOSERS[known];
    return text[error.pos] === '`' ? '`' : ')';
  }
  return undefined;
}

/** Whether more lines could make it right. */
function isUnfinished(text: string, errors: readonly ParseError[]): boolean {
  const isAtEnd = (at: number) => /^[({]?\s*$/.test(text.slice(at));
  return errors.every(
    ({ message, pos }) => message.startsWith('expected') && isAtEnd(pos) && !/redirect target/.test(message),
  );
}

const TOKEN = /^(?:&&|\|\||;;&|;&|;;|\|&|&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[();|&<>]|\n|[^\s();|&<>]+)/;

function offendingToken(text: string, error: ParseError): { token: string; at: number } {
  let at = error.pos;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  const token = TOKEN.exec(text.slice(at))?.[0];
  if (token === undefined || token === '\n') return { token: 'newline', at: Math.min(at, text.length - 1) };
  return { token: functionParenthesis(text, at) ?? token, at };
}

/** `echo (a)`: bash names the word after the parenthesis. */
function functionParenthesis(text: string, at: number): string | undefined {
  if (text[at] !== ')') return undefined;
  const before = /\w[ \t]*\(([^\s()]+)$/.exec(text.slice(0, at));
  return before?.[1];
}

/** @returns whether `source` goes on in the next line: an open quote, heredoc, loop, or a backslash at its end. */
export function isIncomplete(source: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(source)) return true;
  const script = parse(source);
  const errors = script.errors ?? [];
  if (errors.length === 0) return hasOpenHereDoc(source);
  return errors.some((error) => error.message.startsWith('unterminated')) || isUnfinished(source, errors);
}

function hasOpenHereDoc(source: string): boolean {
  let isOpen = false;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach(visit);
    const node = value as { type?: string; closing?: unknown };
    if (node.type === 'HereDoc' && node.closing === undefined) isOpen = true;
    Object.values(value).forEach(visit);
  };
  if (source.includes('<<')) visit(parse(source).commands);
  return isOpen;
}
