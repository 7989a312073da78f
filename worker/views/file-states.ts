/** Which of a scenario's files are in use: the settings always, a manifest from the step that read it without an error. */

import type { FileState, Scenario, TranscriptEntry } from '../api';
import { SETTINGS_FILE } from '../scenario/settings';
import type { Manifests } from './manifests';

export function fileStates(
  scenario: Scenario,
  manifests: Manifests,
  readBy: ReadonlyMap<string, number>,
  transcript: readonly TranscriptEntry[],
): FileState[] {
  const states: FileState[] = [{ name: SETTINGS_FILE, state: 'in use' }];
  for (const { name } of scenario.files) {
    const step = readBy.get(name);
    const isRead = step !== undefined && transcript.some((entry) => entry.step === step && entry.exit === 0);
    const state = manifests.isBroken(name) ? 'broken' : isRead ? 'applied' : 'not applied';
    states.push({ name, state, ...(step !== undefined && { step }) });
  }
  return states;
}
