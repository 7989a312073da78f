/** Prints YAML byte for byte as sigs.k8s.io/yaml (go-yaml v2) prints it: sorted keys, its quoting, folding at 80 columns. */

import type { JSONValue } from '../kubernetes/patch';
import { isObject } from '../kubernetes/patch';
import { isBase60, resolveScalar } from './scalars';

const WIDTH = 80;
/** Keys longer than this are printed as `? key`. */
const SIMPLE_KEY_MAX = 128;

/** @returns the value as YAML, with a final newline. */
export function printYAML(value: unknown): string {
  const lines = new Output();
  if (isObject(value) && Object.keys(value).length > 0) printMap(lines, value, 0);
  else if (Array.isArray(value) && value.length > 0) printList(lines, value as JSONValue[], 0);
  else printScalar(lines, value as JSONValue, 2, false);
  return lines.text.endsWith('\n') ? lines.text : `${lines.text}\n`;
}

/** Text with the column of its end. */
class Output {
  text = '';
  column = 0;

  write(text: string): void {
    this.text += text;
    const newline = text.lastIndexOf('\n');
    this.column = newline < 0 ? this.column + [...text].length : [...text.slice(newline + 1)].length;
  }

  newLine(indent: number): void {
    this.write(`\n${' '.repeat(indent)}`);
  }
}

/** Keys in go-yaml's order: digits as numbers, letters after everything else. */
export function compareKeys(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const isLetter = (char: string) => /^\p{L}$/u.test(char);
  const isDigit = (char: string | undefined) => char !== undefined && /^\p{Nd}$/u.test(char);
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] === right[i]) continue;
    const [isLeftLetter, isRightLetter] = [isLetter(left[i]), isLetter(right[i])];
    if (isLeftLetter && isRightLetter) return left[i].codePointAt(0)! - right[i].codePointAt(0)!;
    if (isLeftLetter || isRightLetter) return isRightLetter ? -1 : 1;
    let hasLead = false;
    if (left[i] === '0' || right[i] === '0') {
      for (let j = i - 1; j >= 0 && isDigit(left[j]); j--) {
        if (left[j] !== '0') {
          hasLead = true;
          break;
        }
      }
    }
    const number = (chars: string[]) => {
      let end = i;
      let digits = hasLead ? '1' : '0';
      for (; isDigit(chars[end]); end++) digits += chars[end];
      return { value: BigInt(digits), end };
    };
    const [l, r] = [number(left), number(right)];
    if (l.value !== r.value) return l.value < r.value ? -1 : 1;
    if (l.end !== r.end) return l.end - r.end;
    return left[i].codePointAt(0)! - right[i].codePointAt(0)!;
  }
  return left.length - right.length;
}

function printMap(out: Output, map: Record<string, JSONValue>, indent: number): void {
  const keys = Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort(compareKeys);
  keys.forEach((key, i) => {
    if (i > 0) out.newLine(indent);
    const isSimple = [...key].length <= SIMPLE_KEY_MAX && !key.includes('\n');
    if (!isSimple) out.write('? ');
    printScalar(out, key, indent + 2, isSimple);
    if (!isSimple) out.newLine(indent);
    out.write(':');
    printNested(out, map[key], indent, true);
  });
}

function printList(out: Output, list: readonly JSONValue[], indent: number): void {
  list.forEach((item, i) => {
    if (i > 0) out.newLine(indent);
    out.write('-');
    printNested(out, item, indent, false);
  });
}

function printNested(out: Output, value: JSONValue, indent: number, isInMap: boolean): void {
  if (Array.isArray(value) && value.length > 0) {
    if (isInMap) out.newLine(indent);
    else out.write(' ');
    printList(out, value, isInMap ? indent : indent + 2);
  } else if (isObject(value) && Object.keys(value).length > 0) {
    if (isInMap) out.newLine(indent + 2);
    else out.write(' ');
    printMap(out, value, indent + 2);
  } else {
    out.write(' ');
    printScalar(out, value, indent + 2, false);
  }
}

function printScalar(out: Output, value: JSONValue, indent: number, isKey: boolean): void {
  if (Array.isArray(value)) out.write('[]');
  else if (value === null || value === undefined) out.write('null');
  else if (typeof value === 'object') out.write('{}');
  else if (typeof value === 'number') out.write(printNumber(value));
  else if (typeof value === 'string') printString(out, value, indent, isKey);
  else out.write(String(value));
}

function printNumber(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : shortFloat(value);
}

/** strconv.FormatFloat(x, 'g', -1, 64): an exponent below -4 and from 6 on. */
function shortFloat(value: number): string {
  const [mantissa, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

interface Analysis {
  isMultiline: boolean;
  allowsPlain: boolean;
  allowsSingle: boolean;
  allowsBlock: boolean;
}

/** What yaml_emitter_analyze_scalar finds out, for block context. */
function analyze(text: string): Analysis {
  const chars = [...text];
  let hasIndicator = text.startsWith('---') || text.startsWith('...');
  let isSpecial = false;
  let hasBreakSpace = false;
  let hasSpaceBreak = false;
  chars.forEach((char, i) => {
    const isFirst = i === 0;
    const next = chars[i + 1];
    const isNextBlank = next === undefined || ' \t\n\r\u0085\u2028\u2029'.includes(next);
    const isPreviousBlank = isFirst || ' \t\n\r\u0085\u2028\u2029'.includes(chars[i - 1]);
    if (isFirst && '#,[]{}&*!|>\'"%@`'.includes(char)) hasIndicator = true;
    if (isFirst && char === '-' && isNextBlank) hasIndicator = true;
    if ((isFirst && char === '?' && isNextBlank) || (char === ':' && isNextBlank)) hasIndicator = true;
    if (char === '#' && isPreviousBlank) hasIndicator = true;
    if (!isPrintable(char)) isSpecial = true;
    if (char === ' ' && i > 0 && isLineBreak(chars[i - 1])) hasBreakSpace = true;
    if (isLineBreak(char) && chars[i - 1] === ' ') hasSpaceBreak = true;
  });
  const isMultiline = chars.some(isLineBreak);
  const hasOuterBlank = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text);
  const isAwkward = hasSpaceBreak || isSpecial;
  return {
    isMultiline,
    allowsPlain: !hasIndicator && !isMultiline && !hasOuterBlank && !hasBreakSpace && !isAwkward,
    allowsSingle: !hasBreakSpace && !isAwkward,
    allowsBlock: text !== '' && !text.endsWith(' ') && !isAwkward,
  };
}

const isLineBreak = (char: string) =>
  char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029';

function isPrintable(char: string): boolean {
  const code = char.codePointAt(0)!;
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  return (code >= 0xa0 && code < 0xd800) || (code >= 0xe000 && code < 0xfffe && code !== 0xfeff) || code >= 0x10000;
}

function printString(out: Output, text: string, indent: number, isKey: boolean): void {
  const analysis = analyze(text);
  const isText = resolveScalar(text).type === 'str' && !isBase60(text);
  if (text.includes('\n')) {
    if (analysis.allowsBlock && !isKey) printLiteral(out, text, indent);
    else printDouble(out, text, indent, isKey);
  } else if (!isText) printDouble(out, text, indent, isKey);
  else if (analysis.allowsPlain) printPlain(out, text, indent, isKey);
  else if (analysis.allowsSingle) printSingle(out, text, indent, isKey);
  else printDouble(out, text, indent, isKey);
}

function printPlain(out: Output, text: string, indent: number, isKey: boolean): void {
  out.write(wrap(out, [...text], indent, isKey, false, (char) => char));
}

function printSingle(out: Output, text: string, indent: number, isKey: boolean): void {
  out.write("'");
  out.write(wrap(out, [...text], indent, isKey, true, (char) => (char === "'" ? "''" : char)));
  out.write("'");
}

/** Breaks lines at single blanks once the column is past the width. */
function wrap(
  out: Output,
  chars: string[],
  indent: number,
  isKey: boolean,
  isQuoted: boolean,
  print: (char: string) => string,
): string {
  let text = '';
  let { column } = out;
  let wasSpace = false;
  chars.forEach((char, i) => {
    const isInner = !isQuoted || (i > 0 && i < chars.length - 1);
    if (char === ' ' && !isKey && !wasSpace && column > WIDTH && isInner && chars[i + 1] !== ' ') {
      text += `\n${' '.repeat(indent)}`;
      column = indent;
      wasSpace = true;
      return;
    }
    const printed = print(char);
    text += printed;
    column += printed.length === 2 && char === "'" ? 2 : 1;
    wasSpace = char === ' ';
  });
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function printDouble(out: Output, text: string, indent: number, isKey: boolean): void {
  const chars = [...text];
  out.write('"');
  let wasSpace = false;
  chars.forEach((char, i) => {
    if (char === ' ' && !isKey && !wasSpace && out.column > WIDTH && i > 0 && i < chars.length - 1) {
      out.newLine(indent);
      if (chars[i + 1] === ' ') out.write('\\');
      wasSpace = true;
      return;
    }
    out.write(ESCAPES[char] ?? (isPrintable(char) ? char : hexEscape(char.codePointAt(0)!)));
    wasSpace = char === ' ';
  });
  out.write('"');
}

function hexEscape(code: number): string {
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function printLiteral(out: Output, text: string, indent: number): void {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  out.write(`|${hint}${chomping}\n${lines.join('\n')}`);
}
