/** The list of problems: what the server refused, in its own words, with the place in the reader's file that it is about. */

import type { Decision, Diagnostic, ObjectRef } from '../api';
import type { ApiRequest, ApiResponse } from '../kubernetes/client';
import type { Status } from '../kubernetes/objects';
import type { Manifests } from './manifests';

/** A change that the server refused. */
export interface FailedRequest {
  step: number;
  /** Number of the last decision before the answer; -1 when there was none. */
  decision: number;
  request: ApiRequest;
  response: ApiResponse;
}

export interface ProblemFacts {
  failures: readonly FailedRequest[];
  decisions: readonly Decision[];
}

export function problemsOf(facts: ProblemFacts, manifests: Manifests): Diagnostic[] {
  return [
    ...manifests.diagnostics,
    ...facts.failures.flatMap((failure) => refusal(failure, facts.decisions, manifests)),
  ];
}

function refusal(failure: FailedRequest, decisions: readonly Decision[], manifests: Manifests): Diagnostic[] {
  const status = failure.response.body as Status;
  if (status?.kind !== 'Status') return [];
  const object = objectOf(failure.request, status);
  const refused = lastRefused(failure, decisions, object);
  const shared = { severity: 'error' as const, object, step: failure.step, ...(refused && { decision: refused.id }) };
  const causes = (status.details?.causes ?? []).filter((cause) => cause.field);
  if (causes.length === 0) return [{ ...shared, message: status.message ?? '' }];
  return causes.map((cause) => ({
    ...shared,
    message: `${cause.field}: ${cause.message}`,
    fieldPath: cause.field,
    source: object && manifests.rangeOf(object, cause.field!),
  }));
}

/** What the request had been given before is released behind the refusal. */
function lastRefused(
  failure: FailedRequest,
  decisions: readonly Decision[],
  object: ObjectRef | undefined,
): Decision | undefined {
  let id = failure.decision;
  while (decisions[id]?.outcome.kind === 'released') id--;
  const last = decisions[id];
  const isMeant = last?.step === failure.step && last.object.name === object?.name;
  return isMeant && last.outcome.kind === 'refused' ? last : undefined;
}

function objectOf(request: ApiRequest, status: Status): ObjectRef | undefined {
  const body = request.body as { kind?: string; metadata?: { name?: string; namespace?: string } } | undefined;
  const name = body?.metadata?.name ?? status.details?.name;
  if (!name) return undefined;
  const namespace = /\/namespaces\/([^/]+)\//.exec(request.path)?.[1];
  return { kind: body?.kind ?? status.details?.kind ?? '', name, ...(namespace && { namespace }) };
}
