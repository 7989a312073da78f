/** The address plan: lanes on one line, gaps cut, overlaps named. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileCore } from '../../../worker/core';
import { Session, settingsOf } from '../../../worker/session';
import { tilesOf } from '../../../worker/views/part';
import { addressPlan } from '../../../worker/views/plan';
import { scenarioOf } from './run';

const bytes = readFileSync(new URL('../../../build/core.wasm', import.meta.url));
const CIDR = (name: string, prefix: string) =>
  `kubectl apply -f - <<EOF\napiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata:\n  name: ${name}\nspec:\n  cidrs: [${prefix}]\nEOF`;

async function factsOf(cluster: string, commands: string[] = []) {
  const core = await compileCore(bytes);
  const scenario = scenarioOf(cluster, commands);
  const checked = settingsOf(core, scenario);
  if ('diagnostics' in checked) throw new Error(checked.diagnostics[0]?.message);
  const session = await Session.start(core, checked.settings, []);
  for (const step of scenario.steps) await session.runStep(step);
  return { ...session.facts(0, scenario), decisions: [] };
}

test('Service, Pod and node ranges stand in lanes, in the order of their addresses on one line', async () => {
  const [line, ...others] = addressPlan(await factsOf('serviceSubnet: 10.96.0.0/28\nnodes: 2\n'));
  expect(others).toEqual([]);
  expect(line.lanes.map(({ kind, prefix, names }) => [kind, prefix, ...names])).toEqual([
    ['service', '10.96.0.0/28', 'kubernetes'],
    ['pod', '10.244.0.0/16'],
    ['block', '10.244.0.0/24', 'worker0'],
    ['block', '10.244.1.0/24', 'worker1'],
    ['node', undefined, 'worker0', 'worker1'],
  ]);
  expect(line.overlaps).toEqual([]);
  expect(line.gaps).toHaveLength(2);
  const [service, pod, first, second, nodes] = line.lanes.map(({ pieces }) => pieces);
  expect(service[0].from).toBe(0);
  expect(pod[0].from).toBeGreaterThan(service[0].to);
  expect(first[0].from).toBe(pod[0].from);
  expect(second[0].from).toBeCloseTo(first[0].to);
  expect(second[0].to).toBeLessThan(pod[0].to);
  expect(nodes.at(-1)!.to).toBe(1);
});

test('the part that two Service ranges share is named, with the ends that only the wider one gives', async () => {
  const facts = await factsOf('serviceSubnet: 10.96.0.0/28\n', [
    CIDR('wide', '10.96.0.0/24'),
    CIDR('in', '10.96.0.64/26'),
  ]);
  const [{ lanes, overlaps }] = addressPlan(facts);
  const told = overlaps.map(({ inner, outer, onlyOuter }) => [lanes[inner].prefix, lanes[outer].prefix, ...onlyOuter]);
  expect(told).toEqual([
    ['10.96.0.0/28', '10.96.0.0/24', '10.96.0.15'],
    ['10.96.0.64/26', '10.96.0.0/24', '10.96.0.64', '10.96.0.127'],
  ]);
});

test.each([
  ['serviceSubnet: 10.244.1.0/24\n', 'service', 'pod', '10.244.1.0/24'],
  ['serviceSubnet: 192.168.0.0/16\n', 'node', 'service', '192.168.0.10'],
])('%s overlaps another kind of range', async (settings, inner, outer, text) => {
  const [{ lanes, overlaps }] = addressPlan(await factsOf(settings));
  expect(overlaps.map((one) => [lanes[one.inner].kind, lanes[one.outer].kind, one.text])).toContainEqual([
    inner,
    outer,
    text,
  ]);
});

test('each family has a line of its own, down to single IPv6 addresses', async () => {
  const lines = addressPlan(
    await factsOf('serviceSubnet: 10.96.0.0/16,fd00:10:96::/112\npodSubnet: 10.244.0.0/16,fd00:10:244::/56\n'),
  );
  expect(lines.map(({ family, overlaps }) => [family, overlaps.length])).toEqual([
    ['IPv4', 0],
    ['IPv6', 0],
  ]);
});

test('addresses are found in the tiles of a range and of its parts', async () => {
  const facts = await factsOf('serviceSubnet: 10.96.0.0/12\n');
  const found = (part: string) =>
    tilesOf(facts, 'service', '10.96.0.0/12', part, ['10.96.0.1', '10.97.3.4', '10.111.255.255', '10.112.0.0', 'x']);
  expect(found('10.96.0.0/12')).toEqual([0, 1, 15, -1, -1]);
  expect(found('10.97.0.0/16')).toEqual([-1, 3, -1, -1, -1]);
  expect(tilesOf(facts, 'pod', '10.244.0.0/16', '10.244.0.0/16', ['10.244.2.0/24'])).toEqual([2]);
});
