/** Runs the scenario up to a decision under other settings, in a worker of its own: the cluster on the page is not held up. */

import type { Decision, Scenario } from '../../worker/api';
import { Simulator } from '../simulator';

export class Trial {
  #simulator = new Simulator();

  /**
   * @param clusters texts of `cluster.yaml`.
   * @returns for each the decision that was made for the same object; undefined where nothing was asked or nothing could
   *   start. Ends early when the trial is stopped.
   */
  async *decisions(scenario: Scenario, decision: Decision, clusters: readonly string[]) {
    try {
      for (const [requestId, cluster] of clusters.entries()) {
        const request = { requestId, scenario: { ...scenario, cluster }, upTo: decision.step + 1 };
        const answer = await this.#simulator.run(request, () => {});
        yield answer && 'result' in answer
          ? answer.result.decisions.findLast((other) => isSame(other, decision))
          : undefined;
      }
    } catch {
      // Stopped, or the trial's worker was lost: what was tried stays.
    } finally {
      this.stop();
    }
  }

  /** At once. */
  stop() {
    this.#simulator.end('The trial was stopped.');
  }
}

function isSame({ object, request, resource, outcome }: Decision, decision: Decision) {
  return (
    resource === decision.resource &&
    request.family === decision.request.family &&
    outcome.kind !== 'released' &&
    !request.dryRun &&
    object.name === decision.object.name &&
    object.namespace === decision.object.namespace
  );
}
