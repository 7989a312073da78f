/** What the commands of `kubectl set` share: their arguments, the objects, the Pod spec in them, patch and result line. */

import { createTwoWayMergePatch, isObject, type JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, forEach, writeQuery } from '../mutation';
import { typed } from '../print/struct-order';
import { findObjects } from '../selection';
import { MISSING_RESOURCES } from '../texts';
import type { Outcome } from './types';

/** Flags of every command of `set`. */
export const SET_FLAGS = flagTable(
  'all bool; local bool; filename,f list; recursive,R bool; output,o string; template string; dry-run string?unchanged; field-manager string;' +
    'show-managed-fields bool; allow-missing-template-keys bool=true',
);

/** The flags of those that can also find their objects by a selector. */
export const SELECTING_FLAGS = [...SET_FLAGS, ...flagTable('selector,l string; kustomize,k string')];

/** Arguments in front of the first pair, and the pairs; cmdutil.GetResourcesAndPairs. */
export function splitPairs(
  args: readonly string[],
  what: string,
): { resources: string[]; pairs: string[] } | KubectlError {
  const split = { resources: [] as string[], pairs: [] as string[] };
  for (const arg of args) {
    const isPair = (arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-');
    if (isPair) split.pairs.push(arg);
    else if (split.pairs.length === 0) split.resources.push(arg);
    else return textError(`all resources must be specified before ${what} changes: ${arg}`);
  }
  return split;
}

export interface Setting {
  /** `image updated` */
  operation: string;
  /** What stands before the server's refusal; absent: it is printed as it is. */
  refusal?: string;
  /** It is sent and reported also when it changes nothing. */
  isAlways?: boolean;
  /** @returns the object with the change, the same object when there is none, errors that do not stop it, or the error. */
  change(info: Info): Changed | KubectlError;
}

export interface Changed {
  object: JSONObject;
  errors?: KubectlError[];
}

/** @returns the objects that a command of `set` works on. */
export function findSettable(run: Invocation, resources: readonly string[]) {
  if (resources.length === 0 && run.flags.list('filename').length === 0) return textError(MISSING_RESOURCES);
  return findObjects(run, resources, { allowsAll: false });
}

/** Changes each object, by a patch or only in what is printed. */
export function setOnObjects(run: Invocation, found: ReturnType<typeof findSettable>, setting: Setting): Outcome {
  if (found instanceof KubectlError) return found;
  // where one is not found none is changed
  if (found.errors.length > 0) return found.errors;
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const isLocal = run.flags.isTrue('local') || dryRun === 'client';
  const more: KubectlError[] = [];
  const errors = forEach(found.infos, [], (info) => {
    const changed = setting.change(info);
    if (changed instanceof KubectlError) return changed;
    more.push(...(changed.errors ?? []));
    const patch = createTwoWayMergePatch(info.object!, changed.object, info.type.kind);
    if (patch.error) return textError(patch.error.message);
    if (!setting.isAlways && Object.keys(patch.value as JSONObject).length === 0) return undefined;
    if (isLocal) return printer({ ...info, object: typed(changed.object) }, setting.operation);
    const query = writeQuery(run.flags.text('field-manager') || 'kubectl-set', dryRun);
    const patched = run.patch(pathOf(info.type, info.namespace, info.name), 'strategic', patch.value, query);
    if (patched instanceof KubectlError)
      return setting.refusal === undefined ? patched : textError(`${setting.refusal} ${patched.message}`);
    return printer({ ...info, object: patched as unknown as JSONObject }, setting.operation);
  });
  return [...more, ...errors];
}

/** The refusal of a change that an object does not take. */
export const unsettable = ({ type, name }: Info, problem: string) =>
  textError(`error: ${type.resource}/${name} ${problem}\n`);

/** The object with another Pod spec. */
export function withPodSpec(info: Info, change: (spec: JSONObject) => JSONObject): JSONObject | KubectlError {
  const object = info.object!;
  const spec = (object.spec ?? {}) as JSONObject;
  if (info.type.kind === 'Pod') return { ...object, spec: change(spec) };
  const template = info.type.kind === 'CronJob' ? undefined : spec.template;
  if (info.type.kind === 'CronJob') {
    const job = (spec.jobTemplate ?? {}) as { spec?: JSONObject };
    const inner = (job.spec?.template ?? {}) as JSONObject;
    const changed = { ...job.spec, template: { ...inner, spec: change((inner.spec ?? {}) as JSONObject) } };
    return { ...object, spec: { ...spec, jobTemplate: { ...job, spec: changed } } };
  }
  if (!isObject(template) || !isObject(template.spec))
    return unsettable(info, `the object is not a pod or does not have a pod template: *v1.${info.type.kind}`);
  return { ...object, spec: { ...spec, template: { ...template, spec: change(template.spec) } } };
}

/** The Pod spec with other containers, where a pattern (`*` stands for anything) names them. */
export function withContainers(
  spec: JSONObject,
  change: (container: JSONObject) => JSONObject,
  pattern = '*',
): JSONObject {
  const all = (list: unknown) =>
    (list as JSONObject[]).map((container) =>
      isNamed(pattern, String(container.name)) ? change(container) : container,
    );
  return {
    ...spec,
    ...(spec.containers ? { containers: all(spec.containers) } : {}),
    ...(spec.initContainers ? { initContainers: all(spec.initContainers) } : {}),
  };
}

/** Whether a pattern of names (`--containers`) holds for a name. */
function isNamed(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
