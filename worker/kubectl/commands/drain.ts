/** `kubectl drain`: cordons a node and evicts its Pods, or says which of them it would not. */

import type { JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { dryRunOf, dryRunSuffix, type DryRun } from '../mutation';
import { deleteOne, waitUntilGone } from './delete';
import { findNodes, NODE_FLAGS, setSchedulable } from './nodes';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const drainCommand: CommandBody = {
  usage: 'NODE [options]',
  flags: [
    ...NODE_FLAGS,
    ...flagTable(
      'pod-selector string; force bool; grace-period int=-1; ignore-daemonsets bool; delete-emptydir-data bool; timeout duration; disable-eviction bool; chunk-size int=500; skip-wait-for-delete-timeout int',
    ),
  ],
  run: runDrain,
};

/** What a filter says of a Pod: it goes, it stays, or it must not be touched. */
interface Verdict {
  goes: boolean;
  error?: string;
  warning?: string;
}

const FINE: Verdict = { goes: true };

/** The filters in their order; the first that keeps a Pod ends the search, else the last one's words count. */
function verdictOf(pod: JSONObject, run: Invocation): Verdict {
  const { metadata, spec, status } = pod as Record<string, JSONObject>;
  const owner = ((metadata.ownerReferences ?? []) as JSONObject[]).find(({ controller }) => controller === true);
  const isFinished = ['Succeeded', 'Failed'].includes(String(status.phase));
  const isOf = (flag: string) => run.flags.isTrue(flag);
  if (owner?.kind === 'DaemonSet' && !isFinished)
    return isOf('ignore-daemonsets')
      ? { goes: false, warning: 'ignoring DaemonSet-managed Pods' }
      : { goes: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
  const hasStorage = ((spec.volumes ?? []) as JSONObject[]).some(({ emptyDir }) => emptyDir !== undefined);
  if (hasStorage && !isFinished && !isOf('delete-emptydir-data'))
    return { goes: false, error: 'Pods with local storage (use --delete-emptydir-data to override)' };
  if (owner || isFinished) return FINE;
  return isOf('force')
    ? { goes: true, warning: 'deleting Pods that declare no controller' }
    : { goes: false, error: 'cannot delete Pods that declare no controller (use --force to override)' };
}

/** `<text>: <Pod>, <Pod>` for each text, in the order in which it came first. */
function byText(pods: readonly { pod: JSONObject; text: string | undefined }[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { pod, text } of pods) {
    if (text === undefined) continue;
    const { namespace, name } = pod.metadata as JSONObject;
    groups.set(text, [...(groups.get(text) ?? []), `${String(namespace)}/${String(name)}`]);
  }
  return [...groups].map(([text, names]) => `${text}: ${names.join(', ')}`);
}

async function runDrain(run: Invocation, { args }: CommandArgs): Promise<Outcome> {
  const dryRun = dryRunOf(run);
  if (dryRun instanceof KubectlError) return dryRun;
  const found = findNodes(run, args, 'drain');
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  for (const node of found.infos) {
    const problem = setSchedulable(run, node, true, dryRun);
    if (problem) return problem;
  }
  const fatal: string[][] = [];
  const remaining: string[] = [];
  for (const node of found.infos) {
    const errors = await drainNode(run, node, dryRun);
    if (errors instanceof KubectlError) return errors;
    if (errors.length === 0) run.out(`node/${node.name} drained${dryRunSuffix(dryRun)}\n`);
    else {
      fatal.push(errors);
      remaining.push(node.name);
      const text = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`;
      run.err(`error: unable to drain node "${node.name}" due to error: ${text}, continuing command...\n`);
    }
  }
  if (fatal.length === 0) return undefined;
  run.err(`There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}\n`).join('')}`);
  const lines =
    fatal.length === 1 ? fatal[0] : fatal.map((errors) => (errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`));
  return new KubectlError(lines.join('\n'), { isRaw: true });
}

/** @returns why the node could not be drained; nothing when it was. */
async function drainNode(run: Invocation, node: Info, dryRun: DryRun): Promise<string[] | KubectlError> {
  const type = run.discovery.findKind('v1', 'Pod')!;
  const pods = run.get<{ items: JSONObject[] }>(pathOf(type), {
    fieldSelector: `spec.nodeName=${node.name}`,
    ...(run.flags.text('pod-selector') !== '' && { labelSelector: run.flags.text('pod-selector') }),
  });
  if (pods instanceof KubectlError) return pods;
  const judged = pods.items.map((pod) => ({ pod, verdict: verdictOf(pod, run) }));
  const errors = byText(judged.map(({ pod, verdict }) => ({ pod, text: verdict.error })));
  if (errors.length > 0) return errors.map((error) => `cannot delete ${error}`);
  const warnings = byText(judged.map(({ pod, verdict }) => ({ pod, text: verdict.warning })));
  if (warnings.length > 0) run.err(`Warning: ${warnings.join('; ')}\n`);
  const infos = judged
    .filter(({ verdict }) => verdict.goes)
    .map(({ pod }) => ({
      type,
      namespace: String((pod.metadata as JSONObject).namespace),
      name: String((pod.metadata as JSONObject).name),
      object: pod,
    }));
  const isDeleting = run.flags.isTrue('disable-eviction');
  const failures: string[] = [];
  for (const info of infos) {
    if (!isDeleting || dryRun === 'client')
      run.out(`evicting pod ${info.namespace}/${info.name}${dryRunSuffix(dryRun)}\n`);
    if (dryRun === 'client') continue;
    const error = deleteOne(quiet(run), info, {
      gracePeriod: run.flags.number('grace-period'),
      isForced: false,
      cascade: 'background',
      dryRun,
      printsNames: false,
    });
    if (error) failures.push(error.message);
  }
  if (dryRun !== 'none') return failures;
  for (const info of infos) {
    const error = await waitUntilGone(run, [info], run.flags.duration('timeout') || -1);
    if (error) failures.push(error.message);
    else run.out(`pod/${info.name} ${isDeleting ? 'deleted' : 'evicted'}\n`);
  }
  return failures;
}

const quiet = (run: Invocation) => Object.create(run, { out: { value: () => {} } }) as Invocation;
