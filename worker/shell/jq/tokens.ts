/** Tokens of jq programs. */

/** A program that cannot be read. */
export class JqSyntaxError extends Error {
  constructor(
    message: string,
    /** Offset of what is wrong. */
    readonly at: number,
  ) {
    super(message);
  }
}

export interface Token {
  kind: 'end' | 'number' | 'string' | 'name' | 'field' | 'variable' | 'format' | 'operator' | 'invalid';
  text: string;
  start: number;
  end: number;
}

const TOKEN =
  /(?:\s|#[^\n]*)*(?:(\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|(")|((?:[A-Za-z_]\w*::)*[A-Za-z_]\w*)|(\.[A-Za-z_]\w*)|(\$(?:__loc__|(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*))|(@\w+)|(\?\/\/=?|\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.[\]{}():;,|=<>+\-*/%?$])|$|([^]))/y;

export const KEYWORDS = new Set([
  'def',
  'if',
  'then',
  'elif',
  'else',
  'end',
  'and',
  'or',
  'reduce',
  'foreach',
  'try',
  'catch',
  'label',
  'import',
  'include',
  'as',
  '__loc__',
]);

const KINDS = ['number', 'string', 'name', 'field', 'variable', 'format', 'operator', 'invalid'] as const;

/** @returns the token at or after `at`. */
export function readToken(source: string, at: number): Token {
  TOKEN.lastIndex = at;
  const found = TOKEN.exec(source)!;
  const index = KINDS.findIndex((_, group) => found[group + 1] !== undefined);
  const text = index < 0 ? '' : found[index + 1];
  return { kind: index < 0 ? 'end' : KINDS[index], text, start: TOKEN.lastIndex - text.length, end: TOKEN.lastIndex };
}

/** @returns how a message names an operator. */
export function operatorName(text: string): string {
  return text.length === 1 ? `'${text}'` : text;
}
