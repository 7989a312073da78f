/** `kubectl delete`. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf, qualifiedKind } from '../discovery';
import { addSource, isNotFound, KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import { readInfos, type Found, type Info } from '../files';
import type { Invocation } from '../invocation';
import { dryRunOf, dryRunSuffix, type DryRun } from '../mutation';
import { fetchSelection, namespaceFor, selectArgs } from '../selection';
import { MISSING_RESOURCES } from '../texts';
import type { CommandBody, Outcome } from './types';

export const deleteCommand: CommandBody = {
  usage: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]',
  flags: flagTable(
    'filename,f list; recursive,R bool; kustomize,k string; selector,l string; field-selector string; all bool; all-namespaces,A bool; force bool; grace-period int=-1; now bool; wait bool=true; timeout duration;' +
      'ignore-not-found bool; cascade string?background=background; output,o string; dry-run string?unchanged; raw string; interactive,i bool',
  ),
  run: runDelete,
};

/** How objects are deleted. */
export interface DeleteOptions {
  gracePeriod: number;
  isForced: boolean;
  cascade: string;
  dryRun: DryRun;
  printsNames: boolean;
}

async function runDelete(run: Invocation, { args }: { args: readonly string[] }): Promise<Outcome> {
  const options = deleteOptions(run);
  if (options instanceof KubectlError) return options;
  if (args.length === 0 && run.flags.list('filename').length === 0) return textError(MISSING_RESOURCES);
  if (options.isForced && options.gracePeriod === 0) {
    run.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
  }
  const found = findTargets(run, args);
  if (found instanceof KubectlError) return found;
  const errors: KubectlError[] = [];
  const deleted: Info[] = [];
  let count = 0;
  for (const info of found.infos) {
    const error = deleteOne(run, info, options);
    if (error && isIgnoring(run) && isNotFound(error)) continue;
    if (error) errors.push(addSource('deleting', info.source, error));
    else {
      count++;
      deleted.push(info);
    }
  }
  errors.push(...found.errors.filter((error) => !(isIgnoring(run) && isNotFound(error))));
  if (errors.length > 0) return errors;
  if (count === 0) {
    if (!run.flags.isTrue('ignore-not-found')) run.out('No resources found\n');
    return;
  }
  const isWaiting =
    run.flags.isTrue('wait') &&
    options.dryRun === 'none' &&
    !(options.isForced && options.gracePeriod === 0 && !run.flags.isSet('wait'));
  return isWaiting ? waitUntilGone(run, deleted, run.flags.duration('timeout') || -1) : undefined;
}

const isIgnoring = (run: Invocation) =>
  run.flags.isTrue('ignore-not-found') || (run.flags.isTrue('all') && !run.flags.isSet('ignore-not-found'));

function deleteOptions(run: Invocation): DeleteOptions | KubectlError {
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const output = run.flags.text('output');
  if (output !== '' && output !== 'name')
    return textError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  const cascade = run.flags.text('cascade');
  if (!['background', 'foreground', 'orphan', 'true', 'false'].includes(cascade))
    return textError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  const isForced = run.flags.isTrue('force');
  let gracePeriod = run.flags.number('grace-period');
  if (run.flags.isTrue('now')) {
    if (gracePeriod !== -1) return textError('--now and --grace-period cannot be specified together');
    gracePeriod = 1;
  }
  if (run.flags.isTrue('all') && run.flags.text('selector') !== '')
    return textError("setting 'all' parameter but found a non empty selector. ");
  if (run.flags.isTrue('all') && run.flags.text('field-selector') !== '')
    return textError("setting 'all' parameter but found a non empty selector. ");
  if (isForced && gracePeriod > 0)
    return textError('--force and --grace-period greater than 0 cannot be specified together');
  if (gracePeriod === 0 && !isForced) gracePeriod = 1;
  if (isForced && gracePeriod < 0) gracePeriod = 0;
  return { gracePeriod, isForced, cascade, dryRun, printsNames: output === 'name' };
}

function findTargets(run: Invocation, args: readonly string[]): Found | KubectlError {
  const files = run.flags.list('filename');
  if (files.length > 0) {
    if (args.length > 0)
      return textError(
        'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
      );
    return readInfos(run, files, run.flags.isTrue('recursive'), { requiresNamespace: true });
  }
  const allNamespaces = run.flags.isTrue('all-namespaces');
  const selection = selectArgs(run, args, { allowsAll: false, allNamespaces });
  if (selection instanceof KubectlError) return selection;
  if (selection.types.length > 0) return fetchSelection(run, selection, allNamespaces);
  return {
    infos: selection.named.map(({ type, name }) => ({ type, name, namespace: namespaceFor(run, type) })),
    errors: [],
  };
}

const POLICIES: Readonly<Record<string, string>> = {
  background: 'Background',
  true: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  false: 'Orphan',
};

/** Deletes one object and prints its line. */
export function deleteOne(run: Invocation, info: Info, options: DeleteOptions): KubectlError | undefined {
  const path = pathOf(info.type, info.namespace, info.name);
  const body: JSONObject = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: POLICIES[options.cascade] };
  if (options.gracePeriod >= 0) body.gracePeriodSeconds = options.gracePeriod;
  if (options.dryRun === 'server') body.dryRun = ['All'];
  if (options.dryRun !== 'client') {
    const before = info.object ?? run.get<JSONObject>(path);
    const deleted = run.request<JSONObject>({
      method: 'DELETE',
      path,
      body,
      query: options.dryRun === 'server' ? { dryRun: 'All' } : undefined,
    });
    if (deleted instanceof KubectlError) return deleted;
    if (!(before instanceof KubectlError)) info.object = before;
  }
  if (options.printsNames) run.out(`${qualifiedKind(info.type)}/${info.name}\n`);
  else {
    const operation = options.gracePeriod === 0 ? 'force deleted' : 'deleted';
    const from = info.type.namespaced && run.release.since('1.34') ? ` from ${info.namespace} namespace` : '';
    run.out(`${qualifiedKind(info.type)} "${info.name}" ${operation}${from}${dryRunSuffix(options.dryRun)}\n`);
  }
  return undefined;
}

/** Waits until objects are gone, or others with the same names stand there. */
export async function waitUntilGone(
  run: Invocation,
  infos: readonly Info[],
  timeoutMs: number,
): Promise<KubectlError | undefined> {
  for (const info of infos) {
    const path = pathOf(info.type, info.namespace, info.name);
    const uid = (info.object?.metadata as JSONObject | undefined)?.uid;
    const isGone = () => {
      const { status, body } = run.options.client.request({ method: 'GET', path });
      return (
        status >= 400 || (uid !== undefined && (body as JSONObject & { metadata: JSONObject }).metadata.uid !== uid)
      );
    };
    if (!(await run.waitUntil(isGone, timeoutMs)))
      return textError(`timed out waiting for the condition on ${info.type.resource}/${info.name}`);
  }
  return undefined;
}
