/** `kubectl wait` (services.md R11.9.1). */

import { isObject, type JSONObject } from '../../kubernetes/patch';
import { pathOf, qualifiedKind } from '../discovery';
import { isNotFound, KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { JSONPath, PathFailure } from '../jsonpath';
import { relaxedPath } from '../print/columns';
import { findObjects, namespaceFor, selectArgs } from '../selection';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const waitCommand: CommandBody = {
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]",
  flags: flagTable(
    'for string; timeout duration=30s; all bool; all-namespaces,A bool; selector,l string; field-selector string; filename,f list; recursive,R bool; local bool; output,o string; template string;' +
      'show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runWait,
};

const UNNAMED = 'resource name must be provided';

/** Whether an object is as wanted; a text is an error that ends the waiting. */
type Check = (object: JSONObject) => boolean | string;

async function runWait(run: Invocation, { args }: CommandArgs): Promise<Outcome> {
  const wanted = run.flags.text('for');
  const timeoutMs = run.flags.duration('timeout');
  if (wanted.toLowerCase() === 'delete') return waitForDelete(run, args, timeoutMs);
  if (wanted.toLowerCase() === 'create') return waitForCreate(run, args, timeoutMs);
  const check = readCheck(wanted);
  if (check instanceof KubectlError) return check;
  const found = findObjects(run, args, { allowsAll: false, allNamespaces: run.flags.isTrue('all-namespaces') });
  if (found instanceof KubectlError) return found;
  const errors = [...found.errors];
  if (found.infos.length === 0 && errors.length === 0) return textError('no matching resources found');
  // one time limit for all of them: once it is over, nobody looks whether the others are as wanted
  const endMs = run.options.clock.nowMs + timeoutMs;
  for (const info of found.infos) {
    if (info.name === '') return [...errors, textError(UNNAMED)];
    const restMs = endMs - run.options.clock.nowMs;
    const isOver = timeoutMs > 0 && restMs <= 0;
    const error = isOver ? timedOut(info) : await waitForCheck(run, info, check, timeoutMs > 0 ? restMs : timeoutMs);
    if (error) errors.push(error);
    else met(run, info);
  }
  return errors;
}

/** With `-o name` the name alone. */
const met = (run: Invocation, info: Info) =>
  run.out(`${qualifiedKind(info.type)}/${info.name}${run.flags.text('output') === 'name' ? '' : ' condition met'}\n`);
const timedOut = (info: Info) => textError(`timed out waiting for the condition on ${info.type.resource}/${info.name}`);

async function waitForCheck(
  run: Invocation,
  info: Info,
  check: Check,
  timeoutMs: number,
): Promise<KubectlError | undefined> {
  let failure: KubectlError | undefined;
  const isDone = () => {
    const { status, body } = run.options.client.request({
      method: 'GET',
      path: pathOf(info.type, info.namespace, info.name),
    });
    if (status >= 400) return false;
    const result = check(body as JSONObject);
    if (typeof result === 'string') failure = textError(result);
    return result !== false;
  };
  const isMet = await run.waitUntil(isDone, timeoutMs);
  if (failure || isMet) return failure;
  return timeoutMs === 0 ? textError(`condition not met for ${info.type.resource}/${info.name}`) : timedOut(info);
}

async function waitForDelete(run: Invocation, args: readonly string[], timeoutMs: number): Promise<Outcome> {
  const found = findObjects(run, args, { allowsAll: false, allNamespaces: run.flags.isTrue('all-namespaces') });
  if (found instanceof KubectlError) return found;
  const errors = found.errors.filter((error) => !isNotFound(error));
  for (const info of found.infos) {
    if (info.name === '') return [...errors, textError(UNNAMED)];
    const uid = (info.object!.metadata as JSONObject).uid;
    const isGone = () => {
      const { status, body } = run.options.client.request({
        method: 'GET',
        path: pathOf(info.type, info.namespace, info.name),
      });
      return status >= 400 || (body as { metadata: JSONObject }).metadata.uid !== uid;
    };
    if (await run.waitUntil(isGone, timeoutMs)) met(run, info);
    else errors.push(timedOut(info));
  }
  return errors;
}

/** Waits for objects that need not be there yet. */
async function waitForCreate(run: Invocation, args: readonly string[], timeoutMs: number): Promise<Outcome> {
  if (run.flags.list('filename').length > 0 || run.flags.text('selector') !== '') {
    const seen = () => {
      const found = findObjects(run, args, { allowsAll: false });
      return !(found instanceof KubectlError) && found.infos.length > 0 ? found : undefined;
    };
    if (!(await run.waitUntil(() => seen() !== undefined, timeoutMs)))
      return textError('timed out waiting for the condition');
    for (const info of seen()!.infos) {
      if (info.name === '') return textError(UNNAMED);
      met(run, info);
    }
    return;
  }
  const selection = selectArgs(run, args, { allowsAll: false });
  if (selection instanceof KubectlError) return selection;
  for (const { type, name } of selection.named) {
    const info = { type, name, namespace: namespaceFor(run, type) };
    const isThere = () =>
      run.options.client.request({ method: 'GET', path: pathOf(type, info.namespace, name) }).status < 400;
    if (!(await run.waitUntil(isThere, timeoutMs))) return textError('timed out waiting for the condition');
    met(run, info);
  }
}

function readCheck(wanted: string): Check | KubectlError {
  if (wanted.startsWith('condition=')) return conditionCheck(wanted.slice('condition='.length));
  if (wanted.startsWith('jsonpath=')) return jsonPathCheck(wanted.slice('jsonpath='.length));
  return textError(`unrecognized condition: "${wanted}"`);
}

function conditionCheck(text: string): Check {
  const equals = text.indexOf('=');
  const type = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
  const status = (equals < 0 ? 'true' : text.slice(equals + 1)).toLowerCase();
  return (object) => {
    const metadata = object.metadata as JSONObject;
    const conditions =
      isObject(object.status) && Array.isArray(object.status.conditions)
        ? (object.status.conditions as JSONObject[])
        : [];
    const condition = conditions.find((candidate) => String(candidate.type).toLowerCase() === type);
    if (!condition) return false;
    const observed = condition.observedGeneration ?? (object.status as JSONObject).observedGeneration;
    if (typeof observed === 'number' && typeof metadata.generation === 'number' && observed < metadata.generation)
      return false;
    return String(condition.status).toLowerCase() === status;
  };
}

const FORMAT_ERROR =
  "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";

function jsonPathCheck(text: string): Check | KubectlError {
  if (text === '') return textError('jsonpath expression cannot be empty');
  const end = text.lastIndexOf('}');
  const expression = end < 0 ? text.split('=')[0] : text.slice(0, end + 1);
  const rest = text.slice(expression.length);
  if (expression === '' || (rest !== '' && !rest.startsWith('='))) return textError(FORMAT_ERROR);
  const value = rest === '' ? undefined : rest.slice(1).replace(/^(["'])(.*)\1$/, '$2');
  if (value === '')
    return textError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  const path = relaxedPath(expression);
  if (path instanceof KubectlError) return path;
  let parsed: JSONPath;
  try {
    parsed = new JSONPath(path);
  } catch (failure) {
    if (!(failure instanceof PathFailure)) throw failure;
    return textError(failure.message);
  }
  return (object) => checkPath(parsed, object, value);
}

function checkPath(path: JSONPath, object: JSONObject, value: string | undefined): boolean | string {
  let results: unknown[];
  try {
    results = path.find(object)[0] ?? [];
  } catch (failure) {
    if (!(failure instanceof PathFailure)) throw failure;
    return false;
  }
  if (results.length === 0) return false;
  if (value === undefined) return true;
  if (results.length > 1) return 'given jsonpath expression matches more than one value';
  if (typeof results[0] === 'object' && results[0] !== null)
    return 'jsonpath leads to a nested object or list which is not supported';
  return String(results[0]).trim() === value.trim();
}
