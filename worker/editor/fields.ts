/** The schema of the kinds that a cluster serves: what a path in a manifest is, which values it may have. */

import { Discovery, groupVersionOf, type ResourceType } from '../kubectl/discovery';
import type { ApiClient } from '../kubernetes/client';
import { DOCS, ENUMS } from '../kubernetes/schema/generated/docs';
import { findStruct, goTypeOf, type Field, type FieldType, type StructType } from '../kubernetes/schema/types';
import type { Release } from '../releases';
import type { Path } from './outline';

/** Kinds that can be written and of which the schema is known. */
export function servedKinds(client: ApiClient, release: Release): ResourceType[] {
  return new Discovery(client, release.since('1.37')).types.filter(
    ({ kind, verbs }) => verbs.includes('create') && verbs.includes('get') && findStruct(kind)?.byName.has('metadata'),
  );
}

export { groupVersionOf };

/** A field with the struct that has it; `type` is that of the place, which may be an element of the field. */
export interface Place {
  struct: StructType;
  field: Field;
  type: FieldType;
}

export const isKnown = ({ since }: Field, release: Release) => !since || release.since(since as '1.32');

/** @returns what stands at the path; undefined when the schema has nothing there or it is the root. */
export function placeAt(kind: string, path: Path, release: Release): Place | undefined {
  let type: FieldType = { kind: 'struct', name: kind, atomic: false };
  let place: Place | undefined;
  for (const step of path) {
    if (type.kind === 'struct') {
      const struct: StructType | undefined = findStruct(type.name);
      const field: Field | undefined = struct?.byName.get(String(step));
      if (!struct || !field || !isKnown(field, release)) return undefined;
      place = { struct, field, type: field.type };
    } else if ((type.kind === 'list' && typeof step === 'number') || type.kind === 'map')
      place = place && { ...place, type: type.element };
    else return undefined;
    type = place!.type;
  }
  return place;
}

/** The struct whose fields can stand in a map at the path. */
export function structAt(kind: string, path: Path, release: Release): StructType | undefined {
  if (path.length === 0) return findStruct(kind);
  const type = placeAt(kind, path, release)?.type;
  return type?.kind === 'struct' ? findStruct(type.name) : undefined;
}

export function isRequired({ struct, field }: Place): boolean {
  return DOCS[struct.name]?.required.includes(field.name) ?? false;
}

export function describe({ struct, field }: Place): string {
  const own = DOCS[struct.name]?.fields[field.name];
  if (own) return own;
  const type = elementOf(field.type);
  return type.kind === 'struct' ? (DOCS[type.name]?.description ?? '') : '';
}

function elementOf(type: FieldType): FieldType {
  return type.kind === 'list' || type.kind === 'map' ? elementOf(type.element) : type;
}

const WORDS: Readonly<Partial<Record<FieldType['kind'], string>>> = {
  string: 'string',
  int32: 'integer',
  int64: 'integer',
  time: 'time',
  microTime: 'time',
  quantity: 'quantity',
  intOrString: 'integer or string',
  bytes: 'base64 text',
  any: 'any value',
};

/** The type in words: `list of ServicePort`, `map of string`, `integer`. */
export function typeText(type: FieldType): string {
  if (type.kind === 'list') return `list of ${typeText(type.element)}`;
  if (type.kind === 'map') return `map of ${typeText(type.element)}`;
  if (type.kind === 'struct') return type.name.slice(type.name.indexOf('.') + 1);
  return (
    WORDS[type.kind] ??
    goTypeOf(type)
      .replace(/^bool$/, 'boolean')
      .replace(/^float64$/, 'number')
  );
}

/** Values of strings that the schema does not name, by struct and field. */
const NAMED_VALUES: Readonly<Record<string, string>> = {
  'ServiceSpec.clusterIP': 'None',
  'ServiceSpec.trafficDistribution': 'PreferClose PreferSameZone PreferSameNode',
  'Container.restartPolicy': 'Always',
  'Container.terminationMessagePolicy': 'File FallbackToLogsOnError',
  'DeploymentStrategy.type': 'RollingUpdate Recreate',
  'DaemonSetUpdateStrategy.type': 'RollingUpdate OnDelete',
  'StatefulSetUpdateStrategy.type': 'RollingUpdate OnDelete',
  'StatefulSetSpec.podManagementPolicy': 'OrderedReady Parallel',
  'LabelSelectorRequirement.operator': 'In NotIn Exists DoesNotExist',
  'NodeSelectorRequirement.operator': 'In NotIn Exists DoesNotExist Gt Lt',
  'Toleration.operator': 'Exists Equal',
  'Toleration.effect': 'NoSchedule PreferNoSchedule NoExecute',
  'Taint.effect': 'NoSchedule PreferNoSchedule NoExecute',
  'TopologySpreadConstraint.whenUnsatisfiable': 'DoNotSchedule ScheduleAnyway',
  'JobSpec.completionMode': 'NonIndexed Indexed',
  'PodOS.name': 'linux windows',
  'ParentReference.resource': 'services',
  'Secret.type': 'Opaque kubernetes.io/basic-auth kubernetes.io/ssh-auth kubernetes.io/tls',
  'OwnerReference.kind': 'Deployment ReplicaSet StatefulSet DaemonSet Job Service Pod Node',
  'ObjectReference.kind': 'Pod Node Service',
};

/** Values that a scalar may have, with what each means; none when anything may stand there. */
export function valuesAt({ struct, field, type }: Place): { value: string; description: string }[] {
  if (type.kind === 'boolean') return ['true', 'false'].map((value) => ({ value, description: '' }));
  const named = NAMED_VALUES[`${struct.name}.${field.name}`];
  const values = type.kind === 'string' ? ENUMS[type.goType] : undefined;
  if (values)
    return Object.keys(values)
      .filter(Boolean)
      .map((value) => ({ value, description: values[value] }));
  return type.kind === 'string' && named ? named.split(' ').map((value) => ({ value, description: '' })) : [];
}
