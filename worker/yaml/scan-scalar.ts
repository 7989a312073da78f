/** Scans the five styles of YAML scalars as libyaml does. */

import { isBlank, isBlankOrEnd, isBreak, scannerFailure, type Cursor } from './cursor';

/** @returns the text of a plain scalar and whether a line break ended it. */
export function scanPlain(
  cursor: Cursor,
  indent: number,
  isFlow: boolean,
): { text: string; hasLeadingBlanks: boolean; endIndex: number } {
  const start = cursor.mark;
  let text = '';
  let blanks = '';
  let breaks = '';
  let hasLeadingBlanks = false;
  let endIndex = cursor.index;
  for (;;) {
    if (cursor.isDocumentIndicator() || cursor.peek() === '#') break;
    while (!isBlankOrEnd(cursor.peek())) {
      const char = cursor.peek();
      if (char === ':' && isBlankOrEnd(cursor.peek(1))) break;
      if (isFlow && ',?[]{}'.includes(char)) break;
      text += fold(hasLeadingBlanks, breaks, blanks);
      breaks = blanks = '';
      hasLeadingBlanks = false;
      text += cursor.take();
      endIndex = cursor.index;
    }
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break;
    while (isBlank(cursor.peek()) || isBreak(cursor.peek())) {
      if (isBlank(cursor.peek())) {
        if (hasLeadingBlanks && cursor.column < indent && cursor.peek() === '\t') {
          throw scannerFailure('found a tab character that violates indentation', cursor.mark, start);
        }
        if (!hasLeadingBlanks) blanks += cursor.peek();
        cursor.skip();
      } else {
        if (!hasLeadingBlanks) blanks = '';
        breaks += cursor.takeBreak();
        hasLeadingBlanks = true;
      }
    }
    if (!isFlow && cursor.column < indent) break;
  }
  return { text, hasLeadingBlanks, endIndex };
}

/** Blanks between words: a single line break becomes a space, further ones stay. */
function fold(hasLeadingBlanks: boolean, breaks: string, blanks: string): string {
  if (!hasLeadingBlanks) return blanks;
  if (breaks[0] !== '\n') return breaks;
  return breaks.length === 1 ? ' ' : breaks.slice(1);
}

/** Scans a quoted scalar; the cursor stands on the opening quote. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark;
  const quote = cursor.peek();
  const isSingle = quote === "'";
  cursor.skip();
  let text = '';
  for (;;) {
    if (cursor.isDocumentIndicator()) throw scannerFailure('found unexpected document indicator', cursor.mark, start);
    if (cursor.peek() === '') throw scannerFailure('found unexpected end of stream', cursor.mark, start);
    let hasLeadingBlanks = false;
    while (!isBlankOrEnd(cursor.peek())) {
      if (isSingle && cursor.startsWith("''")) {
        text += "'";
        cursor.skip(2);
      } else if (cursor.peek() === quote) {
        cursor.skip();
        return text;
      } else if (!isSingle && cursor.peek() === '\\' && isBreak(cursor.peek(1))) {
        cursor.skip();
        cursor.skipBreak();
        hasLeadingBlanks = true;
        break;
      } else if (!isSingle && cursor.peek() === '\\') {
        text += scanEscape(cursor);
      } else {
        text += cursor.take();
      }
    }
    text += scanQuotedBlanks(cursor, hasLeadingBlanks);
  }
}

function scanQuotedBlanks(cursor: Cursor, isEscapedBreak: boolean): string {
  let blanks = '';
  let breaks = '';
  let hasLeadingBlanks = isEscapedBreak;
  let leading = '';
  while (isBlank(cursor.peek()) || isBreak(cursor.peek())) {
    if (isBlank(cursor.peek())) {
      if (!hasLeadingBlanks) blanks += cursor.peek();
      cursor.skip();
    } else if (!hasLeadingBlanks) {
      blanks = '';
      leading = cursor.takeBreak();
      hasLeadingBlanks = true;
    } else {
      breaks += cursor.takeBreak();
    }
  }
  if (!hasLeadingBlanks) return blanks;
  if (leading !== '\n') return leading + breaks;
  return breaks === '' ? ' ' : breaks;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};

function scanEscape(cursor: Cursor): string {
  const start = cursor.mark;
  const letter = cursor.peek(1);
  const length = { x: 2, u: 4, U: 8 }[letter];
  if (length === undefined) {
    if (!Object.hasOwn(ESCAPES, letter)) throw scannerFailure('found unknown escape character', start);
    cursor.skip(2);
    return ESCAPES[letter];
  }
  cursor.skip(2);
  const digits = cursor.text.slice(cursor.index, cursor.index + length);
  if (!new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits))
    throw scannerFailure('did not find expected hexdecimal number', start);
  const code = parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw scannerFailure('found invalid Unicode character escape code', start);
  cursor.skip(length);
  return String.fromCodePoint(code);
}

/** Scans a literal (`|`) or folded (`>`) scalar; the cursor stands on the indicator. */
export function scanBlock(cursor: Cursor, parentIndent: number): string {
  const isLiteral = cursor.peek() === '|';
  cursor.skip();
  const { chomping, increment } = scanBlockHeader(cursor);
  let indent = increment === 0 ? 0 : (parentIndent >= 0 ? parentIndent : 0) + increment;
  const first = scanBlockBreaks(cursor, indent, parentIndent);
  indent = first.indent;
  let trailing = first.breaks;
  let text = '';
  let leading = '';
  let wasBlank = false;
  while (cursor.column === indent && cursor.peek() !== '') {
    const startsBlank = isBlank(cursor.peek());
    if (!isLiteral && leading.startsWith('\n') && !wasBlank && !startsBlank) {
      if (trailing === '') text += ' ';
    } else {
      text += leading;
    }
    leading = '';
    text += trailing;
    wasBlank = isBlank(cursor.peek());
    while (cursor.peek() !== '' && !isBreak(cursor.peek())) text += cursor.take();
    if (cursor.peek() !== '') leading = cursor.takeBreak();
    trailing = scanBlockBreaks(cursor, indent, parentIndent).breaks;
  }
  if (chomping !== '-') text += leading;
  if (chomping === '+') text += trailing;
  return text;
}

function scanBlockHeader(cursor: Cursor): { chomping: string; increment: number } {
  const start = cursor.mark;
  let chomping = '';
  let increment = 0;
  for (let i = 0; i < 2; i++) {
    const char = cursor.peek();
    if ((char === '+' || char === '-') && chomping === '') chomping = char;
    else if (/^\d$/.test(char) && increment === 0) {
      if (char === '0') throw scannerFailure('found an indentation indicator equal to 0', cursor.mark, start);
      increment = Number(char);
    } else break;
    cursor.skip();
  }
  while (isBlank(cursor.peek())) cursor.skip();
  if (cursor.peek() === '#') while (cursor.peek() !== '' && !isBreak(cursor.peek())) cursor.skip();
  if (cursor.peek() !== '' && !isBreak(cursor.peek())) {
    throw scannerFailure('did not find expected comment or line break', cursor.mark, start);
  }
  if (cursor.peek() !== '') cursor.skipBreak();
  return { chomping, increment };
}

/** Empty lines and indentation; finds out the indentation when it is not known yet (0). */
function scanBlockBreaks(cursor: Cursor, known: number, parentIndent: number): { indent: number; breaks: string } {
  const start = cursor.mark;
  let breaks = '';
  let widest = 0;
  for (;;) {
    while ((known === 0 || cursor.column < known) && cursor.peek() === ' ') cursor.skip();
    widest = Math.max(widest, cursor.column);
    if ((known === 0 || cursor.column < known) && cursor.peek() === '\t') {
      throw scannerFailure('found a tab character where an indentation space is expected', cursor.mark, start);
    }
    if (!isBreak(cursor.peek())) break;
    breaks += cursor.takeBreak();
  }
  return { indent: known || Math.max(widest, parentIndent + 1, 1), breaks };
}
