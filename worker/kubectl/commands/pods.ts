/** The Pod and container that `logs`, `exec` and their like mean. */

import { isObject, type JSONObject } from '../../kubernetes/patch';
import { formatLabelSelector, type LabelSelector } from '../../kubernetes/selectors';
import { pathOf, type ResourceType } from '../discovery';
import { KubectlError, textError } from '../errors';
import type { Invocation } from '../invocation';
import { fetchSelection, selectArgs } from '../selection';
import { goQuote } from '../text/go-syntax';
import { MISSING_RESOURCES } from '../texts';

export interface Container {
  name: string;
  label: string;
  kind: 'init' | 'regular' | 'ephemeral';
}

/** Containers of a Pod in the order in which kubectl names them. */
export function containersOf(pod: JSONObject): Container[] {
  const spec = pod.spec as JSONObject;
  const named = (field: string, kind: Container['kind'], suffix: string) =>
    ((spec[field] ?? []) as JSONObject[]).map(({ name }) => ({
      name: String(name),
      label: `${String(name)}${suffix}`,
      kind,
    }));
  return [
    ...named('containers', 'regular', ''),
    ...named('ephemeralContainers', 'ephemeral', ' (ephem)'),
    ...named('initContainers', 'init', ' (init)'),
  ];
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The container that is meant; says so on stderr when there was a choice (podcmd.FindOrDefaultContainerByName). */
export function chooseContainer(
  run: Invocation,
  pod: JSONObject,
  wanted: string,
  isQuiet: boolean,
): string | KubectlError {
  const all = containersOf(pod);
  const metadata = pod.metadata as JSONObject;
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

export const podType = (run: Invocation) => run.discovery.findKind('v1', 'Pod')!;

export interface Owner {
  type: ResourceType;
  object: JSONObject;
}

/** The one object that `POD` or `TYPE/NAME` names. */
export function findOne(run: Invocation, word: string): Owner | KubectlError {
  if (word === '') return textError(MISSING_RESOURCES);
  const selection = selectArgs(run, word.includes('/') ? [word] : ['pods', word], {
    allowsAll: false,
    ignoresSelector: true,
  });
  if (selection instanceof KubectlError) return selection;
  const { infos, errors } = fetchSelection(run, selection);
  return errors[0] ?? { type: infos[0].type, object: infos[0].object! };
}

/** The selector of an object's Pods, as text, or why there is none (polymorphichelpers.SelectorsForObject). */
function podSelectorOf({ type, object }: Owner): { text: string } | { problem: string } {
  const spec = isObject(object.spec) ? object.spec : {};
  const name = String((object.metadata as JSONObject).name);
  switch (type.kind) {
    case 'ReplicationController':
    case 'Service': {
      const selector = isObject(spec.selector) ? (spec.selector as Record<string, string>) : {};
      if (Object.keys(selector).length === 0)
        return { problem: `invalid service '${name}': Service is defined without a selector` };
      return { text: formatLabelSelector({ matchLabels: selector }) };
    }
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return { text: formatLabelSelector(spec.selector as LabelSelector | undefined) };
    default:
      return { problem: `selector for ${goType(type)} not implemented` };
  }
}

/** `*v1.Service`. */
const goType = ({ version, kind }: ResourceType) => `*${version}.${kind}`;

/**
 * Pods of an object, the one that kubectl chooses first; waits until there is one.
 * @param isLog the order in which `logs` chooses, else that of `exec`.
 */
export async function podsOf(run: Invocation, owner: Owner, isLog: boolean): Promise<JSONObject[] | KubectlError> {
  const selector = podSelectorOf(owner);
  if ('problem' in selector)
    return textError(`cannot ${isLog ? 'get the logs from' : 'attach to'} ${goType(owner.type)}: ${selector.problem}`);
  const list = () =>
    run.get<{ items: JSONObject[] }>(pathOf(podType(run), run.namespace), { labelSelector: selector.text });
  let pods = list();
  const isThere = () => pods instanceof KubectlError || pods.items.length > 0;
  if (!isThere())
    await run.waitUntil(() => {
      pods = list();
      return isThere();
    }, run.flags.duration('pod-running-timeout'));
  if (pods instanceof KubectlError) return pods;
  if (pods.items.length === 0) return textError('timed out waiting for the condition');
  return [...pods.items].sort((a, b) => compareStanding(standingOf(a, isLog), standingOf(b, isLog)));
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

/** `--pod-running-timeout`. */
export const runningTimeoutProblem = (run: Invocation): string | undefined =>
  run.flags.duration('pod-running-timeout') > 0 ? undefined : '--pod-running-timeout must be higher than zero';
