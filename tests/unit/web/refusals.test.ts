/** What the page says of each cause that a refusal's own text hides, and the ways out that it offers. */

import { expect, test } from 'vitest';
import { explainDecision } from '../../../sentences/decision';
import { refusalFixes } from '../../../web/explanation/refusal-fixes';
import { fieldsOf, objectsOf } from '../../../web/explanation/sources';
import type { Scenario } from '../../../worker/api';
import { runScenario } from '../../../worker/session';
import { compiledCore } from '../../core/load';

async function refusal(cluster: string, files: Scenario['files'], ...commands: string[]) {
  const steps = commands.map((command) => ({ command }));
  const outcome = await runScenario(await compiledCore(), { title: '', cluster, files, steps });
  if ('failure' in outcome) throw new Error(outcome.failure.diagnostics[0].message);
  const { result } = outcome;
  const decision = result.decisions.findLast((one) => one.outcome.kind === 'refused')!;
  const all = [{ name: 'cluster.yaml', content: cluster }, ...files];
  const command = commands[decision.step] ?? '';
  return {
    account: explainDecision(decision, 7),
    fixes: refusalFixes({ decision, ranges: result.ranges, risks: [], files: all, command }),
    fields: fieldsOf(decision, result, all),
    objects: objectsOf(decision).map(({ kind, name }) => `${kind} ${name}`),
  };
}

const SMALL = 'serviceSubnet: 10.96.0.0/29\nkubelet: false\npauseSeconds: 3\n';
const create = (name: string, address: string) =>
  `kubectl create service clusterip ${name} --tcp 80 --clusterip ${address}`;
const WIDE = [
  'printf "apiVersion: networking.k8s.io/v1\\nkind: ServiceCIDR\\nmetadata:\\n  name: wide\\nspec:\\n  cidrs: [10.97.0.0/24]\\n" | kubectl apply -f -',
  create('w', '10.97.0.9'),
  'kubectl delete servicecidr wide --wait=false',
];
const FILL = 'for i in $(seq 1 6); do kubectl create service clusterip s-$i --tcp 80; done';

test.each([
  ['really full', [FILL], 'All 6 usable addresses are held.'],
  [
    'room only in a range that is being deleted',
    [...WIDE, FILL],
    'All addresses that are ready to be given are held. 10.97.0.0/24 has 253 free, but it is being deleted.',
  ],
  [
    'an address of a range that is being deleted',
    [...WIDE, create('x', '10.97.0.10')],
    '10.97.0.10 lies in 10.97.0.0/24, which is being deleted and gives nothing new.',
  ],
  ['outside', [create('x', '10.99.0.1')], 'No range that is ready contains 10.99.0.1.'],
  [
    'the network address',
    [create('x', '10.96.0.0')],
    '10.96.0.0 is the first address of its range, which is never handed out.',
  ],
  [
    'the broadcast address',
    [create('x', '10.96.0.7')],
    '10.96.0.7 is the last address of an IPv4 range, which is never handed out.',
  ],
])('%s', async (_, commands, lead) => {
  const { account, objects } = await refusal(SMALL, [], ...commands);
  expect(account.lead).toBe(lead);
  expect(account.further.map(({ question }) => question)).toContain('Does the error always mean this?');
  expect(account.rules.length).toBeGreaterThan(0);
  expect(objects).toContain('ServiceCIDR kubernetes');
});

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  clusterIP: 10.96.0.1\n  ports: [{port: 80}]\n';

test('an address that a file asks for can be another one, or be left out', async () => {
  const { fixes, fields, objects } = await refusal(
    SMALL,
    [{ name: 'a.yaml', content: SERVICE }],
    'kubectl apply -f a.yaml',
  );
  expect(fixes.map(({ label, edit, command }) => [label, edit?.was ?? command, edit?.text])).toEqual([
    ['Ask for 10.96.0.2 instead', '10.96.0.1', '10.96.0.2'],
    ['Let any address do', '  clusterIP: 10.96.0.1\n', ''],
    ['Delete Service kubernetes', 'kubectl delete service kubernetes -n default', undefined],
  ]);
  expect(fields).toEqual([
    { field: 'clusterIP', file: 'a.yaml', line: 6 },
    { field: 'serviceSubnet', file: 'cluster.yaml', line: 1 },
  ]);
  expect(objects).toEqual(['Service kubernetes', 'ServiceCIDR kubernetes']);
});

test('a node port that is held can be left to the server, or freed', async () => {
  const { fixes } = await refusal(
    SMALL,
    [],
    'kubectl create service nodeport a --tcp 80 --node-port 30080',
    'kubectl create service nodeport b --tcp 80 --node-port 30080',
  );
  expect(fixes.map(({ command }) => command)).toEqual([
    'kubectl create service nodeport b --tcp 80',
    'kubectl delete service a -n default',
  ]);
});

test('blocks of Nodes are not drawn, so another seed is no question', async () => {
  const { account, fields } = await refusal('podSubnet: 10.244.0.0/23\nnodes: 3\nseed: 4\n', [], 'sleep 5');
  expect(account.further).toEqual([]);
  expect(fields).toEqual([{ field: 'podSubnet', file: 'cluster.yaml', line: 1 }]);
});
