/**
 * Holds all recordings of a version against Berth and prints what differs and the tally.
 *
 *   npm run conformance -- [--version V] [--topic T] [--case NAME] [--show N] [--update] [--json FILE]
 *
 * --update writes the list of passing cases (passing.json); --json writes the transcripts as JSON Lines.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildCommandLine } from '../../cli/build.mjs';
import { recordingsOf, scenarioOf, stepsOf, tally, VERSIONS } from './cases.mjs';

const words = process.argv.slice(2);
const valueOf = (flag) => (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined);
const version = valueOf('--version') ?? VERSIONS[0];
let toShow = Number(valueOf('--show') ?? 0);

const { runScenario, loadCore, createCore, ...compare } = await import(pathToFileURL(await buildCommandLine()).href);
const core = await loadCore();
const { addresses } = createCore(core);
const outcomes = [];
const transcripts = [];
const withRandomTokens = (...recordings) => compare.withRandomTokens(addresses, ...recordings);
for (const recording of recordingsOf(version, withRandomTokens)) {
  if (valueOf('--topic') && recording.topic !== valueOf('--topic')) continue;
  if (valueOf('--case') && recording.case !== valueOf('--case')) continue;
  const { steps, failures } = await hold(recording);
  transcripts.push(JSON.stringify({ case: recording.case, steps }));
  outcomes.push({ case: recording.case, topic: recording.topic, steps: recording.steps.length, failures });
  for (const failure of failures) if (toShow-- > 0) print(recording, failure);
}
console.log(tally(outcomes).join('\n'));
if (words.includes('--update')) {
  const path = new URL('passing.json', import.meta.url);
  const lists = JSON.parse(readFileSync(path, 'utf8'));
  lists[version] = outcomes.filter((outcome) => outcome.failures.length === 0).map((outcome) => outcome.case);
  writeFileSync(path, JSON.stringify(lists, null, 2) + '\n');
}
if (valueOf('--json')) writeFileSync(valueOf('--json'), transcripts.join('\n') + '\n');

async function hold(recording) {
  try {
    const outcome = await runScenario(core, scenarioOf(recording));
    if (outcome.failure)
      return {
        steps: [],
        failures: [
          { step: 1, command: '', part: 'settings', why: outcome.failure.diagnostics[0].message, want: '', got: '' },
        ],
      };
    const steps = stepsOf(outcome.result).map((step, index) => ({ command: recording.steps[index].command, ...step }));
    return { steps, failures: compare.compareCase(addresses, recording, steps) };
  } catch (error) {
    return {
      steps: [],
      failures: recording.steps.map((_, index) => ({
        step: index + 1,
        command: '',
        part: 'crash',
        why: String(error.stack),
        want: '',
        got: '',
      })),
    };
  }
}

function print(recording, failure) {
  const block = (text) => String(text).split('\n').slice(0, 14).join('\n          | ');
  console.log(`\n✗ ${recording.case}, step ${failure.step}, ${failure.part}: ${failure.why}`);
  console.log(
    `  $ ${failure.command.split('\n').join('\n    ')}\n  cluster | ${block(failure.want)}\n  Berth   | ${block(failure.got)}`,
  );
}
