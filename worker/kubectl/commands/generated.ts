/** What commands that make an object from flags have in common: their flags, their one NAME, the request. */

import type { JSONObject, JSONValue } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable, type FlagSpec } from '../flags';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, nameOfObject, validationOf, writeQuery } from '../mutation';
import { withLastApplied } from './last-applied';
import type { CommandArgs, Outcome } from './types';

/** Flags of every command that makes an object. */
export const CREATE_FLAGS: readonly FlagSpec[] = flagTable(
  'output,o string; template string; dry-run string?unchanged; save-config bool; validate string?strict; field-manager string; show-managed-fields bool; allow-missing-template-keys bool=true',
);

/** The one NAME of a generator, or the usage error. */
export function oneName(run: Invocation, { args, dashAt }: CommandArgs): string | KubectlError {
  const count = dashAt < 0 ? args.length : dashAt;
  return count === 1 ? args[0] : usageError(run.path, `exactly one NAME is required, got ${count}`);
}

export interface Generated {
  apiVersion: string;
  kind: string;
  object: JSONObject;
  /** `failed to create deployment` before a refusal. */
  failure?: string;
}

/** Sends an object that was made from flags, or prints it for a dry run. */
export function createGenerated(
  run: Invocation,
  generated: Generated,
  operation = 'created',
  manager = 'kubectl-create',
): Outcome {
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const validation = run.flags.has('validate') ? validationOf(run) : 'Strict';
  if (validation instanceof KubectlError) return validation;
  const printer = createResultPrinter(run, dryRun, true);
  if (printer instanceof KubectlError) return printer;
  const type = run.discovery.findKind(generated.apiVersion, generated.kind);
  if (!type) return textError(`no matches for kind "${generated.kind}" in version "${generated.apiVersion}"`);
  const metadata = generated.object.metadata as JSONObject;
  const name = String(metadata.name);
  let object: JSONObject = { apiVersion: generated.apiVersion, kind: generated.kind, ...generated.object };
  if (type.namespaced && run.isNamespaceGiven)
    object = { ...object, metadata: { ...metadata, namespace: run.namespace } };
  if (run.flags.has('save-config') && run.flags.isTrue('save-config') && generated.kind !== 'Service')
    object = withLastApplied(object);
  if (dryRun === 'client') return printer({ type, name, object: withNullTimes(run, object) }, operation);
  const query = writeQuery(run.flags.text('field-manager') || manager, dryRun, validation);
  const created = run.request<JSONObject>({
    method: 'POST',
    path: pathOf(type, type.namespaced ? run.namespace : undefined),
    query,
    body: object,
  });
  if (!(created instanceof KubectlError))
    return printer({ type, name: nameOfObject(created, name), object: created }, operation);
  return generated.failure ? textError(`${generated.failure}: ${created.message}`) : created;
}

/** Up to 1.33 Go prints an empty creation time as null. */
function withNullTimes(run: Invocation, object: JSONObject): JSONObject {
  if (run.release.since('1.34')) return object;
  const fill = (value: JSONObject): JSONObject => {
    const filled: JSONObject = { ...value, metadata: { creationTimestamp: null, ...(value.metadata as JSONObject) } };
    const spec = filled.spec as JSONValue;
    if (spec && typeof spec === 'object' && !Array.isArray(spec) && spec.template)
      return { ...filled, spec: { ...spec, template: fill(spec.template as JSONObject) } };
    return filled;
  };
  return fill(object);
}
