/** Operators and formats of jq. */

import { decodeBase64, encodeBase64 } from '../tools/base64-text';
import { bytesOf, textOf } from '../tools/common';
import {
  compare,
  described,
  isNumber,
  isObject,
  JqError,
  num,
  toJson,
  toText,
  type JsonObject,
  type Value,
} from './value';

/** Characters that repeating a text may make. */
const REPEAT_MAX = 16_000_000;

/** Applies a binary operator. Throws JqError. */
export function binary(operator: string, a: Value, b: Value): Value {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    case '%':
      return remainder(a, b);
    case '==':
      return compare(a, b) === 0;
    case '!=':
      return compare(a, b) !== 0;
    case '<':
      return compare(a, b) < 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>':
      return compare(a, b) > 0;
    default:
      return compare(a, b) >= 0;
  }
}

function cannot(a: Value, b: Value, what: string): JqError {
  return new JqError(`${described(a)} and ${described(b)} cannot be ${what}`);
}

export function add(a: Value, b: Value): Value {
  if (a === null) return b;
  if (b === null) return a;
  if (isNumber(a) && isNumber(b)) return num(a) + num(b);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
  throw cannot(a, b, 'added');
}

function subtract(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return num(a) - num(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.filter((item) => !b.some((other) => compare(item, other) === 0));
  throw cannot(a, b, 'subtracted');
}

function multiply(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return num(a) * num(b);
  if ((typeof a === 'string' && isNumber(b)) || (isNumber(a) && typeof b === 'string')) {
    const text = typeof a === 'string' ? a : (b as string);
    const count = num(typeof a === 'string' ? (b as number) : (a as number));
    if (!(count > 0)) return '';
    const times = Math.floor(count);
    if (text.length * times > REPEAT_MAX) throw new JqError('Repeat string result too long');
    return text.repeat(times);
  }
  if (isObject(a) && isObject(b)) return mergeDeep(a, b);
  throw cannot(a, b, 'multiplied');
}

function mergeDeep(a: JsonObject, b: JsonObject): JsonObject {
  const result = new Map(a);
  for (const [key, value] of b) {
    const old = result.get(key);
    result.set(key, old !== undefined && isObject(old) && isObject(value) ? mergeDeep(old, value) : value);
  }
  return result;
}

function divide(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) {
    if (num(b) === 0) throw cannot(a, b, 'divided because the divisor is zero');
    return num(a) / num(b);
  }
  if (typeof a === 'string' && typeof b === 'string') return splitText(a, b);
  throw cannot(a, b, 'divided');
}

/** `split/1`. */
export function splitText(text: string, separator: string): Value[] {
  if (text === '') return [];
  return separator === '' ? [...text] : text.split(separator);
}

function remainder(a: Value, b: Value): Value {
  if (!isNumber(a) || !isNumber(b)) throw cannot(a, b, 'divided (remainder)');
  if (Number.isNaN(num(a)) || Number.isNaN(num(b))) return NaN;
  const clamp = (value: number) => Math.max(-(2 ** 63), Math.min(2 ** 63, Math.trunc(value)));
  const divisor = Math.abs(clamp(num(b)));
  if (divisor === 0) throw cannot(a, b, 'divided (remainder) because the divisor is zero');
  return (clamp(num(a)) % divisor) + 0;
}

export function negate(value: Value): Value {
  if (!isNumber(value)) throw new JqError(`${described(value)} cannot be negated`);
  return -num(value);
}

const HTML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' };
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `@name` applied to a value. Throws JqError. */
export function formatText(name: string, value: Value): Value {
  switch (name) {
    case '@text':
      return toText(value);
    case '@json':
      return toJson(value);
    case '@csv':
      return row(value, 'csv', ',', (text) => `"${text.replace(/"/g, '""')}"`);
    case '@tsv':
      return row(value, 'tsv', '\t', (text) =>
        text.replace(/[\\\t\r\n]/g, (char) => ({ '\\': '\\\\', '\t': '\\t', '\r': '\\r' })[char] ?? '\\n'),
      );
    case '@html':
      return toText(value).replace(/[<>&'"]/g, (char) => HTML[char]);
    case '@uri':
      return [...bytesOf(toText(value))].map(uriByte).join('');
    case '@sh':
      return (Array.isArray(value) ? value : [value]).map(shellWord).join(' ');
    case '@base64':
      return encodeBase64(bytesOf(toText(value)));
    case '@base64d': {
      const text = toText(value);
      const { bytes } = decodeBase64(text);
      if (bytes.length === 0 && text.replace(/=/g, '') !== '')
        throw new JqError(`${described(text)} is not valid base64 data`);
      return textOf(bytes);
    }
    case '@base32':
      return encodeBase32(bytesOf(toText(value)));
    case '@base32d':
      return textOf(decodeBase32(toText(value)));
    default:
      throw new JqError(`${name.slice(1)} is not a valid format`);
  }
}

function row(value: Value, name: string, separator: string, quoteText: (text: string) => string): string {
  if (!Array.isArray(value)) throw new JqError(`${described(value)} cannot be ${name}-formatted, only array`);
  return value
    .map((item) => {
      if (item === null) return '';
      if (typeof item === 'string') return quoteText(item);
      if (Array.isArray(item) || isObject(item)) throw new JqError(`${described(item)} is not valid in a csv row`);
      return toText(item);
    })
    .join(separator);
}

function uriByte(byte: number): string {
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9\-_.~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function shellWord(value: Value): string {
  if (Array.isArray(value) || isObject(value)) throw new JqError(`${described(value)} can not be escaped for shell`);
  return typeof value === 'string' ? `'${value.replace(/'/g, "'\\''")}'` : toJson(value);
}

function encodeBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{1,5}/g) ?? []).map((group) => BASE32[parseInt(group.padEnd(5, '0'), 2)]).join('');
  return letters.padEnd(Math.ceil(letters.length / 8) * 8, '=');
}

function decodeBase32(text: string): Uint8Array {
  const bits = [...text.replace(/=+$/, '')]
    .map((char) => Math.max(0, BASE32.indexOf(char)).toString(2).padStart(5, '0'))
    .join('');
  return new Uint8Array((bits.match(/.{8}/g) ?? []).map((group) => parseInt(group, 2)));
}
