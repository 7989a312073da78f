/** A whole cluster: same scenario, same bytes; steps added one by one give what a whole run gives; stopping and breaking. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OutputChunk, RunResult, Scenario } from '../../../worker/api';
import { createPlayground } from '../../../worker/playground';
import { parseScenario } from '../../../worker/scenario/markdown';
import { runScenario } from '../../../worker/session';
import { compiledCore } from '../../core/load';
import { galleryFiles, galleryFolder } from '../gallery';

function read(name: string): Scenario {
  const parsed = parseScenario(readFileSync(join(galleryFolder, name), 'utf8'));
  if ('diagnostics' in parsed) throw new Error(parsed.diagnostics[0].message);
  return parsed.scenario;
}

async function run(scenario: Scenario, seed?: number): Promise<RunResult> {
  const outcome = await runScenario(await compiledCore(), scenario, { seed });
  if ('failure' in outcome) throw new Error(outcome.failure.diagnostics[0].message);
  return outcome.result;
}

const textOf = (result: RunResult, step: number) => result.transcript[step].output.map((chunk) => chunk.text).join('');
const ignoreOutput = () => {};

describe.each(galleryFiles)('%s', (name) => {
  test('gives the same bytes every time', async () => {
    const scenario = read(name);
    expect(JSON.stringify(await run(scenario))).toBe(JSON.stringify(await run(scenario)));
  });

  test('added step by step it gives what it gives as a whole', async () => {
    const scenario = read(name);
    const playground = createPlayground(await compiledCore());
    let answer;
    for (let upTo = 0; upTo <= scenario.steps.length; upTo++)
      answer = await playground.run({ requestId: 0, scenario, upTo }, ignoreOutput);
    expect(answer).toEqual({ result: await run(scenario) });
  });

  test('requests and results can be cloned to another thread', async () => {
    const scenario = read(name);
    const result = await run(scenario);
    expect(structuredClone({ scenario, result })).toEqual({ scenario, result });
  });
});

test.each([
  ['extend-service-ip-ranges.md', ['kubectl get servicecidr newcidr1']],
  ['hostaliases.md', []],
  ['validate-dual-stack.md', []],
])('%s: nothing fails that does not fail on the page', async (name, commands) => {
  const result = await run(read(name));
  expect(result.transcript.filter((entry) => entry.exit !== 0).map((entry) => entry.command)).toEqual(commands);
});

test('another seed draws other addresses, and an added step leaves the draws of the others alone', async () => {
  const service = (name: string) => ({
    command: `kubectl create service clusterip ${name} --tcp 80 -o jsonpath='{.spec.clusterIP}'`,
  });
  const scenario = (...names: string[]): Scenario => ({
    title: '',
    cluster: 'serviceSubnet: 10.96.0.0/16\nkubelet: false\n',
    files: [],
    steps: names.map(service),
  });
  const plain = await run(scenario('a', 'b'));
  const more = await run(scenario('a', 'between', 'b'));
  const other = await run(scenario('a', 'b'), 8);
  expect(textOf(more, 0)).toBe(textOf(plain, 0));
  expect(textOf(more, 2)).toBe(textOf(plain, 1));
  expect(textOf(other, 0)).not.toBe(textOf(plain, 0));
});

describe('the playground', () => {
  const loop: Scenario = {
    title: '',
    cluster: 'kubelet: false\n',
    files: [],
    steps: [{ command: 'echo begun; i=0; while true; do i=$((i + 1)); done' }, { command: 'echo "$i"' }],
  };

  test('a stopped loop keeps its output, and its replay stops at the same place', async () => {
    const playground = createPlayground(await compiledCore());
    const seen: OutputChunk[] = [];
    const answer = await playground.run({ requestId: 1, scenario: loop, upTo: 1 }, (_step, chunk) => {
      seen.push(chunk);
      void playground.stop();
    });
    if (!answer || 'failure' in answer) throw new Error('no result');
    const [entry] = answer.result.transcript;
    expect(entry).toMatchObject({ interrupted: 'stopped', exit: 130, output: [{ text: 'begun\n' }] });
    expect(seen).toEqual([{ stream: 'stdout', text: 'begun\n' }]);

    const replayed = { ...loop, steps: [{ ...loop.steps[0], interruptedAfter: entry.ticks }, loop.steps[1]] };
    const again = await run(replayed);
    const whole = await playground.run({ requestId: 2, scenario: replayed, upTo: 2 }, ignoreOutput);
    if (!whole || 'failure' in whole) throw new Error('no result');
    expect(again.transcript).toEqual(whole.result.transcript);
  });

  test('a stop that comes before the loop has begun stops it', async () => {
    const playground = createPlayground(await compiledCore());
    const running = playground.run({ requestId: 1, scenario: loop, upTo: 1 }, ignoreOutput);
    await playground.stop();
    expect(await running).toMatchObject({ result: { transcript: [{ interrupted: 'stopped', exit: 130 }] } });
  });

  test('one request runs, one waits, and an older waiting one is dropped', async () => {
    const playground = createPlayground(await compiledCore());
    const scenario = read('extend-service-ip-ranges.md');
    const answers = await Promise.all(
      [1, 2, 3].map((requestId) => playground.run({ requestId, scenario, upTo: 2 }, ignoreOutput)),
    );
    expect(answers[1]).toBeUndefined();
    expect(answers[2]).toMatchObject({ result: { requestId: 3, complete: true } });
  });

  test('a file that steps read and that breaks keeps the last result, with the place of the fault', async () => {
    const playground = createPlayground(await compiledCore());
    const scenario = read('hostaliases.md');
    await playground.run({ requestId: 1, scenario, upTo: 4 }, ignoreOutput);
    const [file] = scenario.files;
    const broken = { ...scenario, files: [{ ...file, content: file.content.replace('hostnames:', 'hostnames') }] };
    const answer = await playground.run({ requestId: 2, scenario: broken, upTo: 4 }, ignoreOutput);
    expect(answer).toMatchObject({
      failure: { requestId: 2, diagnostics: [{ severity: 'error', source: { file: file.name } }] },
    });
  });

  test('broken settings are told in the words of the API server', async () => {
    const playground = createPlayground(await compiledCore());
    const scenario = { ...loop, cluster: 'serviceSubnet: nonsense\n' };
    expect(await playground.run({ requestId: 1, scenario, upTo: 0 }, ignoreOutput)).toMatchObject({
      failure: { diagnostics: [{ message: 'service-cluster-ip-range[0] is not a valid cidr', source: { line: 1 } }] },
    });
  });
});

test('a refusal by the server names the field in the file', async () => {
  const result = await run({
    title: '',
    cluster: 'kubelet: false\n',
    files: [
      {
        name: 'svc.yaml',
        content:
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n    protocol: TPC\n',
      },
    ],
    steps: [{ command: 'kubectl apply -f svc.yaml' }],
  });
  expect(result.diagnostics).toMatchObject([
    {
      fieldPath: 'spec.ports[0].protocol',
      object: { kind: 'Service', name: 'web' },
      source: { file: 'svc.yaml', line: 8 },
    },
  ]);
  expect(result.files).toMatchObject([{ name: 'cluster.yaml' }, { name: 'svc.yaml', state: 'not applied' }]);
});
