/** Bodies made at random from the schema, right and wrong, of every kind: the server answers each of them. */

import { expect, test } from 'vitest';
import type { ApiRequest } from '../../../worker/kubernetes/client';
import { findStruct, type FieldType } from '../../../worker/kubernetes/schema/types';
import { startServer } from './harness';

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
const DEPTH_MAX = 7;
const WORDS = [
  'web',
  'Always',
  'IPv4',
  '10.96.0.5',
  'fd00::1',
  '10.0.0.0/24',
  '1',
  '',
  'Bad_',
  '25%',
  'RollingUpdate',
  'OnFailure',
];

/** A small generator of its own. */
function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 13), 1597334677) + 2246822519) >>> 0;
    return state / 2 ** 32;
  };
  const index = (bound: number) => Math.floor(next() * bound);
  return { next, index, pick: <T>(list: readonly T[]): T => list[index(list.length)] };
}

function randomValue(type: FieldType, depth: number, random: ReturnType<typeof generator>): unknown {
  const { next, index, pick } = random;
  if (next() < 0.01) return pick<unknown>([null, 'x', 5, true, [], {}, -1, 1.5]);
  switch (type.kind) {
    case 'struct': {
      const object: Record<string, unknown> = {};
      for (const field of findStruct(type.name)!.fields) {
        const part = field.presence === 'always' ? 0.9 : depth < 2 ? 0.6 : 0.15;
        if (depth < DEPTH_MAX && next() < part) object[field.name] = randomValue(field.type, depth + 1, random);
      }
      return object;
    }
    case 'list':
      return Array.from({ length: index(3) }, () => randomValue(type.element, depth + 1, random));
    case 'map':
      return Object.fromEntries(
        Array.from({ length: index(3) }, () => [pick(WORDS), randomValue(type.element, depth + 1, random)]),
      );
    case 'boolean':
      return next() < 0.5;
    case 'int32':
    case 'int64':
    case 'number':
      return pick([0, 1, 2, 80, -1, 65536]);
    case 'intOrString':
      return pick<unknown>([0, 1, '25%', 'http']);
    case 'time':
    case 'microTime':
      return pick(['2026-01-05T10:00:00Z', 'yesterday', '2026-01-05T10:00:00.123456Z']);
    case 'quantity':
      return pick<unknown>(['1', '500m', '1Gi', 2, 'much']);
    default:
      return pick(WORDS);
  }
}

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
