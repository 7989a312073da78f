/** Events are counted, combined and dropped as client-go's correlator does (pods-and-nodes.md R3.23). */

import { expect, test } from 'vitest';
import { createRecorder } from '../../../worker/client/recorder';
import { nginx, PODS, startCluster, type TestCluster } from './cluster';

async function setUp(style: 'legacy' | 'series') {
  const cluster = await startCluster();
  const pod = cluster.create(PODS, nginx('web'));
  await cluster.clock.advance(2_000);
  const epochMs = () => Date.parse('2026-01-05T10:00:00Z') + cluster.clock.nowMs;
  const random = { stream: () => ({ index: () => 0, below: () => 0n, hex: () => '' }) };
  const recorder = createRecorder({
    api: cluster.api,
    epochMs,
    random,
    component: 'tester',
    host: style === 'legacy' ? 'worker0' : '',
    style,
  });
  const say = (message: string, reason = 'Tested') =>
    recorder.event(pod, { type: 'Normal', reason, message, action: 'Testing', fieldPath: 'spec.containers{web}' });
  return { cluster, say };
}

const own = (cluster: TestCluster) =>
  cluster.list('/api/v1/namespaces/default/events').filter(({ reportingComponent }) => reportingComponent === 'tester');

test('equal ones are counted on one Event', async () => {
  const { cluster, say } = await setUp('legacy');
  for (let count = 0; count < 3; count++) {
    say('same');
    await cluster.clock.advance(1_000);
  }
  expect(own(cluster)).toHaveLength(1);
  expect(own(cluster)[0]).toMatchObject({
    count: 3,
    firstTimestamp: '2026-01-05T10:00:07Z',
    lastTimestamp: '2026-01-05T10:00:09Z',
    source: { component: 'tester', host: 'worker0' },
    involvedObject: { kind: 'Pod', name: 'web', namespace: 'default', fieldPath: 'spec.containers{web}' },
  });
});

test('from the tenth similar message on they are combined', async () => {
  const { cluster, say } = await setUp('legacy');
  for (let number = 1; number <= 12; number++) say(`message ${number}`);
  const texts = own(cluster).map(({ message, count }) => `${message} x${count}`);
  expect(texts).toHaveLength(10);
  expect(texts).toContain('message 9 x1');
  expect(texts).toContain('(combined from similar events): message 12 x3');
});

test('a flood is dropped after 25, and comes back with time', async () => {
  const { cluster, say } = await setUp('legacy');
  for (let number = 1; number <= 40; number++) say('same', `Reason${number}`);
  expect(own(cluster)).toHaveLength(25);
  await cluster.clock.advance(300_000);
  say('same', 'Reason41');
  expect(own(cluster)).toHaveLength(26);
});

test('the series style has an eventTime, and a series from the second one on', async () => {
  const { cluster, say } = await setUp('series');
  say('same');
  expect(own(cluster)[0]).toMatchObject({
    eventTime: '2026-01-05T10:00:07.000000Z',
    action: 'Testing',
    reportingComponent: 'tester',
  });
  await cluster.clock.advance(1_000);
  say('same');
  expect(own(cluster)).toHaveLength(1);
  expect(own(cluster)[0].series).toMatchObject({ count: 2, lastObservedTime: '2026-01-05T10:00:08.000000Z' });
});
