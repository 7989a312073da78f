/** Rules for metadata, the same for every kind. */

import type { KubernetesObject, ObjectMeta } from '../../kubernetes/objects';
import type { Release } from '../../releases';
import { forbidden, invalid, required, tooLong, type FieldError } from '../field-errors';
import { quote, shownList } from '../go-text';
import { checkLabel, checkLabelKey, checkLabelValue, maskTrailingDash, type NameRule } from './names';

const ANNOTATIONS_MAX_BYTES = 256 * 1024;
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Metadata of a new object, in the order in which the server reports it. */
export function validateMetadata(
  meta: ObjectMeta,
  namespaced: boolean,
  rule: NameRule,
  release: Release,
): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.generateName)
    for (const text of rule(maskTrailingDash(meta.generateName), release))
      errors.push(invalid('metadata.generateName', meta.generateName, text));
  if (!meta.name) errors.push(required('metadata.name', 'name or generateName is required'));
  else for (const text of rule(meta.name, release)) errors.push(invalid('metadata.name', meta.name, text));
  if (namespaced) {
    if (!meta.namespace) errors.push(required('metadata.namespace'));
    else
      for (const text of checkLabel(meta.namespace)) errors.push(invalid('metadata.namespace', meta.namespace, text));
  }
  return [
    ...errors,
    ...validateFreeMetadata(meta, release),
    ...validateFinalizerNames(meta, release),
    ...validateStandardFinalizers(meta),
  ];
}

/**
 * Metadata of a changed object: name, namespace and uid cannot differ any more when this is called. What every kind has
 * in common is checked first, then what may change, then what the kind's own rules say about finalizers.
 */
export function validateMetadataUpdate(meta: ObjectMeta, old: ObjectMeta, release: Release): FieldError[] {
  return [
    ...validateFreeMetadata(meta, release),
    ...validateFinalizerNames(meta, release),
    ...validateNewFinalizers(meta, old),
    ...validateStandardFinalizers(meta),
  ];
}

function validateNewFinalizers(meta: ObjectMeta, old: ObjectMeta): FieldError[] {
  if (!old.deletionTimestamp) return [];
  const added = (meta.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer)).sort();
  if (added.length === 0) return [];
  const text = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(quote).join(', ')}}`;
  return [forbidden('metadata.finalizers', text)];
}

function validateFreeMetadata(meta: ObjectMeta, release: Release): FieldError[] {
  return [
    ...validateLabels(meta.labels, 'metadata.labels', release),
    ...validateAnnotations(meta.annotations, release),
    ...validateOwners(meta),
  ];
}

/** Keys and values of labels, or of a selector that is a map. */
export function validateLabels(
  labels: Record<string, string> | undefined,
  path: string,
  release: Release,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!labels) return errors;
  for (const key of Object.keys(labels).sort()) {
    for (const text of checkLabelKey(key, release)) errors.push(invalid(path, key, text));
    for (const text of checkLabelValue(labels[key], release)) errors.push(invalid(path, labels[key], text));
  }
  return errors;
}

export function validateAnnotations(
  annotations: Record<string, string> | undefined,
  release: Release,
  path = 'metadata.annotations',
): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key of Object.keys(annotations ?? {}).sort()) {
    for (const text of checkLabelKey(key.toLowerCase(), release)) errors.push(invalid(path, key, text));
    size += key.length + annotations![key].length;
  }
  if (size > ANNOTATIONS_MAX_BYTES) errors.push(tooLong(path, ANNOTATIONS_MAX_BYTES));
  return errors;
}

function validateOwners(meta: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  const controllers: string[] = [];
  meta.ownerReferences?.forEach((owner, index) => {
    const path = `metadata.ownerReferences[${index}]`;
    if (!owner.apiVersion) errors.push(invalid(`${path}.apiVersion`, '', 'version must not be empty'));
    for (const field of ['kind', 'name', 'uid'] as const)
      if (!owner[field]) errors.push(invalid(`${path}.${field}`, '', 'must not be empty'));
    if (owner.controller) controllers.push(owner.name);
  });
  if (controllers.length > 1)
    errors.push(
      invalid(
        'metadata.ownerReferences',
        { json: '[]', go: '[]v1.OwnerReference{}' },
        `Only one reference can have Controller set to true. Found "true" in references for ${controllers[0]} and ${controllers[1]}`,
      ),
    );
  return errors;
}

function validateFinalizerNames(meta: ObjectMeta, release: Release): FieldError[] {
  const finalizers = meta.finalizers ?? [];
  const errors = finalizers.flatMap((finalizer) =>
    checkLabelKey(finalizer, release).map((text) => invalid('metadata.finalizers', finalizer, text)),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(
      invalid(
        'metadata.finalizers',
        shownList(finalizers),
        'finalizer orphan and foregroundDeletion cannot be both set',
      ),
    );
  return errors;
}

function validateStandardFinalizers(meta: ObjectMeta): FieldError[] {
  const text = 'name is neither a standard finalizer name nor is it fully qualified';
  return (meta.finalizers ?? []).flatMap((finalizer, index) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)
      ? []
      : [invalid(`metadata.finalizers[${index}]`, finalizer, text)],
  );
}

export const keyOf = (object: KubernetesObject) =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name;
