/** Sets of fields against plain sets of paths, and what is shared: equal things once, nothing that is stored changed. */

import { describe, expect, test } from 'vitest';
import {
  difference,
  hasSelf,
  intersection,
  isSameText,
  union,
  type FieldSet,
} from '../../../worker/apiserver/managed-fields/field-set';
import { createSharing } from '../../../worker/apiserver/managed-fields/sharing';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';
import { objectOf, startServer } from './harness';

const TURNS = 2_000;
const ELEMENTS = ['f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"'];

function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 13), 1597334677) + 2246822519) >>> 0;
    return state / 2 ** 32;
  };
  return { index: (bound: number) => Math.floor(next() * bound), chance: (part: number) => next() < part };
}

/** The model: the paths of all fields that are in the set themselves. */
function pathsOf(set: FieldSet, prefix = ''): string[] {
  return Object.keys(set)
    .filter((element) => element !== '.')
    .flatMap((element) => {
      const path = `${prefix}/${element}`;
      return [...(hasSelf(set[element]) ? [path] : []), ...pathsOf(set[element], path)];
    });
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

function randomSet(random: ReturnType<typeof generator>, depth = 0): FieldSet {
  const set: FieldSet = {};
  for (const element of ELEMENTS) {
    if (random.chance(0.5)) continue;
    const below = depth < 2 && random.chance(0.6) ? randomSet(random, depth + 1) : {};
    set[element] = Object.keys(below).length > 0 && random.chance(0.5) ? { '.': {}, ...below } : below;
  }
  return set;
}

describe('sets of fields', () => {
  test('are what sets of paths are', () => {
    const random = generator(7);
    for (let turn = 0; turn < TURNS; turn++) {
      const [a, b] = [freeze(randomSet(random)), freeze(randomSet(random))];
      const [inA, inB] = [pathsOf(a), pathsOf(b)];
      const sorted = (set: FieldSet) => pathsOf(set).sort();
      expect(sorted(union(a, b))).toEqual([...new Set([...inA, ...inB])].sort());
      expect(sorted(difference(a, b))).toEqual(inA.filter((path) => !inB.includes(path)).sort());
      expect(sorted(intersection(a, b))).toEqual(inA.filter((path) => inB.includes(path)).sort());
      expect(isSameText(a, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }
  });

  test('stay the same object where nothing is added or taken', () => {
    const a = { 'f:a': { '.': {}, 'f:b': {} }, 'f:c': {} };
    expect(union(a, { 'f:a': { 'f:b': {} } })).toBe(a);
    expect(difference(a, { 'f:d': {}, 'f:a': { 'f:x': {} } })).toBe(a);
  });

  test('with the same text become one object, others do not', () => {
    const random = generator(11);
    const sharing = createSharing();
    const known = new Map<string, FieldSet>();
    for (let turn = 0; turn < TURNS; turn++) {
      const set = freeze(randomSet(random));
      const shared = sharing.set(set);
      const text = JSON.stringify(set);
      expect(JSON.stringify(shared)).toBe(text);
      expect(known.get(text) ?? shared).toBe(shared);
      known.set(text, shared);
    }
    expect(known.size).toBeGreaterThan(TURNS / 4);
  });
});

const APPS = '/apis/apps/v1/namespaces/default';
const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    serviceAccountName: 'default',
    containers: [
      {
        name: 'web',
        image: 'nginx',
        ports: [{ containerPort: 80 }],
        resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m', 'ephemeral-storage': '1Gi' } },
        readinessProbe: { httpGet: { port: 80 } },
      },
    ],
    volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'b' } }],
  },
};
const selector = { matchLabels: { app: 'web' } };
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };

test.each<[kind: string, path: string, fields: object, status: object]>([
  ['v1 Pod', '/api/v1/namespaces/default/pods', { spec: template.spec }, { phase: 'Running', podIP: '10.244.0.2' }],
  ['v1 Node', '/api/v1/nodes', { spec: { podCIDR: '10.244.0.0/24' } }, { capacity: { cpu: '4' }, ...ready }],
  ['v1 Namespace', '/api/v1/namespaces', {}, { phase: 'Active' }],
  [
    'v1 Service',
    '/api/v1/namespaces/default/services',
    { spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } },
    { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
  ],
  ['apps/v1 Deployment', `${APPS}/deployments`, { spec: { selector, template } }, { replicas: 1 }],
  ['apps/v1 ReplicaSet', `${APPS}/replicasets`, { spec: { selector, template } }, { replicas: 1 }],
  ['apps/v1 DaemonSet', `${APPS}/daemonsets`, { spec: { selector, template } }, { numberReady: 1 }],
  ['apps/v1 StatefulSet', `${APPS}/statefulsets`, { spec: { selector, template } }, { replicas: 1 }],
  [
    'batch/v1 Job',
    '/apis/batch/v1/namespaces/default/jobs',
    { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
    { active: 1 },
  ],
])('the status of a %s is written without a change to what is stored', async (kind, path, fields, status) => {
  const server = await startServer();
  const [apiVersion, name] = kind.split(' ');
  const metadata = { name: 'one', labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: ['example.com/e'] };
  const created = server.create(path, { apiVersion, kind: name, metadata, ...fields });
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  const write = (body: KubernetesObject) => server.call('PUT', `${path}/one/status`, body);
  const plain = JSON.parse(JSON.stringify(created.body)) as KubernetesObject;
  const first = objectOf(server.call('GET', `${path}/one`));
  freeze(first);
  const written = write({ ...first, status });
  expect(written.status, JSON.stringify(written.body)).toBe(200);
  const second = objectOf(written);
  expect(second.spec).toBe(first.spec);
  expect(second.metadata.labels).toBe(first.metadata.labels);
  freeze(second);
  expect(write({ ...second, status: { ...(second.status as object) } }).status).toBe(200);

  // the same by values, as it comes over HTTP
  const other = await startServer();
  other.create(path, { apiVersion, kind: name, metadata, ...fields });
  expect(JSON.stringify(other.call('PUT', `${path}/one/status`, { ...plain, status }).body)).toBe(
    JSON.stringify(second),
  );
});
