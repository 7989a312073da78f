/** How faithful the simulation is: the tally of recorded cases by topic and release, from the lists that the tests hold. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const read = (name) =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../tests/conformance/${name}`, import.meta.url)), 'utf8'));

/** Of `service-allocation-03-dry-run` what stands before the number. */
const topicOf = (name) => name.replace(/-\d+-.*$/, '').replaceAll('-', ' ');

/** @returns {{ versions: string[], topics: object[], exceptions: object[] }} the page's Tally. */
export function fidelity() {
  const passing = read('passing.json');
  const exceptions = read('exceptions.json');
  const versions = Object.keys(passing).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const topics = new Map();
  const count = (name, version, passes) => {
    const topic = topicOf(name);
    const counts = topics.get(topic) ?? {};
    const [good, all] = counts[version] ?? [0, 0];
    topics.set(topic, { ...counts, [version]: [good + (passes ? 1 : 0), all + 1] });
  };
  for (const version of versions) {
    for (const name of passing[version]) count(name, version, true);
    for (const name of Object.keys(exceptions[version] ?? {})) count(name, version, false);
  }
  return {
    versions,
    topics: [...topics].map(([topic, counts]) => ({ topic, counts })).sort((a, b) => (a.topic < b.topic ? -1 : 1)),
    exceptions: versions.flatMap((version) =>
      Object.entries(exceptions[version] ?? {}).map(([name, reason]) => ({ version, name, reason })),
    ),
  };
}
