/** The values of jq: JSON with ordered objects and numbers that keep their text while nobody computes with them. */

/** A number whose text says more than the double: `1.000`, `100000000000000000001`. */
export class NumberLiteral {
  constructor(
    readonly value: number,
    readonly text: string,
  ) {}
}

export type Value = null | boolean | number | NumberLiteral | string | Value[] | JsonObject;
export type JsonObject = Map<string, Value>;
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** An error of a filter; `value` is what `catch` gets. */
export class JqError extends Error {
  constructor(readonly value: Value) {
    super(typeof value === 'string' ? value : '');
  }
}

export function kindOf(value: Value): Kind {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value as Kind;
  if (typeof value === 'number' || value instanceof NumberLiteral) return 'number';
  return Array.isArray(value) ? 'array' : 'object';
}

export function isObject(value: Value): value is JsonObject {
  return value instanceof Map;
}

export function isNumber(value: Value): value is number | NumberLiteral {
  return typeof value === 'number' || value instanceof NumberLiteral;
}

export function isTrue(value: Value): boolean {
  return value !== null && value !== false;
}

/** The double of a number. */
export function num(value: number | NumberLiteral): number {
  return typeof value === 'number' ? value : value.value;
}

/** @returns a JSON number, keeping its text where the double alone would print otherwise. */
export function numberFromText(text: string): number | NumberLiteral {
  const value = Number(text);
  const canonical = canonicalDecimal(text);
  return formatNumber(value) === canonical ? value : new NumberLiteral(value, canonical);
}

/** The text as decimal arithmetic prints it: `1E+2`, `0.00001`, `1.000`. */
function canonicalDecimal(text: string): string {
  const found = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(text);
  if (!found) return text;
  const fraction = found[3] ?? '';
  const digits = (found[2] + fraction).replace(/^0+(?=\d)/, '') || '0';
  const exponent = Number(found[4] ?? 0) - fraction.length;
  const adjusted = exponent + digits.length - 1;
  if (exponent <= 0 && adjusted >= -6) {
    if (exponent === 0) return found[1] + digits;
    const padded = digits.padStart(1 - exponent, '0');
    return `${found[1]}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${found[1]}${mantissa}E${adjusted >= 0 ? '+' : ''}${adjusted}`;
}

/** A double with 17 digits at most, in jq's layout. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const [mantissa, exponentText] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponentText) + 1;
  const sign = value < 0 ? '-' : '';
  if (point <= -4 || point > digits.length + 15) {
    const exponent = point - 1;
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Order of text by code points. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x === y) continue;
    const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff;
    if (isSurrogate(x) !== isSurrogate(y)) return isSurrogate(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

const RANKS: Record<Kind, number> = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 };

function rank(value: Value): number {
  return value === true ? 2 : RANKS[kindOf(value)];
}

/** The order of jq: null, false, true, numbers, strings, arrays, objects. */
export function compare(a: Value, b: Value): number {
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference;
  if (isNumber(a) && isNumber(b)) return num(a) < num(b) ? -1 : num(a) === num(b) ? 0 : Number.isNaN(num(a)) ? -1 : 1;
  if (typeof a === 'string') return compareStrings(a, b as string);
  if (Array.isArray(a)) return compareArrays(a, b as Value[]);
  if (isObject(a)) return compareObjects(a, b as JsonObject);
  return 0;
}

function compareArrays(a: Value[], b: Value[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = compare(a[index], b[index]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareObjects(a: JsonObject, b: JsonObject): number {
  const keys = sortedKeys(a);
  const difference = compareArrays(keys, sortedKeys(b));
  if (difference !== 0) return difference;
  for (const key of keys) {
    const inner = compare(a.get(key)!, b.get(key)!);
    if (inner !== 0) return inner;
  }
  return 0;
}

export function sortedKeys(object: JsonObject): string[] {
  return [...object.keys()].sort(compareStrings);
}

/** @returns JSON without spaces. */
export function toJson(value: Value, sortKeys = false): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return formatNumber(value);
  if (value instanceof NumberLiteral) return value.text;
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map((item) => toJson(item, sortKeys)).join(',')}]`;
  const keys = sortKeys ? sortedKeys(value) : [...value.keys()];
  return `{${keys.map((key) => `${quote(key)}:${toJson(value.get(key)!, sortKeys)}`).join(',')}}`;
}

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A JSON string. With `ascii`, everything beyond it is escaped. */
export function quote(text: string, ascii = false): string {
  const escaped = text.replace(/["\\\x00-\x1f\x7f]/g, (char) => ESCAPES[char] ?? hexEscape(char));
  return `"${ascii ? escaped.replace(/[^\x20-\x7e]/g, hexEscape) : escaped}"`;
}

function hexEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A value in an error message: its JSON, cut to `max` bytes. */
export function shown(value: Value, max = 14): string {
  const text = toJson(value);
  return text.length > max ? `${text.slice(0, max - 3)}...` : text;
}

/** `object ({"a":1})`, as messages name a value. */
export function described(value: Value): string {
  return `${kindOf(value)} (${shown(value)})`;
}

/** @returns `tostring` of a value. */
export function toText(value: Value): string {
  return typeof value === 'string' ? value : toJson(value);
}
