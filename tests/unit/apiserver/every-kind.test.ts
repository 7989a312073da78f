/** Objects of every kind that are right, and the same with one value spoilt: each verb is reached by accepted and refused requests. */

import { expect, test } from 'vitest';
import type { ApiRequest } from '../../../worker/kubernetes/client';
import { startServer } from './harness';
import { generator, mutated } from './random-bodies';

const ROUNDS = 40;
const CONTAINERS = { containers: [{ name: 'web', image: 'nginx' }] };
const TEMPLATE = { metadata: { labels: { app: 'web' } }, spec: CONTAINERS };
const WORKLOAD = { spec: { selector: { matchLabels: { app: 'web' } }, template: TEMPLATE } };

const KINDS: readonly [path: string, kind: string, name: string, rest: Record<string, unknown>][] = [
  ['/api/v1/namespaces/default/configmaps', 'ConfigMap', 'a', { data: { a: 'b' } }],
  ['/api/v1/namespaces/default/endpoints', 'Endpoints', 'a', { subsets: [{ addresses: [{ ip: '10.9.9.9' }] }] }],
  ['/api/v1/namespaces/default/events', 'Event', 'a', { involvedObject: { kind: 'Pod', namespace: 'default' } }],
  ['/api/v1/namespaces', 'Namespace', 'a', { spec: {} }],
  ['/api/v1/nodes', 'Node', 'a', { spec: { unschedulable: true } }],
  ['/api/v1/namespaces/default/pods', 'Pod', 'a', { spec: CONTAINERS }],
  ['/api/v1/namespaces/default/secrets', 'Secret', 'a', { stringData: { a: 'b' } }],
  ['/api/v1/namespaces/default/serviceaccounts', 'ServiceAccount', 'a', { automountServiceAccountToken: false }],
  ['/api/v1/namespaces/default/services', 'Service', 'a', { spec: { ports: [{ port: 80 }] } }],
  ['/apis/apps/v1/namespaces/default/controllerrevisions', 'ControllerRevision', 'a', { revision: 1 }],
  ['/apis/apps/v1/namespaces/default/daemonsets', 'DaemonSet', 'a', WORKLOAD],
  ['/apis/apps/v1/namespaces/default/deployments', 'Deployment', 'a', WORKLOAD],
  ['/apis/apps/v1/namespaces/default/replicasets', 'ReplicaSet', 'a', WORKLOAD],
  ['/apis/apps/v1/namespaces/default/statefulsets', 'StatefulSet', 'a', WORKLOAD],
  [
    '/apis/batch/v1/namespaces/default/jobs',
    'Job',
    'a',
    { spec: { template: { spec: { restartPolicy: 'Never', ...CONTAINERS } } } },
  ],
  [
    '/apis/networking.k8s.io/v1/ipaddresses',
    'IPAddress',
    '10.96.0.9',
    { spec: { parentRef: { resource: 'services', namespace: 'default', name: 'x' } } },
  ],
  ['/apis/networking.k8s.io/v1/servicecidrs', 'ServiceCIDR', 'a', { spec: { cidrs: ['10.97.0.0/24'] } }],
  ['/apis/coordination.k8s.io/v1/namespaces/default/leases', 'Lease', 'a', { spec: { holderIdentity: 'me' } }],
  [
    '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
    'EndpointSlice',
    'a',
    { addressType: 'IPv4', endpoints: [{ addresses: ['10.9.9.9'] }], ports: [] },
  ],
];

test.each(KINDS)('%s', async (path, kind, name, rest) => {
  const server = await startServer();
  const random = generator(kind.length * 7919 + path.length);
  const apiVersion = path.replace(/^\/apis?\//, '').replace(/\/(namespaces\/.*|\w+)$/, '');
  const right = { apiVersion, kind, metadata: { name, labels: { a: 'b' } }, ...rest };
  const one = `${path}/${name}`;
  const seen = new Map<string, Set<boolean>>();
  const send = (method: ApiRequest['method'], to: string, body?: unknown, type = 'application/json') => {
    const { status } = server.call(method, to, body, { headers: { 'content-type': type } });
    seen.set(method, (seen.get(method) ?? new Set()).add(status < 300));
  };
  for (let round = 0; round < ROUNDS; round++) {
    send('POST', path, right);
    send('PUT', one, { ...(server.call('GET', one).body as object), more: round });
    send('PATCH', one, { metadata: { labels: { c: `r${round}` } } }, 'application/merge-patch+json');
    send('GET', one);
    for (const type of ['merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'])
      send('PATCH', one, mutated(right, random), `application/${type}`);
    send('PUT', one, mutated(right, random));
    send('DELETE', one, { gracePeriodSeconds: 0 });
    send('DELETE', `${path}/nothing`);
    send('GET', `${path}/nothing`);
    send('POST', path, mutated(right, random));
    send('DELETE', one, { gracePeriodSeconds: 0 });
  }
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
    expect([...seen.get(method)!].sort(), method).toEqual([false, true]);
});
