/** What the answers of `berth` are read from: the API, and what was set when the cluster was made. */

import type { ClusterSettings, Decision } from '../api';
import type { Core } from '../core/types';
import type { ApiClient } from '../kubernetes/client';
import type { Release } from '../releases';
import { explainDecision, type Account } from '../../sentences/decision';

export interface WhyFacts {
  client: ApiClient;
  core: Core;
  release: Release;
  settings: ClusterSettings;
}

/** @param decisions all of them: a later one may have taken the value back. */
export function accountOf(decision: Decision, decisions: readonly Decision[], { settings }: WhyFacts): Account {
  const { resource, outcome } = decision;
  const isHeld = !decisions.some(
    (later) =>
      outcome.kind === 'allocated' &&
      later.id > decision.id &&
      later.resource === resource &&
      later.outcome.kind === 'released' &&
      later.outcome.value === outcome.value,
  );
  return explainDecision(decision, settings.seed, isHeld);
}

/** The value that a decision is about, given or only asked for. */
export const valueOf = ({ outcome, request }: Decision): string | undefined =>
  outcome.kind === 'refused' ? request.value : outcome.value;
