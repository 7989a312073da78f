/** Splits awk programs into tokens. */

import { ToolError } from '../tools/common';

export interface Token {
  kind: 'number' | 'text' | 'regex' | 'name' | 'call' | 'builtin' | 'keyword' | 'operator' | 'newline' | 'end';
  text: string;
  /** Where it begins in the program. */
  start: number;
}

const KEYWORDS = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
]);
export const BUILTINS = new Set([
  'length',
  'substr',
  'index',
  'split',
  'sub',
  'gsub',
  'gensub',
  'match',
  'sprintf',
  'sin',
  'cos',
  'atan2',
  'exp',
  'log',
  'sqrt',
  'int',
  'rand',
  'srand',
  'tolower',
  'toupper',
  'system',
  'close',
  'fflush',
  'strftime',
  'systime',
  'mktime',
  'and',
  'or',
  'xor',
  'lshift',
  'rshift',
  'compl',
  'strtonum',
  'asort',
  'asorti',
]);
const OPERATOR = /^(?:\*\*=|&&|\|\||\+\+|--|\+=|-=|\*=|\/=|%=|\^=|\*\*|==|<=|>=|!=|!~|>>|[{}()[\];,+\-*/%^!<>|?:~$=])/;
/** Tokens after which a slash starts a division. */
const BEFORE_DIVISION = new Set(['number', 'text', 'name', 'builtin']);

/** @returns the tokens of a program. Throws ToolError. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const skipped = /^(?:[ \t\r]+|#[^\n]*|\\\r?\n)+/.exec(rest);
    if (skipped) {
      at += skipped[0].length;
      continue;
    }
    const { kind, text, length } = nextToken(source, at, tokens[tokens.length - 1]);
    tokens.push({ kind, text, start: at });
    at += length;
  }
  tokens.push({ kind: 'newline', text: '\n', start: source.length }, { kind: 'end', text: '', start: source.length });
  return tokens;
}

type Piece = { kind: Token['kind']; text: string; length: number };

function nextToken(source: string, at: number, last: Token | undefined): Piece {
  const rest = source.slice(at);
  if (rest[0] === '\n') return { kind: 'newline', text: '\n', length: 1 };
  if (rest[0] === '"') return readText(source, at);
  const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)?.[0];
  if (number !== undefined) return { kind: 'number', text: number, length: number.length };
  const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
  if (name !== undefined) {
    const text = name === 'func' ? 'function' : name;
    const kind = KEYWORDS.has(text)
      ? 'keyword'
      : BUILTINS.has(text)
        ? 'builtin'
        : rest[name.length] === '('
          ? 'call'
          : 'name';
    return { kind, text, length: name.length };
  }
  const isDivision =
    last !== undefined && (BEFORE_DIVISION.has(last.kind) || [')', ']', '$', '++', '--'].includes(last.text));
  if (rest[0] === '/' && !isDivision) return readRegex(source, at);
  const operator = OPERATOR.exec(rest)?.[0];
  if (!operator) throw syntaxError(source, at, 'syntax error');
  const text = operator === '**' ? '^' : operator === '**=' ? '^=' : operator;
  return { kind: 'operator', text, length: operator.length };
}

/** An error with the line of the program and a mark below its place. */
export function syntaxError(source: string, at: number, message: string): ToolError {
  const lineStart = source.lastIndexOf('\n', at - 1) + 1;
  const line = source.slice(lineStart).split('\n')[0];
  const prefix = `awk: cmd. line:${source.slice(0, lineStart).split('\n').length}: `;
  return new ToolError(`${prefix}${line}\n${prefix}${' '.repeat(at - lineStart)}^ ${message}`, 1);
}

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** Replaces the escapes of a string; unknown ones keep their backslash. */
export function unescapeText(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([^]))/g,
    (whole, octal?: string, hex?: string, char?: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      return Object.hasOwn(ESCAPES, char ?? '') ? ESCAPES[char!] : char === '\n' ? '' : whole;
    },
  );
}

function readText(source: string, at: number): Piece {
  const found = /^"((?:[^"\\\n]|\\[^])*)"/.exec(source.slice(at));
  if (!found) throw syntaxError(source, at, 'unterminated string');
  return { kind: 'text', text: unescapeText(found[1]), length: found[0].length };
}

function readRegex(source: string, at: number): Piece {
  const found = /^\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\])*)\//.exec(source.slice(at));
  if (!found) throw syntaxError(source, at + 1, 'unterminated regexp');
  return { kind: 'regex', text: found[1].replace(/\\\//g, '/'), length: found[0].length };
}
