/** Decisions as the API tells them. */

import type { Decision } from '../api';
import type { ApiClient } from '../kubernetes/client';
import type { KubernetesObject } from '../kubernetes/objects';

export const DECISIONS = '/apis/berth.dev/v1/decisions';

/**
 * @param fieldSelector as the API takes it: `step=3`, `object.name=web`; absent: all.
 * @returns plain data in the order in which the decisions fell.
 */
export function readDecisions(client: ApiClient, fieldSelector = ''): Decision[] {
  const { body } = client.request({ method: 'GET', path: DECISIONS, query: { fieldSelector } });
  return ((body as { items?: KubernetesObject[] }).items ?? []).map(decisionOf);
}

/** Objects of the API do not change, so each is read once. */
const known = new WeakMap<object, Decision>();

function decisionOf(object: KubernetesObject): Decision {
  const read = known.get(object);
  if (read) return read;
  const { id, step, atMs, resource, object: about, request, otherwise, ranges, outcome } = object;
  const decision: Decision = {
    id,
    step,
    atMs,
    resource,
    object: about,
    request,
    ...(otherwise && { otherwise }),
    ranges,
    outcome,
  };
  known.set(object, decision);
  return decision;
}
