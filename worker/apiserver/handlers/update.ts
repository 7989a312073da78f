/** PUT, and the second half of PATCH: replaces a stored object by a new one under the kind's rules. */

import { isEqual } from '../../kubernetes/patch';
import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { badRequest, conflict, invalidObject, isStatus, MODIFIED, notFound } from '../errors';
import { afterUpdate, entriesOf, isSameButTime, sentEntries, type ManagerEntry } from '../managed-fields/managers';
import type { AnyStrategy, Transaction } from '../registry/strategy';
import { isDryRun, managerOf, type Call } from '../request';
import { apiVersionOf, bucketOf, hasGeneration, keyFor, typeOf, type Server } from '../server';
import { validateMetadataUpdate } from '../validation/metadata';
import { createObject } from './create';
import { removeIfDone } from './delete';

export interface UpdateRequest {
  strategy: AnyStrategy;
  version: string;
  namespace?: string;
  name: string;
  subresource?: string;
  /** Fresh from decoding; the update may change it. */
  object: KubernetesObject;
  /** Server-side apply brings its own. */
  managedFields?: ManagerEntry[];
}

/** Top-level fields that a request to the resource or a subresource cannot set. */
export function resetFields(strategy: AnyStrategy, subresource?: string): readonly string[] {
  if (subresource === 'status') return ['spec', 'data'];
  return strategy.hasStatus ? ['status'] : [];
}

/** @returns the stored object, or the refusal. */
export function updateObject(
  server: Server,
  call: Call,
  update: UpdateRequest,
): { object: KubernetesObject; created?: boolean } | Status {
  const { store } = server;
  const { strategy, namespace, name, object } = update;
  const { metadata } = object;
  if (!metadata.name)
    return badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (metadata.name !== name)
    return badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  if (namespace && metadata.namespace && metadata.namespace !== namespace)
    return badRequest(
      `the namespace of the object (${metadata.namespace}) does not match the namespace on the request (${namespace})`,
    );
  if (namespace) metadata.namespace = namespace;
  else delete metadata.namespace;

  const key = keyFor(namespace, name);
  const old = store.get(bucketOf(strategy), key);
  const uidError = checkUID(update, old, key);
  if (uidError) return uidError;
  if (!old) {
    if (!strategy.createsOnUpdate || update.subresource) return notFound(strategy, name);
    const created = createObject(server, call, { strategy, version: update.version, namespace, object });
    return isStatus(created) ? created : { object: created, created: true };
  }
  if (metadata.resourceVersion && metadata.resourceVersion !== old.metadata.resourceVersion)
    return conflict(strategy, name, MODIFIED);
  const result = applyUpdate(server, call, update, old, key);
  return isStatus(result) ? result : { object: result };
}

/** services.md R3.6.1: the words of the storage layer. */
function checkUID(update: UpdateRequest, old: KubernetesObject | undefined, key: string): Status | undefined {
  const { strategy, object, name } = update;
  const { uid } = object.metadata;
  if (!uid || uid === old?.metadata.uid) return undefined;
  const path = `/registry/${strategy.storagePrefix ?? strategy.resource}/${key}`;
  return conflict(
    strategy,
    name,
    `StorageError: invalid object, Code: 4, Key: ${path}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old?.metadata.uid ?? ''}`,
  );
}

function applyUpdate(
  server: Server,
  call: Call,
  update: UpdateRequest,
  old: KubernetesObject,
  key: string,
): KubernetesObject | Status {
  const { env } = server;
  const { strategy, object, name, subresource } = update;
  strategy.setDefaults?.(object, env);
  keepMetadata(object, old);
  const part = subresource ? strategy.subresources?.[subresource] : undefined;
  if (part) {
    keepAll(object, old);
    part.prepare(object, old, env);
  }
  setManagers(server, call, update, old);

  const dryRun = isDryRun(call);
  const isMain = !subresource;
  const transaction = isMain ? strategy.begin?.({ object, old, dryRun }, env) : undefined;
  if (isStatus(transaction)) return transaction;
  const held = transaction as Transaction | undefined;
  if (isMain) {
    if (strategy.hasStatus && !strategy.storesSentStatus?.(env)) object.status = old.status;
    strategy.prepareForUpdate?.(object, old, env);
  } else if (!part) prepareSubresource(server, strategy, object, old, subresource);
  countGeneration(server, strategy, object, old, isMain || part !== undefined);

  const errors = [
    ...validateMetadataUpdate(object.metadata, old.metadata, env.release),
    ...(isMain ? (strategy.validateUpdate ?? noErrors)(object, old, env) : []),
    ...(subresource === 'status' ? (strategy.validateStatus ?? noErrors)(object, old, env) : []),
    ...(part?.validate(object, old, env) ?? []),
  ];
  if (errors.length > 0) {
    const refusal = invalidObject(strategy, name, errors, env.release);
    held?.rollback(refusal);
    return refusal;
  }
  if (isMain) call.warnings.push(...(strategy.warnings?.(object, old, env) ?? []));
  if (dryRun) {
    held?.rollback();
    return object;
  }
  const stored = write(server, strategy, object, old, key);
  held?.commit();
  return removeIfDone(server, strategy, stored, key) ?? stored;
}

const noErrors = () => [];

/** What no client can change. */
function keepMetadata(object: KubernetesObject, old: KubernetesObject): void {
  const { metadata } = object;
  for (const field of [
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'generateName',
    'resourceVersion',
  ] as const) {
    if (field === 'generateName' && metadata.generateName) continue;
    const value = old.metadata[field];
    if (value === undefined) delete metadata[field];
    else (metadata as unknown as Record<string, unknown>)[field] = value;
  }
}

/** Metadata that only the object itself can change, and its status. */
function keepAll(object: KubernetesObject, old: KubernetesObject): void {
  for (const field of ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const) {
    if (old.metadata[field] === undefined) delete object.metadata[field];
    else (object.metadata as unknown as Record<string, unknown>)[field] = old.metadata[field];
  }
  object.status = old.status;
}

function setManagers(server: Server, call: Call, update: UpdateRequest, old: KubernetesObject): void {
  const { strategy, object, version, subresource } = update;
  const manager = {
    name: managerOf(call),
    apiVersion: apiVersionOf(strategy, version),
    time: server.env.now(),
    ...(subresource && { subresource }),
  };
  const before = entriesOf(old);
  const managers = server.sharing.entries(
    update.managedFields ??
      afterUpdate(typeOf(strategy), old, object, manager, resetFields(strategy, subresource), sentEntries(object)),
  );
  if (managers.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = isSameButTime(managers, before) ? old.metadata.managedFields : managers;
}

function prepareSubresource(
  server: Server,
  strategy: AnyStrategy,
  object: KubernetesObject,
  old: KubernetesObject,
  subresource: string,
): void {
  if (subresource === 'finalize') {
    object.status = old.status;
    return;
  }
  for (const field of Object.keys(old)) if (!['metadata', 'status'].includes(field)) object[field] = old[field];
  for (const field of Object.keys(object)) if (!(field in old) && field !== 'status') delete object[field];
  strategy.prepareStatus?.(object, old, server.env);
}

function countGeneration(
  server: Server,
  strategy: AnyStrategy,
  object: KubernetesObject,
  old: KubernetesObject,
  isMain: boolean,
): void {
  if (!isMain || !hasGeneration(strategy, server.env)) return;
  const isNew = strategy.isNewGeneration?.(object, old) ?? !isEqual(object.spec, old.spec);
  if (isNew) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

/** Nothing is written when nothing has changed: the resource version stays. */
function write(
  server: Server,
  strategy: AnyStrategy,
  object: KubernetesObject,
  old: KubernetesObject,
  key: string,
): KubernetesObject {
  if (isEqual(object, old)) return old;
  server.store.put(bucketOf(strategy), key, object);
  return object;
}
