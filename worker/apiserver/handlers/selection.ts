/** Label and field selectors of a list, a watch or a deletecollection. */

import {
  matchesRequirements,
  parseFieldSelector,
  parseLabelSelector,
  type FieldRequirement,
  type Requirement,
} from '../../kubernetes/selectors';
import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { badRequest } from '../errors';
import { quote } from '../go-text';
import type { Release } from '../../releases';
import type { AnyStrategy } from '../registry/strategy';
import { checkLabelKey, checkLabelValue } from '../validation/names';
import type { Call } from '../request';

export interface Selection {
  matches(object: KubernetesObject): boolean;
  /** The one name asked for, if so: a list of one. */
  name?: string;
  isAll: boolean;
}

/** services.md R11.10.4; kubectl puts what was asked for in front. */
export function selectionOf(call: Call, strategy: AnyStrategy, release: Release): Selection | Status {
  const labels = parseLabelSelector(call.query.labelSelector ?? '');
  if (labels.error !== undefined) return badRequest(labels.error);
  const problem = checkRequirements(labels.requirements, release);
  if (problem) return badRequest(`unable to parse requirement: ${problem}`);
  const fields = parseFieldSelector(call.query.fieldSelector ?? '');
  if (fields.error) return badRequest(fields.error);
  for (const { field } of fields.requirements) {
    if (!valueOf(strategy, field)) return badRequest(unknownLabel(strategy, field));
  }
  const name = fields.requirements.find(({ field, isEqual }) => field === 'metadata.name' && isEqual)?.value;
  return {
    matches: (object) => matches(strategy, object, labels.requirements, fields.requirements),
    name,
    isAll: labels.requirements.length === 0 && fields.requirements.length === 0,
  };
}

/** Keys and values have to be such as labels can have. */
function checkRequirements(requirements: readonly Requirement[], release: Release): string | undefined {
  for (const { key, values } of requirements) {
    const [keyText] = checkLabelKey(key, release);
    if (keyText) return `<nil>: Invalid value: ${JSON.stringify(key)}: ${keyText}`;
    for (const [index, value] of values.entries()) {
      const [text] = checkLabelValue(value, release);
      if (text) return `values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${text}`;
    }
  }
  return undefined;
}

/** Kinds without fields of their own can all be asked for a namespace, those without one included. */
function valueOf(strategy: AnyStrategy, field: string): ((object: KubernetesObject) => string) | undefined {
  if (field === 'metadata.name') return (object) => object.metadata.name;
  if (field === 'metadata.namespace' && (strategy.namespaced || !strategy.selectableFields))
    return (object) => object.metadata.namespace ?? '';
  return strategy.selectableFields?.[field];
}

function unknownLabel({ selectableFields, kind }: AnyStrategy, field: string): string {
  if (!selectableFields)
    return `${quote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  return kind === 'Job' ? `field label ${quote(field)} not supported for Job` : `field label not supported: ${field}`;
}

function matches(
  strategy: AnyStrategy,
  object: KubernetesObject,
  labels: readonly Requirement[],
  fields: readonly FieldRequirement[],
): boolean {
  return (
    matchesRequirements(object.metadata.labels, labels) &&
    fields.every(({ field, isEqual, value }) => (valueOf(strategy, field)!(object) === value) === isEqual)
  );
}
