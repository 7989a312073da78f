/** Bodies made at random from the schema, right and wrong, of every kind: the server answers each of them. */

import { expect, test } from 'vitest';
import type { ApiRequest } from '../../../worker/kubernetes/client';
import { startServer } from './harness';
import { generator, randomValue } from './random-bodies';

const KINDS: readonly (readonly [kind: string, apiVersion: string, path: string])[] = [
  ['Pod', 'v1', '/api/v1/namespaces/default/pods'],
  ['Node', 'v1', '/api/v1/nodes'],
  ['Namespace', 'v1', '/api/v1/namespaces'],
  ['Event', 'v1', '/api/v1/namespaces/default/events'],
  ['Endpoints', 'v1', '/api/v1/namespaces/default/endpoints'],
  ['ConfigMap', 'v1', '/api/v1/namespaces/default/configmaps'],
  ['Secret', 'v1', '/api/v1/namespaces/default/secrets'],
  ['EndpointSlice', 'discovery.k8s.io/v1', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'],
  ['ServiceCIDR', 'networking.k8s.io/v1', '/apis/networking.k8s.io/v1/servicecidrs'],
  ['IPAddress', 'networking.k8s.io/v1', '/apis/networking.k8s.io/v1/ipaddresses'],
  ['Deployment', 'apps/v1', '/apis/apps/v1/namespaces/default/deployments'],
  ['ReplicaSet', 'apps/v1', '/apis/apps/v1/namespaces/default/replicasets'],
  ['StatefulSet', 'apps/v1', '/apis/apps/v1/namespaces/default/statefulsets'],
  ['DaemonSet', 'apps/v1', '/apis/apps/v1/namespaces/default/daemonsets'],
  ['Job', 'batch/v1', '/apis/batch/v1/namespaces/default/jobs'],
];
const REQUESTS = 120;
const SUBRESOURCES = ['', '', '', '/status', '/scale', '/binding', '/log', '/finalize', '/nothing'];

test.each(KINDS)('%s', async (kind, apiVersion, path) => {
  const server = await startServer();
  const random = generator(kind.length * 7919 + 17);
  let accepted = 0;
  for (let count = 0; count < REQUESTS; count++) {
    const body = randomValue({ kind: 'struct', name: kind, atomic: false }, 0, random) as Record<string, unknown>;
    const sent = {
      ...body,
      apiVersion,
      kind,
      metadata: {
        name: random.pick(['a', 'b', 'c', '10.96.0.5']),
        finalizers: random.pick([undefined, ['example.com/x']]),
      },
    };
    const one = `${path}/${sent.metadata.name}${random.pick(SUBRESOURCES)}`;
    const content = random.pick([
      'merge-patch+json',
      'strategic-merge-patch+json',
      'json-patch+json',
      'apply-patch+yaml',
    ]);
    const query = {
      fieldManager: 'fuzz',
      fieldValidation: random.pick(['Strict', 'Warn']),
      gracePeriodSeconds: random.pick(['0', '5']),
    };
    const requests: ApiRequest[] = [
      { method: 'POST', path, body: sent, query },
      { method: 'PUT', path: one, body: random.pick<unknown>([sent, body, null, 'x']), query },
      {
        method: 'PATCH',
        path: one,
        body: random.pick<unknown>([body, { spec: null }, sent]),
        query,
        headers: { 'content-type': `application/${content}` },
      },
      { method: 'GET', path: one },
      { method: 'GET', path, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } },
      {
        method: 'DELETE',
        path: one,
        body: random.pick<unknown>([{}, { gracePeriodSeconds: 'x' }, { preconditions: 3 }, undefined]),
        query,
      },
      { method: 'POST', path: one, body: random.pick<unknown>([null, body, { target: 5 }]), query },
    ];
    const response = server.client.request(random.pick(requests));
    expect(response.status).toBeGreaterThanOrEqual(200);
    if (response.status < 300) accepted++;
    expect(server.client.request(requests[4]).status).toBe(200);
  }
  expect(accepted).toBeGreaterThan(0);
});
