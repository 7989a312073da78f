/** Expansion of words: tilde, parameters, substitutions, arithmetic, then splitting and file names. */

import { once } from '../once';
import { FieldSink, isGlob, TextSink, type Sink } from './fields';
import type { Interpreter } from './interpreter';
import { expandParameter, expandSimple } from './parameters';
import { substituteCommand, substituteProcess } from './substitution';
import { parseQuoted, parseWord, type Word, type WordPart } from './syntax';
import { unquotePattern } from './pattern-text';

const arithmetics = once(() => import('./arithmetic'));
const braces = once(() => import('./brace'));
const globs = once(() => import('./glob'));

/** @returns the separators of words. */
export function fieldSeparators(shell: Interpreter): string {
  return shell.variables.text('IFS') ?? ' \t\n';
}

/** @returns the fields that `words` become. */
export async function expandWords(shell: Interpreter, words: readonly Word[]): Promise<string[]> {
  const result: string[] = [];
  for (const word of words) {
    if (!word.parts && !'~'.includes(word.text[0] ?? ' ')) {
      result.push(word.value);
      continue;
    }
    const singles = hasBraces(word) ? (await braces()).expandBraces(word.text).map(parseWord) : [word];
    for (const single of singles) await expandFields(shell, single, result);
  }
  return result;
}

function hasBraces(word: Word): boolean {
  return word.parts?.some((part) => part.type === 'BraceExpansion') ?? false;
}

async function expandFields(shell: Interpreter, word: Word, result: string[]): Promise<void> {
  const sink = new FieldSink(fieldSeparators(shell));
  await expandInto(shell, word, sink);
  for (const field of sink.fields) {
    const paths = isGlob(field) && !shell.flags.has('f') ? (await globs()).expandGlob(shell, field.pattern) : undefined;
    if (paths) result.push(...paths);
    else result.push(field.text);
  }
}

/** @returns one piece of text, neither split nor globbed: assignments, redirects, `case`. */
export async function expandText(shell: Interpreter, word: Word, inAssignment = false): Promise<string> {
  if (!word.parts && !word.text.includes('~')) return word.value;
  const sink = new TextSink((shell.variables.text('IFS') ?? ' ').slice(0, 1), 'text');
  await expandInto(shell, word, sink, inAssignment);
  return sink.text;
}

/** @returns a pattern, in which quoted characters stand for themselves. */
export async function expandPattern(shell: Interpreter, word: Word): Promise<string> {
  const sink = new TextSink(' ', 'pattern');
  await expandInto(shell, word, sink);
  return sink.text;
}

/** @returns the right side of `=~`. */
export async function expandRegex(shell: Interpreter, word: Word): Promise<string> {
  const sink = new TextSink(' ', 'regex');
  if (!word.parts) return word.text;
  for (const part of word.parts) {
    const isRaw =
      part.type === 'Literal' || part.type === 'Glob' || part.type === 'ExtendedGlob' || part.type === 'BraceExpansion';
    if (isRaw) sink.glob(part.text);
    else await expandPart(shell, part, sink, false);
  }
  return sink.text;
}

/** @returns text with what `$` and backquotes stand for, as between double quotes. */
export async function expandQuotedText(shell: Interpreter, text: string): Promise<string> {
  return /[$`\\]/.test(text) ? expandText(shell, parseQuoted(text)) : text;
}

/** @returns the value of an arithmetic text. */
export async function arithmetic(shell: Interpreter, text: string): Promise<bigint> {
  const { evaluateArithmetic } = await arithmetics();
  return evaluateArithmetic(shell, /[$`]/.test(text) ? await expandQuotedText(shell, text) : text.replace(/["']/g, ''));
}

/** Sends the pieces of `word` to `sink`. */
export async function expandInto(shell: Interpreter, word: Word, sink: Sink, inAssignment = false): Promise<void> {
  if (!word.parts) {
    expandLiteral(shell, word.text, word.value, sink, true, inAssignment);
    return;
  }
  let isStart = true;
  for (const part of word.parts) {
    if (part.type === 'Literal') expandLiteral(shell, part.text, part.value, sink, isStart, inAssignment);
    else await expandPart(shell, part, sink, false);
    isStart = false;
  }
}

/** Unquoted literal text, with a tilde at its start (in assignments also after colons). */
function expandLiteral(
  shell: Interpreter,
  text: string,
  value: string,
  sink: Sink,
  isStart: boolean,
  inAssignment: boolean,
): void {
  if (isStart && text.startsWith('~')) {
    const end = /^~[^/:]*/.exec(text)![0].length;
    const home = tilde(shell, text.slice(0, end));
    if (home !== undefined) {
      sink.quoted(home + unescape(text.slice(end)));
      return;
    }
  }
  if (inAssignment && text.includes(':~')) {
    const home = tilde(shell, '~') ?? '~';
    sink.quoted(value.replace(/:~(?=[/:]|$)/g, `:${home}`));
    return;
  }
  sink.quoted(value);
}

const unescape = unquotePattern;

function tilde(shell: Interpreter, prefix: string): string | undefined {
  if (prefix === '~') return shell.variables.text('HOME') ?? '/root';
  if (prefix === '~+') return shell.cwd;
  if (prefix === '~-') return shell.variables.text('OLDPWD');
  return prefix === '~root' ? '/root' : undefined;
}

/** Sends what one part of a word stands for to `sink`. */
export async function expandPart(shell: Interpreter, part: WordPart, sink: Sink, quoted: boolean): Promise<void> {
  switch (part.type) {
    case 'Literal':
      sink.quoted(part.value);
      return;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      sink.touch();
      sink.quoted(part.value);
      return;
    case 'DoubleQuoted':
    case 'LocaleString':
      if (!part.parts.some((inner) => /^(?:\$@|\$\{[^}]*@\]?[^}]*\})/.test(inner.text))) sink.touch();
      for (const inner of part.parts) await expandPart(shell, inner, sink, true);
      return;
    case 'Glob':
      if (part.kind === 'bracket' && part.parts.some((inner) => inner.type !== 'Literal'))
        return expandBracket(shell, part, sink);
      sink.glob(part.text);
      return;
    case 'ExtendedGlob':
      if (part.parts?.some((inner) => inner.type !== 'Literal')) return expandExtendedGlob(shell, part, sink);
      sink.glob(part.text);
      return;
    case 'BraceExpansion':
      sink.quoted(part.text);
      return;
    case 'SimpleExpansion':
      expandSimple(shell, part.text.slice(1), sink, quoted);
      return;
    case 'ParameterExpansion':
      await expandParameter(shell, part, sink, quoted);
      return;
    case 'CommandExpansion': {
      const text = await substituteCommand(shell, part);
      if (quoted) sink.quoted(text);
      else sink.split(text);
      return;
    }
    case 'ArithmeticExpansion': {
      const value = String(
        await arithmetic(
          shell,
          part.text.slice(part.text.startsWith('$((') ? 3 : 2, part.text.startsWith('$((') ? -2 : -1),
        ),
      );
      if (quoted) sink.quoted(value);
      else sink.split(value);
      return;
    }
    case 'ProcessSubstitution':
      sink.quoted(await substituteProcess(shell, part));
  }
}

/** `[$x]`: what is inside is expanded as well. */
async function expandBracket(
  shell: Interpreter,
  part: WordPart & { type: 'Glob'; kind: 'bracket' },
  sink: Sink,
): Promise<void> {
  const { parts } = part;
  sink.glob(part.text.slice(0, parts[0].pos - part.pos));
  for (const inner of parts) {
    if (inner.type === 'Literal') sink.glob(inner.text);
    else await expandPart(shell, inner, sink, false);
  }
  sink.glob(part.text.slice(parts[parts.length - 1].end - part.pos));
}

async function expandExtendedGlob(
  shell: Interpreter,
  part: WordPart & { type: 'ExtendedGlob' },
  sink: Sink,
): Promise<void> {
  sink.glob(`${part.operator}(`);
  for (const inner of part.parts ?? []) {
    if (inner.type === 'Literal') sink.glob(inner.text);
    else await expandPart(shell, inner, sink, false);
  }
  sink.glob(')');
}
