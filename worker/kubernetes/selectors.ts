/** Label and field selectors in their text form, and LabelSelector objects. */

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

/** @param text as in `-l`. The error has the server's words, without what it was asked for. */
export function parseLabelSelector(text: string): ParsedSelector {
  const tokens = tokenize(text);
  const requirements: Requirement[] = [];
  let at = 0;
  const next = () => tokens[Math.min(at++, tokens.length - 1)];
  const peek = () => tokens[Math.min(at, tokens.length - 1)];
  const fail = (found: Token, expected: string): ParsedSelector => ({
    error: `unable to parse requirement: found '${found.text}' expected: ${expected}`,
  });
  if (peek().kind === 'end') return { requirements };

  for (;;) {
    const token = next();
    if (token.text === '!' && token.kind === 'symbol') {
      const key = next();
      if (key.kind !== 'word') return fail(key, 'identifier');
      requirements.push({ key: key.text, operator: '!', values: [] });
    } else if (token.kind !== 'word') {
      return {
        error:
          `unable to parse requirement: found '${token.text}', expected: !, identifier, or 'end of string'`.replace(
            "',",
            "',",
          ),
      };
    } else {
      const operatorToken = peek();
      if (operatorToken.kind === 'end' || operatorToken.text === ',') {
        requirements.push({ key: token.text, operator: 'exists', values: [] });
      } else {
        next();
        const operator = OPERATORS[operatorToken.text];
        if (!operator) return fail(operatorToken, 'in, notin, =, ==, !=, gt, lt');
        const values: string[] = [];
        if (operator === 'in' || operator === 'notin') {
          const open = next();
          if (open.text !== '(') return fail(open, "'('");
          if (peek().text === ')') {
            next();
            values.push('');
          } else
            for (;;) {
              const value = peek().kind === 'word' ? next().text : '';
              values.push(value);
              const separator = next();
              if (separator.text === ')') break;
              if (separator.text !== ',') return fail(separator, "',', or ')'");
            }
        } else {
          const value = peek();
          if (value.kind === 'word') values.push(next().text);
          else if (value.kind === 'end' || value.text === ',') values.push('');
          else return fail(value, 'identifier');
        }
        requirements.push({ key: token.text, operator, values });
      }
    }
    const separator = next();
    if (separator.kind === 'end') return { requirements };
    if (separator.text !== ',') return fail(separator, "',' or 'end of string'");
    if (peek().kind === 'end') return fail(peek(), "identifier after ','");
  }
}

function meets(labels: Labels, requirement: Requirement): boolean {
  const value = labels?.[requirement.key];
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

/** @param text as in `--field-selector`: terms with `=`, `==` or `!=`, joined by commas. */
export function parseFieldSelector(text: string): { requirements: FieldRequirement[]; error?: string } {
  const requirements: FieldRequirement[] = [];
  for (const term of text.split(',')) {
    if (term === '') continue;
    const match = /^([^=!]*)(==|!=|=)(.*)$/s.exec(term);
    if (!match) return { requirements, error: `invalid selector: '${text}'; can't understand '${term}'` };
    requirements.push({ field: match[1], isEqual: match[2] !== '!=', value: match[3] });
  }
  return { requirements };
}
