/** `kubectl scale`. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, writeQuery } from '../mutation';
import { findObjects } from '../selection';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const scaleCommand: CommandBody = {
  usage: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]',
  flags: flagTable(
    'replicas int=-1; current-replicas int=-1; resource-version string; timeout duration; all bool; selector,l string; filename,f list; recursive,R bool; kustomize,k string; output,o string; template string;' +
      'dry-run string?unchanged; show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runScale,
};

function runScale(run: Invocation, { args }: CommandArgs): Outcome {
  const replicas = run.flags.number('replicas');
  if (!run.flags.isSet('replicas')) return textError('required flag(s) "replicas" not set');
  if (replicas < 0)
    return textError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const found = findObjects(run, args, { allowsAll: false, isAsRead: true });
  if (found instanceof KubectlError) return found;
  if (found.infos.length === 0 && found.errors.length > 0 && !run.release.since('1.34')) {
    return textError(
      `no objects passed to scale${run.release.since('1.32') ? ` ${joined(found.errors.map((error) => error.message))}` : ''}`,
    );
  }
  if (found.infos.length === 0 && found.errors.length === 0) return textError('no objects passed to scale');
  // the first that cannot be scaled ends it
  for (const info of found.infos) {
    const path = pathOf(info.type, info.namespace, info.name, 'scale');
    const problem = dryRun === 'client' ? undefined : checkCurrent(run, path);
    if (problem) return problem;
    const scaled =
      dryRun === 'client' ? info : run.patch(path, 'merge', { spec: { replicas } }, writeQuery(undefined, dryRun));
    const error = scaled instanceof KubectlError ? scaled : printer(info, 'scaled');
    if (error) return error;
  }
  return found.errors;
}

function checkCurrent(run: Invocation, path: string): KubectlError | undefined {
  const expected = run.flags.number('current-replicas');
  const version = run.flags.text('resource-version');
  if (expected < 0 && version === '') return undefined;
  const scale = run.get<JSONObject>(path);
  if (scale instanceof KubectlError) return scale;
  const { spec, metadata } = scale as { spec?: JSONObject; metadata: JSONObject };
  if (expected >= 0 && spec?.replicas !== expected)
    return textError(`Expected replicas to be ${expected}, was ${String(spec?.replicas)}`);
  if (version !== '' && metadata.resourceVersion !== version)
    return textError(`Expected resource version to be ${version}, was ${String(metadata.resourceVersion)}`);
  return undefined;
}

/** Several errors as Go prints an aggregate. */
const joined = (messages: readonly string[]) => (messages.length > 1 ? `[${messages.join(', ')}]` : messages[0]);
