/** PATCH: the three patch types and server-side apply, then the rules of an update. */

import {
  applyJSONPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  goValue,
  isObject,
  type JSONValue,
  type PatchResult,
} from '../../kubernetes/patch';
import type { KubernetesObject, Status } from '../../kubernetes/objects';
import type { Mismatch } from '../../kubernetes/schema/decode';
import { goTypeOf } from '../../kubernetes/schema/types';
import {
  applyConflict,
  badRequest,
  isStatus,
  notFound,
  plainError,
  unprocessable,
  unsupportedMediaType,
} from '../errors';
import { quote } from '../go-text';
import { applyConfiguration } from '../managed-fields/apply';
import { typedErrors } from '../managed-fields/typed';
import { fieldValidationOf, managerOf, type Call } from '../request';
import type { ResourceRoute } from '../routing';
import { apiVersionOf, bucketOf, decodeObject, decodeOptions, inVersion, keyFor, typeOf, type Server } from '../server';
import { configurationError } from '../strictness';
import { createObject } from './create';
import { resetFields, updateObject } from './update';

const TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
] as const;

const STRATEGIC = 'application/strategic-merge-patch+json';

const typeOfPatch = (call: Call) => (call.request.headers?.['content-type'] ?? '').split(';')[0].trim();

/** Server-side apply. */
export const isApply = (call: Call): boolean => typeOfPatch(call) === 'application/apply-patch+yaml';

export type PatchOutcome = { object: KubernetesObject; created?: boolean } | Status;

export function patchObject(server: Server, call: Call, route: ResourceRoute, body: unknown): PatchOutcome {
  if (isApply(call)) return apply(server, call, route, body);
  const { strategy, namespace, name, version } = route;
  const old = server.store.get(bucketOf(strategy), keyFor(namespace, name!));
  if (!old) return notFound(strategy, name!);
  const current = inVersion(strategy, old, version);
  const patched = applyPatch(call, current as unknown as JSONValue, body, strategy.kind);
  if (isStatus(patched)) return patched;
  return decodeAndUpdate(server, call, route, patched as JSONValue, body);
}

/** Applies a patch of the request's type. @returns the patched value, or the refusal. */
export function applyPatch(call: Call, current: JSONValue, body: unknown, kind: string): JSONValue | Status {
  const type = typeOfPatch(call);
  if (!(TYPES as readonly string[]).includes(type)) return unsupportedMediaType(TYPES);
  const patched = patchResult(type, current, body, kind);
  return patched.error ? patchError(patched.error) : patched.value;
}

function patchResult(type: string, current: JSONValue, body: unknown, kind: string): PatchResult {
  if (type === 'application/json-patch+json') return applyJSONPatch(current, body);
  if (type === STRATEGIC) return applyStrategicMergePatch(current, body, kind);
  return applyMergePatch(current, body);
}

function patchError({ kind, message }: NonNullable<PatchResult['error']>): Status {
  if (kind === 'badRequest') return badRequest(message);
  if (kind === 'plain') return plainError(message);
  return unprocessable('the server rejected our request due to an error in our request');
}

function decodeAndUpdate(
  server: Server,
  call: Call,
  route: ResourceRoute,
  patched: JSONValue,
  body: unknown,
): PatchOutcome {
  const { strategy, namespace, name, version, subresource } = route;
  const decoded = decodeObject(server, call, strategy, version, patched, 'patch');
  if (decoded.error) {
    if (typeOfPatch(call) !== STRATEGIC) return invalidPatch(JSON.stringify(patched), decoded.error.message ?? '');
    const text = decoded.mismatch ? conversionError(decoded.mismatch) : (decoded.error.message ?? '');
    return invalidPatch(goValue(body), text);
  }
  return updateObject(server, call, { strategy, version, namespace, name: name!, subresource, object: decoded.object });
}

/** A strategic merge patch is converted field by field, with other words than decoding has. */
function conversionError({ wanted, given }: Mismatch): string {
  const kind = goKind(given);
  if (wanted.kind === 'list') return `cannot restore slice from ${kind}`;
  if (wanted.kind === 'map') return `cannot restore map from ${kind}`;
  if (wanted.kind === 'struct') return `cannot restore struct from: ${kind}`;
  return `unrecognized type: ${wanted.kind === 'string' ? 'string' : goTypeOf(wanted)}`;
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map';
}

/** services.md 11.2: the patched object is no object of the kind. */
function invalidPatch(value: string, message: string): Status {
  const text = `Invalid value: ${quote(value)}: ${message}`;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: ` "" is invalid: patch: ${text}`,
    reason: 'Invalid',
    details: { causes: [{ reason: 'FieldValueInvalid', message: text, field: 'patch' }] },
    code: 422,
  };
}

/** Server-side apply: creates what is missing. */
function apply(server: Server, call: Call, route: ResourceRoute, body: unknown): PatchOutcome {
  const { strategy, namespace, name, version, subresource } = route;
  const { env, store } = server;
  const refusal = checkConfiguration(server, call, route, body);
  if (refusal) return refusal;
  const live = store.get(bucketOf(strategy), keyFor(namespace, name!));
  const manager = {
    name: managerOf(call),
    apiVersion: apiVersionOf(strategy, version),
    time: env.now(),
    ...(subresource && { subresource }),
  };
  const result = applyConfiguration(
    typeOf(strategy),
    live,
    body as Record<string, unknown>,
    manager,
    call.query.force === 'true',
    resetFields(strategy, subresource),
  );
  if (result.conflict) return applyConflict(result.conflict.message, result.conflict.causes);
  const twice = call.text && fieldValidationOf(call) !== 'Ignore' ? configurationError(call.text.text) : undefined;
  if (twice && fieldValidationOf(call) === 'Strict') return badRequest(twice.refusal);
  if (twice) call.warnings.push(...twice.warnings);
  const decoded = decodeObject(server, { ...call, text: undefined }, strategy, version, result.object);
  if (decoded.error) return decoded.error;
  const { object } = decoded;
  object.metadata.name ||= name!;
  if (live)
    return updateObject(server, call, {
      strategy,
      version,
      namespace,
      name: name!,
      subresource,
      object,
      managedFields: result.managers,
    });
  const created = createObject(server, call, { strategy, version, namespace, object, managedFields: result.managers });
  return isStatus(created) ? created : { object: created, created: true };
}

function checkConfiguration(server: Server, call: Call, route: ResourceRoute, body: unknown): Status | undefined {
  const { strategy, name, version } = route;
  if (!isObject(body)) return badRequest(`error decoding YAML: the configuration is no object`);
  const { metadata } = body as { metadata?: unknown };
  if (isObject(metadata)) {
    if (metadata.name !== undefined && metadata.name !== name)
      return badRequest(
        `the name of the object (${String(metadata.name)}) does not match the name on the URL (${name})`,
      );
    if (metadata.managedFields !== undefined) return badRequest('metadata.managedFields must be nil');
  }
  const lines = typedErrors(typeOf(strategy), body, decodeOptions(server.env));
  if (lines.length === 0)
    return decodeObject(server, { ...call, warnings: [], text: undefined }, strategy, version, body).error;
  const what = `${route.namespace ?? ''}/${name}; ${strategy.group}/${version}, Kind=${strategy.kind}`;
  const text = lines.length === 1 ? lines[0] : `errors:\n  ${lines.join('\n  ')}`;
  return plainError(`failed to create typed patch object (${what}): ${text}`);
}
