/** The API server's repair of address bitmaps, and who holds an address where there are no IPAddresses (services.md 6.4, 7.4). */

import { expect, test } from 'vitest';
import { createApiServer } from '../../../worker/apiserver';
import { createClock } from '../../../worker/clock';
import type { DecisionRecord } from '../../../worker/allocator/types';
import { findRelease } from '../../../worker/releases';
import { freshCore } from '../../core/load';
import { service, SERVICES, SETTINGS, startServer } from './harness';

const IPS = '/apis/networking.k8s.io/v1/ipaddresses';
const PASS_MS = 180_000;

const ipAddress = (name: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: { name },
  spec: { parentRef: { resource: 'services', namespace: 'default', name: 'other' } },
});

test.each([
  [2, 1],
  [3, 2],
])('R1.3.11 the bit of a failed create: after %i passes %i of two addresses can be had', async (passes, expected) => {
  const server = await startServer({ kubernetes: '1.33', serviceSubnet: '10.96.0.0/30' });
  const both = ['10.96.0.1', '10.96.0.2'];
  for (const ip of both) expect(server.create(IPS, ipAddress(ip)).status).toBe(201);
  expect(server.create(SERVICES, service('drawn')).status).toBe(500);
  for (const ip of both) server.call('DELETE', `${IPS}/${ip}`);
  await server.clock.advance(passes * PASS_MS);
  const answers = both.map((ip, index) => server.create(SERVICES, service(`web-${index}`, { clusterIP: ip })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(expected);
});

test('the repair leaves the addresses of Services alone', async () => {
  const server = await startServer({ kubernetes: '1.31' });
  server.create(SERVICES, service('web', { clusterIP: '10.96.0.9' }));
  await server.clock.advance(10 * PASS_MS);
  expect(server.create(SERVICES, service('other', { clusterIP: '10.96.0.9' })).status).toBe(422);
});

test.each(['1.31', '1.36'])('%s: the refusal of a taken address names its holder', async (kubernetes) => {
  const core = await freshCore();
  const decisions: DecisionRecord[] = [];
  const settings = { ...SETTINGS, kubernetes };
  const client = createApiServer({
    core,
    clock: createClock(),
    random: core.random(1),
    release: findRelease(kubernetes)!,
    settings,
    decisions: (one) => void decisions.push(one),
  }).client('kubectl');
  const post = (path: string, body: unknown) => client.request({ method: 'POST', path, body });
  post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  if (kubernetes !== '1.31')
    post('/apis/networking.k8s.io/v1/servicecidrs', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: 'kubernetes' },
      spec: { cidrs: ['10.96.0.0/24'] },
    });
  post(SERVICES, service('first', { clusterIP: '10.96.0.9' }));
  post(SERVICES, service('second', { clusterIP: '10.96.0.9' }));
  expect(decisions.at(-1)!.outcome).toMatchObject({
    kind: 'refused',
    cause: 'taken',
    holder: { kind: 'Service', namespace: 'default', name: 'first' },
  });
});
