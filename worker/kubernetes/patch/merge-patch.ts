/** JSON merge patch (RFC 7396), applied and created. */

import { copyJSON, isEqual, isObject, type JSONObject, type JSONValue } from './json';
import type { PatchResult } from './types';

/**
 * Applies a merge patch: null removes, lists replace.
 * @param current the object; it is not changed.
 */
export function applyMergePatch(current: JSONValue, patch: unknown): PatchResult {
  if (!isObject(patch)) return { error: { kind: 'badRequest', message: 'Invalid JSON Patch' } };
  return { value: merge(current, patch) };
}

function merge(current: JSONValue, patch: JSONValue): JSONValue {
  if (!isObject(patch)) return copyJSON(patch);
  const merged: JSONObject = isObject(current) ? { ...current } : {};
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) delete merged[key];
    else merged[key] = merge(Object.hasOwn(merged, key) ? merged[key] : null, patch[key]);
  }
  return merged;
}

/** The merge patch that leads from `original` to `modified`. */
export function createMergePatch(original: JSONObject, modified: JSONObject): JSONObject {
  const patch: JSONObject = {};
  for (const key of Object.keys(modified)) {
    const [before, after] = [original[key], modified[key]];
    if (isObject(before) && isObject(after)) {
      const inner = createMergePatch(before, after);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (!isEqual(before, after)) {
      patch[key] = copyJSON(after);
    }
  }
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null;
  return patch;
}
