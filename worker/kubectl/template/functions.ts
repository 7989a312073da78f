/** The functions of Go templates, and the two that kubectl adds. */

import { isObject } from '../../kubernetes/patch';
import { sprint, sprintf, sprintln } from './format';
import { GoNumber, isMissing, isNil, isTrue, NO_VALUE, numberOf, typeName } from './values';

/** Thrown by a function: becomes `error calling NAME: TEXT`. */
export class CallFailure extends Error {}

export interface TemplateFunction {
  min: number;
  max?: number;
  /** Go types of the parameters, where a wrong one is an error of the call; `any` by default. */
  types?: string[];
  call(args: unknown[]): unknown;
}

const fail = (message: string): never => {
  throw new CallFailure(message);
};

function index(args: unknown[]): unknown {
  let [item] = args;
  if (isMissing(item)) fail('index of untyped nil');
  for (const key of args.slice(1)) {
    if (item === null) fail('index of untyped nil');
    if (Array.isArray(item) || typeof item === 'string') item = elementAt(item, key);
    else if (isObject(item) && !(item instanceof GoNumber)) item = valueAt(item, key);
    else fail(`can't index item of type ${typeName(item)}`);
  }
  return item;
}

function indexOf(key: unknown, length: number): number {
  if (isNil(key)) fail('cannot index slice/array with nil');
  const number = numberOf(key);
  if (!number || number.kind !== 'int') fail(`cannot index slice/array with type ${typeName(key)}`);
  const at = Number(number!.value);
  if (at < 0 || at >= length) fail(`index out of range: ${at}`);
  return at;
}

function elementAt(item: unknown[] | string, key: unknown): unknown {
  const at = indexOf(key, item.length);
  return typeof item === 'string' ? new GoNumber('int', item.charCodeAt(at)) : item[at];
}

function valueAt(item: Record<string, unknown>, key: unknown): unknown {
  if (isNil(key)) fail('value is nil; should be of type string');
  if (typeof key !== 'string') fail(`value has type ${typeName(key)}; should be string`);
  return Object.hasOwn(item, key as string) ? item[key as string] : NO_VALUE;
}

function slice(args: unknown[]): unknown {
  const [item, ...bounds] = args;
  if (isMissing(item)) fail('slice of untyped nil');
  if (bounds.length > 3) fail(`too many slice indexes: ${bounds.length}`);
  if (typeof item === 'string' && bounds.length === 3) fail('cannot 3-index slice a string');
  if (typeof item !== 'string' && !Array.isArray(item)) fail(`can't slice item of type ${typeName(item)}`);
  const list = item as string | unknown[];
  const at = bounds.map((bound) => indexOf(bound, list.length + 1));
  const [from, to] = [at[0] ?? 0, at[1] ?? list.length];
  if (from > to) fail(`invalid slice index: ${from} > ${to}`);
  return list.slice(from, to);
}

function length(value: unknown): GoNumber {
  if (isMissing(value)) fail('reflect: call of reflect.Value.Type on zero Value');
  if (value === null) fail('len of nil pointer');
  if (typeof value === 'string') return new GoNumber('int', new TextEncoder().encode(value).length);
  if (Array.isArray(value)) return new GoNumber('int', value.length);
  if (isObject(value) && !(value instanceof GoNumber)) return new GoNumber('int', Object.keys(value).length);
  return fail(`len of type ${typeName(value)}`);
}

function kindOf(value: unknown): string {
  const number = numberOf(value);
  if (number) return number.kind;
  return typeof value === 'string' || typeof value === 'boolean' ? typeof value : 'other';
}

function isSame(a: unknown, b: unknown): boolean {
  const [kind, other] = [kindOf(a), kindOf(b)];
  if (kind !== other) {
    if (!isNil(a) && !isNil(b)) fail('incompatible types for comparison');
    return false;
  }
  if (kind === 'other') {
    if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
    return fail(`non-comparable type ${sprintf('%s', [a])}: ${typeName(a)}`);
  }
  return compareSame(a, b) === 0;
}

function compareSame(a: unknown, b: unknown): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left && right) return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
  return (a as string) < (b as string) ? -1 : a === b ? 0 : 1;
}

function isLess(a: unknown, b: unknown): boolean {
  const [kind, other] = [kindOf(a), kindOf(b)];
  if (kind === 'other' || other === 'other') fail('invalid type for comparison');
  if (kind !== other) fail('incompatible types for comparison');
  if (kind === 'boolean') fail('invalid type for comparison');
  return compareSame(a, b) < 0;
}

/** The text of arguments, as html, js and urlquery see it. */
const textOf = (args: unknown[]) =>
  args.length === 1 && typeof args[0] === 'string'
    ? args[0]
    : sprint(args.map((arg) => (isMissing(arg) ? '<no value>' : arg)));

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
};
const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function escapeJS(text: string): string {
  return text.replace(
    /[\\'"<>&=\x00-\x1f]/g,
    (char) => JS[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodeBase64(text: string): string {
  const clean = text.replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/=]/.exec(clean);
  const isWhole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(clean);
  if (bad || !isWhole)
    fail(
      `base64 decode failed: illegal base64 data at input byte ${bad ? bad.index : clean.length - (clean.length % 4 || 4)}`,
    );
  return new TextDecoder().decode(Uint8Array.from(atob(clean), (char) => char.charCodeAt(0)));
}

/** kubectl's `exists`: whether a path of keys and indexes leads to something. */
function exists(args: unknown[]): boolean {
  let [item] = args;
  for (const key of args.slice(1)) {
    const number = numberOf(key);
    if (Array.isArray(item) && number) item = item[Number(number.value)];
    else if (isObject(item) && typeof key === 'string' && Object.hasOwn(item, key)) item = item[key];
    else return false;
    if (item === undefined) return false;
  }
  return true;
}

export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  and: { min: 1, call: (args) => args.find((arg) => !isTrue(arg)) ?? args[args.length - 1] },
  or: { min: 1, call: (args) => args.find(isTrue) ?? args[args.length - 1] },
  not: { min: 1, max: 1, call: ([arg]) => !isTrue(arg) },
  call: {
    min: 1,
    call: ([fn]) => (isMissing(fn) ? fail('call of nil') : fail(`non-function  of type ${typeName(fn)}`)),
  },
  html: { min: 0, call: (args) => textOf(args).replace(/["'&<>\0]/g, (char) => HTML[char]) },
  js: { min: 0, call: (args) => escapeJS(textOf(args)) },
  urlquery: { min: 0, call: (args) => escapeQuery(textOf(args)) },
  index: { min: 1, call: index },
  slice: { min: 1, call: slice },
  len: { min: 1, max: 1, call: ([arg]) => length(arg) },
  print: { min: 0, call: (args) => sprint(args) },
  println: { min: 0, call: (args) => sprintln(args) },
  printf: { min: 1, types: ['string'], call: ([format, ...args]) => sprintf(format as string, args) },
  eq: {
    min: 1,
    call: ([first, ...others]) => {
      if (others.length === 0) fail('missing argument for comparison');
      return others.some((other) => isSame(first, other));
    },
  },
  ne: { min: 2, max: 2, call: ([a, b]) => !isSame(a, b) },
  lt: { min: 2, max: 2, call: ([a, b]) => isLess(a, b) },
  le: { min: 2, max: 2, call: ([a, b]) => isLess(a, b) || isSame(a, b) },
  gt: { min: 2, max: 2, call: ([a, b]) => !isLess(a, b) && !isSame(a, b) },
  ge: { min: 2, max: 2, call: ([a, b]) => !isLess(a, b) },
  exists: { min: 1, call: exists },
  base64decode: { min: 1, max: 1, types: ['string'], call: ([text]) => decodeBase64(text as string) },
};
