/** All objects of a cluster as the page's Objects view shows them: read through the API, printed by kubectl. */

import type { ObjectDetail, ObjectKind, ObjectTable, ResourceObjectRef } from '../api';
import type { Addresses } from '../core/types';
import { TABLE_ACCEPT } from '../kubectl/commands/get';
import { Discovery, pathOf, qualifiedResource, type ResourceType } from '../kubectl/discovery';
import type { ApiClient } from '../kubernetes/client';
import type { KubernetesObject, Table } from '../kubernetes/objects';
import { holdersOf } from './holders';
import { relatedTo, type Known } from './related';

export interface Cluster {
  client: ApiClient;
  addresses: Addresses;
  /** Runs kubectl and returns what it prints. */
  kubectl(args: readonly string[]): Promise<string>;
}

/** The same objects under a second name. */
const TWINS = new Set(['events.events.k8s.io']);

/** Kinds of which there are objects, in the server's order, each with its namespaces. */
export function listKinds({ client }: Cluster): ObjectKind[] {
  return knownTypes(client).flatMap(({ type, items }) => {
    if (items.length === 0) return [];
    const counts = new Map<string, number>();
    for (const { metadata } of items)
      if (metadata.namespace) counts.set(metadata.namespace, (counts.get(metadata.namespace) ?? 0) + 1);
    const namespaces = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => ({ name, count }));
    return [{ resource: qualifiedResource(type), kind: type.kind, count: items.length, namespaces }];
  });
}

/** Every object of the cluster, in the server's order of kinds. */
export function allObjects(client: ApiClient): { ref: ResourceObjectRef; object: KubernetesObject }[] {
  return knownTypes(client).flatMap(({ type, items }) => items.map((object) => ({ ref: refOf(type, object), object })));
}

/** The server's own table of a resource. @param namespace all of them when it is absent. */
export function tableOf({ client }: Cluster, resource: string, namespace?: string): ObjectTable {
  const type = typesOf(client).find((one) => qualifiedResource(one) === resource);
  if (!type) return { columns: [], rows: [] };
  const response = client.request({
    method: 'GET',
    path: pathOf(type, namespace),
    query: { includeObject: 'Metadata' },
    headers: { accept: TABLE_ACCEPT },
  });
  const table = response.body as Table;
  if (response.status !== 200 || table.kind !== 'Table') return { columns: [], rows: [] };
  const shown = table.columnDefinitions.map((column) => (column.priority ?? 0) === 0);
  return {
    columns: table.columnDefinitions.filter((_, at) => shown[at]).map((column) => column.name),
    rows: table.rows.map(({ cells, object }) => ({
      ref: refOf(type, object),
      cells: cells
        .filter((_, at) => shown[at])
        .map((cell) => (cell === null || cell === undefined ? '' : String(cell))),
    })),
  };
}

/** One object from all sides; undefined when it is gone. */
export async function detailOf(cluster: Cluster, ref: ResourceObjectRef): Promise<ObjectDetail | undefined> {
  const known = knownTypes(cluster.client);
  const of = known.find(({ type }) => qualifiedResource(type) === ref.resource);
  const object = of?.items.find(
    ({ metadata }) => metadata.name === ref.name && (metadata.namespace ?? '') === (ref.namespace ?? ''),
  );
  if (!of || !object) return undefined;
  const scope = ref.namespace ? ['-n', ref.namespace] : [];
  const named = [ref.resource, ref.name, ...scope];
  const [yaml, full, description, events] = [
    await cluster.kubectl(['get', ...named, '-o', 'yaml']),
    await cluster.kubectl(['get', ...named, '-o', 'yaml', '--show-managed-fields']),
    await cluster.kubectl(['describe', ...named]),
    await cluster.kubectl(['events', '--for', `${ref.resource}/${ref.name}`, ...scope]),
  ];
  return {
    ref,
    yaml,
    managedFields: managedPart(full),
    managers: object.metadata.managedFields?.length ?? 0,
    description,
    events,
    related: relatedTo(object, known, cluster.addresses),
    holders: holdersOf(object, known, cluster.addresses),
  };
}

/** The lines of `managedFields` in a printed object. */
function managedPart(yaml: string): string {
  const lines = yaml.split('\n');
  const start = lines.findIndex((line) => line === '  managedFields:');
  if (start < 0) return '';
  const length = lines.slice(start + 1).findIndex((line) => !/^ {2}(- | )/.test(line));
  return `${lines.slice(start, start + 1 + length).join('\n')}\n`;
}

export function refOf(type: ResourceType, { metadata }: Pick<KubernetesObject, 'metadata'>): ResourceObjectRef {
  return {
    resource: qualifiedResource(type),
    kind: type.kind,
    name: metadata.name,
    ...(metadata.namespace && { namespace: metadata.namespace }),
  };
}

/** Types that can be listed, each resource once: its preferred version. */
function typesOf(client: ApiClient): ResourceType[] {
  const seen = new Set(TWINS);
  return new Discovery(client, false).types.filter((type) => {
    const name = qualifiedResource(type);
    if (!type.verbs.includes('list') || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function knownTypes(client: ApiClient): Known[] {
  return typesOf(client).map((type) => {
    const response = client.request({ method: 'GET', path: pathOf(type) });
    const body = response.body as { items?: KubernetesObject[] };
    return { type, items: response.status === 200 ? (body.items ?? []) : [] };
  });
}
