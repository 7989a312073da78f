/** Builtins over values. */

import { byteLength } from '../tools/common';
import { binary, splitText } from './operators';
import { mathFunctions } from './math';
import { deletePaths, getKey, getPath, indicesOf, setPath } from './paths';
import { JsonSyntaxError, readOne } from './read';
import { matchAll } from './regex';
import { timeFunctions } from './time';
import {
  compare,
  described,
  isNumber,
  isObject,
  JqError,
  kindOf,
  num,
  sortedKeys,
  toJson,
  toText,
  type Value,
} from './value';
import type { ValueFunction } from './runtime';

function length(input: Value): Value {
  if (input === null) return 0;
  if (typeof input === 'string') return [...input].length;
  if (Array.isArray(input)) return input.length;
  if (isObject(input)) return input.size;
  if (isNumber(input)) return Math.abs(num(input));
  throw new JqError(`${described(input)} has no length`);
}

function keys(input: Value, sorted: boolean): Value[] {
  if (isObject(input)) return sorted ? sortedKeys(input) : [...input.keys()];
  if (Array.isArray(input)) return input.map((_, index) => index);
  throw new JqError(`${described(input)} has no keys`);
}

function has(input: Value, key: Value): boolean {
  if (isObject(input) && typeof key === 'string') return input.has(key);
  if (Array.isArray(input) && isNumber(key)) return num(key) >= 0 && num(key) < input.length;
  throw new JqError(`Cannot check whether ${kindOf(input)} has a ${kindOf(key)} key`);
}

function contains(a: Value, b: Value): boolean {
  if (isObject(a) && isObject(b)) return [...b].every(([key, value]) => a.has(key) && contains(a.get(key)!, value));
  if (Array.isArray(a) && Array.isArray(b))
    return b.every((item) => a.some((other) => kindOf(other) === kindOf(item) && contains(other, item)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (kindOf(a) === kindOf(b)) return compare(a, b) === 0;
  throw new JqError(`${described(a)} and ${described(b)} cannot have their containment checked`);
}

function toNumber(input: Value): Value {
  if (isNumber(input)) return input;
  if (typeof input !== 'string') throw new JqError(`${described(input)} cannot be parsed as a number`);
  const value = fromJson(input);
  if (!isNumber(value)) throw new JqError(`${described(value)} cannot be parsed as a number`);
  return value;
}

function fromJson(input: Value): Value {
  if (typeof input !== 'string') throw new JqError(`${described(input)} only strings can be parsed`);
  try {
    return readOne(input);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new JqError(`${error.message} (while parsing '${input}')`);
  }
}

function sorted(input: Value, what = 'sorted'): Value[] {
  if (!Array.isArray(input)) throw new JqError(`${described(input)} cannot be ${what}, as it is not an array`);
  return [...input].sort(compare);
}

interface Keyed {
  value: Value;
  key: Value;
}

/** Pairs with the keys that `sort_by` and its relatives computed. */
function keyed(input: Value, keyList: Value): Keyed[] {
  if (!Array.isArray(input) || !Array.isArray(keyList))
    throw new JqError(`${described(input)} cannot be sorted, as it is not an array`);
  return input.map((value, index) => ({ value, key: keyList[index] }));
}

function groups(input: Value, keyList: Value): Value[][] {
  const result: { key: Value; items: Value[] }[] = [];
  for (const { value, key } of keyed(input, keyList).sort((a, b) => compare(a.key, b.key))) {
    const last = result[result.length - 1];
    if (last && compare(last.key, key) === 0) last.items.push(value);
    else result.push({ key, items: [value] });
  }
  return result.map(({ items }) => items);
}

function extreme(input: Value, keyList: Value, sign: number): Value {
  let best: Keyed | undefined;
  for (const item of keyed(input, keyList)) {
    const order = best ? sign * compare(item.key, best.key) : 1;
    if (order > 0 || (order === 0 && sign > 0)) best = item;
  }
  return best?.value ?? null;
}

function implode(input: Value): string {
  if (!Array.isArray(input)) throw new JqError('implode input must be an array');
  return input
    .map((item) => {
      if (!isNumber(item))
        throw new JqError(`${described(item)} can't be imploded, unicode codepoint needs to be numeric`);
      const code = Math.trunc(num(item));
      return code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
    })
    .join('');
}

function explode(input: Value): number[] {
  if (typeof input !== 'string') throw new JqError('explode input must be a string');
  return [...input].map((char) => char.codePointAt(0)!);
}

function changeCase(input: Value, upper: boolean): string {
  return implode(
    explode(input).map((code) =>
      upper ? (code >= 97 && code <= 122 ? code - 32 : code) : code >= 65 && code <= 90 ? code + 32 : code,
    ),
  );
}

/** `indices`: places of a text or list in another, or what `.[x]` gives. */
function indices(input: Value, part: Value): Value {
  if (input === null) return null;
  if (typeof input === 'string' && typeof part === 'string') {
    const found: number[] = [];
    if (part === '') return [];
    for (let at = input.indexOf(part); at >= 0; at = input.indexOf(part, at + 1))
      found.push(byteLength(input.slice(0, at)) === at ? at : [...input.slice(0, at)].length);
    return found;
  }
  if (Array.isArray(input)) return indicesOf(input, Array.isArray(part) ? part : [part]);
  throw new JqError(
    `Cannot index ${kindOf(input)} with ${typeof part === 'string' ? `string "${part}"` : kindOf(part)}`,
  );
}

function flatten(list: Value, depth: number): Value[] {
  const items = Array.isArray(list) ? list : isObject(list) ? [...list.values()] : undefined;
  if (!items) throw new JqError(`Cannot iterate over ${described(list)}`);
  return items.flatMap((item) => (Array.isArray(item) && depth !== 0 ? flatten(item, depth - 1) : [item]));
}

function join(input: Value, separator: Value): Value {
  if (!Array.isArray(input) && !isObject(input)) throw new JqError(`Cannot iterate over ${described(input)}`);
  const items = Array.isArray(input) ? input : [...input.values()];
  let result: Value = null;
  for (const item of items) {
    const text = typeof item === 'boolean' || isNumber(item) ? toText(item) : (item ?? '');
    result = binary('+', result === null ? '' : binary('+', result, separator), text);
  }
  return result ?? '';
}

function textCheck(input: Value, part: Value, name: string): asserts input is string {
  if (typeof input !== 'string' || typeof part !== 'string') throw new JqError(`${name}() requires string inputs`);
}

function transpose(input: Value): Value[] {
  if (!Array.isArray(input)) throw new JqError(`Cannot iterate over ${described(input)}`);
  const width = Math.max(0, ...input.map((rowValue) => num(length(rowValue) as number)));
  return Array.from({ length: width }, (_, column) => input.map((rowValue) => getKey(rowValue, column)));
}

function toEntries(input: Value): Value[] {
  return keys(input, false).map(
    (key) =>
      new Map<string, Value>([
        ['key', key],
        ['value', Array.isArray(input) ? input[key as number] : (input as Map<string, Value>).get(key as string)!],
      ]),
  );
}

function binarySearch(input: Value, target: Value): number {
  if (!Array.isArray(input)) throw new JqError(`${described(input)} cannot be searched from`);
  let low = 0;
  let high = input.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compare(input[middle], target);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}

function trim(input: Value, pattern: RegExp): string {
  if (typeof input !== 'string') throw new JqError(`${described(input)} cannot be trimmed`);
  return input.replace(pattern, '');
}

const LIST: Record<string, ValueFunction> = {
  'not/0': (input) => input === null || input === false,
  'length/0': length,
  'utf8bytelength/0': (input) => {
    if (typeof input !== 'string') throw new JqError(`${described(input)} only strings have UTF-8 byte length`);
    return byteLength(input);
  },
  'type/0': kindOf,
  'keys/0': (input) => keys(input, true),
  'keys_unsorted/0': (input) => keys(input, false),
  'has/1': has,
  'contains/1': contains,
  'add/0': (input) => {
    if (!Array.isArray(input) && !isObject(input)) throw new JqError(`Cannot iterate over ${described(input)}`);
    const items = Array.isArray(input) ? input : [...input.values()];
    if (items.length > 0 && items.every((item) => typeof item === 'string')) return items.join('');
    if (items.length > 0 && items.every(Array.isArray)) return (items as Value[][]).flat();
    return items.reduce<Value>((sum, item) => binary('+', sum, item), null);
  },
  'tostring/0': toText,
  'tojson/0': (input) => toJson(input),
  'fromjson/0': fromJson,
  'tonumber/0': toNumber,
  'ascii_downcase/0': (input) => changeCase(input, false),
  'ascii_upcase/0': (input) => changeCase(input, true),
  'explode/0': explode,
  'implode/0': implode,
  'ltrimstr/1': (input, part) =>
    typeof input === 'string' && typeof part === 'string' && input.startsWith(part) ? input.slice(part.length) : input,
  'rtrimstr/1': (input, part) =>
    typeof input === 'string' && typeof part === 'string' && part !== '' && input.endsWith(part)
      ? input.slice(0, -part.length)
      : input,
  'startswith/1': (input, part) => {
    textCheck(input, part, 'startswith');
    return input.startsWith(part as string);
  },
  'endswith/1': (input, part) => {
    textCheck(input, part, 'endswith');
    return input.endsWith(part as string);
  },
  'trim/0': (input) => trim(input, /^[ \t\n\r\f\v]+|[ \t\n\r\f\v]+$/g),
  'ltrim/0': (input) => trim(input, /^[ \t\n\r\f\v]+/),
  'rtrim/0': (input) => trim(input, /[ \t\n\r\f\v]+$/),
  'split/1': (input, separator) => {
    if (typeof input !== 'string' || typeof separator !== 'string')
      throw new JqError('split input and separator must be strings');
    return splitText(input, separator);
  },
  'join/1': join,
  'reverse/0': (input) => {
    if (typeof input === 'string') return [...input].reverse().join('');
    if (input === null) return [];
    if (Array.isArray(input)) return [...input].reverse();
    if (num(length(input) as number) === 0) return [];
    throw new JqError(`Cannot index ${kindOf(input)} with number`);
  },
  'sort/0': (input) => sorted(input),
  'unique/0': (input) => groups(input, input).map((items) => items[0]),
  'min/0': (input) => extremePlain(input, -1),
  'max/0': (input) => extremePlain(input, 1),
  'indices/1': indices,
  'index/1': (input, part) => firstOf(indices(input, part)),
  'rindex/1': (input, part) => lastOf(indices(input, part)),
  'flatten/0': (input) => flatten(input, -1),
  'flatten/1': (input, depth) => {
    if (!isNumber(depth)) throw new JqError('flatten depth must not be negative');
    if (num(depth) < 0) throw new JqError('flatten depth must not be negative');
    return flatten(input, num(depth));
  },
  'transpose/0': transpose,
  'to_entries/0': toEntries,
  'bsearch/1': binarySearch,
  'getpath/1': (input, path) => {
    if (!Array.isArray(path)) throw new JqError('Path must be specified as an array');
    return getPath(input, path);
  },
  'setpath/2': (input, path, value) => {
    if (!Array.isArray(path)) throw new JqError('Path must be specified as an array');
    return setPath(input, path, value);
  },
  'delpaths/1': (input, paths) => {
    if (!Array.isArray(paths)) throw new JqError('Paths must be specified as an array');
    return deletePaths(input, paths);
  },
  '_sort_by/1': (input, keyList) =>
    keyed(input, keyList)
      .sort((a, b) => compare(a.key, b.key))
      .map(({ value }) => value),
  '_group_by/1': groups,
  '_unique_by/1': (input, keyList) => groups(input, keyList).map((items) => items[0]),
  '_min_by/1': (input, keyList) => extreme(input, keyList, -1),
  '_max_by/1': (input, keyList) => extreme(input, keyList, 1),
  '_match/3': (input, pattern, flags, isTest) => matchAll(input, pattern, flags, isTest === true),
  'toarray/0': (input) => (Array.isArray(input) ? input : [input]),
  'have_literal_numbers/0': () => true,
  'have_decnum/0': () => true,
  'infinite/0': () => Infinity,
  'nan/0': () => NaN,
  'null/0': () => null,
  'isinfinite/0': (input) => Math.abs(needNumber(input)) === Infinity,
  'isnan/0': (input) => isNumber(input) && Number.isNaN(num(input)),
  'isnormal/0': (input) => Number.isFinite(needNumber(input)) && Math.abs(needNumber(input)) >= 2.2250738585072014e-308,
  'get_search_list/0': () => [],
  'input_line_number/0': () => 0,
  ...mathFunctions,
  ...timeFunctions,
};

function needNumber(input: Value): number {
  if (!isNumber(input)) throw new JqError(`${described(input)} number required`);
  return num(input);
}

function extremePlain(input: Value, sign: number): Value {
  if (!Array.isArray(input)) throw new JqError(`${described(input)} and ${described(input)} cannot be iterated over`);
  return extreme(input, input, sign);
}

function firstOf(list: Value): Value {
  return Array.isArray(list) ? (list[0] ?? null) : null;
}

function lastOf(list: Value): Value {
  return Array.isArray(list) ? (list[list.length - 1] ?? null) : null;
}

export const valueFunctions: ReadonlyMap<string, ValueFunction> = new Map(Object.entries(LIST));
