/** `kubectl label` and `kubectl annotate`. */

import { createMergePatch, isEqual, isObject, type JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, forEach, writeQuery, type DryRun, type ResultPrinter } from '../mutation';
import { findObjects } from '../selection';
import { goQuote } from '../text/go-syntax';
import type { CommandBody, Outcome } from './types';

const FLAGS = flagTable(
  'overwrite bool; list bool; all bool; all-namespaces,A bool; selector,l string; field-selector string; local bool; resource-version string; filename,f list; recursive,R bool; kustomize,k string;' +
    'output,o string; template string; dry-run string?unchanged; field-manager string; show-managed-fields bool; allow-missing-template-keys bool=true',
);

export const labelCommand: CommandBody = {
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  flags: FLAGS,
  run: (run, { args }) => runChange(run, args, 'labels'),
};

export const annotateCommand: CommandBody = {
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  flags: FLAGS,
  run: (run, { args }) => runChange(run, args, 'annotations'),
};

type Field = 'labels' | 'annotations';

interface Change {
  resources: string[];
  add: Record<string, string>;
  remove: string[];
}

function runChange(run: Invocation, args: readonly string[], field: Field): Outcome {
  const word = field === 'labels' ? 'label' : 'annotation';
  const change = readChange(args, field, run.release.since('1.34') ? 'bytes' : 'characters');
  if (change instanceof KubectlError) return change;
  const isListing = run.flags.isTrue('list');
  if (change.resources.length === 0 && run.flags.list('filename').length === 0)
    return textError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (Object.keys(change.add).length === 0 && change.remove.length === 0 && !isListing)
    return textError(`at least one ${word} update is required`);
  const isAll = run.flags.isTrue('all');
  for (const flag of ['selector', 'field-selector'])
    if (isAll && run.flags.text(flag) !== '') return textError(`cannot set --all and --${flag} at the same time`);
  if (run.flags.isTrue('local') && run.flags.list('filename').length === 0) {
    const name = field === 'labels' ? 'pod' : 'rsrc';
    return textError(`can only use local files by -f ${name}.yaml or --filename=${name}.json when --local=true is set`);
  }
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const allNamespaces = run.flags.isTrue('all-namespaces');
  const found = findObjects(run, change.resources, {
    allowsAll: isListing || isAll,
    allNamespaces,
    allIsNoSelector: true,
  });
  if (found instanceof KubectlError) return found;
  if (isListing) {
    return listValues(run, found.infos, change, field, found.errors);
  }
  return forEach(found.infos, found.errors, (info) => changeOne(run, info, change, field, dryRun, printer));
}

/** Splits arguments into resources and changes; resources come first. */
function readChange(args: readonly string[], field: Field, unit: string): Change | KubectlError {
  const word = field === 'labels' ? 'label' : 'annotation';
  const change: Change = { resources: [], add: {}, remove: [] };
  let hasPair = false;
  for (const arg of args) {
    const isPair = (arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-');
    if (!isPair && hasPair) return textError(`all resources must be specified before ${word} changes: ${arg}`);
    hasPair ||= isPair;
    if (!isPair) change.resources.push(arg);
    else {
      const problem = field === 'labels' ? readLabel(arg, change, unit) : readAnnotation(arg, change);
      if (problem !== undefined) return textError(problem);
    }
  }
  const both = change.remove.filter((key) => Object.hasOwn(change.add, key));
  if (both.length === 0) return change;
  if (field === 'labels') return textError('can not both modify and remove a label in the same command');
  return textError(
    `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
  );
}

function readLabel(arg: string, change: Change, unit: string): string | undefined {
  if (!arg.includes('=')) {
    change.remove.push(arg.slice(0, -1));
    return undefined;
  }
  const parts = arg.split('=');
  if (parts.length !== 2) return `invalid label spec: ${arg}`;
  const problem = labelValueProblem(parts[1], unit);
  if (problem !== undefined) return `invalid label value: ${goQuote(arg)}: ${problem}`;
  change.add[parts[0]] = parts[1];
  return undefined;
}

/** Values of labels are checked by kubectl itself, keys by the server. */
function labelValueProblem(value: string, unit: string): string | undefined {
  const problems: string[] = [];
  if (value.length > 63) problems.push(`must be no more than 63 ${unit}`);
  if (!/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) {
    problems.push(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    );
  }
  return problems.length > 0 ? problems.join(';') : undefined;
}

function readAnnotation(arg: string, change: Change): string | undefined {
  const equals = arg.indexOf('=');
  if (equals < 0) change.remove.push(arg.slice(0, -1));
  else if (equals === 0) return `invalid annotation format: ${arg}`;
  else change.add[arg.slice(0, equals)] = arg.slice(equals + 1);
  return undefined;
}

const valuesOf = (object: JSONObject, field: Field): Record<string, string> => {
  const metadata = object.metadata as JSONObject;
  return isObject(metadata[field]) ? (metadata[field] as Record<string, string>) : {};
};

/** Changes that are given with `--list` show in the list and go nowhere else. */
function listValues(
  run: Invocation,
  infos: readonly Info[],
  change: Change,
  field: Field,
  errors: readonly KubectlError[],
): Outcome {
  const isSingle = infos.length === 1;
  return forEach(infos, errors, (info) => {
    const old = valuesOf(info.object!, field);
    const problem = run.flags.isTrue('overwrite') ? undefined : overwriteProblem(old, change, field);
    if (problem !== undefined) return textError(problem);
    const indent = isSingle ? '' : ' ';
    if (!isSingle) run.out(`Listing ${field} for ${info.type.kind}.${info.type.group}/${info.name}:\n`);
    const values = { ...old, ...change.add };
    for (const key of change.remove) delete values[key];
    for (const key of Object.keys(values).sort()) run.out(`${indent}${key}=${values[key]}\n`);
    return undefined;
  });
}

function changeOne(
  run: Invocation,
  info: Info,
  change: Change,
  field: Field,
  dryRun: DryRun,
  printer: ResultPrinter,
): KubectlError | undefined {
  const object = info.object!;
  const old = valuesOf(object, field);
  const problem = run.flags.isTrue('overwrite') ? undefined : overwriteProblem(old, change, field);
  if (problem !== undefined) return textError(problem);
  const values = { ...old, ...change.add };
  for (const key of change.remove) {
    if (field === 'labels' && !Object.hasOwn(old, key)) run.out(`label ${goQuote(key)} not found.\n`);
    delete values[key];
  }
  const metadata: JSONObject = { ...(object.metadata as JSONObject), [field]: values };
  if (run.flags.text('resource-version') !== '') metadata.resourceVersion = run.flags.text('resource-version');
  const isLocal = dryRun === 'client' || run.flags.isTrue('local');
  if (Object.keys(values).length === 0 && !isLocal) delete metadata[field];
  const changed = { ...object, metadata };
  const message = field === 'annotations' ? 'annotated' : labelMessage(old, values);
  if (isLocal) return printer({ ...info, object: changed }, message);
  const body = createMergePatch(object, changed);
  const query = writeQuery(
    run.flags.text('field-manager') || (field === 'labels' ? 'kubectl-label' : 'kubectl-annotate'),
    dryRun,
  );
  const patched = run.patch(pathOf(info.type, info.namespace, info.name), 'merge', body, query);
  if (patched instanceof KubectlError) return patched;
  return printer({ ...info, object: patched as unknown as JSONObject }, message);
}

function overwriteProblem(old: Record<string, string>, change: Change, field: Field): string | undefined {
  const taken = Object.keys(change.add)
    .filter((key) => Object.hasOwn(old, key) && old[key] !== change.add[key])
    .map((key) => `'${key}' already has a value (${old[key]})`);
  if (taken.length === 0) return undefined;
  if (field === 'annotations')
    return `--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`;
  return taken.map((text) => `${text}, and --overwrite is false`).join('\n');
}

function labelMessage(old: Record<string, string>, values: Record<string, string>): string {
  if (isEqual(old, values)) return 'not labeled';
  return Object.keys(values).some((key) => old[key] !== values[key]) ? 'labeled' : 'unlabeled';
}
