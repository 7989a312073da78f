/** What the editor asks of a file of the scenario, against the cluster as it is: nothing that it asks changes anything. */

import type { FileCheck, Scenario, YamlCompletions, YamlHover } from '../api';
import type { Clock } from '../clock';
import type { ApiClient } from '../kubernetes/client';
import type { Release } from '../releases';
import { SETTINGS_FILE } from '../scenario/settings';
import { checkManifest } from './check';
import { completeManifest } from './complete';
import { hoverManifest } from './hover';
import { completeSettings, hoverSetting } from './settings';

export interface EditedCluster {
  client: ApiClient;
  /** Its writes are dry runs that leave no trace. */
  rehearsal: ApiClient;
  clock: Clock;
  startTimeMs: number;
  release: Release;
  seed: number;
}

const isManifest = (file: string) => /\.ya?ml$/.test(file);

/** @param cluster what runs; without one only the settings are known. */
export function completeYAML(
  cluster: EditedCluster | undefined,
  file: string,
  text: string,
  offset: number,
): YamlCompletions | undefined {
  if (file === SETTINGS_FILE) return completeSettings(text, offset);
  return cluster && isManifest(file) ? completeManifest(cluster, text, offset) : undefined;
}

export function hoverYAML(
  cluster: EditedCluster | undefined,
  file: string,
  text: string,
  offset: number,
): YamlHover | undefined {
  if (file === SETTINGS_FILE) return hoverSetting(text, offset);
  return cluster && isManifest(file) ? hoverManifest(cluster, text, offset) : undefined;
}

/** Of the settings nothing is said here: each run checks them. */
export async function checkYAML(
  cluster: EditedCluster,
  scenario: Scenario,
  file: string,
  text: string,
): Promise<FileCheck> {
  if (file === SETTINGS_FILE || !/\.(ya?ml|json)$/.test(file)) return { diagnostics: [], allocated: [] };
  return checkManifest(cluster, scenario, file, text);
}
