/** The annotation in which apply keeps what it applied last (services.md R11.5.3). */

import { isObject, type JSONObject } from '../../kubernetes/patch';
import type { Invocation } from '../invocation';
import { marshalJSON } from '../text/go-syntax';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object as apply compares it: annotations always there, the last configuration not among them. */
export function withoutLastApplied(object: JSONObject): JSONObject {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const annotations = { ...(isObject(metadata.annotations) ? metadata.annotations : {}) };
  delete annotations[LAST_APPLIED];
  return { ...object, metadata: { ...metadata, annotations } };
}

/** The object with its own configuration in the annotation. */
export function withLastApplied(object: JSONObject): JSONObject {
  const plain = withoutLastApplied(object);
  const metadata = plain.metadata as JSONObject;
  const annotations = { ...(metadata.annotations as JSONObject), [LAST_APPLIED]: `${marshalJSON(plain)}\n` };
  return { ...plain, metadata: { ...metadata, annotations } };
}

/** Text of the annotation; undefined when there is none. */
export function lastAppliedOf(object: JSONObject): string | undefined {
  const annotations =
    isObject(object.metadata) && isObject(object.metadata.annotations) ? object.metadata.annotations : {};
  const text = annotations[LAST_APPLIED];
  return typeof text === 'string' ? text : undefined;
}

export function hasLastApplied(object: JSONObject): boolean {
  return lastAppliedOf(object) !== undefined;
}

/** The three objects from which no patch could be made, and why (services.md R11.2.3). */
export function describePatchFailure(
  run: Invocation,
  failed: { original: string | undefined; modified: JSONObject; current: JSONObject; reason: string },
): string {
  const end = run.release.since('1.34') ? 'for:' : 'for::';
  const { original, modified, current, reason } = failed;
  return `creating patch with:\noriginal:\n${original ?? ''}\nmodified:\n${marshalJSON(modified)}\n\ncurrent:\n${marshalJSON(current)}\n\n${end} ${reason}`;
}
