/** Strategic merge patch: applying one to an object (strategicpatch.StrategicMergeMapPatch). */

import { goValue } from './go-value';
import { compareText, copyJSON, goKind, isEqual, isObject, type JSONObject, type JSONValue } from './json';
import { rulesOfKind, rulesOfType, type FieldRule, type TypeRules } from './merge-keys';
import type { PatchError, PatchResult } from './types';

export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';
export const ELEMENT_ORDER = '$setElementOrder';

const BAD_RETAIN_KEYS = 'invalid patch format of retainKeys';
const BAD_PRIMITIVE_LIST = 'invalid patch format of primitive list';
const BAD_ELEMENT_ORDER = 'invalid patch format of setElementOrder list';
const LIST_OF_LISTS = 'lists of lists are not supported';

/** Carries an error text out of the recursion; never leaves this folder. */
export class PatchFailure extends Error {}

/** `apply`: onto an object. `combine`: one patch onto another, so that directives are kept. */
export type MergeMode = 'apply' | 'combine';

/**
 * Applies a strategic merge patch to an object of a built-in kind.
 * @param current the object; it is not changed.
 * @param patch the decoded body.
 * @param kind decides the merge keys (`Service`).
 */
export function applyStrategicMergePatch(current: JSONValue, patch: unknown, kind: string): PatchResult {
  if (!isObject(patch)) {
    return {
      error: {
        kind: 'badRequest',
        message: `json: cannot unmarshal ${jsonWord(patch)} into Go value of type map[string]interface {}`,
      },
    };
  }
  return catchFailure(() =>
    mergeObject(copyJSON(isObject(current) ? current : {}), copyJSON(patch), rulesOfKind(kind), 'apply'),
  );
}

function jsonWord(value: unknown): string {
  const kind = goKind(value);
  return kind === 'slice' ? 'array' : kind === 'int64' || kind === 'float64' ? 'number' : kind;
}

/** Runs `body`, turning a failure into an error value. */
export function catchFailure(body: () => JSONValue): PatchResult {
  try {
    return { value: body() };
  } catch (failure) {
    if (!(failure instanceof PatchFailure)) throw failure;
    return { error: { kind: errorKind(failure.message), message: failure.message } };
  }
}

function errorKind(message: string): PatchError['kind'] {
  if (message === LIST_OF_LISTS) return 'unprocessable';
  return [BAD_RETAIN_KEYS, BAD_PRIMITIVE_LIST, BAD_ELEMENT_ORDER].includes(message) ? 'badRequest' : 'plain';
}

/** Merges `patch` into `original`. Both are consumed. */
export function mergeObject(original: JSONObject, patch: JSONObject, rules: TypeRules, mode: MergeMode): JSONObject {
  if (Object.hasOwn(patch, DIRECTIVE)) return obeyDirective(patch);
  retainKeys(original, patch, mode);
  mergeOrderedLists(original, patch, rules, mode);
  for (const patchKey of Object.keys(patch).sort(compareText)) {
    const patched = patch[patchKey];
    let key = patchKey;
    const isDeleteList = patchKey.startsWith(DELETE_FROM_LIST);
    if (isDeleteList) {
      if (mode === 'combine') {
        original[patchKey] = patched;
        continue;
      }
      key = keyAfter(patchKey, DELETE_FROM_LIST, BAD_PRIMITIVE_LIST);
    }
    if (patched === null) {
      delete original[key];
      if (mode === 'apply') continue;
    }
    if (!Object.hasOwn(original, key)) {
      if (!isDeleteList) original[key] = mode === 'apply' ? withoutDirectives(patched) : patched;
      continue;
    }
    original[key] = mergeField(original[key], patched, rules[key] ?? {}, isDeleteList, mode);
  }
  return original;
}

function mergeField(
  original: JSONValue,
  patch: JSONValue,
  rule: FieldRule,
  isDeleteList: boolean,
  mode: MergeMode,
): JSONValue {
  if (isObject(original) && isObject(patch)) {
    return rule.replace ? patch : mergeObject(original, patch, rulesOfType(rule.type), mode);
  }
  if (Array.isArray(original) && Array.isArray(patch)) {
    return rule.merge ? mergeList(original, patch, rule, isDeleteList, mode) : patch;
  }
  return mode === 'apply' ? withoutDirectives(patch) : patch;
}

function obeyDirective(patch: JSONObject): JSONObject {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') {
    delete patch[DIRECTIVE];
    return patch;
  }
  if (directive === 'delete') return {};
  throw new PatchFailure(`unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`);
}

/** Drops nulls and directives from a value that is taken as a whole. */
function withoutDirectives(value: JSONValue): JSONValue {
  if (Array.isArray(value)) {
    return value
      .filter((item) => !(isObject(item) && item[DIRECTIVE] === 'delete'))
      .filter((item) => !isBareDirective(item))
      .map(withoutDirectives);
  }
  if (!isObject(value)) return value;
  const clean: JSONObject = {};
  for (const key of Object.keys(value)) {
    if (value[key] === null || key.startsWith('$')) continue;
    clean[key] = withoutDirectives(value[key]);
  }
  return clean;
}

const isBareDirective = (item: JSONValue) => isObject(item) && DIRECTIVE in item && Object.keys(item).length === 1;

function keyAfter(key: string, prefix: string, message: string): string {
  const slash = key.indexOf('/');
  if (slash < 0 || key.slice(0, slash) !== prefix) throw new PatchFailure(message);
  return key.slice(slash + 1);
}

function retainKeys(original: JSONObject, patch: JSONObject, mode: MergeMode): void {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return;
  const list = patch[RETAIN_KEYS];
  delete patch[RETAIN_KEYS];
  if (mode === 'combine') {
    original[RETAIN_KEYS] ??= list;
    return;
  }
  if (!Array.isArray(list)) throw new PatchFailure(BAD_RETAIN_KEYS);
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || key.startsWith(DELETE_FROM_LIST) || key.startsWith(ELEMENT_ORDER)) continue;
    if (!list.includes(key)) throw new PatchFailure(BAD_RETAIN_KEYS);
  }
  for (const key of Object.keys(original)) if (!list.includes(key)) delete original[key];
}

/** Lists whose order the patch gives by `$setElementOrder/FIELD`. They are done here and taken out of the patch. */
function mergeOrderedLists(original: JSONObject, patch: JSONObject, rules: TypeRules, mode: MergeMode): void {
  for (const orderKey of Object.keys(patch)
    .filter((key) => key.startsWith(ELEMENT_ORDER))
    .sort(compareText)) {
    const order = patch[orderKey];
    if (mode === 'combine') {
      if (!Object.hasOwn(original, orderKey)) original[orderKey] = order;
      else if (!isEqual(original[orderKey], order)) throw new PatchFailure(BAD_ELEMENT_ORDER);
    }
    delete patch[orderKey];
    const list = asList(order);
    const key = keyAfter(orderKey, ELEMENT_ORDER, BAD_ELEMENT_ORDER);
    const rule = rules[key] ?? {};
    const live = Object.hasOwn(original, key) ? asList(original[key]) : undefined;
    const patched = Object.hasOwn(patch, key) ? asList(patch[key]) : undefined;
    checkOrder(patched, list, rule.key);
    if (!live && !patched) continue;
    const merged =
      live && patched ? (rule.merge ? mergeList([...live], patched, rule, false, mode) : patched) : (live ?? patched)!;
    const [ordered, others] = partition(merged, list, rule.key);
    elementKind(live ?? [], patched ?? []);
    original[key] = inOrder(ordered, others, list, live ?? [], rule.key);
    delete patch[key];
  }
}

function asList(value: JSONValue): JSONValue[] {
  if (Array.isArray(value)) return value;
  throw new PatchFailure(`expected a []interface {}, but received a ${goType(value)}`);
}

function goType(value: unknown): string {
  const kind = goKind(value);
  if (kind === 'map') return 'map[string]interface {}';
  return kind === 'slice' ? '[]interface {}' : kind === 'invalid' ? '<nil>' : kind;
}

/** The patch's elements must be among those of the order list, and in its order. */
function checkOrder(patched: JSONValue[] | undefined, order: JSONValue[], key: string | undefined): void {
  if (!patched || order.length === 0 || patched.length === 0) return;
  const kept = patched.filter((item) => !(isObject(item) && Object.hasOwn(item, DIRECTIVE)));
  let at = 0;
  let seen = 0;
  while (at < kept.length && seen < order.length) {
    if (isEqual(keyOf(kept[at], key), keyOf(order[seen], key))) at++;
    seen++;
  }
  if (at < kept.length) {
    throw new PatchFailure(
      `The order in patch list:\n${goValue(patched)}\n doesn't match ${ELEMENT_ORDER} list:\n${goValue(order)}\n`,
    );
  }
}

/** Value of the merge key of an element, or the element itself in lists of scalars. */
export function keyOf(item: JSONValue, key: string | undefined): JSONValue {
  if (key === undefined) return item;
  if (!isObject(item)) throw new PatchFailure(`expected a map[string]interface {}, but received a ${goType(item)}`);
  if (!Object.hasOwn(item, key))
    throw new PatchFailure(`map: ${goValue(item)} does not contain declared merge key: ${key}`);
  return item[key];
}

/** @returns the common kind of all elements. */
export function elementKind(...lists: JSONValue[][]): string {
  let kind: string | undefined;
  for (const item of lists.flat()) {
    const next = goKind(item) === 'float64' ? 'int64' : goKind(item);
    if (kind === undefined && next === 'slice') throw new PatchFailure(LIST_OF_LISTS);
    if (kind !== undefined && kind !== next)
      throw new PatchFailure(`list element types are not identical: ${goValue(lists)}`);
    kind = next;
  }
  if (kind === undefined) throw new PatchFailure('no elements in any of the given slices');
  return kind;
}

function mergeList(
  original: JSONValue[],
  patch: JSONValue[],
  rule: FieldRule,
  isDeleteList: boolean,
  mode: MergeMode,
): JSONValue[] {
  if (original.length === 0 && patch.length === 0) return original;
  const isObjects = elementKind(original, patch) === 'map';
  if (!isObjects) {
    if (mode === 'apply' && isDeleteList) return original.filter((item) => !patch.includes(item));
    return orderMerged(withoutDuplicates([...original, ...patch]), patch, original, undefined);
  }
  if (rule.key === undefined) throw new PatchFailure('cannot merge lists without merge key for type struct');
  const { live, patched } = obeyElementDirectives(original, patch, rule.key);
  const merged = [...live];
  for (const item of patched as JSONObject[]) {
    const value = keyOf(item, rule.key);
    const at = merged.findIndex((other) => isEqual((other as JSONObject)[rule.key!], value));
    if (at < 0) merged.push(mode === 'apply' ? withoutDirectives(item) : item);
    else merged[at] = mergeObject(merged[at] as JSONObject, item, rulesOfType(rule.type), mode);
  }
  return orderMerged(merged, patched, live, rule.key);
}

function orderMerged(merged: JSONValue[], patch: JSONValue[], live: JSONValue[], key: string | undefined): JSONValue[] {
  const [patched, others] = partition(merged, patch, key);
  return inOrder(patched, others, patch, live, key);
}

/** Elements with `$patch: delete` take matching ones away, one with `$patch: replace` takes all away. */
function obeyElementDirectives(
  original: JSONValue[],
  patch: JSONValue[],
  key: string,
): { live: JSONValue[]; patched: JSONValue[] } {
  const patched: JSONValue[] = [];
  let live = original;
  let isReplaced = false;
  for (const item of patch as JSONObject[]) {
    if (!Object.hasOwn(item, DIRECTIVE)) patched.push(item);
    else if (item[DIRECTIVE] === 'delete') {
      const value = keyOf(item, key);
      live = live.filter((other) => !isEqual((other as JSONObject)[key], value));
    } else if (item[DIRECTIVE] === 'replace') isReplaced = true;
    else if (item[DIRECTIVE] === 'merge') throw new PatchFailure('merging lists cannot yet be specified in the patch');
    else throw new PatchFailure(`unknown patch type: ${goValue(item[DIRECTIVE])} in map: ${goValue(item)}`);
  }
  return isReplaced ? { live: patched, patched: [] } : { live, patched };
}

function withoutDuplicates(list: JSONValue[]): JSONValue[] {
  return list.filter((item, at) => list.indexOf(item) === at);
}

/** Splits into the elements that `by` has too and those it has not. */
function partition(list: JSONValue[], by: JSONValue[], key: string | undefined): [JSONValue[], JSONValue[]] {
  const isIn = (item: JSONValue) => {
    const value = keyOf(item, key);
    return by.some((other) => isEqual(key === undefined ? other : isObject(other) ? other[key] : undefined, value));
  };
  return [list.filter(isIn), list.filter((item) => !isIn(item))];
}

function indexIn(list: JSONValue[], item: JSONValue, key: string | undefined): number {
  const value = key === undefined ? item : isObject(item) ? item[key] : undefined;
  return list.findIndex((other) =>
    isEqual(key === undefined ? other : isObject(other) ? other[key] : undefined, value),
  );
}

/** Sorts `patched` by `patchOrder` and `others` by `liveOrder`, then interleaves them by `liveOrder`. */
function inOrder(
  patched: JSONValue[],
  others: JSONValue[],
  patchOrder: JSONValue[],
  liveOrder: JSONValue[],
  key: string | undefined,
): JSONValue[] {
  const left = sortByOrder(others, liveOrder, key);
  const right = sortByOrder(patched, patchOrder, key);
  const all: JSONValue[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    if (l >= left.length) all.push(right[r++]);
    else if (r >= right.length) all.push(left[l++]);
    else {
      const leftAt = indexIn(liveOrder, left[l], key);
      const rightAt = indexIn(liveOrder, right[r], key);
      if (leftAt >= 0 && rightAt >= 0 && leftAt < rightAt) all.push(left[l++]);
      else all.push(right[r++]);
    }
  }
  return all;
}

/** Sorts by the position in `order`; `$patch: delete` elements go last. Elements that `order` lacks move to the front. */
export function sortByOrder(list: JSONValue[], order: JSONValue[], key: string | undefined): JSONValue[] {
  if (key !== undefined) for (const item of [...list, ...order]) keyOf(item, key);
  const isDelete = (item: JSONValue) => isObject(item) && item[DIRECTIVE] === 'delete';
  const kept = insertionSort(
    list.filter((item) => !isDelete(item)),
    (a, b) => {
      const [at, other] = [indexIn(order, a, key), indexIn(order, b, key)];
      return at >= 0 && other >= 0 ? at < other : true;
    },
  );
  return [...kept, ...list.filter(isDelete)];
}

/** Go's sort of short lists: with a `less` that holds for equal elements, their order is reversed. */
export function insertionSort<T>(list: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorted = [...list];
  for (let i = 1; i < sorted.length; i++) {
    for (let j = i; j > 0 && less(sorted[j], sorted[j - 1]); j--)
      [sorted[j], sorted[j - 1]] = [sorted[j - 1], sorted[j]];
  }
  return sorted;
}
