/** Reading, writing and deleting at paths. */

import { compare, described, isNumber, isObject, JqError, kindOf, num, type JsonObject, type Value } from './value';

/** Largest index that an assignment may make. */
const INDEX_MAX = 10_000_000;

/** `.[key]`. Throws JqError. */
export function getKey(target: Value, key: Value): Value {
  if (isObject(target) && typeof key === 'string') return target.get(key) ?? null;
  if (Array.isArray(target) && isNumber(key)) {
    const index = Math.floor(num(key));
    return (index < 0 ? target[target.length + index] : target[index]) ?? null;
  }
  if (isObject(key) && (Array.isArray(target) || typeof target === 'string' || target === null))
    return getSlice(target, key);
  if (Array.isArray(target) && Array.isArray(key)) return indicesOf(target, key);
  if (target === null && (typeof key === 'string' || isNumber(key))) return null;
  if (typeof key === 'string') throw new JqError(`Cannot index ${kindOf(target)} with string "${key}"`);
  throw new JqError(`Cannot index ${kindOf(target)} with ${kindOf(key)}`);
}

/** Places where a list occurs in another. */
export function indicesOf(list: readonly Value[], part: readonly Value[]): number[] {
  const found: number[] = [];
  if (part.length === 0) return found;
  for (let at = 0; at + part.length <= list.length; at++)
    if (part.every((item, index) => compare(list[at + index], item) === 0)) found.push(at);
  return found;
}

/** Bounds of a slice on something of `length`. */
function bounds(length: number, key: JsonObject): [number, number] {
  const edge = (name: string, fallback: number, round: (value: number) => number) => {
    const value = key.get(name) ?? null;
    if (value === null) return fallback;
    if (!isNumber(value)) throw new JqError('Array/string slice indices must be integers');
    const number = num(value) < 0 ? num(value) + length : num(value);
    return Math.max(0, Math.min(length, round(number)));
  };
  const start = edge('start', 0, Math.floor);
  return [start, Math.max(start, edge('end', length, Math.ceil))];
}

function getSlice(target: Value[] | string | null, key: JsonObject): Value {
  if (target === null) return null;
  if (typeof target === 'string') {
    const chars = [...target];
    const [start, end] = bounds(chars.length, key);
    return chars.slice(start, end).join('');
  }
  const [start, end] = bounds(target.length, key);
  return target.slice(start, end);
}

/** A copy of `target` with `key` set. Throws JqError. */
export function setKey(target: Value, key: Value, value: Value): Value {
  if (typeof key === 'string' && (target === null || isObject(target))) return new Map(target ?? []).set(key, value);
  if (isNumber(key) && (target === null || Array.isArray(target))) {
    const list = target === null ? [] : target.slice();
    const index = Math.trunc(num(key));
    const at = index < 0 ? list.length + index : index;
    if (at < 0) throw new JqError('Out of bounds negative array index');
    if (at > INDEX_MAX) throw new JqError('Array index too large');
    while (list.length < at) list.push(null);
    list[at] = value;
    return list;
  }
  if (isObject(key) && (target === null || Array.isArray(target))) {
    if (!Array.isArray(value)) throw new JqError('A slice of an array can only be assigned another array');
    const list = target ?? [];
    const [start, end] = bounds(list.length, key);
    return [...list.slice(0, start), ...value, ...list.slice(end)];
  }
  if (isObject(key) && typeof target === 'string') throw new JqError('Cannot update string slices');
  if (typeof key === 'string') throw new JqError(`Cannot index ${kindOf(target)} with "${key}"`);
  throw new JqError(
    Array.isArray(key) && Array.isArray(target)
      ? 'Cannot update field at array index of array'
      : `Cannot index ${kindOf(target)} with ${kindOf(key)}`,
  );
}

export function getPath(target: Value, path: readonly Value[]): Value {
  let value = target;
  for (const key of path) {
    if (value === null) return null;
    value = getKey(value, key);
  }
  return value;
}

export function setPath(target: Value, path: readonly Value[], value: Value, from = 0): Value {
  if (from >= path.length) return value;
  const inner = target === null ? null : getKey(target, path[from]);
  return setKey(target, path[from], setPath(inner, path, value, from + 1));
}

/** Deletes all of `paths`, the last ones first. */
export function deletePaths(target: Value, paths: readonly Value[]): Value {
  const sorted = [...paths].sort(compare);
  let value = target;
  for (const path of sorted.reverse()) {
    if (!Array.isArray(path)) throw new JqError('Path must be specified as an array');
    value = deletePath(value, path, 0);
  }
  return value;
}

function deletePath(target: Value, path: readonly Value[], from: number): Value {
  if (target === null || path.length === 0) return null;
  const key = path[from];
  if (from === path.length - 1) return deleteKey(target, key);
  const inner = getKey(target, key);
  return inner === null ? target : setKey(target, key, deletePath(inner, path, from + 1));
}

function deleteKey(target: Value, key: Value): Value {
  if (isObject(target) && typeof key === 'string') {
    const copy = new Map(target);
    copy.delete(key);
    return copy;
  }
  if (Array.isArray(target) && isNumber(key)) {
    const index = Math.floor(num(key));
    const at = index < 0 ? target.length + index : index;
    return target.filter((_, position) => position !== at);
  }
  if (Array.isArray(target) && isObject(key)) {
    const [start, end] = bounds(target.length, key);
    return [...target.slice(0, start), ...target.slice(end)];
  }
  if (isObject(target)) throw new JqError(`Cannot delete ${kindOf(key)} field of object`);
  if (Array.isArray(target)) throw new JqError(`Cannot delete ${kindOf(key)} element of array`);
  throw new JqError(`Cannot delete fields from ${kindOf(target)}`);
}

/** What `.[]` gives, with keys. Throws JqError. */
export function entriesOf(target: Value): [Value, Value][] {
  if (Array.isArray(target)) return target.map((value, index) => [index, value]);
  if (isObject(target)) return [...target];
  throw new JqError(`Cannot iterate over ${target === null ? 'null (null)' : described(target)}`);
}
