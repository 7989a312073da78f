/** The timeline of a cluster, and what differs between two. */

import { expect, test } from 'vitest';
import type { Scenario } from '../../../worker/api';
import { createPlayground } from '../../../worker/playground';
import { compiledCore } from '../../core/load';

const SCENARIO: Scenario = {
  title: '',
  cluster: 'kubernetes: "1.36"\nserviceSubnet: 10.96.0.0/28\npauseSeconds: 3\n',
  files: [],
  steps: [
    { command: 'kubectl create service clusterip a --tcp 80 --clusterip 10.96.0.9' },
    { command: 'kubectl create service clusterip b --tcp 80 --clusterip 10.96.0.9' },
    { command: 'kubectl run web --image busybox -- sleep 3600' },
  ],
};

const opened = async () => createPlayground(await compiledCore());

test('each actor has its entries, in the order of the steps', async () => {
  const playground = await opened();
  expect(await playground.timeline()).toEqual([]);
  await playground.run({ requestId: 1, scenario: SCENARIO, upTo: 3 }, () => {});
  const entries = await playground.timeline();
  const steps = entries.map(({ step }) => step);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(steps[0]).toBe(-1);
  const of = (actor: string, step: number) => entries.filter((entry) => entry.actor === actor && entry.step === step);
  expect(of('You', 0).map(({ text }) => text)).toEqual([SCENARIO.steps[0]!.command]);
  expect(of('You', 1).map(({ tone }) => tone)).toEqual(['refused']);
  expect(of('kube-apiserver', 1).map(({ kind, tone, object }) => [kind, tone, object?.name])).toContainEqual([
    'decision',
    'refused',
    'b',
  ]);
  const events = entries.filter(({ kind }) => kind === 'event');
  expect(events.map(({ text }) => text)).toContain('Scheduled: Successfully assigned default/web to worker0');
  expect(of('kubelet', 2).map(({ text }) => text?.split(':')[0])).toContain('Started');
});

test('two ends of one scenario differ by what came between', async () => {
  const playground = await opened();
  const found = await playground.compareRuns({ scenario: SCENARIO, upTo: 0 }, { scenario: SCENARIO, upTo: 1 });
  if ('fault' in found) throw new Error(found.fault);
  expect(found.addresses).toEqual([{ name: '10.96.0.9', a: undefined, b: 'Service default/a' }]);
  expect(found.objects.every(({ a }) => a === undefined)).toBe(true);
  expect(found.objects.map(({ name }) => name.replace(/-.*/, ''))).toEqual([
    'Endpoints default/a',
    'Service default/a',
    'IPAddress 10.96.0.9',
    'EndpointSlice default/a',
  ]);
  expect(found.transcript.map(({ name }) => name)).toEqual(['Step 1']);
  expect(found.sameObjects).toBeGreaterThan(5);
});

test('the same on both sides has no difference', async () => {
  const playground = await opened();
  const side = { scenario: SCENARIO, upTo: 3 };
  const { sameObjects, versions, ...rest } = (await playground.compareRuns(side, side)) as object as Record<
    string,
    unknown
  >;
  expect(rest).toEqual({ objects: [], addresses: [], hosts: [], transcript: [] });
  expect(sameObjects).toBeGreaterThan(0);
  expect(versions).toEqual(['v1.36.3', 'v1.36.3']);
});

test('two releases differ in their words', async () => {
  const playground = await opened();
  const found = await playground.compareRuns(
    { scenario: SCENARIO, upTo: 2, release: '1.33' },
    { scenario: SCENARIO, upTo: 2 },
  );
  if ('fault' in found) throw new Error(found.fault);
  expect(found.versions).toEqual(['v1.33.13', 'v1.36.3']);
  expect(found.addresses).toEqual([]);
});

test('a side that cannot start says why', async () => {
  const playground = await opened();
  const broken = { ...SCENARIO, cluster: 'serviceSubnet: 10.96.0.0/33\n' };
  expect(await playground.compareRuns({ scenario: SCENARIO, upTo: 0 }, { scenario: broken, upTo: 0 })).toEqual({
    fault: 'The second side: service-cluster-ip-range[0] is not a valid cidr',
  });
});
