/** The condition of a Pod that a controller is about to delete. */

import type { ControllerContext } from '../client/context';
import type { KubernetesObject } from '../kubernetes/objects';

/** @returns the conditions of the Pod with DisruptionTarget among them. */
export function withDisruption(
  context: ControllerContext,
  { metadata, status }: KubernetesObject,
  reason: string,
  message: string,
): Record<string, unknown>[] {
  const condition = {
    lastProbeTime: null,
    lastTransitionTime: context.timestamp(),
    message,
    ...(context.release.since('1.34') && metadata.generation ? { observedGeneration: metadata.generation } : {}),
    reason,
    status: 'True',
    type: 'DisruptionTarget',
  };
  const others = ((status?.conditions ?? []) as { type: string }[]).filter(({ type }) => type !== condition.type);
  return [...others, condition];
}
