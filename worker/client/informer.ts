/** Caches of the API's collections: filled by a watch, read through keys and indexes. */

import type { ApiClient } from '../kubernetes/client';
import type { KubernetesObject } from '../kubernetes/objects';
import { pathOf, type Resource } from './resources';

export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `namespace/name`, or `name` for a cluster-scoped resource. */
  key: string;
  object: KubernetesObject;
  /** What the cache held before; absent for ADDED. */
  old?: KubernetesObject;
}

export interface Informer {
  readonly resource: Resource;
  /** @param key `namespace/name`, or `name` for a cluster-scoped resource. */
  get(key: string): KubernetesObject | undefined;
  /** In the order of creation. */
  list(namespace?: string): KubernetesObject[];
  /** Objects for which `index` gave `value`. */
  by(index: (object: KubernetesObject) => readonly string[], value: string): KubernetesObject[];
  /** Called for every present object at once and for every later change; may only note what is to be done. */
  on(handler: (change: Change) => void): void;
}

export interface Informers {
  of(resource: Resource): Informer;
  stop(): void;
}

/** @returns `namespace/name` or `name`. */
export function keyOf(object: KubernetesObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/** @param client the connection that the watches are opened on, one a resource, when first asked for. */
export function createInformers(client: ApiClient): Informers {
  const informers = new Map<string, Informer>();
  const closers: (() => void)[] = [];
  return {
    of(resource) {
      const id = `${resource.apiVersion}/${resource.plural}`;
      let informer = informers.get(id);
      if (!informer) {
        informer = startInformer(client, resource, closers);
        informers.set(id, informer);
      }
      return informer;
    },
    stop: () => closers.splice(0).forEach((close) => close()),
  };
}

type IndexFunction = (object: KubernetesObject) => readonly string[];
type Buckets = Map<string, Map<string, KubernetesObject>>;

const byNamespace: IndexFunction = (object) => [object.metadata.namespace ?? ''];

function startInformer(client: ApiClient, resource: Resource, closers: (() => void)[]): Informer {
  const objects = new Map<string, KubernetesObject>();
  const indexes = new Map<IndexFunction, Buckets>();
  const handlers: ((change: Change) => void)[] = [];

  function indexFor(index: IndexFunction): Buckets {
    let buckets = indexes.get(index);
    if (!buckets) {
      buckets = new Map();
      indexes.set(index, buckets);
      for (const [key, object] of objects) file(buckets, index, key, object);
    }
    return buckets;
  }

  function store(key: string, object: KubernetesObject | undefined): KubernetesObject | undefined {
    const old = objects.get(key);
    if (object) objects.set(key, object);
    else objects.delete(key);
    for (const [index, buckets] of indexes) {
      if (old) unfile(buckets, index, key, old);
      if (object) file(buckets, index, key, object);
    }
    return old;
  }

  const close = client.watch(
    { method: 'GET', path: pathOf(resource), query: { watch: 'true' } },
    ({ type, object }) => {
      if (type === 'BOOKMARK' || type === 'ERROR') return;
      const key = keyOf(object);
      const old = store(key, type === 'DELETED' ? undefined : object);
      const change: Change = { type, key, object, old };
      for (const handler of handlers) handler(change);
    },
  );
  closers.push(close);

  const select = (index: IndexFunction, value: string) => [...(indexFor(index).get(value)?.values() ?? [])];
  return {
    resource,
    get: (key) => objects.get(key),
    list: (namespace) => (namespace === undefined ? [...objects.values()] : select(byNamespace, namespace)),
    by: select,
    on(handler) {
      for (const [key, object] of [...objects]) handler({ type: 'ADDED', key, object });
      handlers.push(handler);
    },
  };
}

function file(buckets: Buckets, index: IndexFunction, key: string, object: KubernetesObject): void {
  for (const value of index(object)) {
    let bucket = buckets.get(value);
    if (!bucket) buckets.set(value, (bucket = new Map()));
    bucket.set(key, object);
  }
}

function unfile(buckets: Buckets, index: IndexFunction, key: string, object: KubernetesObject): void {
  for (const value of index(object)) {
    const bucket = buckets.get(value);
    bucket?.delete(key);
    if (bucket?.size === 0) buckets.delete(value);
  }
}
