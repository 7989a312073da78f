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

/** A field that is in the set with nothing below it is `{}`; with something below it, it carries `.`. */
export const hasSelf = (node: FieldSet) => SELF in node || isEmpty(node);

/** One for all: sets are not changed once they are built. */
const LEAF: FieldSet = {};

/** Adds a child to a set that is being built. */
function attach(set: FieldSet, element: string, child: FieldSet | undefined, self: boolean): void {
  if (child && !isEmpty(child)) set[element] = self ? { [SELF]: LEAF, ...child } : child;
  else if (self) set[element] = LEAF;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const result: FieldSet = { ...a };
  for (const element in b) result[element] = element in a ? unionNodes(a[element], b[element]) : b[element];
  return result;
}

function unionNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) && isEmpty(b)) return a;
  const self = hasSelf(a) || hasSelf(b);
  const { [SELF]: _a, ...restA } = a;
  const { [SELF]: _b, ...restB } = b;
  const rest = union(restA, restB);
  return self ? { [SELF]: LEAF, ...rest } : rest;
}

/** @returns what is in `a` and not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && !inB);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB);
}

function combine(a: FieldSet, b: FieldSet, keep: (inA: boolean, inB: boolean) => boolean): FieldSet {
  const result: FieldSet = {};
  for (const element in a) {
    if (element === SELF) continue;
    const nodeA = a[element];
    const nodeB = b[element];
    const self = keep(hasSelf(nodeA), nodeB !== undefined && hasSelf(nodeB));
    attach(result, element, combine(nodeA, nodeB ?? {}, keep), self);
  }
  return result;
}

/** The elements of a list that is merged by keys, with the element of FieldsV1 for each. */
export function keyedItems(list: unknown, keys: readonly string[] | 'set'): { element: string; item: unknown }[] {
  if (!Array.isArray(list)) return [];
  return list.map((item) => ({ element: elementOf(item, keys), item }));
}

function elementOf(item: unknown, keys: readonly string[] | 'set'): string {
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
      attach(set, element, fieldsOf(type.element, item), true);
  }
  return set;
}

export interface Comparison {
  /** Added or changed. */
  changed: FieldSet;
  removed: FieldSet;
}

const isAbsent = (value: unknown) => value === undefined || value === null;

/** What differs between two values of one type. */
export function compare(type: FieldType | undefined, before: unknown, after: unknown): Comparison {
  const result: Comparison = { changed: {}, removed: {} };
  if (before === after) return result;
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
  for (const name in to) visit(`f:${name}`, childType(type!, name), from?.[name], to[name]);
  for (const name in from)
    if (to?.[name] === undefined) visit(`f:${name}`, childType(type!, name), from[name], undefined);
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

function printElement(element: string): string {
  if (element.startsWith('f:')) return `.${element.slice(2)}`;
  if (element.startsWith('v:')) return `[=${element.slice(2)}]`;
  const keys = JSON.parse(element.slice(2)) as Record<string, unknown>;
  return `[${Object.keys(keys)
    .map((key) => `${key}=${JSON.stringify(keys[key])}`)
    .join(',')}]`;
}
