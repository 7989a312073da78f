/** `kubectl logs` (services.md R11.9.3). */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { isNotFound, KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { listError } from '../selection';
import { parseRFC3339Problem } from '../text/go-time';
import { chooseContainer, containersOf, findOne, podsOf, podType, runningTimeoutProblem } from './pods';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const logsCommand: CommandBody = {
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]',
  flags: flagTable(
    'container,c string; follow,f bool; previous,p bool; all-containers bool; all-pods bool; tail int=-1; since duration; since-time string; timestamps bool; limit-bytes int; prefix bool; selector,l string;' +
      'ignore-errors bool; max-log-requests int=5; pod-running-timeout duration=20s; insecure-skip-tls-verify-backend bool',
  ),
  run: runLogs,
};

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

/** One log that is printed. */
interface Source {
  pod: { name: string; namespace: string };
  container: string;
}

async function runLogs(run: Invocation, { args }: CommandArgs): Promise<Outcome> {
  const { flags } = run;
  const selector = flags.text('selector');
  if (args.length > 2 || (args.length === 0 && selector === '')) return usageError('kubectl logs', USAGE);
  if (args.length === 1 && selector !== '')
    return usageError('kubectl logs', 'only a selector (-l) or a POD name is allowed');
  const timeout = runningTimeoutProblem(run);
  if (timeout !== undefined) return textError(timeout);
  const container = args[1] ?? flags.text('container');
  const query = logQuery(run);
  if (query instanceof KubectlError) return query;
  const pods = selector === '' ? await podsOfWord(run, args[0]) : selectedPods(run, selector);
  const problem = flagProblem(run, args, container);
  if (pods instanceof KubectlError || problem) return pods instanceof KubectlError ? pods : problem;
  const sources = pods.flatMap((pod) => sourcesOf(run, pod, container));
  const failed = sources.find((source) => source instanceof KubectlError);
  if (failed) return failed as KubectlError;
  return printAll(run, sources as Source[], query);
}

/** What flags that were given together may not be. */
function flagProblem({ flags }: Invocation, args: readonly string[], container: string): KubectlError | undefined {
  const sinceMs = flags.duration('since');
  if (flags.text('since-time') !== '' && sinceMs !== 0)
    return textError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags.isTrue('all-containers') && container !== '')
    return textError(`--all-containers=true should not be specified with container name ${container}`);
  if (flags.isSet('container') && args.length === 2)
    return textError('only one of -c or an inline [CONTAINER] arg is allowed');
  if (flags.number('limit-bytes') < 0) return textError('--limit-bytes must be greater than 0');
  if (roundSeconds(sinceMs) < 0) return textError('--since must be greater than 0');
  if (flags.number('tail') < -1) return textError('--tail must be greater than or equal to -1');
  return undefined;
}

const roundSeconds = (ms: number) => Math.sign(ms) * Math.round(Math.abs(ms) / 1000);

async function podsOfWord(run: Invocation, word: string): Promise<JSONObject[] | KubectlError> {
  const owner = findOne(run, word);
  if (owner instanceof KubectlError) {
    // logs says where it looked
    return isNotFound(owner)
      ? textError(`error from server (NotFound): ${owner.message} in namespace "${run.namespace}"`)
      : owner;
  }
  if (owner.type.kind === 'Pod') return [owner.object];
  const pods = await podsOf(run, owner, true);
  if (pods instanceof KubectlError || run.flags.isTrue('all-pods')) return pods;
  const [pod] = pods;
  if (pods.length > 1) run.err(`Found ${pods.length} pods, using pod/${String((pod.metadata as JSONObject).name)}\n`);
  return [pod];
}

function selectedPods(run: Invocation, labelSelector: string): JSONObject[] | KubectlError {
  const query = { labelSelector };
  const list = run.get<{ items: JSONObject[] }>(pathOf(podType(run), run.namespace), query);
  if (list instanceof KubectlError) return listError(list, podType(run), query);
  if (list.items.length === 0) run.err(`No resources found in ${run.namespace} namespace.\n`);
  return list.items;
}

const ORDER = ['init', 'regular', 'ephemeral'];

function sourcesOf(run: Invocation, object: JSONObject, wanted: string): (Source | KubectlError)[] {
  const pod = object.metadata as { name: string; namespace: string };
  if (run.flags.isTrue('all-containers'))
    return ORDER.flatMap((kind) => containersOf(object).filter((container) => container.kind === kind)).map(
      ({ name }) => ({ pod, container: name }),
    );
  const container = chooseContainer(run, object, wanted, run.flags.isTrue('all-pods'));
  return [container instanceof KubectlError ? container : { pod, container }];
}

function logQuery({ flags }: Invocation): Record<string, string> | KubectlError {
  const query: Record<string, string> = {};
  if (flags.isTrue('previous')) query.previous = 'true';
  if (flags.isTrue('timestamps')) query.timestamps = 'true';
  if (flags.text('since-time') !== '') {
    const problem = parseRFC3339Problem(flags.text('since-time'));
    if (problem !== undefined) return textError(problem);
    query.sinceTime = flags.text('since-time');
  }
  if (flags.number('limit-bytes') !== 0) query.limitBytes = flags.text('limit-bytes');
  if (flags.duration('since') !== 0) query.sinceSeconds = String(roundSeconds(flags.duration('since')));
  if (flags.text('selector') !== '' && !flags.isSet('tail')) query.tailLines = '10';
  else if (flags.number('tail') !== -1) query.tailLines = flags.text('tail');
  return query;
}

async function printAll(run: Invocation, sources: readonly Source[], query: Record<string, string>): Promise<Outcome> {
  const { flags } = run;
  const isFollowed = flags.isTrue('follow');
  const most = flags.number('max-log-requests');
  if (isFollowed && sources.length > 1 && sources.length > most)
    return textError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
    );
  const followed: (() => KubectlError | undefined)[] = [];
  for (const source of sources) {
    const print = createReader(run, source, query);
    const error = print();
    if (error && !flags.isTrue('ignore-errors')) return error;
    if (error) run.out(`error: ${error.message}\n`);
    else followed.push(print);
  }
  if (!isFollowed || followed.length === 0) return;
  await run.waitUntil(() => {
    for (const print of followed) print();
    return sources.every(({ pod }) => hasEnded(run, pod));
  }, FOLLOW_MS);
}

/** @returns a function that prints what is new in a log. */
function createReader(
  run: Invocation,
  { pod: { name, namespace }, container }: Source,
  query: Record<string, string>,
): () => KubectlError | undefined {
  const path = pathOf(podType(run), namespace, name, 'log');
  const hasPrefix = run.flags.isTrue('prefix') || run.flags.isTrue('all-pods');
  let printed = 0;
  return () => {
    const log = run.get<string>(path, { container, ...query });
    if (log instanceof KubectlError) return log;
    const text = log.slice(printed);
    printed = log.length;
    run.out(hasPrefix ? text.replace(/^(?=[^])/gm, `[pod/${name}/${container}] `) : text);
    return undefined;
  };
}

function hasEnded(run: Invocation, { name, namespace }: Source['pod']): boolean {
  const { status, body } = run.options.client.request({ method: 'GET', path: pathOf(podType(run), namespace, name) });
  const phase = (body as { status?: { phase?: string } }).status?.phase;
  return status >= 400 || phase === 'Succeeded' || phase === 'Failed';
}

/** `logs -f` of a container that does not end is left after this time. */
const FOLLOW_MS = 60_000;
