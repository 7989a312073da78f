/** A whole cluster in Node: the documentation's loop from text to transcript, and how memory behaves over many runs. */

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildCommandLine } from '../../cli/build.mjs';
import { medianMs, report } from './measure.mjs';

const { loadCore, parseScenario, runScenario } = await import(pathToFileURL(await buildCommandLine()).href);
const core = await loadCore();
const markdown = readFileSync(new URL('../../scenarios/extend-service-ip-ranges.md', import.meta.url), 'utf8');

/** The same work without a simulator: the peer that the loop is set against. */
async function plainLoop() {
  let text = '';
  for (let turn = 0; turn < 13; turn++)
    text += JSON.stringify(JSON.parse(JSON.stringify({ turn, spec: { clusterIP: `10.96.0.${turn}` } })));
  return text;
}

async function run(limit) {
  const { scenario } = parseScenario(markdown);
  const outcome = await runScenario(core, { ...scenario, steps: scenario.steps.slice(0, limit) });
  if (outcome.failure) throw new Error(outcome.failure.diagnostics[0].message);
  return outcome.result;
}

const openingMs = await medianMs(() => run(4), { turns: 31, warm: 40 });
report('13 Services of the extend page, text to transcript', openingMs, 'ms', 20);
report('  against 13 JSON round trips', openingMs / Math.max(0.001, await medianMs(plainLoop)), 'times');
report('the whole extend page', await medianMs(() => run(undefined)), 'ms');

async function create(count) {
  const command = `for i in $(seq 1 ${count}); do kubectl create service clusterip "test-$i" --tcp 80; done`;
  const outcome = await runScenario(core, {
    title: '',
    cluster: 'serviceSubnet: 10.96.0.0/16',
    files: [],
    steps: [{ command }],
  });
  if (outcome.result.transcript[0].exit !== 0) throw new Error('the loop failed');
}
report(
  '1,000 kubectl create service in one loop',
  await medianMs(() => create(1_000), { turns: 3, warm: 1 }),
  'ms',
  1_500,
);

const heap = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};
for (let turn = 0; turn < 10; turn++) await run(4);
const before = heap();
for (let turn = 0; turn < 50; turn++) await run(4);
report('heap after 50 more runs of one scenario', (100 * heap()) / before, '%', 105);
