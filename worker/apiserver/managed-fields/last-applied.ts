/** Server-side apply by kubectl after client-side apply: the annotation tells what kubectl owned before. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { FieldType } from '../../kubernetes/schema/types';
import { compare, difference, fieldsOf, isObject, type FieldSet } from './field-set';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';
/** The manager whose applies take over from the annotation. */
const KUBECTL = 'kubectl';

function lastApplied(live: KubernetesObject): Record<string, unknown> | undefined {
  const text = live.metadata.annotations?.[ANNOTATION];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Fields that kubectl applied before and that still have that value: no conflict for it now. */
export function allowedConflicts(type: FieldType, live: KubernetesObject, manager: string): FieldSet {
  const applied = manager === KUBECTL ? lastApplied(live) : undefined;
  if (!applied) return {};
  const { changed, removed } = compare(type, applied, live);
  return difference(difference(fieldsOf(type, applied), changed), removed);
}

/** The annotation is kept up to date where it is there. */
export function withLastApplied(
  object: Record<string, unknown>,
  live: KubernetesObject | undefined,
  config: Record<string, unknown>,
  manager: string,
): Record<string, unknown> {
  if (manager !== KUBECTL || !live || live.metadata.annotations?.[ANNOTATION] === undefined) return object;
  const metadata = object.metadata as { annotations?: Record<string, string> };
  const annotations = { ...metadata.annotations, [ANNOTATION]: `${JSON.stringify(sorted(withAnnotations(config)))}\n` };
  return { ...object, metadata: { ...metadata, annotations } };
}

function withAnnotations(config: Record<string, unknown>): Record<string, unknown> {
  const metadata = (config.metadata ?? {}) as Record<string, unknown>;
  const { [ANNOTATION]: _dropped, ...annotations } = (metadata.annotations ?? {}) as Record<string, unknown>;
  return { ...config, metadata: { ...metadata, annotations } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
