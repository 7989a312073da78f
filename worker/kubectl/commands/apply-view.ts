/** `kubectl apply view-last-applied`, `set-last-applied`, `edit-last-applied`. */

import { readValue } from '../../yaml';
import { printYAML } from '../../yaml';
import { addSource, KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { pathOf } from '../discovery';
import { describeInfo, readInfos, type Info } from '../files';
import { createResultPrinter, dryRunOf, forEach, writeQuery } from '../mutation';
import { fetchObject, findObjects } from '../selection';
import type { JSONObject } from '../../kubernetes/patch';
import { MISSING_RESOURCES } from '../texts';
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
  if (format !== 'yaml' && format !== 'json')
    return textError(
      `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples`,
    );
  const found = findObjects(run, args, { allowsAll: run.flags.isTrue('all') });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  for (const info of found.infos) {
    const text = lastAppliedOf(info.object!);
    // of objects that are in no file nothing is said
    if (text === undefined && info.source === undefined) continue;
    if (text === undefined) return withoutAnnotation(info);
    const { value } = readValue(text);
    if (format === 'yaml') run.out(printYAML(value));
    else run.out(`${marshalJSON(value, 2)}\n`);
  }
}

/** The line in which kubectl wraps an error that is none. */
const withoutAnnotation = ({ name, source }: Info) =>
  textError(`error when no last-applied-configuration annotation found on resource: ${name}\n "${source}": <nil>`);

export const setLastAppliedCommand: CommandSpec = {
  name: 'set-last-applied',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  usage: '-f FILENAME [options]',
  flags: flagTable(
    'filename,f list; create-annotation bool; output,o string; template string; dry-run string?unchanged; show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: setLastApplied,
};

function setLastApplied(run: Invocation): Outcome {
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const files = run.flags.list('filename');
  if (files.length === 0) return textError(MISSING_RESOURCES);
  const found = readInfos(run, files, false, { requiresNamespace: true });
  const errors = forEach(found.infos, found.errors, (info) => {
    const live = fetchObject(run, info.type, info.name, info.namespace);
    // the first that is missing ends it; one without a name is told of as apply does
    if (live instanceof KubectlError && info.name !== '') return live;
    if (live instanceof KubectlError)
      return addSource(
        `retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`,
        info.source,
        live,
      );
    const text = `${marshalJSON(info.object)}\n`;
    const old = lastAppliedOf(live);
    if (old === undefined && !run.flags.isTrue('create-annotation')) {
      return textError(
        `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
      );
    }
    if (old === text) {
      run.out(`set-last-applied ${info.name}: no changes required.\n`);
      return undefined;
    }
    if (dryRun === 'client') return printer({ ...info, object: live }, 'configured');
    const body = { metadata: { annotations: { [LAST_APPLIED]: text } } };
    const path = pathOf(info.type, info.namespace, info.name);
    const patched = run.patch(path, 'merge', body, writeQuery(undefined, dryRun));
    return patched instanceof KubectlError
      ? patched
      : printer({ ...info, object: patched as unknown as JSONObject }, 'configured');
  });
  return errors.slice(0, 1);
}

export const editLastAppliedCommand: CommandSpec = {
  name: 'edit-last-applied',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  usage: '(RESOURCE/NAME | -f FILENAME) [options]',
  flags: flagTable(
    'filename,f list; recursive,R bool; kustomize,k string; output,o string; template string; field-manager string; show-managed-fields bool; windows-line-endings bool; allow-missing-template-keys bool=true',
  ),
  run(run, { args }) {
    const found = findObjects(run, args, { allowsAll: false });
    if (found instanceof KubectlError) return found;
    if (found.errors.length > 0) return found.errors;
    if (found.infos.every(({ object }) => lastAppliedOf(object!) === undefined))
      return textError(
        'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
      );
    return textError('unable to launch the editor: there is no editor in this terminal; use kubectl apply');
  },
};
