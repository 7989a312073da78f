/** `--overrides` and `--override-type`: a patch of an object that kubectl made from flags. */

import {
  applyJSONPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  type JSONObject,
  type PatchResult,
} from '../kubernetes/patch';
import { KubectlError, textError } from './errors';
import type { Invocation } from './invocation';

const TYPES = ['json', 'merge', 'strategic'];

/** @param object with apiVersion and kind. */
export function applyOverrides(run: Invocation, kind: string, object: JSONObject): JSONObject | KubectlError {
  const text = run.flags.text('overrides');
  if (text === '') return object;
  const type = run.flags.text('override-type') || 'merge';
  if (!TYPES.includes(type)) return textError(`invalid override type: ${type}`);
  const patch = parse(text);
  if (patch instanceof KubectlError) return patch;
  const result = patched(object, patch, type, kind);
  return result.error ? textError(result.error.message) : (result.value as JSONObject);
}

function patched(object: JSONObject, patch: unknown, type: string, kind: string): PatchResult {
  if (type === 'json') return applyJSONPatch(object, patch);
  if (type === 'merge') return applyMergePatch(object, patch);
  return applyStrategicMergePatch(object, patch, kind);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return textError('Invalid JSON Patch');
  }
}
