/** Changes of a scenario, each as a new scenario: nothing that was handed out is changed in place. */

import type { Scenario, ScenarioFile, TranscriptEntry } from '../../worker/api';
import { CLUSTER_FILE } from './types';

/** All files that a reader sees, the settings first. */
export function filesOf(scenario: Scenario): ScenarioFile[] {
  return [{ name: CLUSTER_FILE, content: scenario.cluster }, ...scenario.files];
}

export function contentOf(scenario: Scenario, name: string): string | undefined {
  return filesOf(scenario).find((file) => file.name === name)?.content;
}

export function withContent(scenario: Scenario, name: string, content: string): Scenario {
  if (name === CLUSTER_FILE) return { ...scenario, cluster: content };
  return { ...scenario, files: scenario.files.map((file) => (file.name === name ? { ...file, content } : file)) };
}

export function withRenamedFile(scenario: Scenario, name: string, to: string): Scenario {
  return { ...scenario, files: scenario.files.map((file) => (file.name === name ? { ...file, name: to } : file)) };
}

/** @returns why a file cannot have this name, or undefined. */
export function nameFault(scenario: Scenario, name: string): string | undefined {
  if (!/^[A-Za-z0-9._-]+$/.test(name) || /^\.+$/.test(name))
    return 'A name has letters, digits, dots, dashes and underscores.';
  return contentOf(scenario, name) === undefined ? undefined : `There is a ${name} already.`;
}

/** @returns the wanted name, or one like it that no file has. */
export function freeName(scenario: Scenario, wanted = 'manifest.yaml'): string {
  const [, stem, ending] = /^(.*?)(\.[^.]*)?$/.exec(wanted)!;
  let name = wanted;
  for (let i = 2; contentOf(scenario, name) !== undefined; i++) name = `${stem}-${i}${ending ?? ''}`;
  return name;
}

/** @returns how many steps run before the first question; 0 where there is none. */
export const firstQuestion = ({ steps }: Scenario) =>
  Math.max(
    0,
    steps.findIndex(({ predict }) => predict),
  );

export function withStep(scenario: Scenario, index: number, command: string): Scenario {
  const steps = [...scenario.steps];
  steps.splice(index, 0, { command });
  return { ...scenario, steps };
}

export function withoutStep(scenario: Scenario, index: number): Scenario {
  return { ...scenario, steps: scenario.steps.filter((_, at) => at !== index) };
}

/**
 * Notes where commands were stopped by hand: they must stop at the same place whenever they run again.
 * @returns the same scenario when there is nothing to note.
 */
export function withStops(scenario: Scenario, transcript: TranscriptEntry[]): Scenario {
  let isChanged = false;
  const steps = scenario.steps.map((step, index) => {
    const entry = transcript[index];
    if (entry?.interrupted !== 'stopped' || entry.ticks === undefined || entry.ticks === step.interruptedAfter)
      return step;
    isChanged = true;
    return { ...step, interruptedAfter: entry.ticks };
  });
  return isChanged ? { ...scenario, steps } : scenario;
}
