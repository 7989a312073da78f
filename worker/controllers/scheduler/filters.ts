/** Why a Pod can not run on a Node, in the scheduler's words; the first plugin that objects speaks. */

import type { KubernetesObject } from '../../kubernetes/objects';
import { ownValue } from '../../kubernetes/patch';
import type { Release } from '../../releases';
import { matchesExpression, matchesLabels } from '../../client/selectors';
import { isConcerned, placementRefusal, type Surroundings } from './placement';
import { parseQuantity, podRequests } from './resources';

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

interface Requirement {
  key: string;
  operator: string;
  values?: string[];
}

interface Term {
  matchExpressions?: Requirement[];
  matchFields?: Requirement[];
}

export interface Refusal {
  reasons: string[];
  /** Preemption could make room. */
  isResolvable: boolean;
}

/**
 * @param others the Pods that the Node has already.
 * @param around the other Nodes, for Pods that want to be near or far from others.
 */
export function refusalOf(
  pod: KubernetesObject,
  node: KubernetesObject,
  others: KubernetesObject[],
  release: Release,
  around?: Surroundings,
): Refusal | undefined {
  const fixed = (reason: string) => ({ reasons: [reason], isResolvable: false });
  const tolerations: Toleration[] = pod.spec.tolerations ?? [];
  if (node.spec?.unschedulable && !tolerates(tolerations, UNSCHEDULABLE)) return fixed('node(s) were unschedulable');
  const taint = ((node.spec?.taints ?? []) as Taint[]).find(
    (one) => one.effect !== 'PreferNoSchedule' && !tolerates(tolerations, one),
  );
  if (taint)
    return fixed(
      release.since('1.34')
        ? 'node(s) had untolerated taint(s)'
        : `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`,
    );
  if (!fitsAffinity(pod, node)) return fixed("node(s) didn't match Pod's node affinity/selector");
  if (hasPortConflict(pod, others)) return { reasons: [PORTS_TAKEN], isResolvable: true };
  const lacking = lackingResources(pod, node, others);
  if (lacking.length > 0) return { reasons: lacking, isResolvable: true };
  return around && placementRefusal(pod, node, around);
}

/** Reasons that lie in where other Pods stand. */
export const PLACEMENT = /affinity rules$|topology spread/;

const PORTS_TAKEN = "node(s) didn't have free ports for the requested pod ports";

/** Whether the end of a Pod can help one that was refused: only what it held counts (the scheduler's queueing hints). */
export function canHelp(ended: KubernetesObject, pod: KubernetesObject, reasons: readonly string[]): boolean {
  return reasons.some(
    (reason) =>
      /^(Insufficient |Too many pods)/.test(reason) ||
      (reason === PORTS_TAKEN && hostPorts(ended).length > 0) ||
      (PLACEMENT.test(reason) && isConcerned(pod, ended)),
  );
}

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** True when one of the tolerations covers the taint. */
export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(({ key, operator = 'Equal', value = '', effect }) => {
    if (effect && effect !== taint.effect) return false;
    if (key && key !== taint.key) return false;
    return operator === 'Exists' || (key === taint.key && value === (taint.value ?? ''));
  });
}

/** nodeSelector and the required terms of node affinity; terms are alternatives. */
export function fitsAffinity(pod: KubernetesObject, node: KubernetesObject): boolean {
  const labels = node.metadata.labels;
  if (!matchesLabels(pod.spec.nodeSelector ?? {}, labels)) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!required) return true;
  return (required.nodeSelectorTerms as Term[]).some(
    ({ matchExpressions = [], matchFields = [] }) =>
      matchExpressions.length + matchFields.length > 0 &&
      matchExpressions.every((one) => matchesExpression(one, ownValue(labels, one.key))) &&
      matchFields.every((one) => matchesExpression(one, one.key === 'metadata.name' ? node.metadata.name : undefined)),
  );
}

interface Port {
  hostPort?: number;
  protocol?: string;
  hostIP?: string;
}

function hostPorts(pod: KubernetesObject): Port[] {
  const containers: { ports?: Port[] }[] = pod.spec.containers ?? [];
  return containers.flatMap(({ ports = [] }) => ports.filter(({ hostPort }) => hostPort));
}

function hasPortConflict(pod: KubernetesObject, others: KubernetesObject[]): boolean {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return false;
  const isAny = (ip?: string) => !ip || ip === '0.0.0.0';
  const clash = (a: Port, b: Port) =>
    a.hostPort === b.hostPort &&
    (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP') &&
    (isAny(a.hostIP) || isAny(b.hostIP) || a.hostIP === b.hostIP);
  return others.some((other) => hostPorts(other).some((port) => wanted.some((one) => clash(one, port))));
}

function lackingResources(pod: KubernetesObject, node: KubernetesObject, others: KubernetesObject[]): string[] {
  const allocatable: Record<string, string> = node.status?.allocatable ?? {};
  const lacking = others.length + 1 > parseQuantity(allocatable.pods) ? ['Too many pods'] : [];
  const wanted = podRequests(pod);
  const names = Object.keys(wanted).sort();
  const used = names.length > 0 ? others.map(podRequests) : [];
  for (const name of names) {
    const taken = used.reduce((sum, requests) => sum + (requests[name] ?? 0), 0);
    if (wanted[name] > 0 && taken + wanted[name] > parseQuantity(allocatable[name]))
      lacking.push(`Insufficient ${name}`);
  }
  return lacking;
}

/** No storage is simulated: a Pod with a claim waits for it. @returns the scheduler's words. */
export function missingClaim(pod: KubernetesObject): string | undefined {
  const volumes: { persistentVolumeClaim?: { claimName: string } }[] = pod.spec.volumes ?? [];
  const name = volumes.find(({ persistentVolumeClaim }) => persistentVolumeClaim)?.persistentVolumeClaim?.claimName;
  return name === undefined ? undefined : `persistentvolumeclaim "${name}" not found`;
}

/** The text when a Pod is refused before any Node is looked at. */
export function preFilterMessage(reason: string, count: number, release: Release): string {
  const refusal = { reasons: [reason], isResolvable: false };
  return fitErrorMessage(
    Array.from({ length: count }, () => refusal),
    release,
  ).replace(`: ${count} ${reason}`, `: ${reason}`);
}

/** The text of a FitError (pods-and-nodes.md 6.4): reasons with their counts, then what preemption found. */
export function fitErrorMessage(refusals: readonly Refusal[], release: Release): string {
  const count = refusals.length;
  const histogram = (texts: string[]) => {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    return [...counts].map(([text, number]) => `${number} ${text}`).sort();
  };
  const reasons = histogram(refusals.flatMap(({ reasons }) => reasons)).join(', ');
  const victims = histogram(
    refusals.map(({ isResolvable }) =>
      isResolvable ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling',
    ),
  ).join(', ');
  const claims = release.since('1.34') && !release.since('1.37') ? 'no new claims to deallocate, ' : '';
  return `0/${count} nodes are available: ${reasons}. ${claims}preemption: 0/${count} nodes are available: ${victims}.`;
}
