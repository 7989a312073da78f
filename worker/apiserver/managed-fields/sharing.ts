/** Equal sets of fields, and equal entries of managers, become one object each: thousands of Pods have the same ones. */

import { isEmpty, LEAF, type FieldSet } from './field-set';
import type { ManagerEntry } from './managers';

export interface Sharing {
  /** @returns a set that prints the same text, the same object for every set that does. */
  set(set: FieldSet): FieldSet;
  /** @returns the entries in their order; none of them may be changed. */
  entries(entries: readonly ManagerEntry[]): ManagerEntry[];
}

/** @returns a memory that grows with the number of different sets: one for each store. */
export function createSharing(): Sharing {
  /** By their elements, with the number of what is below each. */
  const sets = new Map<string, FieldSet>();
  const numbers = new Map<FieldSet, number>([[LEAF, 0]]);
  const entries = new Map<string, ManagerEntry>();
  const shared = new Set<ManagerEntry>();
  const lists = new Map<ManagerEntry, ManagerEntry[]>();

  function shareSet(set: FieldSet): FieldSet {
    if (isEmpty(set)) return LEAF;
    if (numbers.has(set)) return set;
    let key = '';
    let copy: FieldSet | undefined;
    for (const element in set) {
      const below = shareSet(set[element]);
      if (below !== set[element]) (copy ??= { ...set })[element] = below;
      key += `${element}\n${numbers.get(below)}\n`;
    }
    let shared = sets.get(key);
    if (!shared) {
      shared = copy ?? set;
      sets.set(key, shared);
      numbers.set(shared, numbers.size);
    }
    return shared;
  }

  function shareEntry(entry: ManagerEntry): ManagerEntry {
    if (shared.has(entry)) return entry;
    const fieldsV1 = shareSet(entry.fieldsV1);
    const key = JSON.stringify({ ...entry, fieldsV1: numbers.get(fieldsV1) });
    let one = entries.get(key);
    if (!one) {
      one = fieldsV1 === entry.fieldsV1 ? entry : { ...entry, fieldsV1 };
      entries.set(key, one);
      shared.add(one);
    }
    return one;
  }

  return {
    set: shareSet,
    entries(given) {
      if (given.length !== 1) return given.map(shareEntry);
      const entry = shareEntry(given[0]);
      let list = lists.get(entry);
      if (!list) lists.set(entry, (list = [entry]));
      return list;
    },
  };
}
