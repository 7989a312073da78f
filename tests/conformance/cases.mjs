/** The recorded cases as scenarios, and the tally of how many pass. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'recordings');

/** Versions that were recorded, the baseline first. */
export const VERSIONS = readdirSync(folder).sort(
  (a, b) => Number(b === 'v1.36.3') - Number(a === 'v1.36.3') || (a < b ? 1 : -1),
);

/**
 * @param withRandomTokens worker/compare's, which knows addresses.
 * @returns the recordings of a version, by name, with what the baseline shows to be random.
 */
export function recordingsOf(version, withRandomTokens) {
  const recordings = readRecordings(version);
  if (version === VERSIONS[0]) return recordings;
  const baseline = new Map(readRecordings(VERSIONS[0]).map((recording) => [recording.case, recording]));
  return recordings.map((recording) => withRandomTokens(recording, baseline.get(recording.case)));
}

function readRecordings(version) {
  return readdirSync(join(folder, version))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, version, name), 'utf8')));
}

/** @returns a scenario with the recording's settings, files and commands. */
export function scenarioOf(recording) {
  return {
    title: recording.title,
    topic: recording.topic,
    // a case is written for one release and recorded on several
    cluster: JSON.stringify({ ...recording.cluster, kubernetes: recording.kubernetes.replace(/^v/, '') }),
    files: recording.files,
    steps: recording.steps.map((step) => ({ command: step.command })),
  };
}

/** @returns stdout, stderr and exit of each step of a run, as `compareCase` wants them. */
export function stepsOf(result) {
  const textOf = (entry, stream) => entry.output.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
  return result.transcript.map((entry) => ({
    stdout: textOf(entry, 'stdout'),
    stderr: textOf(entry, 'stderr'),
    exit: entry.exit,
  }));
}

/** @returns lines of a table: cases and steps that pass, by topic. @param outcomes `{ topic, steps, failures }` a case. */
export function tally(outcomes) {
  const topics = new Map();
  const all = { cases: 0, passed: 0, steps: 0, stepsPassed: 0 };
  for (const { topic, steps, failures } of outcomes) {
    if (!topics.has(topic)) topics.set(topic, { cases: 0, passed: 0, steps: 0, stepsPassed: 0 });
    for (const sum of [topics.get(topic), all]) {
      sum.cases++;
      sum.passed += Number(failures.length === 0);
      sum.steps += steps;
      sum.stepsPassed += steps - new Set(failures.map((failure) => failure.step)).size;
    }
  }
  const line = (name, sum) =>
    `${name.padEnd(22)} ${String(sum.passed).padStart(3)}/${String(sum.cases).padEnd(3)} cases  ${String(sum.stepsPassed).padStart(4)}/${String(sum.steps).padEnd(4)} steps`;
  return [
    ...[...topics].map(([name, sum]) => line(name, sum)),
    `${line('all', all)}  (${((100 * all.stepsPassed) / all.steps).toFixed(1)} % of steps)`,
  ];
}
