/** DELETE: graceful where the kind says so, held back by finalizers, with the kind's clean-up after the removal. */

import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { decode } from '../../kubernetes/schema/decode';
import { badRequest, conflict, deleted, forbidden, notFound } from '../errors';
import type { AnyStrategy } from '../registry/strategy';
import { isDryRun, type Call } from '../request';
import { deleteOptionsError } from '../options';
import { bucketOf, decodeOptions, hasGeneration, inVersion, keyFor, type Server } from '../server';

export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: string[];
}

const PROTECTED_NAMESPACES = ['default', 'kube-system', 'kube-public'];

/** Options come in the body, or as parameters. */
export function deleteOptionsOf(server: Server, call: Call, body: unknown): DeleteOptions | Status {
  const given = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  const decoded = decode('DeleteOptions', given, decodeOptions(server.env));
  if (decoded.error) return badRequest(decoded.error);
  const options = decoded.value as unknown as DeleteOptions;
  const { gracePeriodSeconds, propagationPolicy, orphanDependents } = call.query;
  const all: DeleteOptions = {
    ...options,
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds: Number(gracePeriodSeconds) }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(orphanDependents !== undefined && { orphanDependents: orphanDependents === 'true' }),
    ...(call.query.dryRun && { dryRun: [call.query.dryRun] }),
  };
  return deleteOptionsError(all, server.env.release) ?? all;
}

export interface DeleteRequest {
  strategy: AnyStrategy;
  version: string;
  namespace?: string;
  name: string;
  options: DeleteOptions;
}

/** @returns the object as it is now, a Status of success, or the refusal. */
export function deleteObject(server: Server, call: Call, request: DeleteRequest): KubernetesObject | Status {
  const { strategy, namespace, name, options } = request;
  const key = keyFor(namespace, name);
  const old = server.store.get(bucketOf(strategy), key);
  if (!old) return notFound(strategy, name);
  if (strategy.kind === 'Namespace' && PROTECTED_NAMESPACES.includes(name))
    return forbidden(strategy, name, 'this namespace may not be deleted');
  const refusal = checkPreconditions(request, old);
  if (refusal) return refusal;

  const dryRun = isDryRun(call) || options.dryRun?.includes('All') === true;
  const marked = mark(server, strategy, old, options);
  if (marked === old) return inVersion(strategy, old, request.version);
  if (isHeld(strategy, marked)) {
    if (!dryRun) server.store.put(bucketOf(strategy), key, marked);
    return inVersion(strategy, marked, request.version);
  }
  if (!dryRun) remove(server, strategy, key, old);
  return strategy.returnsDeleted
    ? inVersion(strategy, old, request.version)
    : deleted(strategy, name, old.metadata.uid ?? '');
}

function checkPreconditions({ strategy, name, options }: DeleteRequest, old: KubernetesObject): Status | undefined {
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid !== undefined && uid !== old.metadata.uid)
    return conflict(
      strategy,
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${old.metadata.uid}). The object might have been deleted and then recreated`,
    );
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion)
    return conflict(
      strategy,
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${old.metadata.resourceVersion}). The object might have been modified`,
    );
  return undefined;
}

/** The object with the marks of a deletion; the same object when a deletion is under way and nothing gets shorter. */
function mark(server: Server, strategy: AnyStrategy, old: KubernetesObject, options: DeleteOptions): KubernetesObject {
  const { env } = server;
  const grace = graceOf(strategy, old, options);
  const given = old.metadata.finalizers ?? [];
  const finalizers = strategy.hasNoDependents ? given : withPropagation(given, options);
  const isUnderWay = old.metadata.deletionTimestamp !== undefined;
  const isShorter = grace < (old.metadata.deletionGracePeriodSeconds ?? 0);
  const isSame = finalizers.length === (old.metadata.finalizers?.length ?? 0);
  const mayGo = grace === 0 && finalizers.length === 0 && strategy.kind !== 'Namespace';
  if (isUnderWay && !isShorter && isSame && !mayGo) return old;
  const metadata = { ...old.metadata };
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  if (!isUnderWay || isShorter) {
    metadata.deletionTimestamp = later(env.nowMs(), grace);
    if (strategy.kind !== 'Namespace') metadata.deletionGracePeriodSeconds = grace;
    if (!isUnderWay && hasGeneration(strategy, env)) metadata.generation = (metadata.generation ?? 0) + 1;
  }
  const marked: KubernetesObject = { ...old, metadata };
  if (strategy.kind === 'Namespace') marked.status = { ...old.status, phase: 'Terminating' };
  return marked;
}

const later = (nowMs: number, seconds: number) => `${new Date(nowMs + seconds * 1000).toISOString().slice(0, 19)}Z`;

function graceOf(strategy: AnyStrategy, old: KubernetesObject, options: DeleteOptions): number {
  if (!strategy.gracePeriodSeconds) return 0;
  const own = strategy.gracePeriodSeconds(old);
  return own === 0 ? 0 : Math.max(0, options.gracePeriodSeconds ?? own);
}

/** The finalizers of foreground and orphan deletion. */
function withPropagation(finalizers: readonly string[], options: DeleteOptions): string[] {
  const policy = options.orphanDependents === true ? 'Orphan' : options.propagationPolicy;
  const kept = policy
    ? finalizers.filter((finalizer) => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion')
    : [...finalizers];
  if (policy === 'Orphan') kept.push('orphan');
  if (policy === 'Foreground') kept.push('foregroundDeletion');
  return kept;
}

/** Something still holds the object back: finalizers, grace, or a namespace's own finalizers. */
function isHeld(strategy: AnyStrategy, object: KubernetesObject): boolean {
  const { finalizers, deletionGracePeriodSeconds } = object.metadata;
  if (finalizers && finalizers.length > 0) return true;
  if (strategy.kind === 'Namespace') return (object.spec?.finalizers?.length ?? 0) > 0;
  return (deletionGracePeriodSeconds ?? 0) > 0;
}

/** Removes an object whose last finalizer has gone with an update. @returns its last state when it was removed. */
export function removeIfDone(
  server: Server,
  strategy: AnyStrategy,
  object: KubernetesObject,
  key: string,
): KubernetesObject | undefined {
  if (!object.metadata.deletionTimestamp || isHeld(strategy, object)) return undefined;
  remove(server, strategy, key, object);
  return object;
}

function remove(server: Server, strategy: AnyStrategy, key: string, old: KubernetesObject): void {
  server.store.remove(bucketOf(strategy), key);
  strategy.afterDelete?.(old, server.env);
}
