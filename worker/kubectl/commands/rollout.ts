/** `kubectl rollout status|restart|history|undo|pause|resume` (services.md R11.9.2). */

import type { JSONObject } from '../../kubernetes/patch';
import { isEqual } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import { createPrinter } from '../print/printers';
import type { Invocation } from '../invocation';
import { createResultPrinter, dryRunOf, forEach } from '../mutation';
import { findObjects } from '../selection';
import { goQuote } from '../text/go-syntax';
import { hasLastApplied } from './last-applied';
import type { CommandArgs, CommandBody, Outcome } from './types';

const SELECT = 'filename,f list; recursive,R bool; kustomize,k string; selector,l string';
const PRINT = 'output,o string; template string; show-managed-fields bool; allow-missing-template-keys bool=true';
const CHANGE = `${SELECT}; ${PRINT}; field-manager string`;
const USAGE = '(TYPE NAME | TYPE/NAME) [flags] [options]';

export const rolloutCommand: CommandBody = {
  subcommands: [
    {
      name: 'history',
      short: 'View rollout history',
      usage: USAGE,
      flags: flagTable(`${SELECT}; ${PRINT}; revision int`),
      run: runHistory,
    },
    {
      name: 'pause',
      short: 'Mark the provided resource as paused',
      usage: USAGE,
      flags: flagTable(CHANGE),
      run: (run, args) => setPaused(run, args, true),
    },
    { name: 'restart', short: 'Restart a resource', usage: USAGE, flags: flagTable(CHANGE), run: runRestart },
    {
      name: 'resume',
      short: 'Resume a paused resource',
      usage: USAGE,
      flags: flagTable(CHANGE),
      run: (run, args) => setPaused(run, args, false),
    },
    {
      name: 'status',
      short: 'Show the status of the rollout',
      usage: USAGE,
      flags: flagTable(`${SELECT}; watch,w bool=true; timeout duration; revision int`),
      run: runStatus,
    },
    {
      name: 'undo',
      short: 'Undo a previous rollout',
      usage: USAGE,
      flags: flagTable(`${SELECT}; ${PRINT}; dry-run string?unchanged; to-revision int`),
      run: runUndo,
    },
  ],
};

function find(run: Invocation, { args }: CommandArgs) {
  if (args.length === 0 && run.flags.list('filename').length === 0) return textError('required resource not specified');
  return findObjects(run, args, { allowsAll: true });
}

// ------------------------------------------------------------ status

interface Progress {
  text: string;
  isDone: boolean;
  error?: string;
}

async function runStatus(run: Invocation, args: CommandArgs): Promise<Outcome> {
  const found = find(run, args);
  if (found instanceof KubectlError) return found;
  const errors = [...found.errors];
  if (found.infos.length === 0 && errors.length === 0) run.err(`No resources found in ${run.namespace} namespace.\n`);
  for (const info of found.infos) {
    const error = await follow(run, info);
    if (error) errors.push(error);
  }
  return errors;
}

/** Prints the progress at each change of the object. */
async function follow(run: Invocation, info: Info): Promise<KubectlError | undefined> {
  const { type, namespace, name } = info;
  const changes: JSONObject[] = [info.object!];
  const query = {
    fieldSelector: `metadata.name=${name}`,
    resourceVersion: String((info.object!.metadata as JSONObject).resourceVersion),
  };
  const close = run.options.client.watch(
    { method: 'GET', path: pathOf(type, namespace), query: { ...query, watch: 'true' } },
    (event) => changes.push(event.object as unknown as JSONObject),
  );
  let error: KubectlError | undefined;
  const isOver = () => {
    for (const object of changes.splice(0)) {
      error = revisionProblem(run, object);
      if (error) return true;
      const progress = progressOf(info, object);
      if (progress.error !== undefined) error = textError(progress.error);
      else run.out(progress.text);
      if (error || progress.isDone || !run.flags.isTrue('watch')) return true;
    }
    return false;
  };
  try {
    const isDone = await run.waitUntil(isOver, run.flags.duration('timeout') || -1);
    return error ?? (isDone ? undefined : textError('timed out waiting for the condition'));
  } finally {
    close();
  }
}

const count = (value: unknown) => (typeof value === 'number' ? value : 0);

function progressOf({ type, name }: Info, object: JSONObject): Progress {
  const metadata = object.metadata as JSONObject;
  const spec = object.spec as JSONObject;
  const status = (object.status ?? {}) as JSONObject;
  const isObserved = count(metadata.generation) <= count(status.observedGeneration);
  if (type.kind === 'Deployment') return deploymentProgress(name, spec, status, isObserved);
  if (type.kind === 'DaemonSet') return daemonSetProgress(name, spec, status, isObserved);
  if (type.kind === 'StatefulSet') return statefulSetProgress(spec, status, isObserved);
  return {
    text: '',
    isDone: true,
    error: `no status viewer has been implemented for ${type.kind}${type.group === '' ? '' : `.${type.group}`}`,
  };
}

/** `--revision`: the rollout must be the one that is asked for. */
function revisionProblem(run: Invocation, object: JSONObject): KubectlError | undefined {
  const wanted = run.flags.number('revision');
  if (wanted <= 0 || object.kind !== 'Deployment') return undefined;
  const annotations = ((object.metadata as JSONObject).annotations ?? {}) as Record<string, string>;
  if (annotations[REVISION] === undefined) return undefined;
  const running = Number(annotations[REVISION]);
  return running === wanted
    ? undefined
    : textError(`desired revision (${wanted}) is different from the running revision (${running})`);
}

function deploymentProgress(name: string, spec: JSONObject, status: JSONObject, isObserved: boolean): Progress {
  const wait = (text: string) => ({
    text: `Waiting for deployment ${goQuote(name)} rollout to finish: ${text}...\n`,
    isDone: false,
  });
  if (!isObserved) return { text: 'Waiting for deployment spec update to be observed...\n', isDone: false };
  const conditions = (status.conditions ?? []) as JSONObject[];
  if (
    conditions.some((condition) => condition.type === 'Progressing' && condition.reason === 'ProgressDeadlineExceeded')
  ) {
    return { text: '', isDone: true, error: `deployment ${goQuote(name)} exceeded its progress deadline` };
  }
  const [replicas, updated, available] = [
    count(status.replicas),
    count(status.updatedReplicas),
    count(status.availableReplicas),
  ];
  if (updated < count(spec.replicas))
    return wait(`${updated} out of ${count(spec.replicas)} new replicas have been updated`);
  if (replicas > updated) return wait(`${replicas - updated} old replicas are pending termination`);
  if (available < updated) return wait(`${available} of ${updated} updated replicas are available`);
  return { text: `deployment ${goQuote(name)} successfully rolled out\n`, isDone: true };
}

function daemonSetProgress(name: string, spec: JSONObject, status: JSONObject, isObserved: boolean): Progress {
  const strategy = (spec.updateStrategy ?? {}) as JSONObject;
  if (strategy.type !== 'RollingUpdate')
    return { text: '', isDone: true, error: 'rollout status is only available for RollingUpdate strategy type' };
  if (!isObserved) return { text: 'Waiting for daemon set spec update to be observed...\n', isDone: false };
  const wait = (text: string) => ({
    text: `Waiting for daemon set ${goQuote(name)} rollout to finish: ${text}...\n`,
    isDone: false,
  });
  const [desired, updated, available] = [
    count(status.desiredNumberScheduled),
    count(status.updatedNumberScheduled),
    count(status.numberAvailable),
  ];
  if (updated < desired) return wait(`${updated} out of ${desired} new pods have been updated`);
  if (available < desired) return wait(`${available} of ${desired} updated pods are available`);
  return { text: `daemon set ${goQuote(name)} successfully rolled out\n`, isDone: true };
}

function statefulSetProgress(spec: JSONObject, status: JSONObject, isObserved: boolean): Progress {
  const strategy = (spec.updateStrategy ?? {}) as JSONObject;
  if (strategy.type !== 'RollingUpdate')
    return { text: '', isDone: true, error: 'rollout status is only available for RollingUpdate strategy type' };
  if (!isObserved || count(status.observedGeneration) === 0)
    return { text: 'Waiting for statefulset spec update to be observed...\n', isDone: false };
  const replicas = count(spec.replicas);
  const [ready, updated] = [count(status.readyReplicas), count(status.updatedReplicas)];
  if (ready < replicas) return { text: `Waiting for ${replicas - ready} pods to be ready...\n`, isDone: false };
  const rolling = strategy.rollingUpdate as JSONObject | undefined;
  if (rolling) {
    const partition = count(rolling.partition);
    if (updated < replicas - partition)
      return {
        text: `Waiting for partitioned roll out to finish: ${updated} out of ${replicas - partition} new pods have been updated...\n`,
        isDone: false,
      };
    return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, isDone: true };
  }
  if (status.updateRevision !== status.currentRevision) {
    return {
      text: `waiting for statefulset rolling update to complete ${updated} pods at revision ${String(status.updateRevision)}...\n`,
      isDone: false,
    };
  }
  return {
    text: `statefulset rolling update complete ${count(status.currentReplicas)} pods at revision ${String(status.currentRevision)}...\n`,
    isDone: true,
  };
}

// ------------------------------------------------------------ changes

const isoTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

function change(
  run: Invocation,
  args: CommandArgs,
  operation: string,
  patchFor: (info: Info) => JSONObject | KubectlError | string,
): Outcome {
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const printer = createResultPrinter(run, dryRun);
  if (printer instanceof KubectlError) return printer;
  const found = find(run, args);
  if (found instanceof KubectlError) return found;
  if (found.infos.length === 0 && found.errors.length === 0)
    run.err(`No resources found in ${run.namespace} namespace.\n`);
  const work = (info: Info) => {
    const patch = patchFor(info);
    if (patch instanceof KubectlError) return patch;
    if (typeof patch === 'string') return printer(info, patch);
    if (dryRun === 'client') return printer(info, operation);
    const patched = run.patch(pathOf(info.type, info.namespace, info.name), 'strategic', patch, {
      fieldManager: run.flags.text('field-manager') || 'kubectl-rollout',
      ...(dryRun === 'server' && { dryRun: 'All' }),
    });
    return patched instanceof KubectlError
      ? patched
      : printer({ ...info, object: patched as unknown as JSONObject }, operation);
  };
  // undo alone finds its objects one at a time
  return operation === 'rolled back'
    ? forEach(found.infos, found.errors, work)
    : [...found.errors, ...forEach(found.infos, [], work)];
}

function runRestart(run: Invocation, args: CommandArgs): Outcome {
  return change(run, args, 'restarted', ({ type, name, object }) => {
    if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(type.kind))
      return textError(`error: ${type.resource} ${goQuote(name)} restarting is not supported`);
    if ((object!.spec as JSONObject).paused === true)
      return textError(
        `error: ${type.resource}.${type.group} ${goQuote(name)} can't restart paused deployment (run rollout resume first)`,
      );
    return {
      spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': isoTime(run.nowMs) } } } },
    };
  });
}

function setPaused(run: Invocation, args: CommandArgs, isPaused: boolean): Outcome {
  return change(run, args, isPaused ? 'paused' : 'resumed', ({ type, name, object }) => {
    if (type.kind !== 'Deployment')
      return textError(
        `error: ${type.resource} ${goQuote(name)} ${isPaused ? 'pausing' : 'resuming'} is not supported`,
      );
    const was = (object!.spec as JSONObject).paused === true;
    if (was === isPaused)
      return textError(
        `error: ${type.resource}.${type.group} ${goQuote(name)} is ${isPaused ? 'already paused' : 'not paused'}`,
      );
    return { spec: { paused: isPaused ? true : null } };
  });
}

// ------------------------------------------------------------ history and undo

interface Revision {
  number: number;
  template: JSONObject;
  cause: string;
  /** The ReplicaSet or ControllerRevision itself. */
  object: JSONObject;
}

const VISITED = ['Job.batch', 'CronJob.batch', 'Pod', 'ReplicaSet.apps', 'ReplicationController'];

/** Kinds without revisions have neither a history nor a way back. */
function historyProblem({ type }: Info, what: string): KubectlError | undefined {
  if (['Deployment', 'DaemonSet', 'StatefulSet'].includes(type.kind)) return undefined;
  const kind = `${type.kind}${type.group === '' ? '' : `.${type.group}`}`;
  if (VISITED.includes(kind))
    return textError(`no ${what === 'history' ? 'history viewer' : what} has been implemented for ${goQuote(kind)}`);
  return textError(
    `error retrieving ${what} for ${goQuote(kind)}, no visitor method exists for {${type.group} ${type.kind}}`,
  );
}

const REVISION = 'deployment.kubernetes.io/revision';
const CAUSE = 'kubernetes.io/change-cause';

/** Revisions of a Deployment are its ReplicaSets, of the others their ControllerRevisions. */
function revisionsOf(run: Invocation, { type, namespace, object }: Info): Revision[] | KubectlError {
  const { uid } = object!.metadata as { uid: string };
  const ownedBy = (items: JSONObject[]) =>
    items.filter((item) =>
      (((item.metadata as JSONObject).ownerReferences ?? []) as JSONObject[]).some((owner) => owner.uid === uid),
    );
  const causeOf = (item: JSONObject) =>
    String(((item.metadata as JSONObject).annotations as JSONObject | undefined)?.[CAUSE] ?? '<none>');
  const withType = (item: JSONObject) => ({ apiVersion: 'apps/v1', kind: listType!.kind, ...item });
  const listType = run.discovery.findKind('apps/v1', type.kind === 'Deployment' ? 'ReplicaSet' : 'ControllerRevision');
  if (!listType) return [];
  const list = run.get<{ items: JSONObject[] }>(pathOf(listType, namespace));
  if (list instanceof KubectlError) return list;
  const revisions = ownedBy(list.items).map((item) => {
    if (type.kind !== 'Deployment') {
      const template = (((item.data as JSONObject)?.spec as JSONObject)?.template ?? {}) as JSONObject;
      return { number: count(item.revision), template, cause: causeOf(item), object: withType(item) };
    }
    const annotations = ((item.metadata as JSONObject).annotations ?? {}) as Record<string, string>;
    return {
      number: Number(annotations[REVISION] ?? 0),
      template: (item.spec as JSONObject).template as JSONObject,
      cause: causeOf(item),
      object: withType(item),
    };
  });
  return revisions.sort((a, b) => a.number - b.number);
}

async function runHistory(run: Invocation, args: CommandArgs): Promise<Outcome> {
  const { templateText } = await import('../describe');
  const printer = createPrinter(run);
  if (printer instanceof KubectlError) return printer;
  const found = find(run, args);
  if (found instanceof KubectlError) return found;
  return forEach(found.infos, found.errors, (info) => {
    const problem = historyProblem(info, 'history');
    if (problem) return problem;
    const revisions = revisionsOf(run, info);
    if (revisions instanceof KubectlError) return revisions;
    const wanted = run.flags.number('revision');
    const name = `${info.type.kind.toLowerCase()}.${info.type.group}/${info.name}`;
    if (wanted > 0) {
      const revision = revisions.find((candidate) => candidate.number === wanted);
      if (!revision) return textError('unable to find the specified revision');
      if (printer) return printer(revision.object);
      run.out(`${name} with revision #${wanted}\n${templateText(run, revision.template)}\n`);
      return undefined;
    }
    if (printer) return revisions.map(({ object }) => printer(object)).find((error) => error !== undefined);
    if (revisions.length === 0) run.out(`${name} \nNo rollout history found.\n`);
    else
      run.out(
        `${name} \nREVISION  CHANGE-CAUSE\n${revisions.map(({ number, cause }) => `${String(number).padEnd(10)}${cause}\n`).join('')}\n`,
      );
    return undefined;
  });
}

const UNDO_WARNING =
  "was previously managed with 'kubectl apply'. Rolling back will not update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.";

const PAUSED = "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again";

function runUndo(run: Invocation, args: CommandArgs): Outcome {
  return change(run, args, 'rolled back', (info) => {
    const problem = historyProblem(info, 'rollbacker');
    if (problem) return problem;
    const revisions = revisionsOf(run, info);
    if (revisions instanceof KubectlError) return revisions;
    const wanted = run.flags.number('to-revision');
    const target =
      wanted > 0 ? revisions.find((revision) => revision.number === wanted) : revisions[revisions.length - 2];
    if (!target && wanted > 0) return textError(`unable to find specified revision ${wanted} in history`);
    if (!target)
      return textError(
        info.type.kind === 'Deployment'
          ? `no rollout history found for deployment "${info.name}"`
          : 'no last revision to roll back to',
      );
    if (hasLastApplied(info.object!) && run.release.since('1.34'))
      run.err(`Warning: resource ${info.type.resource}/${info.name} ${UNDO_WARNING}\n`);
    if (info.type.kind === 'Deployment' && (info.object!.spec as JSONObject).paused === true) return textError(PAUSED);
    const template = withoutHash(target.template);
    if (isEqual(template, (info.object!.spec as JSONObject).template))
      return `skipped rollback (current template already matches revision ${target.number})`;
    return { spec: { template: { $patch: 'replace', ...template } } };
  });
}

function withoutHash(template: JSONObject): JSONObject {
  const metadata = { ...((template.metadata ?? {}) as JSONObject) };
  const labels = { ...((metadata.labels ?? {}) as JSONObject) };
  delete labels['pod-template-hash'];
  return { ...template, metadata: { ...metadata, labels } };
}
