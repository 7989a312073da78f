/** `kubectl set image|selector|env|resources`, `cordon`, `uncordon`, `taint`. */

import { createTwoWayMergePatch, type JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, forEach, writeQuery } from '../mutation';
import { findObjects } from '../selection';
import { MISSING_RESOURCES } from '../texts';
import type { CommandArgs, CommandBody, Outcome } from './types';

const FLAGS = flagTable(
  'all bool; selector,l string; local bool; resource-version string; filename,f list; recursive,R bool; kustomize,k string; output,o string; template string; dry-run string?unchanged; field-manager string;' +
    'overwrite bool=true; list bool; env,e array; containers,c string=*; show-managed-fields bool; allow-missing-template-keys bool=true',
);

export const setCommand: CommandBody = {
  subcommands: [
    {
      name: 'env',
      short: 'Update environment variables on a pod template',
      usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]',
      flags: FLAGS,
      run: (run, args) =>
        run.flags.isTrue('list') ? listEnv(run, args) : setOnObjects(run, args, 'env updated', setEnv),
    },
    {
      name: 'image',
      short: 'Update the image of a pod template',
      usage:
        '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]',
      flags: FLAGS,
      run: (run, args) => setOnObjects(run, args, 'image updated', setImage),
    },
    {
      name: 'resources',
      short: 'Update resource requests/limits on objects with pod templates',
      usage: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]',
      flags: [...FLAGS, ...flagTable('limits string; requests string')],
      run: (run, args) =>
        setOnObjects(run, args, 'resource requirements updated', (info) => setResources(run, info), 0),
    },
    {
      name: 'selector',
      short: 'Set the selector on a resource',
      usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]',
      flags: FLAGS,
      run: (run, args) => setOnObjects(run, args, 'selector updated', setSelector, 1),
    },
  ],
};

type Change = (info: Info, pairs: readonly string[]) => JSONObject | KubectlError;

/** @param pairCount how many arguments at the end are values; by default all with `=` or a final `-`. */
function setOnObjects(
  run: Invocation,
  { args }: CommandArgs,
  operation: string,
  change: Change,
  pairCount?: number,
): Outcome {
  const split =
    pairCount === undefined
      ? args.findIndex((arg) => arg.includes('=') || (arg.endsWith('-') && !arg.includes('/')))
      : args.length - pairCount;
  const resources = split < 0 ? args : args.slice(0, split);
  const pairs = split < 0 ? [] : args.slice(split);
  if (resources.length === 0 && run.flags.list('filename').length === 0) return textError(MISSING_RESOURCES);
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const found = findObjects(run, resources, { allowsAll: false });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  return forEach(found.infos, found.errors, (info) => {
    const changed = change(info, pairs);
    if (changed instanceof KubectlError) return changed;
    if (dryRun === 'client' || run.flags.isTrue('local')) return printer({ ...info, object: changed }, operation);
    const patch = createTwoWayMergePatch(info.object!, changed, info.type.kind);
    if (patch.error) return textError(patch.error.message);
    if (Object.keys(patch.value as JSONObject).length === 0) return undefined;
    const patched = run.patch(
      pathOf(info.type, info.namespace, info.name),
      'strategic',
      patch.value,
      writeQuery(run.flags.text('field-manager') || 'kubectl-set', dryRun),
    );
    return patched instanceof KubectlError
      ? patched
      : printer({ ...info, object: patched as unknown as JSONObject }, operation);
  });
}

function setSelector({ object, type }: Info, [text]: readonly string[]): JSONObject | KubectlError {
  if (type.kind !== 'Service') return textError('setting a selector is only supported for Services');
  const selector = Object.fromEntries(
    (text ?? '')
      .split(',')
      .filter(Boolean)
      .map((pair) => [pair.split('=')[0], pair.split('=').slice(1).join('=')]),
  );
  return { ...object!, spec: { ...(object!.spec as JSONObject), selector } };
}

/** The object with another list of containers in its Pod spec. */
function withContainers({ object, type }: Info, change: (container: JSONObject) => JSONObject): JSONObject {
  const spec = object!.spec as JSONObject;
  const inSpec = (podSpec: JSONObject): JSONObject => ({
    ...podSpec,
    containers: ((podSpec.containers ?? []) as JSONObject[]).map(change),
    ...(podSpec.initContainers ? { initContainers: (podSpec.initContainers as JSONObject[]).map(change) } : {}),
  });
  if (type.kind === 'Pod') return { ...object!, spec: inSpec(spec) };
  const template = spec.template as JSONObject;
  return { ...object!, spec: { ...spec, template: { ...template, spec: inSpec(template.spec as JSONObject) } } };
}

function setImage(info: Info, pairs: readonly string[]): JSONObject | KubectlError {
  const images = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  if (images.length === 0) return textError('must specify at least one container=image pair');
  const seen = new Set<string>();
  const changed = withContainers(info, (container) => {
    const match = images.find(([name]) => name === '*' || name === container.name);
    if (!match) return container;
    seen.add(match[0]);
    return { ...container, image: match[1] };
  });
  const missing = images.find(([name]) => !seen.has(name));
  return missing ? textError(`unable to find container named "${missing[0]}"`) : changed;
}

function setResources(run: Invocation, info: Info): JSONObject | KubectlError {
  const amounts = (flag: string) =>
    Object.fromEntries(
      run.flags
        .text(flag)
        .split(',')
        .filter(Boolean)
        .map((pair) => pair.split('=') as [string, string]),
    );
  const given = { limits: amounts('limits'), requests: amounts('requests') };
  if (Object.keys({ ...given.limits, ...given.requests }).length === 0)
    return textError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  return withContainers(info, (container) => {
    const resources = { ...((container.resources ?? {}) as JSONObject) };
    for (const [field, more] of Object.entries(given))
      if (Object.keys(more).length > 0) resources[field] = { ...(resources[field] as JSONObject), ...more };
    return { ...container, resources };
  });
}

/** Prints the variables of each container. */
function listEnv(run: Invocation, { args }: CommandArgs): Outcome {
  const found = findObjects(run, args, { allowsAll: false });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  return forEach(found.infos, found.errors, (info) => {
    withContainers(info, (container) => {
      run.out(`# ${info.type.kind} ${info.name}, container ${String(container.name)}\n`);
      for (const { name, value } of (container.env ?? []) as JSONObject[])
        if (value !== undefined) run.out(`${String(name)}=${String(value)}\n`);
      return container;
    });
    return undefined;
  });
}

function setEnv(info: Info, pairs: readonly string[]): JSONObject {
  return withContainers(info, (container) => {
    let env = ((container.env ?? []) as JSONObject[]).slice();
    for (const pair of pairs) {
      const name = pair.includes('=') ? pair.slice(0, pair.indexOf('=')) : pair.slice(0, -1);
      const at = env.findIndex((entry) => entry.name === name);
      if (!pair.includes('=')) env = env.filter((entry) => entry.name !== name);
      else if (at < 0) env.push({ name, value: pair.slice(pair.indexOf('=') + 1) });
      else env[at] = { name, value: pair.slice(pair.indexOf('=') + 1) };
    }
    return { ...container, env };
  });
}

// ------------------------------------------------------------ nodes

export const NODE_FLAGS = flagTable(
  'selector,l string; dry-run string?unchanged; pod-selector string; force bool; grace-period int=-1; ignore-daemonsets bool; delete-emptydir-data bool; timeout duration; disable-eviction bool; chunk-size int',
);

export function findNodes(run: Invocation, args: readonly string[], verb: string) {
  if (args.length === 0 && run.flags.text('selector') === '')
    return usageError(`kubectl ${verb}`, `USAGE: ${verb} NODE [flags]`);
  return findObjects(run, ['nodes', ...args], { allowsAll: false });
}

export function setSchedulable(run: Invocation, info: Info, isCordoned: boolean): KubectlError | undefined {
  const isNow = (info.object!.spec as JSONObject | undefined)?.unschedulable === true;
  if (isNow === isCordoned) {
    run.out(`node/${info.name} already ${isCordoned ? 'cordoned' : 'uncordoned'}\n`);
    return undefined;
  }
  const patched = run.patch(pathOf(info.type, undefined, info.name), 'strategic', {
    spec: { unschedulable: isCordoned ? true : null },
  });
  if (patched instanceof KubectlError) return patched;
  run.out(`node/${info.name} ${isCordoned ? 'cordoned' : 'uncordoned'}\n`);
  return undefined;
}

const cordon = (verb: 'cordon' | 'uncordon'): CommandBody => ({
  usage: 'NODE [options]',
  flags: NODE_FLAGS,
  run(run, { args }) {
    const found = findNodes(run, args, verb);
    if (found instanceof KubectlError) return found;
    return found.errors.length > 0
      ? found.errors
      : forEach(found.infos, [], (info) => setSchedulable(run, info, verb === 'cordon'));
  },
});

export const cordonCommand = cordon('cordon');
export const uncordonCommand = cordon('uncordon');

export const taintCommand: CommandBody = {
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]',
  flags: flagTable(
    'all bool; overwrite bool; selector,l string; dry-run string?unchanged; validate string?strict; field-manager string; output,o string; template string',
  ),
  run: runTaint,
};

function runTaint(run: Invocation, { args }: CommandArgs): Outcome {
  const split = args.findIndex((arg) => arg.includes('=') || arg.includes(':') || arg.endsWith('-'));
  if (split < 0) return textError('at least one taint update is required');
  const found = findObjects(run, args.slice(0, split), { allowsAll: false });
  if (found instanceof KubectlError) return found;
  const changes = args.slice(split);
  return forEach(found.infos, found.errors, (info) => {
    const old = (((info.object!.spec ?? {}) as JSONObject).taints ?? []) as JSONObject[];
    const taints = changeTaints(info.name, old, changes, run.flags.isTrue('overwrite'));
    if (taints instanceof KubectlError) return taints;
    const patched = run.patch(
      pathOf(info.type, undefined, info.name),
      'merge',
      { spec: { taints: taints.length > 0 ? taints : null } },
      { fieldManager: 'kubectl-taint' },
    );
    if (patched instanceof KubectlError) return patched;
    const hasRemovals = changes.some((change) => change.endsWith('-'));
    const hasAdditions = changes.some((change) => !change.endsWith('-'));
    const isModified = run.flags.isTrue('overwrite') || (hasRemovals && hasAdditions);
    run.out(`node/${info.name} ${isModified ? 'modified' : hasRemovals ? 'untainted' : 'tainted'}\n`);
    return undefined;
  });
}

function changeTaints(
  node: string,
  old: readonly JSONObject[],
  changes: readonly string[],
  canOverwrite: boolean,
): JSONObject[] | KubectlError {
  let taints = [...old];
  for (const change of changes) {
    const isRemoval = change.endsWith('-');
    const [pair, effect] = (isRemoval ? change.slice(0, -1) : change).split(':');
    const [key, value] = pair.split('=');
    const isSame = (taint: JSONObject) => taint.key === key && (effect === undefined || taint.effect === effect);
    if (isRemoval) {
      if (!taints.some(isSame)) return textError(`taint "${change.slice(0, -1)}" not found`);
      taints = taints.filter((taint) => !isSame(taint));
      continue;
    }
    if (!['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect))
      return usageError('kubectl taint', `invalid taint effect: ${effect}, unsupported taint effect`);
    if (taints.some(isSame) && !canOverwrite)
      return textError(`node ${node} already has ${key} taint(s) with same effect(s) and --overwrite is false`);
    taints = [
      ...taints.filter((taint) => !isSame(taint)),
      { key, ...(value !== undefined && value !== '' && { value }), effect },
    ];
  }
  return taints;
}
