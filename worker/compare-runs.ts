/** Runs two scenarios, or one on two releases or with two seeds, and tells what differs in the end. */

import type { RunDifferences, RunSide, Scenario } from './api';
import type { CompiledCore } from './core';
import { applyVariation } from './scenario/lesson';
import { Session, settingsOf } from './session';
import { differencesOf } from './timeline/differences';

/** @returns `fault`: why a side cannot start, in a sentence. */
export async function compareRuns(
  core: CompiledCore,
  a: RunSide,
  b: RunSide,
): Promise<RunDifferences | { fault: string }> {
  const first = await run(core, a);
  const second = await run(core, b);
  if ('fault' in first) return { fault: `The first side: ${first.fault}` };
  if ('fault' in second) return { fault: `The second side: ${second.fault}` };
  return differencesOf(first.session.facts(0, first.scenario), second.session.facts(0, second.scenario));
}

async function run(
  core: CompiledCore,
  side: RunSide,
): Promise<{ session: Session; scenario: Scenario } | { fault: string }> {
  let { scenario } = side;
  if (side.release !== undefined) scenario = applyVariation(scenario, { release: side.release, watch: '' });
  if (side.seed !== undefined) scenario = applyVariation(scenario, { seed: side.seed, watch: '' });
  const checked = settingsOf(core, scenario);
  if ('diagnostics' in checked) return { fault: checked.diagnostics[0].message };
  const session = await Session.start(core, checked.settings, scenario.files);
  for (const step of scenario.steps.slice(0, side.upTo)) await session.runStep(step);
  return { session, scenario };
}
