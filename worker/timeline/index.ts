/** What each actor did, step by step: commands, decisions, writes of controllers and kubelets, and the cluster's Events. */

import type { ObjectRef, TimelineEntry, TranscriptEntry } from '../api';
import type { KubernetesObject } from '../kubernetes/objects';
import { allObjects } from '../objects';
import { readDecisions, type RunFacts } from '../views';

/** Whoever decides about a resource. */
const DECIDERS = {
  clusterIP: 'kube-apiserver',
  nodePort: 'kube-apiserver',
  healthCheckNodePort: 'kube-apiserver',
  loadBalancerIP: 'service-controller',
  podCIDR: 'kube-controller-manager',
  podIP: 'kubelet',
} as const;
/** Whoever sends commands is a lane of its own. */
const READER = 'You';
/** The resolution of the times that objects have. */
const SECOND_MS = 1_000;
const ENTRIES_MAX = 5_000;

/** @returns entries in the order of the steps, and within a step in the order of time, as far as it is known. */
export function timelineOf(facts: RunFacts): TimelineEntry[] {
  const { client, transcript, settings } = facts;
  const startTimeMs = Date.parse(settings.startTime);
  const at = (text: string | undefined) => Math.max(0, Date.parse(text ?? settings.startTime) - startTimeMs);
  const placed = (entry: Omit<TimelineEntry, 'step'>) => ({ ...entry, step: stepAt(transcript, entry.atMs) });
  const objects = allObjects(client);
  const entries: TimelineEntry[] = [
    ...transcript.map(({ step, startMs, command, exit }) => ({
      atMs: startMs,
      step,
      actor: READER,
      kind: 'command' as const,
      text: command.trimEnd(),
      ...(exit !== 0 && { tone: 'refused' as const }),
    })),
    ...readDecisions(client)
      .filter(({ request }) => !request.dryRun)
      .map(({ id, step, atMs, resource, object, outcome }) => ({
        atMs,
        step,
        actor: DECIDERS[resource],
        kind: 'decision' as const,
        decision: id,
        object,
        ...(outcome.kind === 'refused' && { tone: 'refused' as const }),
      })),
    ...objects.flatMap(({ ref, object }) => (ref.kind === 'Event' ? [placed(eventOf(object, at))] : [])),
    ...objects.flatMap(({ ref, object }) => (ref.kind === 'Event' ? [] : writesOf(ref, object, at).map(placed))),
  ];
  const order = ['command', 'decision', 'change', 'event'];
  return entries
    .sort(
      (a, b) =>
        a.step - b.step ||
        Math.floor(a.atMs / SECOND_MS) - Math.floor(b.atMs / SECOND_MS) ||
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        a.atMs - b.atMs,
    )
    .slice(0, ENTRIES_MAX);
}

/** The last step that had begun within the second of a time. */
function stepAt(transcript: readonly TranscriptEntry[], atMs: number): number {
  return transcript.findLast(({ startMs }) => startMs < atMs + SECOND_MS)?.step ?? -1;
}

function eventOf(event: KubernetesObject, at: (text: string | undefined) => number): Omit<TimelineEntry, 'step'> {
  const { kind, namespace, name } = event.involvedObject ?? event.regarding ?? {};
  return {
    atMs: at(event.eventTime ?? event.firstTimestamp ?? event.metadata.creationTimestamp),
    actor: event.reportingComponent || event.source?.component || 'kube-controller-manager',
    kind: 'event',
    text: `${event.reason}: ${event.message ?? event.note ?? ''}`,
    object: { kind, ...(namespace && { namespace }), name },
    ...(event.type === 'Warning' && { tone: 'warning' as const }),
  };
}

interface Managed {
  manager: string;
  time?: string;
  subresource?: string;
}

/** The last write of each manager but those of commands: older ones leave no trace in an object. */
function writesOf(
  ref: ObjectRef,
  object: KubernetesObject,
  at: (text: string | undefined) => number,
): Omit<TimelineEntry, 'step'>[] {
  const managed = (object.metadata.managedFields ?? []) as Managed[];
  return managed
    .filter(({ manager }) => !manager.startsWith('kubectl'))
    .map(({ manager, time, subresource }) => ({
      atMs: at(time),
      actor: manager,
      kind: 'change' as const,
      object: ref,
      text: subresource ?? '',
    }));
}
