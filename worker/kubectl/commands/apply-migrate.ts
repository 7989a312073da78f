/** What server-side apply does for objects that were applied client-side before: the annotation, and its managers. */

import { isObject, type JSONObject, type JSONValue } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError } from '../errors';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { marshalJSON } from '../text/go-syntax';
import { hasLastApplied, LAST_APPLIED, withoutLastApplied } from './last-applied';

const ANNOTATION_MANAGER = 'kubectl-last-applied';

/** Keeps the annotation of an object in step with what was applied; only for kubectl's own manager. */
export function saveLastApplied(
  run: Invocation,
  info: Info,
  applied: JSONObject,
  manager: string,
): JSONObject | KubectlError {
  if (manager !== 'kubectl' || !hasLastApplied(applied)) return applied;
  const { apiVersion, kind } = applied;
  const metadata: JSONObject = {
    name: info.name,
    annotations: { [LAST_APPLIED]: `${marshalJSON(withoutLastApplied(info.object!))}\n` },
  };
  if (info.namespace) metadata.namespace = info.namespace;
  const query = { fieldManager: ANNOTATION_MANAGER, force: 'true' };
  const body = { apiVersion, kind, metadata };
  return run.patch(pathOf(info.type, info.namespace, info.name), 'apply', body, query) as unknown as
    JSONObject | KubectlError;
}

interface Entry extends JSONObject {
  manager: string;
  operation: string;
  fieldsV1: JSONObject;
}

/**
 * Turns the managers of client-side apply into the one of server-side apply.
 * @returns true when something changed, so that the configuration is to be applied once more.
 */
export function migrateManagers(
  run: Invocation,
  info: Info,
  applied: JSONObject,
  manager: string,
): boolean | KubectlError {
  const metadata = applied.metadata as JSONObject;
  const entries = (metadata.managedFields ?? []) as Entry[];
  const isOld = (entry: Entry) => entry.operation === 'Update' && !entry.subresource && ownsAnnotation(entry.fieldsV1);
  const old = entries.filter(isOld);
  if (old.length === 0) return false;
  const target = entries.find(
    (entry) => entry.operation === 'Apply' && entry.manager === manager && !entry.subresource,
  );
  const rest = entries.filter((entry) => !isOld(entry) && entry !== target);
  const merged: Entry = {
    ...(target ?? old[0]),
    manager,
    operation: 'Apply',
    fieldsV1: union([...(target ? [target] : []), ...old].map((entry) => entry.fieldsV1)),
  };
  const patch = [
    { op: 'replace', path: '/metadata/managedFields', value: [merged, ...rest] },
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
  ];
  const patched = run.patch(pathOf(info.type, info.namespace, info.name), 'json', patch);
  return patched instanceof KubectlError ? patched : true;
}

function ownsAnnotation(fields: JSONObject): boolean {
  const metadata = fields['f:metadata'];
  const annotations = isObject(metadata) ? metadata['f:annotations'] : undefined;
  return isObject(annotations) && Object.hasOwn(annotations, `f:${LAST_APPLIED}`);
}

/** All fields of several sets. */
function union(sets: readonly JSONObject[]): JSONObject {
  const all: JSONObject = {};
  for (const set of sets) {
    for (const key of Object.keys(set)) {
      const [known, added]: [JSONValue | undefined, JSONValue] = [all[key], set[key]];
      all[key] = isObject(known) && isObject(added) ? union([known, added]) : added;
    }
  }
  return all;
}
