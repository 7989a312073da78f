/** The default ServiceCIDR after a restart with other flags: services.md R5.5.5, 10.4 rows 153 to 157. */

import { expect, test } from 'vitest';
import type { ClusterSettings } from '../../../worker/api';
import { createApiServer } from '../../../worker/apiserver';
import { createClock } from '../../../worker/clock';
import { startControllers } from '../../../worker/controllers';
import { createCore } from '../../../worker/core';
import type { KubernetesObject, Status } from '../../../worker/kubernetes/objects';
import { findRelease } from '../../../worker/releases';
import { DEFAULT_SETTINGS } from '../../../worker/scenario/settings';
import { compiledCore } from '../../core/load';

const CIDRS = '/apis/networking.k8s.io/v1/servicecidrs';
const SERVICES = '/api/v1/namespaces/default/services';
const FLAGS: Record<string, string[]> = {
  v4: ['10.0.0.0/29'],
  v6: ['2001:db8:1::/125'],
  v4v6: ['10.0.0.0/29', '2001:db8:1::/125'],
  v6v4: ['2001:db8:1::/125', '10.0.0.0/29'],
};

/** A server with the new flags over what the old ones left; then its controllers start. */
async function restart(before: string[], after: string[], kubernetes = '1.36', ready?: 'False') {
  const settings: ClusterSettings = { ...DEFAULT_SETTINGS, kubernetes, serviceSubnet: after.join(','), kubelet: false };
  const core = createCore(await compiledCore());
  const clock = createClock();
  const shared = {
    core,
    clock,
    random: core.random(1),
    release: findRelease(kubernetes)!,
    settings,
    decisions: () => {},
  };
  const server = createApiServer(shared);
  const client = server.client('test');
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    client.request({
      method,
      path,
      body,
      headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
    });
  if (before.length > 0)
    call('POST', CIDRS, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: 'kubernetes' },
      spec: { cidrs: before },
    });
  if (ready) {
    const lastTransitionTime = settings.startTime;
    const condition = { type: 'Ready', status: ready, reason: 'Mine', message: 'not yet', lastTransitionTime };
    call('PATCH', `${CIDRS}/kubernetes/status`, { status: { conditions: [condition] } });
  }
  startControllers({ ...shared, client: (name) => server.client(name) });
  await clock.advance(5_000);
  const events = () =>
    ((call('GET', '/api/v1/events').body as unknown as { items: KubernetesObject[] }).items ?? [])
      .filter(({ involvedObject }) => involvedObject.kind === 'ServiceCIDR')
      .map(({ reason, message }) => `${reason}: ${message}`);
  const range = () => call('GET', `${CIDRS}/kubernetes`).body as KubernetesObject;
  const createService = (name: string, spec: object = {}) =>
    call('POST', SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { ports: [{ port: 80 }], ...spec },
    });
  return { call, clock, events, range, createService };
}

const FULL = 'failed to allocate a serviceIP for Service "web": range is full';

test.each<[before: string, after: string, cidrs: string, isConsistent: boolean, service: string]>([
  ['v4', 'v4', 'v4', true, 'IPv4'],
  ['v6', 'v6', 'v6', true, 'IPv6'],
  ['v4v6', 'v4v6', 'v4v6', true, 'IPv4'],
  ['v6v4', 'v6v4', 'v6v4', true, 'IPv6'],
  ['v4', 'v4v6', 'v4v6', true, 'IPv4'],
  ['v6', 'v6v4', 'v6v4', true, 'IPv6'],
  ['v4v6', 'v4', 'v4v6', false, 'IPv4'],
  ['v6v4', 'v6', 'v6v4', false, 'IPv6'],
  ['v4v6', 'v6v4', 'v4v6', false, 'IPv6'],
  ['v6v4', 'v4v6', 'v6v4', false, 'IPv4'],
  ['v4v6', 'v6', 'v4v6', false, 'IPv6'],
  ['v6v4', 'v4', 'v6v4', false, 'IPv4'],
  ['v4', 'v6', 'v4', false, FULL],
  ['v6', 'v4', 'v6', false, FULL],
  ['v4', 'v6v4', 'v4', false, FULL],
  ['v6', 'v4v6', 'v6', false, FULL],
])('%s to %s leaves %s (consistent: %s); a Service: %s', async (before, after, cidrs, isConsistent, outcome) => {
  const cluster = await restart(FLAGS[before], FLAGS[after]);
  expect(cluster.range().spec.cidrs).toEqual(FLAGS[cidrs]);
  const said = `KubernetesDefaultServiceCIDRInconsistent: The default ServiceCIDR [${FLAGS[cidrs].join(' ')}] does not match the controller flag configurations [${FLAGS[after].join(' ')}]`;
  expect(cluster.events()).toEqual(isConsistent ? [] : [said]);
  const made = cluster.createService('web');
  if (outcome === FULL) {
    expect(made.status).toBe(500);
    expect((made.body as Status).message).toContain(FULL);
    const other = FLAGS[after][0].includes(':') ? '2001:db8:2::/112' : '10.1.0.0/24';
    cluster.call('POST', CIDRS, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: 'more' },
      spec: { cidrs: [other] },
    });
    await cluster.clock.advance(1_000);
    expect(cluster.createService('web').status).toBe(201);
  } else
    expect((made.body as KubernetesObject).spec).toMatchObject({
      ipFamilies: [outcome],
      ipFamilyPolicy: 'SingleStack',
    });
});

test('1.33 says nothing of a difference', async () =>
  expect((await restart(FLAGS.v4v6, FLAGS.v4, '1.33')).events()).toEqual([]));

test('row 153: without one it is made, and Ready', async () => {
  const range = (await restart([], FLAGS.v4)).range();
  expect(range.spec.cidrs).toEqual(FLAGS.v4);
  expect(range.status!.conditions[0]).toMatchObject({ type: 'Ready', status: 'True' });
});

test.each([
  ['1.36', 'Mine: Configuration matches, but not yet'],
  ['1.33', 'Mine: not yet'],
])('row 156: one that is not Ready has an event in %s', async (kubernetes, event) => {
  const cluster = await restart(FLAGS.v4, FLAGS.v4, kubernetes, 'False');
  expect(cluster.events()).toEqual([event]);
});

test('row 157: deleted, and its Service gone, it comes back with the new range', async () => {
  const cluster = await restart(['10.0.0.0/24'], ['10.168.0.0/24']);
  expect(cluster.range().spec.cidrs).toEqual(['10.0.0.0/24']);
  cluster.call('DELETE', `${CIDRS}/kubernetes`);
  await cluster.clock.advance(30_000);
  expect(cluster.range().spec.cidrs).toEqual(['10.168.0.0/24']);
  await cluster.clock.advance(15_000);
  expect((cluster.call('GET', `${SERVICES}/kubernetes`).body as KubernetesObject).spec.clusterIP).toBe('10.168.0.1');
});
