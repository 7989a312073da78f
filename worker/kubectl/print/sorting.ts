/** `--sort-by`: the order of objects by a field, with the ways of kubectl's sorter. */

import { compareText } from '../../kubernetes/patch';
import { KubectlError, textError } from '../errors';
import type { Invocation } from '../invocation';
import { JSONPath, PathFailure } from '../jsonpath';
import { goSort } from '../text/go-sort';
import { relaxedPath } from './columns';

export interface Sorted<T> {
  items: T[];
  /** No item has the field, or its path is none. */
  problem?: string;
  /** A value that has no order. */
  unsortable?: { path: string; type: string };
}

/**
 * Sorts items by a field.
 * @param field the value of `--sort-by`; braces and the leading dot may be left out.
 */
export function sortItems<T>(field: string, items: readonly T[], objectOf: (item: T) => unknown): Sorted<T> {
  const path = relaxedPath(field);
  if (path instanceof KubectlError) return { items: [...items], problem: path.message };
  let parsed: JSONPath;
  try {
    parsed = new JSONPath(path);
  } catch (failure) {
    if (!(failure instanceof PathFailure)) throw failure;
    return { items: [...items], problem: failure.message };
  }
  const entries = items.map((item) => ({ item, value: valueOf(parsed, objectOf(item)) }));
  if (entries.every(({ value }) => value === undefined)) {
    return { items: [...items], problem: `couldn't find any field with path "${path}" in the list of objects` };
  }
  const odd = entries.length > 1 ? entries.find(({ value }) => typeof value === 'object' && value !== null) : undefined;
  if (odd) {
    const type = Array.isArray(odd.value) ? '[]interface {}' : 'map[string]interface {}';
    return {
      items: [...items],
      unsortable: { path, type },
    };
  }
  const less = (a: { value: unknown }, b: { value: unknown }) => isLess(a.value, b.value);
  return { items: goSort(entries, less).map(({ item }) => item) };
}

/** The error of a sort that failed for objects, or for the rows of a table; kubectl logs some and ends. */
export function sortError(
  run: Invocation,
  { problem, unsortable }: Sorted<unknown>,
  isTable = false,
): KubectlError | undefined {
  if (problem !== undefined) return textError(problem);
  if (!unsortable) return undefined;
  const [line, list] = isTable ? [375, '[][][]reflect.Value'] : [329, '*unstructured.Unstructured'];
  const { path, type } = unsortable;
  run.log(
    'F',
    `sorter.go:${line}`,
    `Field ${path} in ${list} is an unsortable type: interface, err: unsortable type: ${type}`,
  );
  return new KubectlError('', { isRaw: true });
}

function valueOf(path: JSONPath, object: unknown): unknown {
  try {
    return path.find(object)[0]?.[0] ?? undefined;
  } catch (failure) {
    if (!(failure instanceof PathFailure)) throw failure;
    return undefined;
  }
}

/** Rows without the field are less than anything; numbers and quantities count as numbers. */
function isLess(a: unknown, b: unknown): boolean {
  if (a === undefined) return true;
  if (b === undefined) return false;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'string' && typeof b === 'string') {
    const [left, right] = [quantity(a), quantity(b)];
    return left !== undefined && right !== undefined ? left < right : compareText(a, b) < 0;
  }
  return compareText(String(a), String(b)) < 0;
}

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

function quantity(text: string): number | undefined {
  const match = /^([-+]?(?:\d+\.?\d*|\.\d+))(?:[eE]([-+]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(text);
  if (!match) return undefined;
  return match[2] ? Number(match[1]) * 10 ** Number(match[2]) : Number(match[1]) * SUFFIXES[match[3] ?? ''];
}
