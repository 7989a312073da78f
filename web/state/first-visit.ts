/** What a first visit shows: a scenario, and what the simulation said of it when the site was built. */

import type { Diagnostic, RunResult, Scenario } from '../../worker/api';

export interface FirstVisit {
  scenario: Scenario;
  upTo: number;
  result: RunResult;
  risks: Diagnostic[];
}
