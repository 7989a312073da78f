/** `kubectl scale`. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, writeQuery, type DryRun } from '../mutation';
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
  const found = findObjects(run, args, { allowsAll: false });
  if (found instanceof KubectlError) return found;
  if (found.infos.length === 0 && found.errors.length > 0 && !run.release.since('1.34')) {
    return textError(
      `no objects passed to scale${run.release.since('1.32') ? ` ${joined(found.errors.map((error) => error.message))}` : ''}`,
    );
  }
  if (found.infos.length === 0 && found.errors.length === 0) return textError('no objects passed to scale');
  // the first that cannot be scaled ends it
  for (const info of found.infos) {
    const problem = checkCurrent(run, info) ?? scaleOne(run, info, replicas, dryRun) ?? printer(info, 'scaled');
    if (problem) return problem;
  }
  return found.errors;
}

function scaleOne(run: Invocation, info: Info, replicas: number, dryRun: DryRun): KubectlError | undefined {
  if (dryRun === 'client') return undefined;
  const path = pathOf(info.type, info.namespace, info.name, 'scale');
  const scaled = run.patch(path, 'merge', { spec: { replicas } }, writeQuery(undefined, dryRun));
  return scaled instanceof KubectlError ? scaled : undefined;
}

function checkCurrent(run: Invocation, info: Info): KubectlError | undefined {
  const expected = run.flags.number('current-replicas');
  const version = run.flags.text('resource-version');
  const { spec, metadata } = info.object as { spec?: JSONObject; metadata: JSONObject };
  if (expected >= 0 && spec?.replicas !== expected)
    return textError(`Expected replicas to be ${expected}, was ${String(spec?.replicas)}`);
  if (version !== '' && metadata.resourceVersion !== version)
    return textError(`Expected resource version to be ${version}, was ${String(metadata.resourceVersion)}`);
  return undefined;
}

/** Several errors as Go prints an aggregate. */
const joined = (messages: readonly string[]) => (messages.length > 1 ? `[${messages.join(', ')}]` : messages[0]);
