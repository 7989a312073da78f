/** The revisioned store: every version of every object, as etcd keeps them before compaction. */

import type { KubernetesObject } from '../kubernetes/objects';

export interface Change {
  revision: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `namespace/name`, or the name of a cluster-scoped object. */
  key: string;
  /** The object as stored; of a deletion its last state with the deletion's revision. */
  object: KubernetesObject;
  previous?: KubernetesObject;
}

type Comparison = (a: string, b: string) => number;

interface Bucket {
  /** Keys of deleted objects stay, for reads at older revisions. Sorted when a list needs it. */
  keys: string[];
  isSorted: boolean;
  /** What happened to each key, oldest first: its versions. */
  versions: Map<string, Change[]>;
  changes: Change[];
  /** Replaced, never changed: a listener may come or go while others are called. */
  listeners: readonly ((change: Change) => void)[];
  liveCount: number;
}

export class Store {
  readonly #compare: Comparison;
  readonly #buckets = new Map<string, Bucket>();
  /** The revision before the first write. */
  readonly start: number;
  #revision: number;

  /**
   * @param compare order of the keys; etcd's when absent.
   * @param start the revision before the first write.
   */
  constructor(compare: Comparison = byCodeUnits, start = 0) {
    this.#compare = compare;
    this.start = start;
    this.#revision = start;
  }

  /** The newest revision: one count over all kinds. */
  get revision(): number {
    return this.#revision;
  }

  /** @param at read as of this revision; absent: now. */
  get(resource: string, key: string, at?: number): KubernetesObject | undefined {
    const versions = this.#bucket(resource).versions.get(key);
    return versions && objectOf(versionAt(versions, at));
  }

  /**
   * Objects in the order of their keys.
   * @param prefix of the key, `namespace/`; empty for all.
   * @param after only keys behind this one.
   */
  list(resource: string, prefix = '', at?: number, after?: string): KubernetesObject[] {
    const bucket = this.#bucket(resource);
    if (!bucket.isSorted) {
      bucket.keys.sort(this.#compare);
      bucket.isSorted = true;
    }
    const found: KubernetesObject[] = [];
    const start =
      after !== undefined && after >= prefix
        ? upperBound(bucket.keys, after, this.#compare)
        : lowerBound(bucket.keys, prefix, this.#compare);
    for (let index = start; index < bucket.keys.length; index++) {
      const key = bucket.keys[index];
      if (!key.startsWith(prefix)) break;
      const object = objectOf(versionAt(bucket.versions.get(key)!, at));
      if (object) found.push(object);
    }
    return found;
  }

  count(resource: string): number {
    return this.#bucket(resource).liveCount;
  }

  /** Stores a new object or a new version; `object` gets its resourceVersion and is shared from then on. */
  put(resource: string, key: string, object: KubernetesObject): void {
    const bucket = this.#bucket(resource);
    const revision = ++this.#revision;
    object.metadata.resourceVersion = String(revision);
    const versions = bucket.versions.get(key);
    const previous = versions && objectOf(versions[versions.length - 1]);
    const change: Change = { revision, type: previous ? 'MODIFIED' : 'ADDED', key, object, previous };
    if (versions) versions.push(change);
    else {
      bucket.versions.set(key, [change]);
      if (bucket.keys.length > 0 && this.#compare(bucket.keys[bucket.keys.length - 1], key) > 0)
        bucket.isSorted = false;
      bucket.keys.push(key);
    }
    if (!previous) bucket.liveCount++;
    emit(bucket, change);
  }

  /** Removes an object that is there. @returns its last state, as a deletion reports it. */
  remove(resource: string, key: string): KubernetesObject {
    const bucket = this.#bucket(resource);
    const versions = bucket.versions.get(key)!;
    const previous = versions[versions.length - 1].object;
    const revision = ++this.#revision;
    const object = { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } };
    const change: Change = { revision, type: 'DELETED', key, object, previous };
    versions.push(change);
    bucket.liveCount--;
    emit(bucket, change);
    return object;
  }

  /** Changes after a revision, oldest first. */
  changesAfter(resource: string, revision: number): Change[] {
    const { changes } = this.#bucket(resource);
    let index = changes.length;
    while (index > 0 && changes[index - 1].revision > revision) index--;
    return changes.slice(index);
  }

  /** Calls `listener` inside every later write. @returns the function that ends it. */
  subscribe(resource: string, listener: (change: Change) => void): () => void {
    const bucket = this.#bucket(resource);
    bucket.listeners = [...bucket.listeners, listener];
    return () => void (bucket.listeners = bucket.listeners.filter((one) => one !== listener));
  }

  #bucket(resource: string): Bucket {
    let bucket = this.#buckets.get(resource);
    if (!bucket) {
      bucket = { keys: [], isSorted: true, versions: new Map(), changes: [], listeners: [], liveCount: 0 };
      this.#buckets.set(resource, bucket);
    }
    return bucket;
  }
}

function emit(bucket: Bucket, change: Change): void {
  bucket.changes.push(change);
  for (const listener of bucket.listeners) listener(change);
}

/** The object that a change left behind. */
const objectOf = (change: Change | undefined) => (change && change.type !== 'DELETED' ? change.object : undefined);

function versionAt(versions: readonly Change[], at?: number): Change | undefined {
  if (at === undefined) return versions[versions.length - 1];
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (versions[middle].revision <= at) low = middle + 1;
    else high = middle;
  }
  return versions[low - 1];
}

export const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function lowerBound(keys: readonly string[], key: string, compare: Comparison): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(keys[middle], key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(keys: readonly string[], key: string, compare: Comparison): number {
  const at = lowerBound(keys, key, compare);
  return keys[at] === key ? at + 1 : at;
}
