/** Strategic merge patches made from three objects: last applied, wanted, live (strategicpatch.CreateThreeWayMergePatch). */

import { goValue } from './go-value';
import { compareText, copyJSON, goKind, isEqual, isObject, type JSONObject, type JSONValue } from './json';
import { rulesOfKind, rulesOfType, type FieldRule, type TypeRules } from './merge-keys';
import {
  catchFailure,
  DELETE_FROM_LIST,
  DIRECTIVE,
  ELEMENT_ORDER,
  elementKind,
  insertionSort,
  keyOf,
  mergeObject,
  RETAIN_KEYS,
  sortByOrder,
} from './strategic';
import type { PatchResult } from './types';

/** `additions`: what `modified` adds or changes. `deletions`: what it no longer has. `all`: both. */
type DiffMode = 'additions' | 'deletions' | 'all';

/**
 * The patch that `kubectl apply` sends: changes from `current` to `modified`, and deletions from `original` to `modified`.
 * @param original the last applied configuration; undefined when there is none.
 * @param kind decides the merge keys.
 */
export function createThreeWayMergePatch(
  original: JSONObject | undefined,
  modified: JSONObject,
  current: JSONObject,
  kind: string,
): PatchResult {
  return catchFailure(() => {
    const rules = rulesOfKind(kind);
    const additions = diffObjects(copyJSON(current), copyJSON(modified), rules, 'additions', false);
    const deletions = diffObjects(copyJSON(original ?? {}), copyJSON(modified), rules, 'deletions', false);
    return mergeObject(copyJSON(deletions), copyJSON(additions), rules, 'combine');
  });
}

/** The strategic merge patch from one object to another (label, annotate, expose, set). */
export function createTwoWayMergePatch(original: JSONObject, modified: JSONObject, kind: string): PatchResult {
  return catchFailure(() => diffObjects(copyJSON(original), copyJSON(modified), rulesOfKind(kind), 'all', false));
}

function diffObjects(
  original: JSONObject,
  modified: JSONObject,
  rules: TypeRules,
  mode: DiffMode,
  keepsKeys: boolean,
): JSONObject {
  const patch: JSONObject = {};
  const add = (key: string) => {
    if (mode !== 'deletions') patch[key] = modified[key];
  };
  for (const key of Object.keys(modified)) {
    const [before, after] = [original[key], modified[key]];
    if (!Object.hasOwn(original, key) || goKind(before) !== goKind(after)) add(key);
    else if (isObject(before) && isObject(after)) diffNested(patch, key, before, after, rules[key] ?? {}, mode);
    else if (Array.isArray(before) && Array.isArray(after) && rules[key]?.merge)
      diffLists(patch, key, before, after, rules[key], mode);
    else if (!isEqual(before, after)) add(key);
  }
  if (mode !== 'additions') {
    for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null;
  }
  const kept = keepsKeys ? Object.keys(modified).filter((key) => modified[key] !== null) : [];
  const hasMore = Object.keys(original).some((key) => original[key] !== null && !Object.hasOwn(modified, key));
  if (kept.length > 0 && (Object.keys(patch).length > 0 || hasMore)) patch[RETAIN_KEYS] = kept.sort(compareText);
  return patch;
}

function diffNested(
  patch: JSONObject,
  key: string,
  before: JSONObject,
  after: JSONObject,
  rule: FieldRule,
  mode: DiffMode,
): void {
  if (rule.replace) {
    if (mode !== 'deletions' && !isEqual(before, after)) patch[key] = after;
    return;
  }
  const inner = diffObjects(before, after, rulesOfType(rule.type), mode, rule.retainKeys === true);
  if (Object.keys(inner).length > 0) patch[key] = inner;
}

function diffLists(
  patch: JSONObject,
  key: string,
  before: JSONValue[],
  after: JSONValue[],
  rule: FieldRule,
  mode: DiffMode,
): void {
  if (before.length === 0) {
    if (after.length > 0 && mode !== 'deletions') patch[key] = after;
    return;
  }
  if (elementKind(before, after) === 'map') diffObjectLists(patch, key, before, after, rule, mode);
  else diffScalarLists(patch, key, before, after, mode);
}

function diffObjectLists(
  patch: JSONObject,
  key: string,
  before: JSONValue[],
  after: JSONValue[],
  rule: FieldRule,
  mode: DiffMode,
): void {
  const { changes, deletions } = compareObjectLists(before as JSONObject[], after as JSONObject[], rule, mode);
  const list = [...sortByOrder(changes, after, rule.key), ...deletions];
  if (list.length > 0) patch[key] = list;
  const isOrderSame =
    before.length === after.length &&
    after.every((item, i) => isEqual(keyOf(before[i], rule.key), keyOf(item, rule.key)));
  if ((mode !== 'deletions' && (list.length > 0 || !isOrderSame)) || (mode !== 'additions' && list.length > 0)) {
    if (after.length > 0)
      patch[`${ELEMENT_ORDER}/${key}`] = after.map((item) => ({ [rule.key!]: (item as JSONObject)[rule.key!] }));
  }
}

function compareObjectLists(
  before: JSONObject[],
  after: JSONObject[],
  rule: FieldRule,
  mode: DiffMode,
): { changes: JSONObject[]; deletions: JSONObject[] } {
  const mergeKey = rule.key!;
  const text = (item: JSONObject) => goValue(keyOf(item, mergeKey));
  const sorted = (list: JSONObject[]) =>
    insertionSort(list, (a, b) => compareText(goValue(a[mergeKey]), goValue(b[mergeKey])) <= 0);
  const [old, wanted] = [sorted(before), sorted(after)];
  const changes: JSONObject[] = [];
  const deletions: JSONObject[] = [];
  let o = 0;
  let w = 0;
  while (o < old.length || w < wanted.length) {
    const order = o >= old.length ? 1 : w >= wanted.length ? -1 : compareText(text(old[o]), text(wanted[w]));
    if (order === 0) {
      const inner = diffObjects(old[o], wanted[w], rulesOfType(rule.type), mode, rule.retainKeys === true);
      if (Object.keys(inner).length > 0) changes.push({ ...inner, [mergeKey]: wanted[w][mergeKey] });
      o++;
      w++;
    } else if (order > 0) {
      keyOf(wanted[w], mergeKey);
      if (mode !== 'deletions') changes.push(wanted[w]);
      w++;
    } else {
      if (mode !== 'additions') deletions.push({ [DIRECTIVE]: 'delete', [mergeKey]: keyOf(old[o], mergeKey) });
      o++;
    }
  }
  return { changes, deletions };
}

function diffScalarLists(
  patch: JSONObject,
  key: string,
  before: JSONValue[],
  after: JSONValue[],
  mode: DiffMode,
): void {
  const added = after.filter((item) => !before.includes(item));
  const removed = before.filter((item, i) => !after.includes(item) && before.indexOf(item) === i);
  if (mode !== 'deletions' && added.length > 0) patch[key] = sortByOrder(added, after, undefined);
  if (mode !== 'additions' && removed.length > 0)
    patch[`${DELETE_FROM_LIST}/${key}`] = insertionSort(removed, (a, b) => compareText(goValue(a), goValue(b)) <= 0);
  const hasOrder = (mode !== 'additions' && removed.length > 0) || (mode !== 'deletions' && !isEqual(before, after));
  if (hasOrder && after.length > 0) patch[`${ELEMENT_ORDER}/${key}`] = after;
}
