/** `kubectl diff`: the unified difference between the live object and what apply would make of it. */

import { createThreeWayMergePatch, type JSONObject } from '../../kubernetes/patch';
import { printYAML, readValue } from '../../yaml';
import { pathOf } from '../discovery';
import { isNotFound, KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import { readInfos, type Info } from '../files';
import type { Invocation } from '../invocation';
import { unifiedDiff } from '../text/unified-diff';
import { describePatchFailure, lastAppliedOf, withoutLastApplied } from './last-applied';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const diffCommand: CommandBody = {
  usage: '-f FILENAME [options]',
  flags: flagTable(
    'filename,f list; recursive,R bool; kustomize,k string; selector,l string; server-side bool; force-conflicts bool; field-manager string; prune bool; show-managed-fields bool; concurrency int=1; prune-allowlist array',
  ),
  run: runDiff,
};

function runDiff(run: Invocation, { args }: CommandArgs): Outcome {
  if (args.length > 0)
    return fails([textError(`Unexpected args: [${args.join(' ')}]\nSee 'kubectl diff -h' for help and examples`)]);
  const files = run.flags.list('filename');
  if (files.length === 0) return fails([textError('must specify one of -f and -k')]);
  const found = readInfos(run, files, run.flags.isTrue('recursive'), { requiresNamespace: true });
  if (found.errors.length > 0) return fails(found.errors);
  let output = '';
  for (const info of found.infos) {
    const part = diffOne(run, info);
    if (part instanceof KubectlError) return fails([part]);
    output += part;
  }
  run.out(output);
  return output === '' ? undefined : 1;
}

/** Everything but a difference exits with 2. */
const fails = (errors: readonly KubectlError[]): Outcome =>
  errors.map((error) => new KubectlError(error.message, { ...error.more, exit: 2 }));

function diffOne(run: Invocation, info: Info): string | KubectlError {
  const path = pathOf(info.type, info.namespace, info.name);
  const live = run.get<JSONObject>(path);
  if (live instanceof KubectlError && !isNotFound(live)) return live;
  const current = live instanceof KubectlError ? undefined : live;
  const merged = run.flags.isTrue('server-side')
    ? applyOnServer(run, info)
    : current
      ? patchDry(run, info, current)
      : createDry(run, info);
  if (merged instanceof KubectlError) return merged;
  const name = `${info.type.group === '' ? '' : `${info.type.group}.`}${info.type.version}.${info.type.kind}.${info.namespace ?? ''}.${info.name}`;
  return unifiedDiff(
    `/tmp/LIVE-0000000000/${name}`,
    `/tmp/MERGED-0000000000/${name}`,
    shown(run, current),
    shown(run, merged),
    run.nowMs,
  );
}

/** Objects without managed fields, as YAML; nothing for one that is not there. */
function shown(run: Invocation, object: JSONObject | undefined): string {
  if (!object) return '';
  if (run.flags.isTrue('show-managed-fields')) return printYAML(object);
  const metadata = { ...(object.metadata as JSONObject) };
  delete metadata.managedFields;
  return printYAML({ ...object, metadata });
}

const query = (run: Invocation) => ({
  dryRun: 'All',
  fieldManager: run.flags.text('field-manager') || 'kubectl-client-side-apply',
});

function createDry(run: Invocation, info: Info): JSONObject | KubectlError {
  return run.request<JSONObject>({
    method: 'POST',
    path: pathOf(info.type, info.namespace),
    query: query(run),
    body: withoutLastApplied(info.object!),
  });
}

function patchDry(run: Invocation, info: Info, current: JSONObject): JSONObject | KubectlError {
  const text = lastAppliedOf(current);
  const original = text === undefined ? undefined : (readValue(text).value as JSONObject);
  const modified = withoutLastApplied(info.object!);
  const patch = createThreeWayMergePatch(original, modified, current, info.type.kind);
  if (patch.error) {
    const creating = describePatchFailure(run, { original: text, modified, current, reason: patch.error.message });
    return textError(`error when patching "${info.source}": ${creating}`);
  }
  if (Object.keys(patch.value as JSONObject).length === 0) return current;
  return run.patch(pathOf(info.type, info.namespace, info.name), 'strategic', patch.value, query(run)) as unknown as
    JSONObject | KubectlError;
}

function applyOnServer(run: Invocation, info: Info): JSONObject | KubectlError {
  const fieldManager = run.flags.text('field-manager') || 'kubectl';
  const more = {
    dryRun: 'All',
    fieldManager,
    force: String(run.flags.isTrue('force-conflicts')),
  };
  return run.patch(pathOf(info.type, info.namespace, info.name), 'apply', info.object, more) as unknown as
    JSONObject | KubectlError;
}
