/** POST: decode, default, admit, allocate, validate, store (services.md 0.3). */

import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { drawUID, generatedName, nameSuffixes } from '../env';
import { alreadyExists, badRequest, forbidden, invalidObject, isStatus, notFound } from '../errors';
import { afterUpdate, type ManagerEntry } from '../managed-fields/managers';
import type { AnyStrategy, Transaction } from '../registry/strategy';
import { isDryRun, managerOf, type Call } from '../request';
import { apiVersionOf, bucketOf, hasGeneration, keyFor, typeOf, type Server } from '../server';
import { validateMetadata } from '../validation/metadata';

/** Names that are tried before a clash is the answer. */
const GENERATE_ATTEMPTS_MAX = 8;

export interface CreateRequest {
  strategy: AnyStrategy;
  version: string;
  namespace?: string;
  /** Fresh from decoding; the create may change it. */
  object: KubernetesObject;
  /** Fields that this request cannot set. */
  reset?: readonly string[];
  /** Server-side apply brings its own. */
  managedFields?: ManagerEntry[];
}

/** @returns the stored object, or the refusal. Warnings are added to the call when the object was accepted. */
export function createObject(server: Server, call: Call, create: CreateRequest): KubernetesObject | Status {
  const { env } = server;
  const { strategy, namespace, object } = create;
  const { metadata } = object;

  if (strategy.namespaced) {
    if (metadata.namespace && metadata.namespace !== namespace)
      return badRequest('the namespace of the provided object does not match the namespace sent on the request');
    metadata.namespace = namespace!;
  } else delete metadata.namespace;
  strategy.setDefaults?.(object, env);
  setManagers(server, call, create);

  const missing = checkNamespace(server, create);
  if (missing) return missing;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.resourceVersion;
  metadata.creationTimestamp = env.now();
  if (hasGeneration(strategy, env)) metadata.generation = 1;
  else delete metadata.generation;

  const base = metadata.generateName;
  if (metadata.name || !base) return tryCreate(server, call, create);
  return createWithGeneratedName(server, call, create, base);
}

/** Draws names until one is free (services.md R0.4). */
function createWithGeneratedName(
  server: Server,
  call: Call,
  create: CreateRequest,
  base: string,
): KubernetesObject | Status {
  const { strategy, namespace, object } = create;
  const bucket = bucketOf(strategy);
  const nextSuffix = nameSuffixes(server.env, `${bucket}/${namespace ?? ''}/${base}`);
  for (let attempt = 0; attempt < GENERATE_ATTEMPTS_MAX; attempt++) {
    object.metadata.name = strategy.keepsGenerateName ? base : generatedName(base, nextSuffix());
    if (!server.store.get(bucket, keyFor(namespace, object.metadata.name))) break;
  }
  return tryCreate(server, call, create);
}

function setManagers(server: Server, call: Call, create: CreateRequest): void {
  const { strategy, object, version } = create;
  const { metadata } = object;
  if (create.managedFields) {
    metadata.managedFields = server.sharing.entries(create.managedFields);
    return;
  }
  delete metadata.managedFields;
  const manager = { name: managerOf(call), apiVersion: apiVersionOf(strategy, version), time: server.env.now() };
  const reset = create.reset ?? (strategy.hasStatus ? ['status'] : []);
  const managers = afterUpdate(typeOf(strategy), undefined, object, manager, reset);
  if (managers.length > 0) metadata.managedFields = server.sharing.entries(managers);
}

/** The namespace has to be there and not on its way out (services.md R4.7). */
function checkNamespace(server: Server, { strategy, namespace, object }: CreateRequest): Status | undefined {
  if (!strategy.namespaced) return undefined;
  const found = server.store.get('namespaces', namespace!);
  if (!found) return notFound({ group: '', resource: 'namespaces', kind: 'Namespace' }, namespace!);
  if (!found.metadata.deletionTimestamp) return undefined;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  return forbidden(strategy, object.metadata.name ?? '', why, [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ]);
}

/** One attempt with one name. */
function tryCreate(
  server: Server,
  call: Call,
  { strategy, namespace, object }: CreateRequest,
): KubernetesObject | Status {
  const { env, store } = server;
  const bucket = bucketOf(strategy);
  const key = keyFor(namespace, object.metadata.name);
  const dryRun = isDryRun(call);
  object.metadata.uid = drawUID(env, `${bucket}/${key}`);

  const denied = strategy.admit?.({ object, dryRun }, env);
  if (denied) return denied;
  const transaction = strategy.begin?.({ object, dryRun }, env);
  if (isStatus(transaction)) return transaction;
  const refusal = validate(server, strategy, object);
  // A name that is taken is found out when storing: the warnings of the rules are out by then.
  if (!refusal) call.warnings.push(...(strategy.warnings?.(object, undefined, env) ?? []));
  const status = refusal ?? checkName(server, strategy, object, key);
  if (status) {
    transaction?.rollback(status);
    return status;
  }
  if (dryRun) {
    (transaction as Transaction | undefined)?.rollback();
    return object;
  }
  store.put(bucket, key, object);
  (transaction as Transaction | undefined)?.commit();
  return object;
}

function validate(server: Server, strategy: AnyStrategy, object: KubernetesObject): Status | undefined {
  const { env } = server;
  strategy.prepareForCreate?.(object, env);
  const errors = [
    ...validateMetadata(object.metadata, strategy.namespaced, strategy.nameRule, env.release),
    ...(strategy.validate?.(object, env) ?? []),
  ];
  return errors.length > 0 ? invalidObject(strategy, object.metadata.name ?? '', errors, env.release) : undefined;
}

function checkName(server: Server, strategy: AnyStrategy, object: KubernetesObject, key: string): Status | undefined {
  const existing = server.store.get(bucketOf(strategy), key);
  return existing && alreadyExists(strategy, object.metadata.name, existing.metadata.deletionTimestamp !== undefined);
}
