/** `kubectl patch`. */

import {
  applyJSONPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  isEqual,
  type JSONObject,
} from '../../kubernetes/patch';
import { readValue } from '../../yaml';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation, PatchType } from '../invocation';
import { createResultPrinter, dryRunOf, forEach, writeQuery } from '../mutation';
import { findObjects } from '../selection';
import type { CommandBody, Outcome } from './types';

export const patchCommand: CommandBody = {
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]',
  flags: flagTable(
    'patch,p string; patch-file string; type string=strategic; local bool; subresource string; filename,f list; recursive,R bool; kustomize,k string; output,o string; template string;' +
      'dry-run string?unchanged; field-manager string; show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runPatch,
};

function runPatch(run: Invocation, { args }: { args: readonly string[] }): Outcome {
  const [text, file] = [run.flags.text('patch'), run.flags.text('patch-file')];
  if (text === '' && file === '')
    return textError('must specify --patch or --patch-file containing the contents of the patch');
  if (text !== '' && file !== '') return textError('cannot specify --patch and --patch-file together');
  const type = run.flags.text('type').toLowerCase();
  if (!['json', 'merge', 'strategic'].includes(type))
    return textError(`--type must be one of [json merge strategic], not "${run.flags.text('type')}"`);
  const subresource = run.flags.text('subresource');
  if (subresource !== '' && !run.release.since('1.33') && !['status', 'scale'].includes(subresource)) {
    return textError(`invalid subresource value: "${subresource}". Must be one of [status scale]`);
  }
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const source = file === '' ? text : run.readFile(file);
  if (source === undefined) return textError(`unable to read patch file: open ${file}: no such file or directory`);
  const patch = readPatch(source);
  if (patch instanceof KubectlError) return patch;
  // the line is the same with a dry run
  const printer = createResultPrinter(run, 'none');
  if (printer instanceof KubectlError) return printer;
  if (run.flags.isTrue('local') && args.length > 0) return textError('cannot specify --local and server resources');
  const found = findObjects(run, args, { allowsAll: false, isAsRead: true });
  if (found instanceof KubectlError) return found;
  const query = writeQuery(run.flags.text('field-manager') || 'kubectl-patch', dryRun);
  return forEach(found.infos, found.errors, (info) => {
    const isLocal = run.flags.isTrue('local') || dryRun === 'client';
    const patched = isLocal
      ? patchLocally(info.object!, type as PatchType, patch.body, info.type.kind)
      : run.patch(
          pathOf(info.type, info.namespace, info.name, subresource || undefined),
          type as PatchType,
          patch.body,
          query,
        );
    if (patched instanceof KubectlError) return patched;
    const isSame = isEqual(info.object, patched);
    return printer({ ...info, object: patched as unknown as JSONObject }, isSame ? 'patched (no change)' : 'patched');
  });
}

/** JSON goes to the server as it stands, broken or not; anything else is read as YAML. */
function readPatch(source: string): { body: unknown } | KubectlError {
  const read = readValue(source);
  if (read.error === undefined) return { body: read.value };
  if (source.trimStart().startsWith('{')) return { body: source };
  return textError(`unable to parse "${source}": ${read.error}`);
}

function patchLocally(object: JSONObject, type: PatchType, patch: unknown, kind: string): JSONObject | KubectlError {
  const result =
    type === 'json'
      ? applyJSONPatch(object, patch)
      : type === 'merge'
        ? applyMergePatch(object, patch)
        : applyStrategicMergePatch(object, patch, kind);
  return result.error ? textError(result.error.message) : (result.value as JSONObject);
}
