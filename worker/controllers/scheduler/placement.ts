/** Pods that want to be near or far from others: topology spread, affinity and anti-affinity between Pods, as the filters of the scheduler see them. */

import { matchesSelector, type LabelSelector } from '../../client/selectors';
import type { KubernetesObject } from '../../kubernetes/objects';
import type { Refusal } from './filters';

/** All Nodes, and the Pods that each has. */
export interface Surroundings {
  nodes: readonly KubernetesObject[];
  podsOn(node: KubernetesObject): readonly KubernetesObject[];
  /** Those of them that refuse others (`byGuard`): few, so that they are not looked for among all. */
  guarded(): readonly KubernetesObject[];
  /** Whether a Node counts for the spread of a Pod: those that its own rules leave out do not. */
  isEligible(pod: KubernetesObject, node: KubernetesObject): boolean;
}

interface AffinityTerm {
  labelSelector?: LabelSelector;
  namespaces?: string[];
  topologyKey: string;
}

interface SpreadConstraint {
  maxSkew: number;
  minDomains?: number;
  topologyKey: string;
  whenUnsatisfiable: string;
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
}

const NOT_SPREAD = "node(s) didn't match pod topology spread constraints";
const NO_LABEL = `${NOT_SPREAD} (missing required label)`;
const NOT_NEAR = "node(s) didn't match pod affinity rules";
const TOO_NEAR = "node(s) didn't match pod anti-affinity rules";
const NOT_WANTED = "node(s) didn't satisfy existing pods anti-affinity rules";

/** @returns the first reason why the Pod may not stand there. */
export function placementRefusal(
  pod: KubernetesObject,
  node: KubernetesObject,
  around: Surroundings,
): Refusal | undefined {
  return spreadRefusal(pod, node, around) ?? affinityRefusal(pod, node, around);
}

const valueOf = (node: KubernetesObject, key: string): string | undefined => node.metadata.labels?.[key];

function spreadRefusal(pod: KubernetesObject, node: KubernetesObject, around: Surroundings): Refusal | undefined {
  const all: SpreadConstraint[] = pod.spec.topologySpreadConstraints ?? [];
  const constraints = all.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
  const hasKeys = (one: KubernetesObject) =>
    constraints.every(({ topologyKey }) => valueOf(one, topologyKey) !== undefined);
  if (constraints.length > 0 && !hasKeys(node)) return { reasons: [NO_LABEL], isResolvable: false };
  for (const constraint of constraints) {
    const matches = spreadMatcher(pod, constraint);
    const counts = new Map<string, number>();
    for (const one of around.nodes) {
      if (!hasKeys(one) || !around.isEligible(pod, one)) continue;
      const value = valueOf(one, constraint.topologyKey)!;
      counts.set(value, (counts.get(value) ?? 0) + around.podsOn(one).filter(matches).length);
    }
    const isFew = counts.size < (constraint.minDomains ?? 1);
    const least = isFew ? 0 : Math.min(...counts.values());
    const own = counts.get(valueOf(node, constraint.topologyKey)!) ?? 0;
    if (own + (matches(pod) ? 1 : 0) - least > constraint.maxSkew) return { reasons: [NOT_SPREAD], isResolvable: true };
  }
  return undefined;
}

function spreadMatcher(pod: KubernetesObject, { labelSelector, matchLabelKeys = [] }: SpreadConstraint) {
  const labels = pod.metadata.labels ?? {};
  const keys = matchLabelKeys.filter((key) => key in labels);
  return (other: KubernetesObject): boolean =>
    other.metadata.namespace === pod.metadata.namespace &&
    !other.metadata.deletionTimestamp &&
    labelSelector !== undefined &&
    matchesSelector(labelSelector, other.metadata.labels) &&
    keys.every((key) => other.metadata.labels?.[key] === labels[key]);
}

const termsOf = (pod: KubernetesObject, kind: 'podAffinity' | 'podAntiAffinity'): AffinityTerm[] =>
  pod.spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

/** An index of Pods: those with anti-affinity, that have a Node. */
export const byGuard = (pod: KubernetesObject): readonly string[] =>
  pod.spec.nodeName && termsOf(pod, 'podAntiAffinity').length > 0 ? [GUARDED] : [];

/** What `byGuard` files them under. */
export const GUARDED = 'guarded';

/** @param owner whose term it is: its namespace counts when the term names none. */
const isMeant = (term: AffinityTerm, owner: KubernetesObject, other: KubernetesObject): boolean =>
  (term.namespaces?.length ? term.namespaces : [owner.metadata.namespace]).includes(other.metadata.namespace) &&
  term.labelSelector !== undefined &&
  matchesSelector(term.labelSelector, other.metadata.labels);

/** Whether the coming or going of another Pod can change what placementRefusal says. */
export function isConcerned(pod: KubernetesObject, other: KubernetesObject): boolean {
  const constraints: SpreadConstraint[] = pod.spec.topologySpreadConstraints ?? [];
  const own = [...termsOf(pod, 'podAffinity'), ...termsOf(pod, 'podAntiAffinity')];
  return (
    own.some((term) => isMeant(term, pod, other)) ||
    termsOf(other, 'podAntiAffinity').some((term) => isMeant(term, other, pod)) ||
    constraints.some((constraint) =>
      spreadMatcher(pod, constraint)({ ...other, metadata: { ...other.metadata, deletionTimestamp: undefined } }),
    )
  );
}

function affinityRefusal(pod: KubernetesObject, node: KubernetesObject, around: Surroundings): Refusal | undefined {
  /** Pods on the Nodes with the same value of the key. */
  const near = ({ topologyKey }: AffinityTerm): KubernetesObject[] => {
    const value = valueOf(node, topologyKey);
    if (value === undefined) return [];
    return around.nodes.filter((one) => valueOf(one, topologyKey) === value).flatMap((one) => [...around.podsOn(one)]);
  };
  const affinity = termsOf(pod, 'podAffinity');
  const matchesAll = (other: KubernetesObject) => affinity.every((term) => isMeant(term, pod, other));
  const isNear = affinity.every((term) => near(term).some(matchesAll));
  if (!isNear) {
    // the first of Pods that want to be with one another has nobody to be near to
    const hasKeys = affinity.every(({ topologyKey }) => valueOf(node, topologyKey) !== undefined);
    const isFirst = !around.nodes.some((one) => around.podsOn(one).some(matchesAll));
    if (!hasKeys || !isFirst || !matchesAll(pod)) return { reasons: [NOT_NEAR], isResolvable: false };
  }
  const anti = termsOf(pod, 'podAntiAffinity');
  if (anti.some((term) => near(term).some((other) => isMeant(term, pod, other))))
    return { reasons: [TOO_NEAR], isResolvable: true };
  const isRefused = around.guarded().some((other) => {
    const own = around.nodes.find(({ metadata }) => metadata.name === other.spec.nodeName);
    return termsOf(other, 'podAntiAffinity').some(
      (term) =>
        isMeant(term, other, pod) &&
        valueOf(node, term.topologyKey) !== undefined &&
        own !== undefined &&
        valueOf(own, term.topologyKey) === valueOf(node, term.topologyKey),
    );
  });
  return isRefused ? { reasons: [NOT_WANTED], isResolvable: true } : undefined;
}
