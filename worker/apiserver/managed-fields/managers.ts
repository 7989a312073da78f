/** metadata.managedFields: who set which field last. */

import type { KubernetesObject } from '../../kubernetes/objects';
import { decode } from '../../kubernetes/schema/decode';
import type { FieldType } from '../../kubernetes/schema/types';
import { compare, difference, isEmpty, isSameText, union, type FieldSet } from './field-set';

export interface ManagerEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: FieldSet;
  subresource?: string;
}

export interface Manager {
  name: string;
  apiVersion: string;
  time: string;
  subresource?: string;
}

/** Above this number the oldest updates are merged into one. */
const UPDATES_MAX = 10;

/** Fields that nobody owns. */
const UNOWNED_METADATA: ReadonlySet<string> = new Set([
  'f:name',
  'f:namespace',
  'f:creationTimestamp',
  'f:selfLink',
  'f:uid',
  'f:generation',
  'f:managedFields',
  'f:resourceVersion',
]);

/** Leaves out what nobody owns. @param reset top-level fields that this request cannot set (`status`, or `spec`). */
export function strip(set: FieldSet, reset: readonly string[]): FieldSet {
  const result: FieldSet = {};
  for (const element in set) {
    if (element === 'f:apiVersion' || element === 'f:kind' || reset.includes(element.slice(2))) continue;
    if (element !== 'f:metadata') {
      result[element] = set[element];
      continue;
    }
    const metadata: FieldSet = {};
    for (const field in set[element]) if (!UNOWNED_METADATA.has(field)) metadata[field] = set[element][field];
    if (!isEmpty(metadata)) result[element] = metadata;
  }
  return result;
}

export const entriesOf = (object: KubernetesObject | undefined) =>
  (object?.metadata.managedFields ?? []) as readonly ManagerEntry[];

const isManager = (entry: ManagerEntry, manager: Manager, operation: ManagerEntry['operation']) =>
  entry.manager === manager.name &&
  entry.operation === operation &&
  entry.subresource === manager.subresource &&
  (operation === 'Apply' || entry.apiVersion === manager.apiVersion);

/**
 * Managers after an update or create.
 * @param old the stored object; absent on create, when `object` is compared with an empty one.
 * @param base the managers as the request sent them; absent: those of the stored object.
 */
export function afterUpdate(
  type: FieldType & { kind: 'struct' },
  old: KubernetesObject | undefined,
  object: KubernetesObject,
  manager: Manager,
  reset: readonly string[],
  base: readonly ManagerEntry[] = entriesOf(old),
): ManagerEntry[] {
  const { changed, removed } = compare(type, old ?? emptyObject(type.name), object);
  const taken = strip(changed, reset);
  const gone = strip(removed, reset);
  const entries: ManagerEntry[] = [];
  let own: ManagerEntry | undefined;
  for (const entry of base) {
    const isOwn = isManager(entry, manager, 'Update');
    let fields = isEmpty(gone) ? entry.fieldsV1 : difference(entry.fieldsV1, gone);
    if (!isOwn && !isEmpty(taken)) fields = difference(fields, taken);
    if (isOwn) own = { ...entry, fieldsV1: union(fields, taken), ...(!isEmpty(taken) && { time: manager.time }) };
    else if (!isEmpty(fields)) entries.push(fields === entry.fieldsV1 ? entry : { ...entry, fieldsV1: fields });
  }
  own ??= entryFor(manager, 'Update', taken);
  if (!isEmpty(own.fieldsV1)) entries.push(own);
  return sortEntries(capUpdates(entries));
}

const emptyObjects = new Map<string, Record<string, unknown>>();

/** An object of the type with nothing in it but what is always printed. */
function emptyObject(type: string): Record<string, unknown> {
  let empty = emptyObjects.get(type);
  if (!empty) {
    empty = decode(type, {}, { isKnown: () => true, nullCreationTimestamp: false }).value;
    emptyObjects.set(type, empty);
  }
  return empty;
}

/**
 * Managers that an update brings along: absent when it says nothing of them, none when it resets them.
 * A client that upgrades client-side apply to server-side apply rewrites them so.
 */
export function sentEntries(object: KubernetesObject): readonly ManagerEntry[] | undefined {
  const sent = object.metadata.managedFields as readonly ManagerEntry[] | undefined;
  if (!sent || sent.length === 0) return undefined;
  const isWellFormed = (entry: ManagerEntry) =>
    entry.fieldsType === 'FieldsV1' && typeof entry.fieldsV1 === 'object' && typeof entry.manager === 'string';
  if (sent.length === 1 && Object.keys(sent[0]).length === 0) return [];
  return sent.every(isWellFormed) ? sent : undefined;
}

export function entryFor(manager: Manager, operation: ManagerEntry['operation'], fieldsV1: FieldSet): ManagerEntry {
  return {
    apiVersion: manager.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1,
    manager: manager.name,
    operation,
    ...(manager.subresource && { subresource: manager.subresource }),
    time: manager.time,
  };
}

/** Appliers first, then by time, then by name. */
export function sortEntries(entries: ManagerEntry[]): ManagerEntry[] {
  return entries.sort((a, b) => {
    if (a.operation !== b.operation) return a.operation < b.operation ? -1 : 1;
    if (a.time !== b.time) return a.time < b.time ? -1 : 1;
    if (a.manager !== b.manager) return a.manager < b.manager ? -1 : 1;
    return (a.subresource ?? '') < (b.subresource ?? '') ? -1 : 1;
  });
}

function capUpdates(entries: ManagerEntry[]): ManagerEntry[] {
  const updates = entries.filter((entry) => entry.operation === 'Update');
  if (updates.length <= UPDATES_MAX) return entries;
  const oldest = sortEntries(updates).slice(0, updates.length - UPDATES_MAX + 1);
  const merged: ManagerEntry = {
    ...oldest[oldest.length - 1],
    manager: 'ancient-changes',
    fieldsV1: oldest.map((entry) => entry.fieldsV1).reduce(union),
  };
  return [...entries.filter((entry) => !oldest.includes(entry)), merged];
}

const isEntrySame = (a: ManagerEntry, b: ManagerEntry): boolean =>
  a === b ||
  (a.manager === b.manager &&
    a.operation === b.operation &&
    a.apiVersion === b.apiVersion &&
    a.subresource === b.subresource &&
    isSameText(a.fieldsV1, b.fieldsV1));

/** True when two lists differ in nothing but times. */
export function isSameButTime(a: readonly ManagerEntry[], b: readonly ManagerEntry[]): boolean {
  return a === b || (a.length === b.length && a.every((entry, index) => isEntrySame(entry, b[index])));
}
