/** `--sort-by`: the order of objects by a field. */

import { compareText, isObject } from '../../kubernetes/patch';
import { KubectlError, textError } from '../errors';
import { JSONPath, PathFailure } from '../jsonpath';
import { relaxedPath } from './columns';

/** @returns a function that sorts items by the field, or the error of the path. */
export function createSorter(
  field: string,
): (<T>(items: readonly T[], objectOf: (item: T) => unknown) => { items: T[]; found: boolean }) | KubectlError {
  const path = relaxedPath(field);
  if (path instanceof KubectlError) return path;
  let parsed: JSONPath;
  try {
    parsed = new JSONPath(path);
  } catch (failure) {
    if (!(failure instanceof PathFailure)) throw failure;
    return textError(failure.message);
  }
  return (items, objectOf) => {
    const entries = items.map((item) => ({ item, value: valueOf(parsed, objectOf(item)) }));
    const found = entries.some(({ value }) => value !== undefined);
    if (!found) return { items: [...items], found };
    return { items: entries.sort((a, b) => compare(a.value, b.value)).map(({ item }) => item), found };
  };
}

function valueOf(path: JSONPath, object: unknown): unknown {
  try {
    return path.find(object)[0]?.[0] ?? undefined;
  } catch (failure) {
    if (!(failure instanceof PathFailure)) throw failure;
    return undefined;
  }
}

/** Rows without the field go first; numbers and quantities as numbers, texts in natural order. */
function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    const [left, right] = [quantity(a), quantity(b)];
    return left !== undefined && right !== undefined ? left - right : naturalOrder(a, b);
  }
  return isObject(a) || isObject(b) ? 0 : compareText(String(a), String(b));
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

/** Runs of digits count as numbers. */
export function naturalOrder(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] === right[i]) continue;
    if (/^\d/.test(left[i]) && /^\d/.test(right[i])) {
      const [l, r] = [left[i].replace(/^0+/, ''), right[i].replace(/^0+/, '')];
      if (l.length !== r.length) return l.length - r.length;
      if (l !== r) return l < r ? -1 : 1;
      return left[i].length - right[i].length;
    }
    return compareText(left[i], right[i]);
  }
  return left.length - right.length;
}
