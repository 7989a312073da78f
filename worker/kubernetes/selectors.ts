/** Label and field selectors in their text form, and LabelSelector objects. */

import { ownValue } from './patch/json';

export type Labels = Readonly<Record<string, string>> | undefined;

export interface Requirement {
  key: string;
  operator: 'exists' | '!' | '=' | '!=' | 'in' | 'notin' | 'gt' | 'lt';
  values: readonly string[];
}

export type ParsedSelector =
  { requirements: Requirement[]; error?: undefined } | { requirements?: undefined; error: string };

type Token = { kind: 'word' | 'symbol' | 'end'; text: string };

const SYMBOLS = ['==', '!=', '=', '!', ',', '(', ')', '>', '<'];

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at])) {
      at++;
      continue;
    }
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
    if (symbol) {
      tokens.push({ kind: 'symbol', text: symbol });
      at += symbol.length;
      continue;
    }
    const word = /^[^\s=!,()><]+/.exec(text.slice(at))![0];
    tokens.push({ kind: 'word', text: word });
    at += word.length;
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const OPERATORS: Record<string, Requirement['operator']> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  in: 'in',
  notin: 'notin',
  '>': 'gt',
  '<': 'lt',
};

/** Reads a label selector token by token; a failure carries the server's words. */
class SelectorParser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)];
  }

  #next(): Token {
    return this.#tokens[Math.min(this.#at++, this.#tokens.length - 1)];
  }

  parse(): ParsedSelector {
    const requirements: Requirement[] = [];
    if (this.#peek().kind === 'end') return { requirements };
    for (;;) {
      const first = this.#peek();
      if (first.kind !== 'word' && first.text !== '!')
        return { error: `found '${first.text}', expected: !, identifier, or 'end of string'` };
      const requirement = this.#requirement();
      if (typeof requirement === 'string') return { error: `unable to parse requirement: ${requirement}` };
      requirements.push(requirement);
      const separator = this.#next();
      if (separator.kind === 'end') return { requirements };
      if (separator.text !== ',') return { error: `found '${separator.text}', expected: ',' or 'end of string'` };
      const after = this.#peek();
      if (after.kind !== 'word' && after.text !== '!')
        return { error: `found '${after.text}', expected: identifier after ','` };
    }
  }

  #requirement(): Requirement | string {
    const isNegated = this.#peek().text === '!';
    if (isNegated) this.#next();
    const key = this.#next();
    if (key.kind !== 'word') return `found '${key.text}', expected: identifier`;
    if (isNegated) return { key: key.text, operator: '!', values: [] };
    if (this.#peek().kind === 'end' || this.#peek().text === ',')
      return { key: key.text, operator: 'exists', values: [] };
    const sign = this.#next();
    const operator = OPERATORS[sign.text];
    if (!operator) return `found '${sign.text}', expected: in, notin, =, ==, !=, gt, lt`;
    const values = operator === 'in' || operator === 'notin' ? this.#list() : this.#value();
    return typeof values === 'string' ? values : { key: key.text, operator, values };
  }

  #value(): string[] | string {
    const token = this.#peek();
    if (token.kind === 'word') return [this.#next().text];
    return token.kind === 'end' || token.text === ',' ? [''] : `found '${token.text}', expected: identifier`;
  }

  #list(): string[] | string {
    const open = this.#next();
    if (open.text !== '(') return `found '${open.text}' expected: '('`;
    const values: string[] = [];
    for (;;) {
      values.push(this.#peek().kind === 'word' ? this.#next().text : '');
      const separator = this.#next();
      if (separator.text === ')') return values;
      if (separator.text !== ',') return `found '${separator.text}', expected: ',' or ')'`;
    }
  }
}

/** @param text as in `-l`. The error has the server's words, without what it was asked for. */
export const parseLabelSelector = (text: string): ParsedSelector => new SelectorParser(text).parse();

function meets(labels: Labels, requirement: Requirement): boolean {
  const value = ownValue(labels, requirement.key);
  switch (requirement.operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case '=':
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !requirement.values.includes(value);
    case 'gt':
      return value !== undefined && Number(value) > Number(requirement.values[0]);
    case 'lt':
      return value !== undefined && Number(value) < Number(requirement.values[0]);
  }
}

export const matchesRequirements = (labels: Labels, requirements: readonly Requirement[]) =>
  requirements.every((requirement) => meets(labels, requirement));

/** A selector that is a plain map, as in a Service; an absent or empty one matches nothing here. */
export function matchesMap(labels: Labels, selector: Labels): boolean {
  const keys = Object.keys(selector ?? {});
  return keys.length > 0 && keys.every((key) => labels?.[key] === selector![key]);
}

export interface LabelSelector {
  matchLabels?: Readonly<Record<string, string>>;
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

const EXPRESSION_OPERATORS: Record<string, Requirement['operator']> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** A LabelSelector object; absent matches nothing, empty matches all. */
export function matchesLabelSelector(labels: Labels, selector: LabelSelector | undefined): boolean {
  if (!selector) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.keys(matchLabels).every((key) => labels?.[key] === matchLabels[key]) &&
    matchExpressions.every((expression) =>
      meets(labels, {
        key: expression.key,
        operator: EXPRESSION_OPERATORS[expression.operator] ?? 'in',
        values: expression.values ?? [],
      }),
    )
  );
}

/** A LabelSelector as tables print it: `app=web,tier in (a,b)`; `<none>` when empty. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  if (!selector) return '<none>';
  const parts = Object.keys(selector.matchLabels ?? {})
    .sort()
    .map((key) => ({ key, text: `${key}=${selector.matchLabels![key]}` }));
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const list = [...values].sort().join(',');
    const text = { In: `${key} in (${list})`, NotIn: `${key} notin (${list})`, Exists: key }[operator] ?? `!${key}`;
    parts.push({ key, text });
  }
  parts.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return parts.length === 0 ? '<none>' : parts.map((part) => part.text).join(',');
}

export interface FieldRequirement {
  field: string;
  isEqual: boolean;
  value: string;
}

/**
 * @param text as in `--field-selector`: terms with `=`, `==` or `!=`, joined by commas; a backslash before a comma, an
 * equals sign or another backslash takes its meaning away. The terms are read in the order of their texts.
 */
export function parseFieldSelector(text: string): { requirements: FieldRequirement[]; error?: string } {
  const requirements: FieldRequirement[] = [];
  const terms = (text.match(/(?:\\.|[^,\\]|\\$)+/gs) ?? []).sort((a, b) => (a < b ? -1 : 1));
  for (const term of terms) {
    const match = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
    if (!match) return { requirements, error: `invalid selector: '${text}'; can't understand '${term}'` };
    const value = unescapeFieldValue(match[3]);
    if (value.error !== undefined) return { requirements, error: `invalid field selector: ${value.error}` };
    requirements.push({ field: match[1], isEqual: match[2] !== '!=', value: value.text });
  }
  return { requirements };
}

function unescapeFieldValue(value: string): { text: string; error?: undefined } | { error: string } {
  let text = '';
  for (let at = 0; at < value.length; at++) {
    // the server prints the number of the character
    if (value[at] === '=') return { error: `unescaped character in value: ${value.charCodeAt(at)}` };
    if (value[at] !== '\\') text += value[at];
    else {
      const [escaped = ''] = value.slice(++at);
      if (escaped === '' || !'\\,='.includes(escaped)) return { error: `invalid escape sequence: \\${escaped}` };
      text += escaped;
    }
  }
  return { text };
}
