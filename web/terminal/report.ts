/** A report on a difference from a real cluster, in Markdown, to be completed and pasted. */

import type { RunResult, ScenarioStep } from '../../worker/api';
import { siteRoot } from '../state/open-address';
import type { Playground } from '../state/playground.svelte';

/** Longer output is cut: a report is read by people. */
const OUTPUT_MAX = 8_000;

/** @returns the report on a step that has run. */
export async function reportOn({ result, scenario, upTo, simulator }: Playground, index: number): Promise<string> {
  const fragment = await simulator.encodeLink(scenario, upTo).catch(() => '');
  const link = new URL(siteRoot() + fragment, location.href).href;
  return result ? reportOf(scenario.steps[index]!, index, result, link) : '';
}

/** @param link that opens the scenario. */
function reportOf(step: ScenarioStep, index: number, result: RunResult, link: string): string {
  const printed = (result.transcript[index]?.output ?? []).map(({ text }) => text).join('');
  const output = printed.length > OUTPUT_MAX ? `${printed.slice(0, OUTPUT_MAX)}\n…` : printed;
  return [
    `### Step ${index + 1} differs from my cluster`,
    '',
    `Berth as Kubernetes ${result.version}, seed ${result.settings.seed}: ${link}`,
    '',
    fenced(`$ ${step.command.trimEnd()}\n${output.trimEnd()}`),
    '',
    'My cluster (version, distribution, network plugin) prints:',
    '',
    fenced(''),
    '',
  ].join('\n');
}

/** A fence that no line of the text ends. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
