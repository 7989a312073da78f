/** A change of one setting as a change of the text of `cluster.yaml`. */

import type { ClusterSettings, TextEdit } from '../../api';
import { readSettings, SETTINGS_FILE } from '../../scenario/settings';

/** @returns the edit that gives a setting another value, written at the end where the text does not name it. */
export function settingsEdit(cluster: string, key: keyof ClusterSettings, value: string): TextEdit {
  const range = readSettings(cluster).rangeOf(key);
  if (range)
    return {
      file: SETTINGS_FILE,
      start: range.start,
      end: range.end,
      was: cluster.slice(range.start, range.end),
      text: value,
    };
  const newline = cluster === '' || cluster.endsWith('\n') ? '' : '\n';
  return {
    file: SETTINGS_FILE,
    start: cluster.length,
    end: cluster.length,
    was: '',
    text: `${newline}${key}: ${value}\n`,
  };
}
