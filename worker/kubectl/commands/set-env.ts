/** `kubectl set env`: variables of containers, from the command line, standard input, ConfigMaps and Secrets. */

import type { JSONObject } from '../../kubernetes/patch';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { forEach } from '../mutation';
import { findObjects } from '../selection';
import { goQuote } from '../text/go-syntax';
import {
  findSettable,
  SELECTING_FLAGS,
  setOnObjects,
  unsettable,
  withContainers,
  withPodSpec,
  type Changed,
} from './set-objects';
import type { CommandArgs, CommandSpec, Outcome } from './types';

export const setEnvCommand: CommandSpec = {
  name: 'env',
  short: 'Update environment variables on a pod template',
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]',
  flags: [
    ...SELECTING_FLAGS,
    ...flagTable(
      'list bool; resolve bool; env,e array; from string; prefix string; keys list; overwrite bool=true; containers,c string=*',
    ),
  ],
  run: runEnv,
};

interface Variables {
  set: JSONObject[];
  removed: string[];
}

const NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const NAME_PROBLEM =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

const isVariable = (arg: string) => arg.includes('=') || (arg.endsWith('-') && arg.length > 1) || arg === '-';

function runEnv(run: Invocation, { args }: CommandArgs): Outcome {
  const at = args.findIndex(isVariable);
  const resources = at < 0 ? args : args.slice(0, at);
  const given = at < 0 ? [] : args.slice(at);
  const late = given.find((arg) => !isVariable(arg));
  if (late !== undefined)
    return usageError(
      'kubectl set env',
      `all resources must be specified before environment changes: ${given.join(' ')}`,
    );
  if (resources.length === 0 && run.flags.list('filename').length === 0)
    return usageError(
      'kubectl set env',
      'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    );
  if (run.flags.isTrue('list') && run.flags.text('output') !== '')
    return usageError('kubectl set env', '--list and --output may not be specified together');
  const variables = readVariables(run, [...given, ...run.flags.list('env')]);
  if (variables instanceof KubectlError) return variables;
  const problem = run.flags.text('from') === '' ? undefined : addFrom(run, variables);
  if (problem) return problem;
  const prefix = run.flags.text('prefix');
  if (prefix !== '')
    variables.set = variables.set.map((entry) => ({ ...entry, name: `${prefix}${String(entry.name)}` }));
  const found = findSettable(run, resources);
  if (found instanceof KubectlError) return found;
  if (run.flags.isTrue('list') && found.errors.length === 0) return listEnv(run, found.infos);
  return setOnObjects(run, found, {
    operation: 'env updated',
    refusal: 'failed to patch env update to pod template:',
    change: (info) => changeEnv(run, info, variables),
  });
}

function readVariables(run: Invocation, texts: readonly string[]): Variables | KubectlError {
  const lines = texts.flatMap((text) =>
    text === '-'
      ? run.context.stdin
          .readAll()
          .split('\n')
          .filter((line) => line !== '')
      : [text],
  );
  const variables: Variables = { set: [], removed: [] };
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals >= 0) {
      const name = line.slice(0, equals);
      if (!NAME.test(name)) return textError(`${goQuote(name)} is not a valid key name: ${NAME_PROBLEM}`);
      variables.set.push({ name, value: line.slice(equals + 1) });
    } else if (line.endsWith('-')) variables.removed.push(line.slice(0, -1));
    else return textError(`unknown environment variable: ${line}`);
  }
  if (variables.set.some(({ name }) => variables.removed.includes(String(name))))
    return textError('can not both modify and remove the same environment variable in the same command');
  return variables;
}

/** `--from=configmap/NAME`: each key becomes a variable that refers to it. */
function addFrom(run: Invocation, variables: Variables): KubectlError | undefined {
  const found = findObjects(run, [run.flags.text('from')], { allowsAll: false });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors[0];
  const wanted = run.flags.list('keys');
  for (const { type, name, object } of found.infos) {
    const field = { Secret: 'secretKeyRef', ConfigMap: 'configMapKeyRef' }[type.kind];
    if (!field) return textError('unsupported resource specified in --from');
    for (const key of Object.keys((object!.data ?? {}) as JSONObject).sort()) {
      if (wanted.length > 0 && !wanted.includes(key)) continue;
      const variable = key.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
      if (variable !== key) run.err(`Warning: key ${key} transferred to ${variable}\n`);
      variables.set.push({ name: variable, valueFrom: { [field]: { key, name } } });
    }
  }
  return undefined;
}

function changeEnv(run: Invocation, info: Info, { set, removed }: Variables): Changed | KubectlError {
  const pattern = run.flags.text('containers');
  let count = 0;
  let taken: JSONObject | undefined;
  const object = withPodSpec(info, (spec) =>
    withContainers(
      spec,
      (container) => {
        count++;
        const old = (container.env ?? []) as JSONObject[];
        if (!run.flags.isTrue('overwrite'))
          taken ??= old.find(({ name, value }) => value !== undefined && set.some((entry) => entry.name === name));
        const kept = old
          .filter(({ name }) => !removed.includes(String(name)))
          .map((entry) => set.findLast(({ name }) => name === entry.name) ?? entry);
        const added = set.filter(
          ({ name }, at) =>
            !old.some((entry) => entry.name === name) && set.findIndex((entry) => entry.name === name) === at,
        );
        const env = [...kept, ...added];
        return env.length === 0 && old.length === 0 ? container : { ...container, env };
      },
      pattern,
    ),
  );
  if (object instanceof KubectlError) return object;
  if (count === 0)
    run.err(`Warning: ${info.type.kind}/${info.name} does not have any containers matching ${goQuote(pattern)}\n`);
  if (taken)
    return unsettable(
      info,
      `'${String(taken.name)}' already has a value (${String(taken.value)}), and --overwrite is false`,
    );
  return { object };
}

// ------------------------------------------------------------ --list

/** Prints the variables of each container. */
function listEnv(run: Invocation, infos: readonly Info[]): Outcome {
  return forEach(infos, [], (info) => {
    const listed = withPodSpec(info, (spec) =>
      withContainers(
        spec,
        (container) => {
          run.out(`# ${info.type.kind} ${info.name}, container ${String(container.name)}\n`);
          for (const entry of (container.env ?? []) as JSONObject[]) run.out(`${lineOf(run, info, entry)}\n`);
          return container;
        },
        run.flags.text('containers'),
      ),
    );
    // what has no Pod spec has nothing to list
    void listed;
    return undefined;
  });
}

type Reference = Partial<
  Record<string, { key?: string; name?: string; fieldPath?: string; resource?: string; containerName?: string }>
>;

function lineOf(run: Invocation, info: Info, { name, value, valueFrom }: JSONObject): string {
  if (valueFrom === undefined) return `${String(name)}=${String(value ?? '')}`;
  const reference = valueFrom as Reference;
  const resolved = run.flags.isTrue('resolve') ? resolve(run, info, reference) : undefined;
  return resolved === undefined ? `# ${String(name)} from ${referenceText(reference)}` : `${String(name)}=${resolved}`;
}

function referenceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: Reference): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  if (fieldRef) return `field path ${fieldRef.fieldPath}`;
  const container = resourceFieldRef?.containerName ? `${resourceFieldRef.containerName}/` : '';
  return resourceFieldRef ? `resource field ${container}${resourceFieldRef.resource}` : 'invalid valueFrom';
}

/** The value that a key of a ConfigMap or Secret has now. */
function resolve(run: Invocation, { namespace }: Info, reference: Reference): string | undefined {
  const isSecret = reference.secretKeyRef !== undefined;
  const { name, key } = reference.configMapKeyRef ?? reference.secretKeyRef ?? {};
  if (name === undefined || key === undefined) return undefined;
  const answer = run.get<JSONObject>(
    `/api/v1/namespaces/${namespace}/${isSecret ? 'secrets' : 'configmaps'}/${encodeURIComponent(name)}`,
  );
  const text = answer instanceof KubectlError ? undefined : (answer.data as Record<string, string> | undefined)?.[key];
  if (text === undefined || !isSecret) return text;
  return new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
}
