/** Service update and delete, a row a test case: services.md 10.3 (rows 95 to 130; 97 to 101 are cells of the update grids). */

import { describe, expect, test } from 'vitest';
import type { IPFamily } from '../../../worker/api';
import { createEnv } from '../../../worker/apiserver/env';
import { initFamilies } from '../../../worker/apiserver/registry/services/families';
import type { Service, Status } from '../../../worker/kubernetes/objects';
import { findRelease } from '../../../worker/releases';
import { freshCore } from '../../core/load';
import { messageOf, objectOf, service, SERVICES, SETTINGS, startServer, type TestServer } from './harness';

const CLUSTERS: Record<string, string> = { v4: '10.0.0.0/16', v4v6: '10.0.0.0/16,2000::/108' };
type Spec = Record<string, unknown>;

const WEB = `${SERVICES}/web`;
const port = (name: string, number: number, nodePort?: number) => ({
  name,
  port: number,
  ...(nodePort !== undefined && { nodePort }),
});
const EXTERNAL = { type: 'ExternalName', externalName: 'example.com', ports: undefined };
const LOCAL = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' };
const HEADLESS = { clusterIP: 'None', selector: { app: 'web' } };
const NO_NONE = (type: string) => [
  `spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for ${type} services`,
];

async function stored(spec: Spec, cluster = 'v4'): Promise<TestServer> {
  const server = await startServer({ serviceSubnet: CLUSTERS[cluster] });
  const response = server.create(SERVICES, service('web', spec));
  expect(response.status, messageOf(response)).toBe(201);
  return server;
}

const ROWS: [row: number, cluster: string, from: Spec, patch: Spec, outcome: Spec | string[]][] = [
  [95, 'v4', {}, { ipFamilyPolicy: 'RequireDualStack' }, ['spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services']],
  [96, 'v4v6', {}, { ipFamilyPolicy: 'RequireDualStack' }, { ipFamilies: ['IPv4', 'IPv6'], clusterIPs: [expect.stringMatching(/^10\./), expect.stringMatching(/^2000::/)] }],
  [98, 'v4v6', { ipFamilyPolicy: 'RequireDualStack', clusterIP: '10.0.0.9' }, { ipFamilyPolicy: 'SingleStack' }, { ipFamilies: ['IPv4'], clusterIPs: ['10.0.0.9'] }],
  [102, 'v4', { clusterIP: '10.0.0.93' }, { clusterIP: '10.0.0.76', clusterIPs: ['10.0.0.76'] }, ['spec.clusterIPs[0]: Invalid value: ["10.0.0.76"]: may not change once set']],
  [103, 'v4', { clusterIP: '10.0.0.93' }, { clusterIP: 'None', clusterIPs: ['None'] }, ['spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set']],
  [104, 'v4', HEADLESS, { clusterIP: '10.0.0.93', clusterIPs: ['10.0.0.93'] }, ['spec.clusterIPs[0]: Invalid value: ["10.0.0.93"]: may not change once set']],
  [109, 'v4', { ...LOCAL, healthCheckNodePort: 30100 }, { healthCheckNodePort: 30101 }, ['spec.healthCheckNodePort: Forbidden: field is immutable']],
  [110, 'v4', {}, { ports: null }, ['spec.ports: Required value']],
  [113, 'v4', HEADLESS, { type: 'NodePort' }, NO_NONE('NodePort')],
  [113, 'v4', HEADLESS, { type: 'LoadBalancer' }, NO_NONE('LoadBalancer')],
  [114, 'v4', HEADLESS, { type: 'ExternalName', externalName: 'a.example', clusterIP: '', clusterIPs: null }, { type: 'ExternalName' }],
  [114, 'v4', EXTERNAL, { type: 'ClusterIP', externalName: null, clusterIP: 'None' }, { clusterIPs: ['None'] }],
  [115, 'v4', { type: 'LoadBalancer', ports: [port('p', 80, 30080)] }, { allocateLoadBalancerNodePorts: false }, { ports: [expect.objectContaining({ nodePort: 30080 })] }],
  [116, 'v4', { type: 'LoadBalancer' }, { type: 'ClusterIP', ports: [port('p', 80, 30099)] }, ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"]],
  [119, 'v4', {}, { type: 'ExternalName', externalName: 'a.example', clusterIP: '' }, { type: 'ExternalName', externalName: 'a.example' }],
  [120, 'v4', { type: 'LoadBalancer', loadBalancerClass: 'test.com/test' }, { loadBalancerClass: 'test.com/test-new' }, ['spec.loadBalancerClass: Invalid value: "test.com/test-new": may not change once set']],
  [125, 'v4', { sessionAffinity: 'ClientIP' }, { sessionAffinity: 'None' }, { sessionAffinity: 'None' }],
]; // prettier-ignore

test.each(ROWS)('row %i, %s: %j, then %j', async (_, cluster, from, patch, outcome) => {
  const server = await stored(from, cluster);
  const response = server.patch(WEB, { spec: patch });
  if (!Array.isArray(outcome)) {
    expect(response.status, messageOf(response)).toBe(200);
    return expect(objectOf(response).spec).toMatchObject(outcome);
  }
  expect(response.status).toBe(422);
  expect((response.body as Status).details!.causes!.map(({ field, message }) => `${field}: ${message}`)).toEqual(
    outcome,
  );
});

test('row 98: the second address is free again', async () => {
  const server = await stored(
    { ipFamilyPolicy: 'RequireDualStack', clusterIP: '10.0.0.9', clusterIPs: ['10.0.0.9', '2000::9'] },
    'v4v6',
  );
  server.patch(WEB, { spec: { ipFamilyPolicy: 'SingleStack' } });
  expect(server.create(SERVICES, service('other', { clusterIP: '2000::9' })).status).toBe(201);
});

describe('rows 105 to 108: replaced ports', () => {
  const FROM = { type: 'NodePort', clusterIP: '10.0.0.9', ports: [port('p', 80, 30093), port('q', 81, 30076)] };

  test.each<[row: number, ports: object[], outcome: unknown[]]>([
    [105, [port('p', 80), port('q', 81)], [30093, 30076]],
    [106, [port('q', 80), port('p', 81)], [30076, 30093]],
    [107, [port('p', 80, 30076), port('q', 81)], [30076, expect.any(Number)]],
  ])('row %i', async (_, ports, outcome) => {
    const server = await stored(FROM);
    const { spec } = objectOf(server.call('PUT', WEB, service('web', { type: 'NodePort', ports })));
    expect(spec.clusterIP).toBe('10.0.0.9');
    const given = spec.ports.map(({ nodePort }: { nodePort: number }) => nodePort);
    expect(given).toEqual(outcome);
    expect(new Set(given).size).toBe(2);
  });

  test('row 108: the health check’s port is not for another use in the same change', async () => {
    const server = await stored({ ...LOCAL, healthCheckNodePort: 30100, ports: [port('p', 80, 30093)] });
    const response = server.patch(WEB, { spec: { ports: [port('p', 80, 30100)] } });
    expect(messageOf(response)).toContain('provided port is already allocated');
  });
});

test('rows 111 and 112: node ports and addresses come and go with the type', async () => {
  const server = await stored({ clusterIP: '10.0.0.9' });
  const wide = objectOf(server.patch(WEB, { spec: { type: 'NodePort' } })).spec;
  const [{ nodePort }] = wide.ports;
  expect(nodePort).toBeGreaterThanOrEqual(30000);
  const narrow = objectOf(server.patch(WEB, { spec: { type: 'ClusterIP' } })).spec;
  expect([narrow.clusterIP, narrow.ports[0].nodePort]).toEqual(['10.0.0.9', undefined]);
  server.patch(WEB, { spec: { type: 'LoadBalancer' } });
  const outside = objectOf(server.patch(WEB, { spec: { type: 'ExternalName', externalName: 'a.example' } })).spec;
  expect([outside.clusterIP, outside.clusterIPs, outside.ipFamilies, outside.ipFamilyPolicy]).toEqual(
    Array(4).fill(undefined),
  );
  const next = service('next', { type: 'NodePort', clusterIP: '10.0.0.9', ports: [port('p', 80, nodePort)] });
  expect(server.create(SERVICES, next).status).toBe(201);
});

test('row 117: an added port without a node port does not keep the others', async () => {
  const server = await stored({ type: 'LoadBalancer', ports: [port('p', 80, 30080)] });
  const ports = [port('p', 80, 30080), port('q', 81)];
  const { spec } = objectOf(server.patch(WEB, { spec: { type: 'ClusterIP', ports } }));
  expect(spec.ports.map(({ nodePort }: { nodePort?: number }) => nodePort)).toEqual([undefined, undefined]);
});

test('row 118: without externalIPs there is no policy of outer traffic', async () => {
  const server = await stored({ externalIPs: ['203.0.113.7'], externalTrafficPolicy: 'Cluster' });
  expect(objectOf(server.patch(WEB, { spec: { externalIPs: null } })).spec.externalTrafficPolicy).toBeUndefined();
});

test('row 121: a class of a ClusterIP is refused once in the message', async () => {
  const server = await stored({});
  expect(messageOf(server.patch(WEB, { spec: { loadBalancerClass: 'test.com/test' } }))).toBe(
    'Service "web" is invalid: spec.loadBalancerClass: Forbidden: may only be used when `type` is \'LoadBalancer\'',
  );
});

test('row 122: an old spelling of an address stays while only labels change', async () => {
  const server = await startServer({ featureGates: { StrictIPCIDRValidation: false }, serviceSubnet: CLUSTERS.v4 });
  expect(server.create(SERVICES, service('web', { clusterIP: '10.0.0.04' })).status).toBe(201);
  expect(server.patch(WEB, { metadata: { labels: { a: 'b' } } }).status).toBe(200);
});

/** What is stored was written when the cluster had other families. */
test.each<[row: number, before: string, after: string, families: IPFamily[]]>([
  [123, 'v4', 'v4v6', ['IPv4']],
  [124, 'v4v6', 'v4', ['IPv4', 'IPv6']],
])('row %i: PreferDualStack from %s to %s stays %j when a label changes', async (_row, before, after, families) => {
  const server = await startServer({ serviceSubnet: CLUSTERS[before] });
  const old = objectOf(server.create(SERVICES, service('web', { ipFamilyPolicy: 'PreferDualStack' }))) as Service;
  expect(old.spec.ipFamilies).toEqual(families);
  const core = await freshCore();
  const settings = { ...SETTINGS, serviceSubnet: CLUSTERS[after] };
  const options = { core, clock: server.clock, random: core.random(1), release: findRelease('1.36')!, settings };
  const next = structuredClone({ ...old, metadata: { ...old.metadata, labels: { a: 'b' } } }) as Service;
  expect(
    initFamilies(
      next,
      old,
      createEnv(options, () => {}),
    ),
  ).toEqual([]);
  expect(next.spec).toEqual(old.spec);
});

describe('rows 126, 127 and 129: dry runs', () => {
  const DRY = { query: { dryRun: 'All' }, headers: { 'content-type': 'application/merge-patch+json' } };

  test('ExternalName to LoadBalancer shows what would be, and takes nothing', async () => {
    const server = await stored(EXTERNAL);
    const spec = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', externalName: null, ports: [{ port: 80 }] };
    const shown = objectOf(server.call('PATCH', WEB, { spec }, DRY)).spec;
    expect([shown.clusterIP, shown.ports[0].nodePort, shown.healthCheckNodePort]).toEqual([
      expect.any(String),
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(objectOf(server.call('GET', WEB)).spec.type).toBe('ExternalName');
    expect(
      (server.call('GET', '/apis/networking.k8s.io/v1/ipaddresses').body as unknown as { items: [] }).items,
    ).toEqual([]);
  });

  test('LoadBalancer to ExternalName, and a deletion, give nothing back', async () => {
    const server = await stored({ type: 'LoadBalancer', clusterIP: '10.0.0.9' });
    const shown = objectOf(
      server.call('PATCH', WEB, { spec: { type: 'ExternalName', externalName: 'a.example' } }, DRY),
    ).spec;
    expect(shown.clusterIP).toBeUndefined();
    expect(server.call('DELETE', WEB, undefined, { query: { dryRun: 'All' } }).status).toBe(200);
    expect(messageOf(server.create(SERVICES, service('next', { clusterIP: '10.0.0.9' })))).toContain(
      'provided IP is already allocated',
    );
  });
});

test('row 128: a Service on its way out holds its address until its finalizer goes', async () => {
  const server = await startServer({ serviceSubnet: CLUSTERS.v4 });
  const held = service('web', { clusterIP: '10.0.0.9' });
  server.create(SERVICES, { ...held, metadata: { ...held.metadata, finalizers: ['example.com/mine'] } });
  server.call('DELETE', WEB);
  const next = service('next', { clusterIP: '10.0.0.9' });
  expect(messageOf(server.create(SERVICES, next))).toContain('provided IP is already allocated');
  server.patch(WEB, { metadata: { finalizers: null } });
  expect(server.create(SERVICES, next).status).toBe(201);
});

test('row 130: addresses of a load balancer in the status of another type', async () => {
  const server = await stored({});
  const response = server.patch(`${WEB}/status`, { status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } } });
  expect(messageOf(response)).toBe(
    'Service "web" is invalid: status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is \'LoadBalancer\'',
  );
});

test('row 130: with AllowServiceLBStatusOnNonLB they are stored, and stay', async () => {
  const server = await startServer({ kubernetes: '1.31', featureGates: { AllowServiceLBStatusOnNonLB: true } });
  server.create(SERVICES, service('web'));
  const loadBalancer = { ingress: [{ ip: '203.0.113.7', ipMode: 'VIP' }] };
  const written = server.patch(`${WEB}/status`, { status: { loadBalancer } });
  expect(written.status, messageOf(written)).toBe(200);
  server.patch(WEB, { metadata: { labels: { a: 'b' } } });
  expect(objectOf(server.call('GET', WEB)).status.loadBalancer).toMatchObject(loadBalancer);
});

test.each([
  [{}, 'PreferClose'],
  [{ ServiceTrafficDistribution: false }, undefined],
])('1.31 with %j stores trafficDistribution %s', async (featureGates, kept) => {
  const server = await startServer({ kubernetes: '1.31', featureGates });
  const made = server.create(SERVICES, service('web', { trafficDistribution: 'PreferClose' }));
  expect(objectOf(made).spec.trafficDistribution).toBe(kept);
});
