/** Load balancer addresses from the setting `loadBalancerRange` (services.md R4.4). */

import { beforeAll, describe, expect, test } from 'vitest';
import { createBalancerPool } from '../../../worker/controllers/load-balancer/pool';
import type { Core } from '../../../worker/core/types';
import type { DecisionRecord } from '../../../worker/allocator/types';
import { freshCore } from '../../core/load';
import { SERVICES, startCluster, type TestCluster } from './cluster';

const OWNER = { kind: 'Service', namespace: 'default', name: 'web' };
const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';
const DUAL = {
  serviceSubnet: '10.96.0.0/24,fd00:10:96::/112',
  podSubnet: '10.244.0.0/16,fd00:10:244::/56',
  loadBalancerRange: '203.0.113.0/24,2001:db8:ffff::/64',
};
const balancer = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...spec },
});
const read = (cluster: TestCluster, name: string) => cluster.get(`${SERVICES}/${name}`);
const ingressOf = (cluster: TestCluster, name: string) => read(cluster, name).status!.loadBalancer.ingress;
const VIP = (...ips: string[]) => ips.map((ip) => ({ ip, ipMode: 'VIP' }));

describe('the pool', () => {
  let core: Core;
  beforeAll(async () => {
    core = await freshCore();
  });
  test.each([
    ['203.0.113.0/24', 'IPv4', ['203.0.113.1', '203.0.113.2', '203.0.113.3']],
    ['203.0.113.8/30', 'IPv4', ['203.0.113.9', '203.0.113.10', undefined]],
    ['203.0.113.8/31', 'IPv4', ['203.0.113.8', '203.0.113.9', undefined]],
    ['203.0.113.8/32', 'IPv4', ['203.0.113.8', undefined]],
    ['2001:db8::/64', 'IPv6', ['2001:db8::1', '2001:db8::2']],
    ['2001:db8::/16', 'IPv6', ['2001::1']],
    ['203.0.113.0/24', 'IPv6', [undefined]],
  ] as const)('%s gives %s %j', (setting, family, expected) => {
    const pool = createBalancerPool(core, setting, () => {});
    expect(expected.map(() => pool.takeNext(family, OWNER))).toEqual(expected);
  });
  test('gives an address that was given back', () => {
    const pool = createBalancerPool(core, '203.0.113.8/30', () => {});
    const [one] = [pool.takeNext('IPv4', OWNER)!, pool.takeNext('IPv4', OWNER)];
    pool.release(one);
    expect(pool.takeNext('IPv4', OWNER)).toBe(one);
  });
  test('tells why each address was given, refused or given back', () => {
    const decisions: DecisionRecord[] = [];
    const pool = createBalancerPool(core, '203.0.113.8/30', (decision) => void decisions.push(decision));
    pool.take('203.0.113.10', OWNER);
    pool.takeNext('IPv4', OWNER);
    pool.takeNext('IPv4', OWNER);
    pool.take('203.0.113.10', OWNER);
    pool.take('10.0.0.1', OWNER);
    pool.release('203.0.113.9', { object: OWNER, because: 'deleted' });
    const setting = 'load balancer range 203.0.113.8/30';
    expect(
      decisions.map(({ request, ranges: [{ free, result, searches }], outcome }) => [request, free, result, searches[0]?.tried, outcome]),
    ).toEqual([
      [{ value: '203.0.113.10' }, '2', 'allocated', undefined, { kind: 'allocated', value: '203.0.113.10' }],
      [{ family: 'IPv4' }, '1', 'allocated', '1', { kind: 'allocated', value: '203.0.113.9' }],
      [{ family: 'IPv4' }, '0', 'full', '2', { kind: 'refused', message: `no IPv4 address is left in the ${setting}`, cause: 'full' }],
      [{ value: '203.0.113.10' }, '0', 'taken', undefined, { kind: 'refused', message: 'requested address 203.0.113.10 is in use', cause: 'taken' }],
      [{ value: '10.0.0.1' }, '0', 'not in range', undefined, { kind: 'refused', message: `requested address 10.0.0.1 is not in the ${setting}`, cause: 'not in range' }],
      [{ family: 'IPv4' }, '1', 'not asked', undefined, { kind: 'released', value: '203.0.113.9', because: 'deleted' }],
    ]); // prettier-ignore
  });
});

test.each([
  ['IPv4 only', {}, ['203.0.113.1']],
  ['both families', { ipFamilyPolicy: 'RequireDualStack' }, ['203.0.113.1', '2001:db8:ffff::1']],
  ['IPv6 only', { ipFamilies: ['IPv6'] }, ['2001:db8:ffff::1']],
  [
    'IPv6 first',
    { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv6', 'IPv4'] },
    ['2001:db8:ffff::1', '203.0.113.1'],
  ],
  ['the address that is asked for', { loadBalancerIP: '203.0.113.77' }, ['203.0.113.77']],
])('%s', async (_title, spec, ips) => {
  const cluster = await startCluster(DUAL);
  cluster.create(SERVICES, balancer('web', spec));
  await cluster.clock.advance(500);
  expect(ingressOf(cluster, 'web')).toBeUndefined();
  await cluster.clock.advance(1_000);
  expect(ingressOf(cluster, 'web')).toEqual(VIP(...ips));
  expect(read(cluster, 'web').metadata.finalizers).toEqual([FINALIZER]);
  expect(cluster.events('web')).toEqual([
    'EnsuringLoadBalancer: Ensuring load balancer',
    'EnsuredLoadBalancer: Ensured load balancer',
  ]);
  expect(cluster.list('/api/v1/events').find(({ reason }) => reason === 'EnsuredLoadBalancer')).toMatchObject({
    source: { component: 'service-controller' },
    type: 'Normal',
  });
});

test.each([
  ['without the setting', {}, {}],
  ['with a class', DUAL, { loadBalancerClass: 'example.com/other' }],
  ['of another type', DUAL, { type: 'NodePort' }],
])('nothing happens %s', async (_title, settings, spec) => {
  const cluster = await startCluster(settings);
  cluster.create(SERVICES, balancer('web', spec));
  await cluster.clock.advance(10_000);
  expect(ingressOf(cluster, 'web')).toBeUndefined();
  expect(read(cluster, 'web').metadata.finalizers).toBeUndefined();
  expect(cluster.events('web')).toEqual([]);
});

test('a deleted Service goes when its balancer is gone, and the next one gets the address', async () => {
  const cluster = await startCluster(DUAL);
  cluster.create(SERVICES, balancer('web'));
  await cluster.clock.advance(2_000);
  cluster.remove(`${SERVICES}/web`);
  expect(read(cluster, 'web').metadata.deletionTimestamp).toBeDefined();
  await cluster.clock.advance(1_000);
  expect(cluster.find(`${SERVICES}/web`)).toBeUndefined();
  expect(cluster.events('web').slice(2)).toEqual([
    'DeletingLoadBalancer: Deleting load balancer',
    'DeletedLoadBalancer: Deleted load balancer',
  ]);
  cluster.create(SERVICES, balancer('next'));
  await cluster.clock.advance(2_000);
  expect(ingressOf(cluster, 'next')).toEqual(VIP('203.0.113.1'));
});

test('another type and back', async () => {
  const cluster = await startCluster(DUAL);
  cluster.create(SERVICES, balancer('web'));
  await cluster.clock.advance(2_000);
  cluster.patch(`${SERVICES}/web`, { spec: { type: 'ClusterIP' } });
  await cluster.clock.advance(1_000);
  expect(read(cluster, 'web')).toMatchObject({ status: { loadBalancer: {} } });
  expect(read(cluster, 'web').metadata.finalizers).toBeUndefined();
  cluster.patch(`${SERVICES}/web`, { spec: { type: 'LoadBalancer' } });
  await cluster.clock.advance(2_000);
  expect(ingressOf(cluster, 'web')).toEqual(VIP('203.0.113.1'));
  expect(cluster.events('web')).toEqual([
    'EnsuringLoadBalancer: Ensuring load balancer',
    'EnsuredLoadBalancer: Ensured load balancer',
    'Type: LoadBalancer -> ClusterIP',
    'DeletingLoadBalancer: Deleting load balancer',
    'DeletedLoadBalancer: Deleted load balancer',
    'Type: ClusterIP -> LoadBalancer',
  ]);
});

test('a second address and another one asked for', async () => {
  const cluster = await startCluster(DUAL);
  cluster.create(SERVICES, balancer('web'));
  await cluster.clock.advance(2_000);
  cluster.patch(`${SERVICES}/web`, { spec: { ipFamilyPolicy: 'PreferDualStack' } });
  await cluster.clock.advance(2_000);
  expect(ingressOf(cluster, 'web')).toEqual(VIP('203.0.113.1', '2001:db8:ffff::1'));
  cluster.patch(`${SERVICES}/web`, { spec: { loadBalancerIP: '203.0.113.9' } });
  await cluster.clock.advance(2_000);
  expect(ingressOf(cluster, 'web')).toEqual(VIP('203.0.113.9', '2001:db8:ffff::1'));
  expect(cluster.events('web')).toContain('LoadbalancerIP:  -> 203.0.113.9');
  cluster.create(SERVICES, balancer('next'));
  await cluster.clock.advance(2_000);
  expect(ingressOf(cluster, 'next')).toEqual(VIP('203.0.113.1'));
});

test.each([
  [
    'out of range',
    { loadBalancerIP: '192.0.2.1' },
    'requested address 192.0.2.1 is not in the load balancer range 203.0.113.8/31',
  ],
  ['taken', { loadBalancerIP: '203.0.113.8' }, 'requested address 203.0.113.8 is in use'],
  ['nothing left', {}, 'no IPv4 address is left in the load balancer range 203.0.113.8/31'],
])('%s: the failure is told, and mended when it can be', async (title, spec, message) => {
  const cluster = await startCluster({ loadBalancerRange: '203.0.113.8/31' });
  cluster.create(SERVICES, balancer('a'));
  cluster.create(SERVICES, balancer('b'));
  await cluster.clock.advance(2_000);
  cluster.create(SERVICES, balancer('c', spec));
  await cluster.clock.advance(2_000);
  expect(cluster.events('c')).toEqual([
    'EnsuringLoadBalancer: Ensuring load balancer',
    `SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: ${message}`,
  ]);
  cluster.remove(`${SERVICES}/a`);
  await cluster.clock.advance(30_000);
  expect(ingressOf(cluster, 'c')).toEqual(title === 'out of range' ? undefined : VIP('203.0.113.8'));
});

test('Pods reach the Service at its outer address', async () => {
  const cluster = await startCluster({ kubelet: true, loadBalancerRange: '203.0.113.0/24' });
  cluster.create('/api/v1/namespaces/default/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels: { app: 'web' } },
    spec: {
      containers: [
        { name: 'c', image: 'nginx', imagePullPolicy: 'IfNotPresent' },
        { name: 'd', image: 'busybox:1.28', command: ['sleep', '1d'] },
      ],
    },
  });
  cluster.create(SERVICES, balancer('web', { selector: { app: 'web' } }));
  cluster.create(SERVICES, {
    ...balancer('plain', { type: 'ClusterIP', selector: { app: 'web' }, externalIPs: ['198.51.100.7'] }),
  });
  await cluster.clock.advance(10_000);
  for (const ip of ['203.0.113.1', '198.51.100.7']) {
    const answer = await cluster.client.exec(
      {
        method: 'POST',
        path: '/api/v1/namespaces/default/pods/web/exec',
        query: {},
        body: { container: 'd', command: ['wget', '-qO-', ip] },
      },
      { stdout: () => {}, stderr: () => {}, sleep: (ms) => cluster.clock.advance(ms) },
    );
    expect([ip, answer]).toEqual([ip, { exit: 0 }]);
  }
});
