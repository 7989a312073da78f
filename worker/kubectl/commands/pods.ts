/** `kubectl logs` and `kubectl exec` (services.md R11.9.3). */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf, type ResourceType } from '../discovery';
import { isNotFound, KubectlError, textError, usageError } from '../errors';
import { flagTable, parseDuration } from '../flags';
import type { Invocation } from '../invocation';
import { goQuote } from '../text/go-syntax';
import { fetchObject } from '../selection';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const logsCommand: CommandBody = {
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]',
  flags: flagTable(
    'container,c string; follow,f bool; previous,p bool; all-containers bool; all-pods bool; tail int=-1; since duration; since-time string; timestamps bool; limit-bytes int; prefix bool; selector,l string;' +
      'ignore-errors bool; max-log-requests int=5; pod-running-timeout duration=20s; insecure-skip-tls-verify-backend bool',
  ),
  run: runLogs,
};

export const execCommand: CommandBody = {
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]',
  flags: flagTable(
    'container,c string; stdin,i bool; tty,t bool; quiet,q bool; pod-running-timeout duration=1m0s; filename,f list',
  ),
  run: runExec,
};

interface Container {
  name: string;
  label: string;
}

/** Containers of a Pod in the order in which kubectl names them. */
function containersOf(pod: JSONObject): Container[] {
  const spec = pod.spec as JSONObject;
  const named = (field: string, suffix: string) =>
    ((spec[field] ?? []) as JSONObject[]).map(({ name }) => ({
      name: String(name),
      label: `${String(name)}${suffix}`,
    }));
  return [
    ...named('containers', ''),
    ...named('ephemeralContainers', ' (ephem)'),
    ...named('initContainers', ' (init)'),
  ];
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The container that is meant; says so on stderr when there was a choice. */
function chooseContainer(run: Invocation, pod: JSONObject, isQuiet: boolean): string | KubectlError {
  const all = containersOf(pod);
  const metadata = pod.metadata as JSONObject;
  const wanted = run.flags.text('container');
  const list = all.map(({ label }) => label).join(', ');
  if (wanted !== '') {
    if (all.some(({ name }) => name === wanted)) return wanted;
    const choice = run.release.since('1.36') ? ` out of: ${list}` : '';
    return textError(`container ${wanted} is not valid for pod ${String(metadata.name)}${choice}`);
  }
  const annotated = (metadata.annotations as JSONObject | undefined)?.[DEFAULT_CONTAINER];
  if (typeof annotated === 'string' && all.some(({ name }) => name === annotated)) return annotated;
  const [first] = all;
  if (all.length > 1 && !isQuiet) run.err(`Defaulted container ${goQuote(first.name)} out of: ${list}\n`);
  return first.name;
}

const podType = (run: Invocation) => run.discovery.findKind('v1', 'Pod')!;

/** `POD`, `pod/NAME`, or a workload whose first Pod is taken. */
function findPod(run: Invocation, word: string, isLog: boolean): JSONObject | KubectlError {
  const type = podType(run);
  const slash = word.indexOf('/');
  if (slash < 0) return fetchObject(run, type, word);
  const owner = run.discovery.find(word.slice(0, slash));
  if (owner instanceof KubectlError) return owner;
  const name = word.slice(slash + 1);
  const object = fetchObject(run, owner, name);
  if (object instanceof KubectlError || owner.kind === 'Pod') return object;
  return firstPodOf(run, owner, object, isLog);
}

function firstPodOf(
  run: Invocation,
  owner: ResourceType,
  object: JSONObject,
  isLog: boolean,
): JSONObject | KubectlError {
  const spec = (object.spec ?? {}) as JSONObject;
  const selector = (
    owner.kind === 'Service' || owner.kind === 'ReplicationController'
      ? spec.selector
      : (spec.selector as JSONObject | undefined)?.matchLabels
  ) as Record<string, string> | undefined;
  if (!selector)
    return textError(`cannot attach to *unstructured.Unstructured: selector for ${owner.kind} not implemented`);
  const labelSelector = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
  const list = run.get<{ items: JSONObject[] }>(pathOf(podType(run), run.namespace), { labelSelector });
  if (list instanceof KubectlError) return list;
  if (list.items.length === 0) return textError('timed out waiting for the condition');
  const [pod] = [...list.items].sort((a, b) => compareStanding(standingOf(a, isLog), standingOf(b, isLog)));
  if (isLog && list.items.length > 1)
    run.err(`Found ${list.items.length} pods, using pod/${String((pod.metadata as JSONObject).name)}\n`);
  return pod;
}

const PHASES = ['Running', 'Unknown', 'Pending'];

/** What makes kubectl choose a Pod, the most important first; the least of each goes first. */
function standingOf(pod: JSONObject, isLog: boolean): readonly (number | string)[] {
  const { spec, metadata, status } = pod as Record<string, JSONObject | undefined>;
  const ready = ((status?.conditions ?? []) as JSONObject[]).find(({ type }) => type === 'Ready');
  const restarts = ((status?.containerStatuses ?? []) as JSONObject[]).map(({ restartCount }) => Number(restartCount));
  const phase = PHASES.indexOf(String(status?.phase));
  return [
    spec?.nodeName ? 0 : 1,
    phase < 0 ? PHASES.length : phase,
    ready?.status === 'True' ? 0 : 1,
    ready?.status === 'True' ? String(ready.lastTransitionTime) : '',
    (isLog ? -1 : 1) * Math.max(0, ...restarts),
    String(metadata?.creationTimestamp),
  ];
}

function compareStanding(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
}

async function runLogs(run: Invocation, { args }: CommandArgs): Promise<Outcome> {
  const selector = run.flags.text('selector');
  if (args.length === 0 && selector === '') {
    return usageError(
      'kubectl logs',
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  }
  if (selector !== '' && args.length > 0)
    return usageError('kubectl logs', 'only a selector (-l) or a POD name is allowed');
  if (args.length > 2)
    return usageError(
      'kubectl logs',
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  const pods = selector === '' ? [findPod(run, args[0], true)] : selectedPods(run, selector);
  if (pods instanceof KubectlError) return pods;
  for (const pod of pods) {
    if (pod instanceof KubectlError) {
      // logs says where it looked
      return isNotFound(pod)
        ? textError(`error from server (NotFound): ${pod.message} in namespace "${run.namespace}"`)
        : pod;
    }
    const error = await logsOf(run, pod, args[1]);
    if (error) return error;
  }
}

function selectedPods(run: Invocation, labelSelector: string): JSONObject[] | KubectlError {
  const list = run.get<{ items: JSONObject[] }>(pathOf(podType(run), run.namespace), { labelSelector });
  if (list instanceof KubectlError) return list;
  if (list.items.length === 0) run.err(`No resources found in ${run.namespace} namespace.\n`);
  return list.items;
}

async function logsOf(
  run: Invocation,
  pod: JSONObject,
  container: string | undefined,
): Promise<KubectlError | undefined> {
  const names = run.flags.isTrue('all-containers')
    ? initFirst(containersOf(pod))
    : [container ?? chooseContainer(run, pod, false)];
  for (const name of names) {
    if (name instanceof KubectlError) return name;
    const error = await printLog(run, pod, name);
    if (error) return error;
  }
  return undefined;
}

const initFirst = (all: Container[]) =>
  [...all.filter(({ label }) => label.endsWith('(init)')), ...all.filter(({ label }) => !label.endsWith('(init)'))].map(
    ({ name }) => name,
  );

async function printLog(run: Invocation, pod: JSONObject, container: string): Promise<KubectlError | undefined> {
  const { name, namespace } = pod.metadata as { name: string; namespace: string };
  const path = pathOf(podType(run), namespace, name, 'log');
  const query = logQuery(run, container);
  if (query instanceof KubectlError) return query;
  const prefix = run.flags.isTrue('prefix') ? `[pod/${name}/${container}] ` : '';
  let printed = 0;
  const print = (): KubectlError | undefined => {
    const log = run.get<string>(path, query);
    if (log instanceof KubectlError) return log;
    const text = log.slice(printed);
    printed = log.length;
    run.out(prefix === '' ? text : text.replace(/^(?=[^])/gm, prefix));
    return undefined;
  };
  const error = print();
  if (error || !run.flags.isTrue('follow')) return error;
  await run.waitUntil(() => {
    print();
    const current = run.options.client.request({ method: 'GET', path: pathOf(podType(run), namespace, name) });
    const phase = (current.body as { status?: { phase?: string } }).status?.phase;
    return current.status >= 400 || phase === 'Succeeded' || phase === 'Failed';
  }, FOLLOW_MS);
  return undefined;
}

/** `logs -f` of a container that does not end is left after this time. */
const FOLLOW_MS = 60_000;

function logQuery(run: Invocation, container: string): Record<string, string> | KubectlError {
  const query: Record<string, string> = { container };
  const { flags } = run;
  if (flags.isTrue('previous')) query.previous = 'true';
  if (flags.isTrue('timestamps')) query.timestamps = 'true';
  if (flags.isSet('tail') && flags.number('tail') >= 0) query.tailLines = flags.text('tail');
  else if (flags.text('selector') !== '' && !flags.isSet('tail')) query.tailLines = '10';
  if (flags.isSet('limit-bytes')) query.limitBytes = flags.text('limit-bytes');
  if (flags.number('tail') < -1) return textError('--tail must be greater than or equal to -1');
  if (flags.isSet('since') && flags.isSet('since-time'))
    return textError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags.isSet('since')) query.sinceSeconds = String(Math.round((parseDuration(flags.text('since')) ?? 0) / 1000));
  if (flags.isSet('since-time')) query.sinceTime = flags.text('since-time');
  return query;
}

async function runExec(run: Invocation, { args, dashAt }: CommandArgs): Promise<Outcome> {
  if (args.length === 0 || dashAt === 0) return textError('pod, type/name or --filename must be specified');
  const command = dashAt < 0 ? [] : args.slice(dashAt);
  if (dashAt < 0 && args.length > 1)
    return usageError(
      'kubectl exec',
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
    );
  if (command.length === 0) return textError('you must specify at least one command for the container');
  const pod = findPod(run, args[0], false);
  if (pod instanceof KubectlError) return pod;
  const phase = String((pod.status as JSONObject | undefined)?.phase ?? '');
  if (phase === 'Succeeded' || phase === 'Failed')
    return textError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const container = chooseContainer(run, pod, run.flags.isTrue('quiet'));
  if (container instanceof KubectlError) return container;
  if (run.flags.isTrue('tty') && run.flags.isTrue('stdin'))
    run.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  return execIn(run, pod, container, command);
}

async function execIn(
  run: Invocation,
  pod: JSONObject,
  container: string,
  command: readonly string[],
): Promise<Outcome> {
  const { name, namespace } = pod.metadata as { name: string; namespace: string };
  const path = pathOf(podType(run), namespace, name, 'exec');
  const result = await run.options.client.exec(
    {
      method: 'POST',
      path,
      query: { container, stdin: String(run.flags.isTrue('stdin')), stdout: 'true', stderr: 'true' },
      body: { command: [...command] },
    },
    {
      stdin: run.flags.isTrue('stdin') ? run.context.stdin.readAll() : undefined,
      stdout: (text) => run.out(text),
      stderr: (text) => run.err(text),
      sleep: (ms) => run.context.sleep(ms),
    },
  );
  if ('exit' in result)
    return result.exit === 0
      ? undefined
      : new KubectlError(`command terminated with exit code ${result.exit}`, { exit: result.exit, isRaw: true });
  const { status } = result;
  if (status.reason === 'InternalError' || status.reason === undefined) return textError(status.message ?? '');
  return new KubectlError(status.message ?? '', { status });
}
