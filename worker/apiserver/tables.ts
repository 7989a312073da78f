/** The forms in which objects leave the server: as they are, as rows of a Table, or as metadata alone. */

import type { KubernetesObject, Table } from '../kubernetes/objects';
import type { Env } from './env';
import type { AnyStrategy } from './registry/strategy';
import type { Presentation } from './request';

/** Columns of a kind's table; their cells come from `rowOf`. */
function columnDefinitions(strategy: AnyStrategy): Table['columnDefinitions'] {
  return strategy.columns.map((column) => ({
    name: column.name,
    type: column.type ?? 'string',
    format: column.format ?? (column.name === 'Name' ? 'name' : ''),
    description: '',
    priority: column.wide ? 1 : 0,
  }));
}

const partialOf = (object: KubernetesObject): KubernetesObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

/** `includeObject` as the query says it: None, Metadata (the default) or Object. */
function rowOf(
  strategy: AnyStrategy,
  object: KubernetesObject,
  include: string | undefined,
  env: Env,
): Table['rows'][number] {
  const cells = strategy.columns.map((column) => column.cell(object, env));
  if (strategy.extraCells) cells.push(...strategy.extraCells(object, env));
  const shown = include === 'Object' ? object : include === 'None' ? undefined : partialOf(object);
  return { cells, object: shown as KubernetesObject };
}

export function tableOf(
  strategy: AnyStrategy,
  objects: readonly KubernetesObject[],
  metadata: Record<string, unknown>,
  include: string | undefined,
  env: Env,
): Table {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columnDefinitions(strategy),
    rows: objects.map((object) => rowOf(strategy, object, include, env)),
  };
}

/** One object in the form that the request asks for. */
export function present(
  strategy: AnyStrategy,
  object: KubernetesObject,
  presentation: Presentation,
  include: string | undefined,
  env: Env,
): unknown {
  if (presentation === 'object') return object;
  if (presentation === 'partial') return partialOf(object);
  return tableOf(strategy, [object], { resourceVersion: object.metadata.resourceVersion }, include, env);
}

export const partialList = (objects: readonly KubernetesObject[], metadata: Record<string, unknown>) => ({
  kind: 'PartialObjectMetadataList',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
  items: objects.map(partialOf),
});
