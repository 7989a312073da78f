/** Sets of fields in the form of FieldsV1: `f:name`, `k:{keys}`, `v:value`; `.` marks the owner of a container itself. */

import { isEqual } from '../../kubernetes/patch';
import { findStruct, type FieldType } from '../../kubernetes/schema/types';

export interface FieldSet {
  [element: string]: FieldSet;
}

const SELF = '.';

export const isEmpty = (set: FieldSet): boolean => {
  for (const _ in set) return false;
  return true;
};

/** True when two sets print the same text. */
export function isSameText(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  const elements = Object.keys(a);
  const others = Object.keys(b);
  return (
    elements.length === others.length &&
    elements.every((element, index) => element === others[index] && isSameText(a[element], b[element]))
  );
}

/** A field that is in the set with nothing below it is `{}`; with something below it, it carries `.`. */
export const hasSelf = (node: FieldSet) => SELF in node || isEmpty(node);

/** One for all: sets are not changed once they are built. */
export const LEAF: FieldSet = {};

/** Adds a child to a set that is being built. */
function attach(set: FieldSet, element: string, child: FieldSet | undefined, self: boolean): void {
  if (child && !isEmpty(child)) set[element] = self ? withSelf(child) : withoutSelf(child);
  else if (self) set[element] = LEAF;
}

const withSelf = (set: FieldSet): FieldSet => (SELF in set ? set : { [SELF]: LEAF, ...set });

function withoutSelf(set: FieldSet): FieldSet {
  if (!(SELF in set)) return set;
  const { [SELF]: _self, ...rest } = set;
  return rest;
}

/** @returns `a` itself when it has all of `b`. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b) || a === b) return a;
  let result: FieldSet | undefined;
  for (const element in b) {
    const node = element in a ? unionNodes(a[element], b[element]) : b[element];
    if (node !== a[element]) (result ??= { ...a })[element] = node;
  }
  return result ?? a;
}

function unionNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return isEmpty(a) ? a : withSelf(a);
  const self = hasSelf(a) || hasSelf(b);
  if (self && isEmpty(a)) return withSelf(b);
  const rest = union(a, withoutSelf(b));
  return self ? withSelf(rest) : rest;
}

/** @returns what is in `a` and not in `b`: `a` itself when they have nothing in common. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  let changes: Map<string, FieldSet | undefined> | undefined;
  for (const element in b) {
    if (element === SELF || !(element in a)) continue;
    const node = nodeWithout(a[element], b[element]);
    if (node !== a[element]) (changes ??= new Map()).set(element, node);
  }
  if (!changes) return a;
  const result: FieldSet = {};
  for (const element in a) {
    const node = changes.has(element) ? changes.get(element) : a[element];
    if (node) result[element] = node;
  }
  return result;
}

/** @returns undefined when nothing is left. */
function nodeWithout(a: FieldSet, b: FieldSet): FieldSet | undefined {
  const self = hasSelf(a) && !hasSelf(b);
  if (isEmpty(a)) return self ? a : undefined;
  const rest = difference(a, b);
  if (rest === a && self) return SELF in a ? a : withSelf(a);
  const below = withoutSelf(rest);
  if (isEmpty(below)) return self ? LEAF : undefined;
  return self ? withSelf(below) : below;
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const element in a) {
    if (element === SELF || !(element in b)) continue;
    const self = hasSelf(a[element]) && hasSelf(b[element]);
    attach(result, element, intersection(a[element], b[element]), self);
  }
  return result;
}

/** The elements of a list that is merged by keys, with the element of FieldsV1 for each. */
export function keyedItems(list: unknown, keys: readonly string[] | 'set'): { element: string; item: unknown }[] {
  if (!Array.isArray(list)) return [];
  return list.map((item) => ({ element: elementOf(item, keys), item }));
}

export function elementOf(item: unknown, keys: readonly string[] | 'set'): string {
  if (keys === 'set') return `v:${JSON.stringify(item)}`;
  const record = (item ?? {}) as Record<string, unknown>;
  let pairs = '';
  for (const key of sortedKeys(keys)) {
    const value = record[key] ?? (key === 'protocol' ? 'TCP' : undefined);
    if (value !== undefined) pairs += `${pairs === '' ? '' : ','}"${key}":${JSON.stringify(value)}`;
  }
  return `k:{${pairs}}`;
}

const sorted = new WeakMap<readonly string[], readonly string[]>();

/** The keys of a list are part of the schema: each list of them is sorted once. */
function sortedKeys(keys: readonly string[]): readonly string[] {
  let list = sorted.get(keys);
  if (!list) sorted.set(keys, (list = [...keys].sort()));
  return list;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Type of one field of a struct or map. */
export function childType(type: FieldType, name: string): FieldType | undefined {
  if (type.kind === 'struct') return findStruct(type.name)?.byName.get(name)?.type;
  return type.kind === 'map' ? type.element : undefined;
}

export const isContainer = (type: FieldType | undefined): boolean =>
  type !== undefined && (type.kind === 'struct' || type.kind === 'map') && !type.atomic;

/** All fields of a value, as an applied configuration owns them. */
export function fieldsOf(type: FieldType | undefined, value: unknown): FieldSet {
  const set: FieldSet = {};
  if (isContainer(type) && isObject(value)) {
    for (const name in value) {
      if (value[name] === undefined) continue;
      const child = childType(type!, name);
      const below = fieldsOf(child, value[name]);
      const isMapItem = type!.kind === 'map';
      const isBare = !isContainer(child) && !(child?.kind === 'list' && child.keys);
      const isVoid = value[name] === null || (isObject(value[name]) && isEmpty(value[name] as FieldSet));
      attach(set, `f:${name}`, below, isMapItem || isBare || isVoid);
    }
  } else if (type?.kind === 'list' && type.keys) {
    for (const { element, item } of keyedItems(value, type.keys))
      attach(set, element, element in set ? undefined : fieldsOf(type.element, item), true);
  }
  return set;
}

export interface Comparison {
  /** Added or changed. */
  changed: FieldSet;
  removed: FieldSet;
}

const isAbsent = (value: unknown) => value === undefined || value === null;
const SAME: Comparison = { changed: LEAF, removed: LEAF };

/** What differs between two values of one type. */
export function compare(type: FieldType | undefined, before: unknown, after: unknown): Comparison {
  if (before === after) return SAME;
  const result: Comparison = { changed: {}, removed: {} };
  eachChild(type, before, after, (element, child, from, to) => {
    if (from === to || (isAbsent(from) && isAbsent(to))) return;
    if (isAbsent(to)) result.removed[element] = nodeOf(child, from);
    else if (isAbsent(from)) result.changed[element] = nodeOf(child, to);
    else if (isContainer(child) || (child?.kind === 'list' && child.keys)) {
      const inner = compare(child, from, to);
      if (!isEmpty(inner.changed)) result.changed[element] = inner.changed;
      if (!isEmpty(inner.removed)) result.removed[element] = inner.removed;
    } else if (!isEqual(from, to)) result.changed[element] = LEAF;
  });
  return result;
}

type Visit = (element: string, type: FieldType | undefined, before: unknown, after: unknown) => void;

/** Visits what is below two values, matched by name or by key. */
function eachChild(type: FieldType | undefined, before: unknown, after: unknown, visit: Visit): void {
  if (type?.kind === 'list' && type.keys) {
    if (hasTwice(before, type.keys) || hasTwice(after, type.keys)) {
      eachGroup(type, before, after, visit);
      return;
    }
    if (!Array.isArray(before)) {
      for (const { element, item } of keyedItems(after, type.keys)) visit(element, type.element, undefined, item);
      return;
    }
    const old = new Map(keyedItems(before, type.keys).map(({ element, item }) => [element, item]));
    for (const { element, item } of keyedItems(after, type.keys)) {
      visit(element, type.element, old.get(element), item);
      old.delete(element);
    }
    for (const [element, item] of old) visit(element, type.element, item, undefined);
    return;
  }
  if (!isContainer(type)) return;
  const from = isObject(before) ? before : undefined;
  const to = isObject(after) ? after : undefined;
  for (const name in to) visitField(type!, name, from?.[name], to[name], visit);
  for (const name in from) if (to?.[name] === undefined) visitField(type!, name, from[name], undefined, visit);
}

/** True when two items of a list have the same key. */
function hasTwice(list: unknown, keys: readonly string[] | 'set'): boolean {
  if (!Array.isArray(list) || list.length < 2) return false;
  return new Set(list.map((item) => elementOf(item, keys))).size < list.length;
}

/** Items that share a key are one value, which nothing is known of the inside of. */
function eachGroup(type: FieldType & { kind: 'list' }, before: unknown, after: unknown, visit: Visit): void {
  const [old, now] = [before, after].map((list) => {
    const groups = new Map<string, unknown[]>();
    for (const { element, item } of keyedItems(list, type.keys!))
      groups.set(element, [...(groups.get(element) ?? []), item]);
    return groups;
  });
  for (const element of new Set([...now.keys(), ...old.keys()])) {
    const [from, to] = [old.get(element) ?? [], now.get(element) ?? []];
    if (from.length < 2 && to.length < 2) visit(element, type.element, from[0], to[0]);
    else if (from.length > 1 && to.length > 1) visit(element, undefined, from, to);
    else if (from.length > 1) {
      if (to.length > 0) visit(element, type.element, undefined, to[0]);
      visit(element, undefined, from, undefined);
    } else {
      if (from.length > 0) visit(element, type.element, from[0], undefined);
      visit(element, undefined, undefined, to);
    }
  }
}

function visitField(type: FieldType, name: string, before: unknown, after: unknown, visit: Visit): void {
  if (before === after) return;
  const field = type.kind === 'struct' ? findStruct(type.name)?.byName.get(name) : undefined;
  if (field) visit(field.element, field.type, before, after);
  else visit(`f:${name}`, childType(type, name), before, after);
}

/** A value that came or went as a whole, with everything below it, containers included. */
function nodeOf(type: FieldType | undefined, value: unknown): FieldSet {
  let set: FieldSet | undefined;
  eachChild(type, undefined, value, (element, child, _before, item) => {
    if (isAbsent(item)) return;
    set ??= { [SELF]: LEAF };
    set[element] = nodeOf(child, item);
  });
  return set ?? LEAF;
}

/** Paths of a set as conflicts print them: `.spec.ports[port=80,protocol="TCP"].targetPort`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const paths: string[] = [];
  for (const element of Object.keys(set).sort()) {
    if (element === SELF) continue;
    const path = prefix + printElement(element);
    if (hasSelf(set[element])) paths.push(path);
    paths.push(...pathsOf(set[element], path));
  }
  return paths;
}

export function printElement(element: string): string {
  if (element.startsWith('f:')) return `.${element.slice(2)}`;
  if (element.startsWith('v:')) return `[=${element.slice(2)}]`;
  const keys = JSON.parse(element.slice(2)) as Record<string, unknown>;
  return `[${Object.keys(keys)
    .map((key) => `${key}=${JSON.stringify(keys[key])}`)
    .join(',')}]`;
}
