/** `kubectl apply view-last-applied`, `set-last-applied`, `edit-last-applied`. */

import { readValue } from '../../yaml';
import { printYAML } from '../../yaml';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { pathOf } from '../discovery';
import { readInfos } from '../files';
import { createResultPrinter, dryRunOf, forEach, writeQuery } from '../mutation';
import { fetchObject, findObjects } from '../selection';
import { marshalJSON } from '../text/go-syntax';
import { LAST_APPLIED, lastAppliedOf } from './last-applied';
import type { CommandSpec, Outcome } from './types';

export const viewLastAppliedCommand: CommandSpec = {
  name: 'view-last-applied',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  usage: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]',
  flags: flagTable(
    'output,o string=yaml; selector,l string; filename,f list; recursive,R bool; kustomize,k string; all bool',
  ),
  run: viewLastApplied,
};

function viewLastApplied(run: Invocation, { args }: { args: readonly string[] }): Outcome {
  const format = run.flags.text('output') || 'yaml';
  const found = findObjects(run, args, { allowsAll: true });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  for (const info of found.infos) {
    const text = lastAppliedOf(info.object!);
    // kubectl says it only of objects from files
    if (text === undefined) continue;
    const { value } = readValue(text);
    if (format === 'yaml') run.out(printYAML(value));
    else if (format === 'json') run.out(`${marshalJSON(value, 2)}\n`);
    else
      return textError(
        `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples`,
      );
  }
}

export const setLastAppliedCommand: CommandSpec = {
  name: 'set-last-applied',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  usage: '-f FILENAME [options]',
  flags: flagTable(
    'filename,f list; create-annotation bool; output,o string; template string; dry-run string?unchanged',
  ),
  run: setLastApplied,
};

function setLastApplied(run: Invocation): Outcome {
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const found = readInfos(run, run.flags.list('filename'), false, { requiresNamespace: true });
  return forEach(found.infos, found.errors, (info) => {
    const live = fetchObject(run, info.type, info.name, info.namespace);
    if (live instanceof KubectlError) return live;
    const text = `${marshalJSON(info.object)}\n`;
    const old = lastAppliedOf(live);
    if (old === undefined && !run.flags.isTrue('create-annotation')) {
      return textError(
        `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
      );
    }
    if (dryRun === 'client' || old === text) return printer({ ...info, object: live }, 'configured');
    const body = { metadata: { annotations: { [LAST_APPLIED]: text } } };
    const patched = run.patch(
      pathOf(info.type, info.namespace, info.name),
      'merge',
      body,
      writeQuery(undefined, dryRun),
    );
    return patched instanceof KubectlError ? patched : printer({ ...info, object: live }, 'configured');
  });
}

export const editLastAppliedCommand: CommandSpec = {
  name: 'edit-last-applied',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  usage: '(RESOURCE/NAME | -f FILENAME) [options]',
  flags: flagTable('filename,f list; output,o string'),
  run: () => textError('unable to launch the editor: there is no editor in this terminal; use kubectl apply'),
};
