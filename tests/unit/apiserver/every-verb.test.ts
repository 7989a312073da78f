/** Random requests of every verb to every kind that is served: none throws, refusals and dry runs change nothing, replays are equal. */

import { expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../../worker/kubernetes/client';
import { SERVICES, service, startServer, type TestServer } from './harness';
import { generator, mutated, randomValue, type Generator } from './random-bodies';

const REQUESTS = 200;
const SEEDS = [1, 2, 3, 4, 5, 6];
const NAMES = ['a', 'b', 'c.d', '10.96.0.5', 'Bad_', 'é'];

interface Kind {
  kind: string;
  apiVersion: string;
  /** Of the collection in the namespace `default`. */
  path: string;
  type: string;
}

interface ResourceList {
  groupVersion: string;
  resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
}

/** What a server says that it serves, and keeps: those of which a stored object has a schema. */
function kindsOf(server: TestServer): Kind[] {
  const groups = (server.call('GET', '/apis').body as { groups: { versions: { groupVersion: string }[] }[] }).groups;
  const roots = ['/api/v1', ...groups.flatMap(({ versions }) => versions.map((one) => `/apis/${one.groupVersion}`))];
  return roots.flatMap((root) => {
    const { groupVersion, resources } = server.call('GET', root).body as ResourceList;
    return resources
      .filter(({ name, verbs }) => !name.includes('/') && verbs.includes('create') && verbs.includes('list'))
      .map(({ name, kind, namespaced }) => ({
        kind,
        apiVersion: groupVersion,
        path: `${root}/${namespaced ? 'namespaces/default/' : ''}${name}`,
        type: kind,
      }));
  });
}

/** Kinds that are only listed refuse to be created. */
const isKept = (server: TestServer, { path }: Kind) => server.call('POST', path, {}).status !== 405;

const contentOf = (server: TestServer, kinds: readonly Kind[]) =>
  JSON.stringify(kinds.map(({ path }) => (server.call('GET', path).body as { items?: unknown }).items));

const PATCHES = ['merge-patch+json', 'strategic-merge-patch+json', 'json-patch+json', 'apply-patch+yaml', 'x'];
const SUBRESOURCES = ['', '', '', '', '/status', '/scale', '/binding', '/log', '/finalize', '/eviction', '/a/b'];
const POLICIES = ['Foreground', 'Background', 'Orphan', 'x'];

function queryOf({ pick, next }: Generator): Record<string, string> {
  const query: Record<string, string> = {};
  const maybe = (name: string, part: number, values: readonly string[]) => {
    if (next() < part) query[name] = pick(values);
  };
  maybe('dryRun', 0.25, ['All', 'All', 'All', 'x']);
  maybe('fieldManager', 0.5, ['one', 'two', '\u0007']);
  maybe('fieldValidation', 0.6, ['Ignore', 'Warn', 'Warn', 'Strict', 'x']);
  maybe('force', 0.2, ['true']);
  maybe('propagationPolicy', 0.2, POLICIES);
  maybe('gracePeriodSeconds', 0.2, ['0', '1', '-1', 'x', '9999999999999999999']);
  maybe('labelSelector', 0.1, ['a=b', 'a in (b', '!', 'é']);
  maybe('fieldSelector', 0.1, ['metadata.name=a', 'spec.nodeName!=x', 'nothing=1', '=']);
  maybe('limit', 0.1, ['1', '-1', 'x']);
  maybe('continue', 0.1, ['x', 'e30', '']);
  maybe('resourceVersion', 0.1, ['0', '1', '200', '99999', 'x']);
  maybe('resourceVersionMatch', 0.1, ['Exact', 'NotOlderThan', 'x']);
  return query;
}

const ACCEPTS = [
  'application/json',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
];

function randomRequest(kinds: readonly Kind[], random: Generator): ApiRequest {
  const { pick, next } = random;
  const { kind, apiVersion, path, type } = pick(kinds);
  const name = pick(NAMES);
  const made = randomValue({ kind: 'struct', name: type, atomic: false }, 0, random) as Record<string, unknown>;
  const right = {
    ...made,
    apiVersion,
    kind,
    metadata: { name, ...(next() < 0.2 && { finalizers: ['example.com/x'] }) },
  };
  const body = next() < 0.4 ? mutated(right, random) : right;
  const one = `${path}/${encodeURIComponent(name)}`;
  const query = queryOf(random);
  const headers = { accept: pick(ACCEPTS), 'content-type': 'application/json' };
  const sent = next() < 0.1 ? JSON.stringify(body).slice(0, -random.index(3)) : body;
  const method = pick(['POST', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE', 'GET'] as const);
  if (method === 'POST')
    return { method, path: next() < 0.9 ? path : one + pick(SUBRESOURCES), query, headers, body: sent };
  if (method === 'PATCH') {
    const patches = [
      sent,
      { metadata: { labels: { a: next() < 0.5 ? 'b' : null } } },
      [{ op: 'remove', path: '/spec' }],
      { spec: null },
    ];
    return {
      method,
      path: one + pick(SUBRESOURCES),
      query,
      headers: { ...headers, 'content-type': `application/${pick(PATCHES)}` },
      body: pick<unknown>(patches),
    };
  }
  if (method === 'DELETE') {
    const options = [
      undefined,
      {},
      { propagationPolicy: pick(POLICIES) },
      { preconditions: { uid: 'x' } },
      { dryRun: ['All'] },
      sent,
    ];
    return { method, path: next() < 0.8 ? one : path, query, headers, body: pick<unknown>(options) };
  }
  return {
    method,
    path: method === 'GET' && next() < 0.5 ? path : one + pick(SUBRESOURCES),
    query,
    headers,
    ...(method === 'PUT' && { body: sent }),
  };
}

const isDryRun = ({ query, body }: ApiRequest) =>
  query?.dryRun === 'All' || ((body ?? {}) as { dryRun?: unknown }).dryRun !== undefined;

async function run(seed: number) {
  const server = await startServer();
  const kinds = kindsOf(server).filter((kind) => isKept(server, kind));
  const random = generator(seed * 104_729);
  const answers: [ApiRequest, ApiResponse][] = [];
  let before = contentOf(server, kinds);
  for (let count = 0; count < REQUESTS; count++) {
    const request = randomRequest([kinds[count % kinds.length]], random);
    const answer = server.client.request(request);
    answers.push([request, answer]);
    const after = contentOf(server, kinds);
    const mayChange = answer.status < 300 && request.method !== 'GET' && !isDryRun(request);
    if (!mayChange && after !== before)
      expect.fail(`${JSON.stringify(request).slice(0, 500)} was answered ${answer.status} and changed something`);
    before = after;
  }
  return { server, kinds, answers, content: before };
}

test.each(SEEDS)('200 requests with seed %i', async (seed) => {
  const first = await run(seed);
  const second = await run(seed);
  expect(second.content).toBe(first.content);
  expect(JSON.stringify(second.answers)).toBe(JSON.stringify(first.answers));
});

test('some requests of each verb are accepted', async () => {
  const runs = await Promise.all(SEEDS.map(run));
  const all = runs.flatMap(({ answers }) => answers);
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
    expect(
      all.some(([request, { status }]) => request.method === method && status < 300),
      method,
    ).toBe(true);
});

test('addresses and node ports that are released can be had again', async () => {
  const server = await startServer({ serviceSubnet: '10.96.0.0/28' });
  const random = generator(7);
  const held = new Map<string, { clusterIP: string; nodePort: number }>();
  for (let count = 0; count < 200; count++) {
    const name = `s${random.index(20)}`;
    const old = held.get(name);
    if (old) {
      expect(server.call('DELETE', `${SERVICES}/${name}`).status).toBe(200);
      held.delete(name);
    }
    const spec = { type: 'NodePort', ports: [{ port: 80, nodePort: old?.nodePort }], clusterIP: old?.clusterIP };
    const { status, body } = server.create(SERVICES, service(name, spec));
    if (status !== 201) {
      // the range is full: 14 addresses, one of them for `kubernetes`, which is not made here, are to be had
      expect([old, held.size]).toEqual([undefined, 14]);
      continue;
    }
    const given = (body as { spec: { clusterIP: string; ports: { nodePort: number }[] } }).spec;
    if (old) expect([given.clusterIP, given.ports[0].nodePort]).toEqual([old.clusterIP, old.nodePort]);
    held.set(name, { clusterIP: given.clusterIP, nodePort: given.ports[0].nodePort });
  }
  expect(new Set([...held.values()].map(({ clusterIP }) => clusterIP)).size).toBe(held.size);
  expect(new Set([...held.values()].map(({ nodePort }) => nodePort)).size).toBe(held.size);
});
