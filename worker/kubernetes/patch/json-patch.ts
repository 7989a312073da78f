/** JSON Patch (RFC 6902) as the API server applies it. */

import { copyJSON, goKind, isEqual, isObject, type JSONObject, type JSONValue } from './json';
import type { PatchResult } from './types';

/** Operations of one patch that the server takes. */
const OPERATIONS_MAX = 10_000;

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: JSONValue;
}

/**
 * Applies a JSON patch.
 * @param current the object; it is not changed.
 * @param patch the decoded body; anything but a list of operations is a decoding error.
 * @returns the patched value; `unprocessable` when an operation cannot be applied.
 */
export function applyJSONPatch(current: JSONValue, patch: unknown): PatchResult {
  const decoded = decodeOperations(patch);
  if ('error' in decoded) return { error: { kind: 'badRequest', message: decoded.error } };
  if (decoded.operations.length > OPERATIONS_MAX) {
    const message = `The allowed maximum operations in a JSON patch is ${OPERATIONS_MAX}, got ${decoded.operations.length}`;
    return { error: { kind: 'unprocessable', message } };
  }
  const holder: JSONObject = { root: copyJSON(current) };
  for (const operation of decoded.operations) {
    const message = applyOperation(holder, operation);
    if (message !== undefined) return { error: { kind: 'unprocessable', message } };
  }
  return { value: holder.root };
}

function decodeOperations(patch: unknown): { operations: Operation[] } | { error: string } {
  const decoding = (kind: string, type: string) => ({
    error: `error decoding patch: json: cannot unmarshal ${kind} into Go value of type ${type}`,
  });
  if (patch === null) return { operations: [] };
  if (!Array.isArray(patch)) return decoding(jsonKind(patch), '[]handlers.jsonPatchOp');
  for (const item of patch) {
    if (!isObject(item)) return decoding(jsonKind(item), 'handlers.jsonPatchOp');
  }
  return { operations: patch as unknown as Operation[] };
}

/** The word that Go's json package has for the kind of a value that does not fit. */
function jsonKind(value: unknown): string {
  const kind = goKind(value);
  if (kind === 'map') return 'object';
  if (kind === 'slice') return 'array';
  return kind === 'int64' || kind === 'float64' ? 'number' : kind;
}

function applyOperation(holder: JSONObject, operation: Operation): string | undefined {
  const { op, path } = operation;
  if (typeof path !== 'string') return `${op} operation: missing path`;
  switch (op) {
    case 'add':
      return add(holder, path, copyJSON(operation.value ?? null));
    case 'remove':
      return remove(holder, path);
    case 'replace': {
      const found = find(holder, path);
      if ('error' in found) return `replace operation does not apply: ${found.error}`;
      if (path === '') holder.root = copyJSON(operation.value ?? null);
      else setAt(found.parent, found.key, copyJSON(operation.value ?? null));
      return undefined;
    }
    case 'test':
      return test(holder, operation);
    case 'move':
    case 'copy': {
      const found = find(holder, operation.from ?? '');
      if ('error' in found) return `${op} operation does not apply: ${found.error}`;
      const value = copyJSON(found.value);
      if (op === 'move') {
        const message = remove(holder, operation.from ?? '');
        if (message !== undefined) return message;
      }
      return add(holder, path, value);
    }
    default:
      return `Unexpected kind: ${op}`;
  }
}

function test(holder: JSONObject, { path, value }: Operation): string | undefined {
  const found = find(holder, path);
  if ('error' in found) {
    return value === null || value === undefined ? undefined : `testing path ${path}: missing value`;
  }
  return isEqual(found.value, value ?? null) ? undefined : `testing value ${path} failed: test failed`;
}

type Found = { parent: JSONObject | JSONValue[]; key: string; value: JSONValue };

const unescape = (part: string) => part.replace(/~1/g, '/').replace(/~0/g, '~');

/** Walks to the container of the last path element. */
function findParent(holder: JSONObject, path: string): { parent: JSONObject | JSONValue[]; key: string } | undefined {
  if (path === '') return { parent: holder, key: 'root' };
  const parts = path.split('/').slice(1).map(unescape);
  let parent: JSONValue = holder.root;
  for (const part of parts.slice(0, -1)) {
    const next: JSONValue | undefined = getAt(parent, part);
    if (next === undefined) return undefined;
    parent = next;
  }
  if (!path.startsWith('/') || (!isObject(parent) && !Array.isArray(parent))) return undefined;
  return { parent, key: parts[parts.length - 1] };
}

function listIndex(list: readonly JSONValue[], key: string): number | undefined {
  if (!/^-?\d+$/.test(key)) return undefined;
  const index = Number(key);
  const at = index < 0 ? index + list.length : index;
  return at >= 0 && at < list.length ? at : undefined;
}

function getAt(container: JSONValue, key: string): JSONValue | undefined {
  if (Array.isArray(container)) {
    const index = listIndex(container, key);
    return index === undefined ? undefined : container[index];
  }
  return isObject(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}

function setAt(container: JSONObject | JSONValue[], key: string, value: JSONValue): void {
  if (Array.isArray(container)) container[listIndex(container, key)!] = value;
  else container[key] = value;
}

function find(holder: JSONObject, path: string): Found | { error: string } {
  const place = findParent(holder, path);
  const value = place && getAt(place.parent, place.key);
  if (!place || value === undefined) return { error: `doc is missing path: ${path}: missing value` };
  return { ...place, value };
}

function add(holder: JSONObject, path: string, value: JSONValue): string | undefined {
  const place = findParent(holder, path);
  if (!place) return `add operation does not apply: doc is missing path: "${path}": missing value`;
  const { parent, key } = place;
  if (!Array.isArray(parent)) {
    parent[key] = value;
    return undefined;
  }
  if (key === '-') {
    parent.push(value);
    return undefined;
  }
  if (!/^-?\d+$/.test(key)) return `add operation does not apply: invalid index: ${key}`;
  const at = Number(key) < 0 ? Number(key) + parent.length + 1 : Number(key);
  if (at < 0 || at > parent.length)
    return `add operation does not apply: Unable to access invalid index: ${key}: invalid index referenced`;
  parent.splice(at, 0, value);
  return undefined;
}

function remove(holder: JSONObject, path: string): string | undefined {
  const found = find(holder, path);
  if ('error' in found) return `remove operation does not apply: ${found.error}`;
  if (Array.isArray(found.parent)) found.parent.splice(listIndex(found.parent, found.key)!, 1);
  else delete found.parent[found.key];
  return undefined;
}
