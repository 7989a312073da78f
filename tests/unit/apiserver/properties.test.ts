/** Properties under seeded random requests: nothing throws, the same requests give the same bytes, refusals change nothing. */

import { describe, expect, test } from 'vitest';
import type { ApiRequest } from '../../../worker/kubernetes/client';
import type { Service } from '../../../worker/kubernetes/objects';
import { findRelease } from '../../../worker/releases';
import { SERVICES, startServer, type TestServer } from './harness';

const REQUESTS = 200;
const SEEDS = [1, 2, 3];

/** A small generator of its own: the test must not share the server's. */
function generator(seed: number) {
  let state = seed * 2654435761;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
    return state / 2 ** 32;
  };
  const index = (bound: number) => Math.floor(next() * bound);
  return {
    index,
    pick: <T>(list: readonly T[]): T => list[index(list.length)],
    chance: (part: number) => next() < part,
  };
}

type Generator = ReturnType<typeof generator>;

const NAMES = ['web', 'api', 'db', 'Bad_Name', ''];
const ADDRESSES = [
  '10.96.0.5',
  '10.96.0.6',
  '10.96.0.255',
  '10.97.0.1',
  '010.96.0.7',
  'fd00:10:96::5',
  'None',
  '',
  'x',
  7,
];
const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', 'Other', 3];
const PORTS = [0, 80, 443, 30080, 30081, 70000, 'http', -1, null];

function randomSpec({ pick, chance, index }: Generator): unknown {
  if (chance(0.03)) return pick(['text', 5, null, []]);
  const spec: Record<string, unknown> = {};
  if (chance(0.9))
    spec.ports = Array.from({ length: index(3) + 1 }, () => ({
      port: pick(PORTS),
      ...(chance(0.4) && { name: pick(['a', 'b', 'C_']) }),
      ...(chance(0.3) && { nodePort: pick(PORTS) }),
      ...(chance(0.3) && { protocol: pick(['TCP', 'UDP', 'ICMP']) }),
      ...(chance(0.2) && { targetPort: pick(PORTS) }),
    }));
  if (chance(0.4)) spec.type = pick(TYPES);
  if (chance(0.4)) spec.clusterIP = pick(ADDRESSES);
  if (chance(0.2)) spec.clusterIPs = [pick(ADDRESSES), pick(ADDRESSES)];
  if (chance(0.3)) spec.ipFamilyPolicy = pick(['SingleStack', 'PreferDualStack', 'RequireDualStack', 'x']);
  if (chance(0.2)) spec.ipFamilies = [pick(['IPv4', 'IPv6', 'x']), ...(chance(0.5) ? [pick(['IPv4', 'IPv6'])] : [])];
  if (chance(0.3)) spec.selector = pick([{ app: 'web' }, {}, { '-a': 'b' }, 'x']);
  if (chance(0.2)) spec.externalTrafficPolicy = pick(['Local', 'Cluster', 'x']);
  if (chance(0.1)) spec.externalName = pick(['a.example', 'A_', '']);
  if (chance(0.1)) spec.unknown = 1;
  return spec;
}

function randomRequest(random: Generator): ApiRequest {
  const { pick, chance } = random;
  const name = pick(NAMES);
  const body = {
    apiVersion: chance(0.97) ? 'v1' : 'v2',
    kind: 'Service',
    metadata: {
      name,
      ...(chance(0.1) && { labels: { 'bad key': 'x' } }),
      ...(chance(0.1) && { finalizers: ['example.com/x'] }),
    },
    spec: randomSpec(random),
  };
  const query = {
    ...(chance(0.15) && { dryRun: 'All' }),
    ...(chance(0.5) && { fieldValidation: pick(['Strict', 'Warn', 'Ignore']) }),
  };
  const path = `${SERVICES}/${name || 'web'}`;
  switch (random.index(7)) {
    case 0:
    case 1:
      return { method: 'POST', path: SERVICES, body, query };
    case 2:
      return { method: 'PUT', path, body, query };
    case 3:
      return {
        method: 'PATCH',
        path,
        query,
        body: pick<unknown>([
          { spec: body.spec },
          { metadata: { labels: { a: 'b' }, finalizers: null } },
          [],
          'x',
          '{',
        ]),
        headers: {
          'content-type': pick([
            'application/merge-patch+json',
            'application/strategic-merge-patch+json',
            'application/json-patch+json',
            'application/apply-patch+yaml',
            'text/plain',
          ]),
        },
      };
    case 4:
      return { method: 'DELETE', path, query };
    case 5:
      return {
        method: 'GET',
        path: pick([SERVICES, path, '/api/v1/nothing', '/apis', `${path}/status`, `${path}/scale`]),
      };
    default:
      return {
        method: pick(['POST', 'DELETE']),
        path:
          '/apis/networking.k8s.io/v1/ipaddresses/'.slice(0, chance(0.5) ? -1 : undefined) + pick(['', '10.96.0.5']),
        body: {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'IPAddress',
          metadata: { name: pick(['10.96.0.5', 'x']) },
          spec: {},
        },
        query,
      };
  }
}

/** All that is stored. */
function contentOf(server: TestServer): string {
  const paths = [
    '/api/v1/services',
    '/apis/networking.k8s.io/v1/ipaddresses',
    '/apis/networking.k8s.io/v1/servicecidrs',
  ];
  return JSON.stringify(paths.map((path) => (server.call('GET', path).body as { items?: unknown }).items));
}

async function run(seed: number, kubernetes: string) {
  const server = await startServer({ kubernetes, serviceSubnet: '10.96.0.0/24,fd00:10:96::/112', seed });
  const random = generator(seed);
  const answers: string[] = [];
  for (let count = 0; count < REQUESTS; count++) {
    const request = randomRequest(random);
    const before = contentOf(server);
    const answer = server.client.request(request);
    answers.push(JSON.stringify(answer));
    const changes = answer.status < 300 && request.method !== 'GET' && request.query?.dryRun !== 'All';
    if (!changes && !leaks(answer.status, answer.body))
      expect(contentOf(server), JSON.stringify([request, answer])).toBe(before);
    checkHolders(server, kubernetes);
  }
  return { answers, content: contentOf(server) };
}

/** The one known exception (services.md R2.5.6): the address of the family that came first stays taken. */
const leaks = (status: number, body: unknown) =>
  (status === 422 || status === 500) && /failed to allocate/.test(String((body as { message?: string }).message));

/** No address and no node port belongs to two Services; each address of a Service has its IPAddress. */
function checkHolders(server: TestServer, kubernetes: string): void {
  const services = (server.call('GET', '/api/v1/services').body as { items: Service[] }).items;
  const addresses = services.flatMap(({ spec }) => (spec.clusterIPs ?? []).filter((ip) => ip !== 'None'));
  expect(new Set(addresses).size).toBe(addresses.length);
  const ports = services.flatMap(({ spec }) =>
    spec.type === 'NodePort' || spec.type === 'LoadBalancer'
      ? [...new Set((spec.ports ?? []).map(({ nodePort }) => nodePort))]
      : [],
  );
  const given = ports.filter((port) => port);
  expect(new Set(given).size).toBe(given.length);
  expect(findRelease(kubernetes)).toBeDefined();
}

describe.each(['1.31', '1.33', '1.36', '1.37'])('release %s', (kubernetes) => {
  test.each(SEEDS)('200 requests with seed %i', async (seed) => {
    const first = await run(seed, kubernetes);
    const second = await run(seed, kubernetes);
    expect(second.answers).toEqual(first.answers);
    expect(second.content).toBe(first.content);
  });
});
