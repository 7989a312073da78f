/** `kubectl cordon`, `uncordon`, `taint`, and what `drain` has in common with them. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import {
  createResultPrinter,
  dryRunOf,
  dryRunSuffix,
  forEach,
  validationOf,
  writeQuery,
  type DryRun,
} from '../mutation';
import { findObjects } from '../selection';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const NODE_FLAGS = flagTable('selector,l string; dry-run string?unchanged');

export function findNodes(run: Invocation, args: readonly string[], verb: string) {
  if (args.length === 0 && run.flags.text('selector') === '')
    return usageError(`kubectl ${verb}`, `USAGE: ${verb} NODE [flags]`);
  if (args.length === 0) return findObjects(run, ['nodes'], { allowsAll: false });
  if (run.flags.text('selector') !== '')
    return usageError(`kubectl ${verb}`, 'cannot specify both a node name and a --selector option');
  const words = args.map((arg) => (arg.includes('/') ? arg : `nodes/${arg}`));
  return findObjects(run, words, { allowsAll: false });
}

export function setSchedulable(
  run: Invocation,
  info: Info,
  isCordoned: boolean,
  dryRun: DryRun,
): KubectlError | undefined {
  const isNow = (info.object!.spec as JSONObject | undefined)?.unschedulable === true;
  if (isNow === isCordoned) {
    run.out(`node/${info.name} already ${isCordoned ? 'cordoned' : 'uncordoned'}${dryRunSuffix(dryRun)}\n`);
    return undefined;
  }
  if (dryRun !== 'client') {
    const body = { spec: { unschedulable: isCordoned ? true : null } };
    const path = pathOf(info.type, undefined, info.name);
    const patched = run.patch(path, 'strategic', body, writeQuery(undefined, dryRun));
    if (patched instanceof KubectlError) return patched;
  }
  run.out(`node/${info.name} ${isCordoned ? 'cordoned' : 'uncordoned'}${dryRunSuffix(dryRun)}\n`);
  return undefined;
}

const cordon = (verb: 'cordon' | 'uncordon'): CommandBody => ({
  usage: 'NODE [options]',
  flags: NODE_FLAGS,
  run(run, { args }) {
    const dryRun = dryRunOf(run);
    if (dryRun instanceof KubectlError) return dryRun;
    const found = findNodes(run, args, verb);
    if (found instanceof KubectlError) return found;
    // where one is not found none is touched
    if (found.errors.length > 0) return found.errors;
    return forEach(found.infos, [], (info) => setSchedulable(run, info, verb === 'cordon', dryRun));
  },
});

export const cordonCommand = cordon('cordon');
export const uncordonCommand = cordon('uncordon');

export const taintCommand: CommandBody = {
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]',
  flags: flagTable(
    'all bool; overwrite bool; selector,l string; dry-run string?unchanged; validate string?strict; field-manager string; output,o string; template string;' +
      'show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runTaint,
};

interface Taint {
  key: string;
  value: string;
  effect: string;
}

interface TaintChange {
  resources: string[];
  add: Taint[];
  remove: Taint[];
}

function runTaint(run: Invocation, { args }: CommandArgs): Outcome {
  const change = readTaints(args);
  if (change instanceof KubectlError) return change;
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const validation = validationOf(run);
  if (validation instanceof KubectlError) return validation;
  const problem = taintProblem(run, change);
  if (problem) return problem;
  // the line is the same with a dry run
  const printer = createResultPrinter(run, 'none');
  if (printer instanceof KubectlError) return printer;
  const found = findObjects(run, change.resources, { allowsAll: false });
  if (found instanceof KubectlError) return found;
  return forEach(found.infos, found.errors, (info) => {
    const old = (((info.object!.spec ?? {}) as JSONObject).taints ?? []) as JSONObject[];
    const taints = changeTaints(info.name, old, change, run.flags.isTrue('overwrite'));
    if (taints instanceof KubectlError) return taints;
    const patched = sendTaints(run, info, taints, dryRun, validation);
    if (patched instanceof KubectlError) return patched;
    const isModified = run.flags.isTrue('overwrite') || (change.remove.length > 0 && change.add.length > 0);
    const operation = isModified ? 'modified' : change.remove.length > 0 ? 'untainted' : 'tainted';
    return printer({ ...info, object: patched as unknown as JSONObject }, operation);
  });
}

function sendTaints(run: Invocation, info: Info, taints: JSONObject[], dryRun: DryRun, validation: string) {
  if (dryRun === 'client') return { ...info.object!, spec: { ...(info.object!.spec as JSONObject), taints } };
  const spec = { taints: taints.length > 0 ? taints : null };
  const query = writeQuery(run.flags.text('field-manager') || 'kubectl-taint', dryRun, validation);
  return run.patch(pathOf(info.type, undefined, info.name), 'merge', { spec }, query);
}

function readTaints(args: readonly string[]): TaintChange | KubectlError {
  const isTaint = (arg: string) => arg.includes('=') || arg.includes(':') || arg.endsWith('-');
  const at = args.findIndex(isTaint);
  const resources = at < 0 ? [...args] : args.slice(0, at);
  const texts = at < 0 ? [] : args.slice(at);
  const late = texts.find((text) => !isTaint(text));
  if (late !== undefined) return textError(`all resources must be specified before taint changes: ${late}`);
  if (resources.length === 0) return textError('one or more resources must be specified as <resource> <name>');
  if (texts.length === 0) return textError('at least one taint update is required');
  const change: TaintChange = { resources, add: [], remove: [] };
  for (const text of texts) {
    const isRemoval = text.endsWith('-');
    const taint = readTaint(isRemoval ? text.slice(0, -1) : text);
    const spec = typeof taint !== 'string' && !isRemoval && taint.effect === '' ? `invalid taint spec: ${text}` : taint;
    if (typeof spec === 'string') return usageError('kubectl taint', spec);
    if (isRemoval) change.remove.push(spec);
    else if (change.add.some(({ key, effect }) => key === spec.key && effect === spec.effect)) {
      const { key, value, effect } = spec;
      return usageError(
        'kubectl taint',
        `duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}`,
      );
    } else change.add.push(spec);
  }
  return change;
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** @returns what is wrong with `KEY[=VALUE][:EFFECT]`, if anything is. */
function readTaint(text: string): Taint | string {
  const wrong = (why = '') => `invalid taint spec: ${text}${why === '' ? '' : `, ${why}`}`;
  const parts = text.split(':');
  if (parts.length > 2) return wrong();
  if (parts.length === 2 && !EFFECTS.includes(parts[1]))
    return `invalid taint effect: ${parts[1]}, unsupported taint effect`;
  const [key, value = '', ...rest] = parts.length === 2 ? parts[0].split('=') : [parts[0]];
  if (rest.length > 0) return wrong();
  if (!LABEL_VALUE.test(value)) return wrong(LABEL_VALUE_PROBLEM);
  if (!QUALIFIED_NAME.test(key)) return wrong(QUALIFIED_NAME_PROBLEM);
  return { key, value, effect: parts[1] ?? '' };
}

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/;
const LABEL_VALUE_PROBLEM =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const QUALIFIED_NAME = /^([^/=]+\/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;
const QUALIFIED_NAME_PROBLEM =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const isMeant = (wanted: Taint, { key, effect }: { key?: unknown; effect?: unknown }) =>
  wanted.key === key && (wanted.effect === '' || wanted.effect === effect);

function taintProblem(run: Invocation, { resources, add, remove }: TaintChange): KubectlError | undefined {
  const type = run.discovery.find(resources[0].split('/')[0]);
  if (type instanceof KubectlError) return new KubectlError(type.message, { isRaw: true });
  if (!['node', 'nodes'].includes(resources[0].split('/')[0].toLowerCase()))
    return textError(`invalid resource type ${resources[0]}, only node types are supported`);
  const both = remove.filter((taint) => add.some((other) => isMeant(taint, other)));
  return both.length === 0
    ? undefined
    : textError(
        `can not both modify and remove the following taint(s) in the same command: ${both.map(({ key, effect }) => `${key}=${effect}`).join(', ')}`,
      );
}

function changeTaints(
  node: string,
  old: readonly JSONObject[],
  { add, remove }: TaintChange,
  canOverwrite: boolean,
): JSONObject[] | KubectlError {
  const missing = remove.filter((taint) => !old.some((other) => isMeant(taint, other)));
  const texts = missing.map(({ key, effect }) => `taint "${effect === '' ? key : `${key}:${effect}`}" not found`);
  if (texts.length > 0) return new KubectlError(texts.join('\n'), { isRaw: texts.length > 1 });
  let taints = old.filter((other) => !remove.some((taint) => isMeant(taint, other)));
  for (const taint of add) {
    const { key, value, effect } = taint;
    if (taints.some((other) => isMeant(taint, other)) && !canOverwrite)
      return textError(`node ${node} already has ${key} taint(s) with same effect(s) and --overwrite is false`);
    const rest = taints.filter((other) => !isMeant(taint, other));
    taints = [...rest, { key, ...(value !== '' && { value }), effect }];
  }
  return taints;
}
