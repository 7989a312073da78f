/** Keys that every JavaScript object knows of itself are keys like any other where a reader writes them. */

import { expect, test } from 'vitest';
import { runScenario } from '../../../worker/session';
import { compiledCore } from '../../core/load';

const MAP = `apiVersion: v1
kind: ConfigMap
metadata: {name: odd, labels: {constructor: a}}
data: {constructor: one, __proto__: two, toString: three}
`;

test.each([
  ["kubectl get cm odd -o jsonpath='{.data}'", '{"__proto__":"two","constructor":"one","toString":"three"}'],
  ['kubectl get cm odd --no-headers -o custom-columns=N:.metadata.name,C:.data.constructor', 'odd   one\n'],
  ['kubectl get cm -l constructor -o name', 'configmap/odd\n'],
  ['kubectl get cm -l constructor=a -o name', 'configmap/odd\n'],
  ['kubectl get cm -l toString -o name', ''],
  ['kubectl describe cm odd | grep -c -e ^__proto__: -e ^toString: -e ^constructor:', '3\n'],
  [
    `kubectl patch cm odd -p '{"data":{"__proto__":null}}' -o jsonpath='{.data}'`,
    '{"constructor":"one","toString":"three"}',
  ],
  [`kubectl apply -f odd.yaml -o jsonpath='{.data}'`, '{"__proto__":"two","constructor":"one","toString":"three"}'],
  [
    `kubectl apply --server-side -f odd.yaml -o jsonpath='{.data}'`,
    '{"__proto__":"two","constructor":"one","toString":"three"}',
  ],
])('%s', async (command, printed) => {
  const scenario = {
    title: '',
    cluster: 'kubelet: false',
    files: [{ name: 'odd.yaml', content: MAP }],
    steps: [{ command: 'kubectl create -f odd.yaml' }, { command }],
  };
  const outcome = await runScenario(await compiledCore(), scenario, {});
  if ('failure' in outcome) throw new Error(outcome.failure.diagnostics[0].message);
  const [created, answer] = outcome.result.transcript.map(({ output }) =>
    output
      .filter(({ stream }) => stream === 'stdout')
      .map(({ text }) => text)
      .join(''),
  );
  expect(created).toBe('configmap/odd created\n');
  expect(answer).toBe(printed);
});
