/** Server-side apply: merges a configuration into the stored object and finds conflicts. */

import { isEqual } from '../../kubernetes/patch';
import type { KubernetesObject, StatusCause } from '../../kubernetes/objects';
import type { FieldType } from '../../kubernetes/schema/types';
import { quote } from '../go-text';
import {
  childType,
  compare,
  difference,
  fieldsOf,
  hasSelf,
  intersection,
  isContainer,
  isEmpty,
  isObject,
  keyedItems,
  pathsOf,
  union,
  type FieldSet,
} from './field-set';
import { allowedConflicts, withLastApplied } from './last-applied';
import { entriesOf, entryFor, sortEntries, strip, type Manager, type ManagerEntry } from './managers';

export type ApplyResult =
  | { object: Record<string, unknown>; managers: ManagerEntry[]; conflict?: undefined }
  | { conflict: { message: string; causes: StatusCause[] }; object?: undefined };

/**
 * @param live the stored object; absent: the configuration is the object.
 * @param config as sent: only fields that the manager cares for.
 */
export function applyConfiguration(
  type: FieldType,
  live: KubernetesObject | undefined,
  config: Record<string, unknown>,
  manager: Manager,
  force: boolean,
  reset: readonly string[],
): ApplyResult {
  const applied = strip(fieldsOf(type, config), reset);
  const before = entriesOf(live);
  const own = before.find(
    (entry) =>
      entry.operation === 'Apply' && entry.manager === manager.name && entry.subresource === manager.subresource,
  );
  const others = before.filter((entry) => entry !== own);
  let merged = live ? (merge(type, live, config) as Record<string, unknown>) : config;
  if (live && own) {
    const ownedByOthers = others.map((entry) => entry.fieldsV1).reduce(union, {});
    const dropped = difference(difference(own.fieldsV1, applied), ownedByOthers);
    // a list or object whose members are still applied stays, also when the manager owned it as a whole
    const owned = union(ownedByOthers, applied);
    if (!isEmpty(dropped)) merged = prune(type, merged, dropped, owned) as Record<string, unknown>;
  }
  const { changed } = live ? compare(type, live, merged) : { changed: {} };
  const contested = intersection(strip(changed, reset), applied);
  const conflicts = others
    .map((entry) => ({ entry, paths: pathsOf(intersection(entry.fieldsV1, contested)) }))
    .filter(({ paths }) => paths.length > 0);
  if (conflicts.length > 0 && !force) {
    const refused = withoutAllowed(conflicts, contested, live ? allowedConflicts(type, live, manager.name) : {});
    if (refused.length > 0) return { conflict: describeConflicts(refused) };
  }

  const kept = others
    .map((entry) => ({
      ...entry,
      fieldsV1: conflicts.length > 0 ? difference(entry.fieldsV1, contested) : entry.fieldsV1,
    }))
    .filter((entry) => !isEmpty(entry.fieldsV1));
  const isSame = own && isEqual(own.fieldsV1, applied) && conflicts.length === 0 && isEmpty(strip(changed, reset));
  const entry = isSame ? own : entryFor(manager, 'Apply', applied);
  return {
    object: withLastApplied(merged, live, config, manager.name),
    managers: sortEntries(isEmpty(applied) ? kept : [...kept, entry]),
  };
}

/** Conflicts that the last client-side apply does not explain. */
function withoutAllowed(conflicts: Conflict[], contested: FieldSet, allowed: FieldSet): Conflict[] {
  return conflicts
    .map(({ entry }) => ({ entry, paths: pathsOf(difference(intersection(entry.fieldsV1, contested), allowed)) }))
    .filter(({ paths }) => paths.length > 0);
}

type Conflict = { entry: ManagerEntry; paths: string[] };

function nameOf({ manager, operation, apiVersion, subresource }: ManagerEntry): string {
  const where = subresource ? ` with subresource ${quote(subresource)}` : '';
  return quote(manager) + where + (operation === 'Update' ? ` using ${apiVersion}` : '');
}

function describeConflicts(conflicts: Conflict[]): { message: string; causes: StatusCause[] } {
  const causes = conflicts.flatMap(({ entry, paths }) =>
    paths.map((path) => ({ reason: 'FieldManagerConflict', message: `conflict with ${nameOf(entry)}`, field: path })),
  );
  if (causes.length === 1)
    return { message: `Apply failed with 1 conflict: ${causes[0].message}: ${causes[0].field}`, causes };
  const lines = [...conflicts]
    .sort((a, b) => (nameOf(a.entry) < nameOf(b.entry) ? -1 : 1))
    .flatMap(({ entry, paths }) => [`conflicts with ${nameOf(entry)}:`, ...paths.map((path) => `- ${path}`)]);
  return { message: `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`, causes };
}

/** The stored value with the configuration laid over it. */
function merge(type: FieldType | undefined, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  if (isContainer(type) && isObject(live) && isObject(config)) {
    const result: Record<string, unknown> = { ...live };
    for (const name of Object.keys(config)) result[name] = merge(childType(type!, name), live[name], config[name]);
    return result;
  }
  if (type?.kind === 'list' && type.keys && Array.isArray(live) && Array.isArray(config))
    return mergeList(type, live, config);
  return config;
}

/**
 * The items of both: those that both have in the order of the configuration, the others where they stand. Live items that
 * share a key stay as they are, unless the configuration has an item with it, which takes the place of all of them.
 */
function mergeList(type: FieldType & { kind: 'list' }, live: unknown[], config: unknown[]): unknown[] {
  const old = keyedItems(live, type.keys!);
  const now = keyedItems(config, type.keys!);
  const ofOld = new Map<string, unknown>();
  for (const { element, item } of old) ofOld.set(element, ofOld.has(element) ? undefined : item);
  const ofNow = new Map(now.map(({ element, item }) => [element, item]));
  const merged = (element: string) => merge(type.element, ofOld.get(element), ofNow.get(element));
  const done = new Set<string>();
  const shared = now.map(({ element }) => element).filter((element) => ofOld.has(element));
  const result: unknown[] = [];
  for (let [left, right] = [0, 0]; left < old.length || right < now.length;) {
    const from = old[left] as (typeof old)[number] | undefined;
    const to = now[right] as (typeof now)[number] | undefined;
    if (from && to && from.element === to.element) {
      done.add(from.element);
      result.push(merged(from.element));
      shared.shift();
      left++;
      right++;
    } else if (from && to && ofNow.has(from.element) && shared.length > 0 && shared[0] !== from.element) left++;
    else if (from && !ofNow.has(from.element)) {
      result.push(from.item);
      left++;
    } else {
      if (from && done.has(from.element)) left++;
      if (!to) continue;
      done.add(to.element);
      result.push(merged(to.element));
      if (shared[0] === to.element) shared.shift();
      right++;
    }
  }
  return result;
}

/** Removes fields that their last owner gave up. */
function prune(type: FieldType | undefined, value: unknown, dropped: FieldSet, owned: FieldSet): unknown {
  if (type?.kind === 'list' && type.keys && Array.isArray(value)) {
    return keyedItems(value, type.keys)
      .filter(({ element }) => !(dropped[element] && hasSelf(dropped[element]) && !owned[element]))
      .map(({ element, item }) =>
        dropped[element] ? prune(type.element, item, dropped[element], owned[element] ?? {}) : item,
      );
  }
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const element = `f:${name}`;
    const node = dropped[element];
    if (node && hasSelf(node) && !owned[element]) continue;
    const child = type && childType(type, name);
    const kept = node ? prune(child, value[name], node, owned[element] ?? {}) : value[name];
    const isVoid = (Array.isArray(kept) && kept.length === 0) || (isObject(kept) && isEmpty(kept as FieldSet));
    if (node && isVoid && !owned[element] && name !== 'metadata' && name !== 'spec' && name !== 'status') continue;
    result[name] = kept;
  }
  return result;
}
