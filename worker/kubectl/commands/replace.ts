/** `kubectl replace`. */

import { isObject, type JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { addSource, isNotFound, KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import { readValidInfos, type Info } from '../files';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, forEachRead, nameOfObject, validationOf, writeQuery } from '../mutation';
import { deleteOne, waitUntilGone } from './delete';
import { hasLastApplied, withLastApplied } from './last-applied';
import type { CommandBody, Outcome } from './types';

export const replaceCommand: CommandBody = {
  usage: '-f FILENAME [options]',
  flags: flagTable(
    'filename,f list; recursive,R bool; kustomize,k string; force bool; grace-period int=-1; timeout duration; cascade string?background=background; wait bool; output,o string; template string;' +
      'dry-run string?unchanged; validate string?strict; save-config bool; field-manager string; subresource string; show-managed-fields bool; allow-missing-template-keys bool=true; raw string',
  ),
  run: runReplace,
};

async function runReplace(run: Invocation, { args }: { args: readonly string[] }): Promise<Outcome> {
  if (args.length > 0)
    return textError(`Unexpected args: [${args.join(' ')}]\nSee 'kubectl replace -h' for help and examples`);
  const files = run.flags.list('filename');
  if (files.length === 0) return textError('must specify one of -f and -k');
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const isForced = run.flags.isTrue('force');
  if (!isForced && run.flags.number('grace-period') >= 0)
    return textError('--grace-period must have --force specified');
  if (!isForced && run.flags.isSet('timeout') && run.flags.duration('timeout') !== 0)
    return textError('--timeout must have --force specified');
  const validation = validationOf(run);
  if (validation instanceof KubectlError) return validation;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const found = await readValidInfos(run, files, run.flags.isTrue('recursive'), validation);
  const query = writeQuery(run.flags.text('field-manager') || 'kubectl-replace', dryRun, validation);
  const prepared = (info: Info) =>
    run.flags.isTrue('save-config') || hasLastApplied(info.object!) ? withLastApplied(info.object!) : info.object!;
  if (isForced) {
    const errors = await deleteFirst(run, found.infos);
    if (errors.length > 0) return errors;
  }
  const errors = forEachRead(found, (info) => {
    if (dryRun === 'client') return printer({ ...info, object: prepared(info) }, 'replaced');
    const replaced = isForced
      ? run.request<JSONObject>({
          method: 'POST',
          path: pathOf(info.type, info.namespace),
          query,
          body: prepared(info),
        })
      : put(run, info, prepared(info), query);
    if (replaced instanceof KubectlError) return isForced ? replaced : addSource('replacing', info.source, replaced);
    return printer({ type: info.type, name: nameOfObject(replaced, info.name), object: replaced }, 'replaced');
  });
  if (errors.length === 0 && found.infos.length === 0) return textError('no objects passed to replace');
  return errors;
}

/** A manifest without a resource version takes that of the object as it is. */
function put(
  run: Invocation,
  info: Info,
  object: JSONObject,
  query: Record<string, string>,
): JSONObject | KubectlError {
  const path = pathOf(info.type, info.namespace, info.name, run.flags.text('subresource') || undefined);
  const metadata = isObject(object.metadata) ? object.metadata : {};
  let body = object;
  if (!metadata.resourceVersion) {
    const live = run.get<JSONObject>(pathOf(info.type, info.namespace, info.name));
    if (!(live instanceof KubectlError))
      body = { ...object, metadata: { ...metadata, resourceVersion: (live.metadata as JSONObject).resourceVersion } };
  }
  return run.request<JSONObject>({ method: 'PUT', path, query, body });
}

async function deleteFirst(run: Invocation, infos: readonly Info[]): Promise<KubectlError[]> {
  const errors: KubectlError[] = [];
  const deleted: Info[] = [];
  for (const info of infos) {
    const target = { type: info.type, namespace: info.namespace, name: info.name };
    const gracePeriod = run.flags.number('grace-period');
    const error = deleteOne(run, target, {
      gracePeriod,
      isForced: gracePeriod === 0,
      cascade: run.flags.text('cascade'),
      dryRun: 'none',
      printsNames: run.flags.text('output') === 'name',
    });
    if (error && !isNotFound(error)) errors.push(addSource('deleting', info.source, error));
    else if (!error) deleted.push(target);
  }
  const error = await waitUntilGone(run, deleted, run.flags.duration('timeout') || -1);
  return error ? [...errors, error] : errors;
}
