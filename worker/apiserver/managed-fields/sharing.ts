/** Equal sets of fields, and equal entries of managers, become one object each: thousands of Pods have the same ones. */

import { isEmpty, LEAF, type FieldSet } from './field-set';
import type { ManagerEntry } from './managers';

export interface Sharing {
  /** @returns a set that prints the same text, the same object for every set that does. */
  set(set: FieldSet): FieldSet;
  /** @returns the entries in their order; none of them may be changed. */
  entries(entries: readonly ManagerEntry[]): ManagerEntry[];
}

/** A place on the way through the elements of sets: from each, elements lead on by what is below them. */
interface Place {
  ways: Map<string, Map<FieldSet, Place>>;
  /** The set whose elements end here. */
  set?: FieldSet;
}

const newPlace = (): Place => ({ ways: new Map() });

/** @returns a memory that grows with the number of different sets: one for each store. */
export function createSharing(): Sharing {
  const start = newPlace();
  const known = new Set<FieldSet>([LEAF]);
  /** By their fields, then by the rest of their text. */
  const entries = new Map<FieldSet, Map<string, ManagerEntry>>();
  const shared = new Set<ManagerEntry>();
  const lists = new Map<ManagerEntry, ManagerEntry[]>();

  function shareSet(set: FieldSet): FieldSet {
    if (isEmpty(set)) return LEAF;
    if (known.has(set)) return set;
    let place = start;
    let copy: FieldSet | undefined;
    for (const element in set) {
      const below = shareSet(set[element]);
      if (below !== set[element]) (copy ??= { ...set })[element] = below;
      let ways = place.ways.get(element);
      if (!ways) place.ways.set(element, (ways = new Map()));
      let next = ways.get(below);
      if (!next) ways.set(below, (next = newPlace()));
      place = next;
    }
    if (!place.set) known.add((place.set = copy ?? set));
    return place.set;
  }

  function shareEntry(entry: ManagerEntry): ManagerEntry {
    if (shared.has(entry)) return entry;
    const fieldsV1 = shareSet(entry.fieldsV1);
    let alike = entries.get(fieldsV1);
    if (!alike) entries.set(fieldsV1, (alike = new Map()));
    const key = restOf(entry);
    let one = alike.get(key);
    if (!one) {
      one = fieldsV1 === entry.fieldsV1 ? entry : { ...entry, fieldsV1 };
      alike.set(key, one);
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

/** All of an entry but its fields, in its own order. */
function restOf(entry: ManagerEntry): string {
  let text = '';
  for (const name in entry) if (name !== 'fieldsV1') text += `${name}\n${String(entry[name as keyof ManagerEntry])}\n`;
  return text;
}
