/** What the page shows of a run, read through the API: ranges, hosts files, files in use, problems. */

import type { ClusterSettings, RunResult, Scenario, TranscriptEntry } from '../api';
import type { Core } from '../core/types';
import type { ApiClient } from '../kubernetes/client';
import type { Release } from '../releases';
import { readDecisions } from './decisions';
import { fileStates } from './file-states';
import { hostsViews } from './hosts';
import { problemsOf, type FailedRequest } from './problems';
import { rangeViews } from './ranges';
import { readManifests } from './manifests';

export { DECISIONS, readDecisions } from './decisions';
export type { FailedRequest } from './problems';

export interface RunFacts {
  requestId: number;
  scenario: Scenario;
  settings: ClusterSettings;
  release: Release;
  core: Core;
  client: ApiClient;
  nowMs: number;
  transcript: readonly TranscriptEntry[];
  failures: readonly FailedRequest[];
  /** Index of the step that read each file last. */
  readBy: ReadonlyMap<string, number>;
}

/** @returns plain data that does not change when the session goes on. */
export function describeRun(facts: RunFacts): RunResult {
  const manifests = readManifests(facts.scenario.files);
  const decisions = readDecisions(facts.client);
  return {
    requestId: facts.requestId,
    complete: true,
    version: facts.release.version,
    settings: facts.settings,
    nowMs: facts.nowMs,
    transcript: [...facts.transcript],
    decisions,
    files: fileStates(facts.scenario, manifests, facts.readBy, facts.transcript),
    manifests: manifests.objects(),
    ranges: rangeViews({ ...facts, decisions }),
    hosts: hostsViews(facts.client, manifests),
    diagnostics: problemsOf({ failures: facts.failures, decisions }, manifests),
  };
}
