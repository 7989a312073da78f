/** Deletion of ServiceCIDRs and repair of addresses, a row a test case: services.md 10.1 rows 27 to 29, 10.4 rows 144 to 152 and 162 to 169. */

import { describe, expect, test } from 'vitest';
import { SERVICES, startCluster, type TestCluster } from './cluster';

const CIDRS = '/apis/networking.k8s.io/v1/servicecidrs';
const IPS = '/apis/networking.k8s.io/v1/ipaddresses';

const range = (name: string, ...cidrs: string[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name },
  spec: { cidrs },
});
const service = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});
const address = (name: string, owner: string, family = 'IPv4') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IPAddress',
  metadata: {
    name,
    labels: { 'ipaddress.kubernetes.io/ip-family': family, 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
  },
  spec: { parentRef: { resource: 'services', namespace: 'default', name: owner } },
});
const readyOf = (cluster: TestCluster, name: string) => cluster.get(`${CIDRS}/${name}`).status!.conditions[0];
const isThere = (cluster: TestCluster, path: string) => cluster.find(path) !== undefined;

describe('rows 144 to 150: a range on its way out', () => {
  /** An address in the range, the other ranges, whether it goes ten seconds after its deletion. */
  test.each<[row: string, cidrs: string[], held: string | undefined, others: string[][], goes: boolean]>([
    ['145', ['192.168.0.0/24'], undefined, [], true],
    ['146', ['192.168.0.0/24'], '192.168.0.1', [], false],
    ['147', ['192.168.0.0/24'], '192.168.0.1', [['192.168.0.0/24', '2001:db2::/64']], true],
    ['147', ['192.168.0.0/24'], '192.168.0.1', [['192.168.0.0/16']], true],
    ['148', ['192.168.0.0/24'], '192.168.0.1', [['192.168.255.0/26']], false],
    ['149', ['192.168.0.0/24'], '192.168.0.0', [], true],
    ['149', ['192.168.0.0/24'], '192.168.0.255', [], true],
    ['149', ['2001:db2::/64'], '2001:db2::ffff:ffff:ffff:ffff', [], false],
    ['150', ['192.168.0.0/24'], '192.168.0.23', [['192.168.0.0/26']], true],
    ['150', ['192.168.0.0/24'], '192.168.0.23', [['192.168.0.0/28']], false],
  ])('row %s: %j holding %s beside %j goes: %s', async (_, cidrs, held, others, goes) => {
    const cluster = await startCluster();
    cluster.create(CIDRS, range('old', ...cidrs));
    others.forEach((other, index) => cluster.create(CIDRS, range(`other-${index}`, ...other)));
    await cluster.clock.advance(1_000);
    if (held) cluster.create(IPS, address(held, 'web', held.includes(':') ? 'IPv6' : 'IPv4'));
    cluster.remove(`${CIDRS}/old`);
    await cluster.clock.advance(9_000);
    expect(isThere(cluster, `${CIDRS}/old`)).toBe(true);
    await cluster.clock.advance(2_000);
    expect(isThere(cluster, `${CIDRS}/old`)).toBe(!goes);
    if (!goes) expect(readyOf(cluster, 'old')).toMatchObject({ status: 'False', reason: 'Terminating' });
  });
});

test('row 151: a filled range that is the default one too goes away', async () => {
  const cluster = await startCluster({ serviceSubnet: '10.0.0.0/28' });
  cluster.create(CIDRS, range('same', '10.0.0.0/28'));
  await cluster.clock.advance(1_000);
  for (let index = 0; index < 13; index++) cluster.create(SERVICES, service(`web-${index}`));
  cluster.remove(`${CIDRS}/same`);
  await cluster.clock.advance(12_000);
  expect(isThere(cluster, `${CIDRS}/same`)).toBe(false);
});

test('row 152: a covered range goes, the covering one waits for the Service', async () => {
  const cluster = await startCluster({ serviceSubnet: '10.96.0.0/24' });
  cluster.create(CIDRS, range('cidr2', '10.0.0.0/24'));
  await cluster.clock.advance(1_000);
  cluster.create(SERVICES, service('web', { clusterIP: '10.0.0.77' }));
  cluster.create(CIDRS, range('cidr3', '10.0.0.0/16'));
  await cluster.clock.advance(1_000);
  cluster.remove(`${CIDRS}/cidr2`);
  await cluster.clock.advance(12_000);
  expect(isThere(cluster, `${CIDRS}/cidr2`)).toBe(false);
  cluster.remove(`${CIDRS}/cidr3`);
  await cluster.clock.advance(12_000);
  expect(readyOf(cluster, 'cidr3')).toMatchObject({ status: 'False', reason: 'Terminating' });
  cluster.remove(`${SERVICES}/web`);
  await cluster.clock.advance(12_000);
  expect(isThere(cluster, `${CIDRS}/cidr3`)).toBe(false);
});

test('rows 27 and 28: a full range, a freed address, a new range', async () => {
  const cluster = await startCluster({ serviceSubnet: '192.168.0.0/29' });
  const attempt = (name: string) => cluster.client.request({ method: 'POST', path: SERVICES, body: service(name) });
  for (let index = 0; index < 5; index++) expect(attempt(`web-${index}`).status).toBe(201);
  const full = attempt('more');
  expect([full.status, (full.body as { message: string }).message]).toEqual([
    500,
    expect.stringContaining('range is full'),
  ]);
  cluster.remove(`${SERVICES}/web-2`);
  await cluster.clock.advance(2_000);
  expect(attempt('more').status).toBe(201);
  cluster.create(CIDRS, range('wide', '10.168.0.0/24'));
  await cluster.clock.advance(1_000);
  for (let index = 0; index < 140; index++) expect(attempt(`next-${index}`).status).toBe(201);
});

test('row 29: the last address of an IPv6 /64', async () => {
  const cluster = await startCluster({ serviceSubnet: '2001:db8::/64', podSubnet: 'fd00:10:244::/56' });
  cluster.create(SERVICES, service('web', { clusterIP: '2001:db8::ffff:ffff:ffff:ffff' }));
  expect(isThere(cluster, `${IPS}/2001:db8::ffff:ffff:ffff:ffff`)).toBe(true);
});

describe('rows 162 to 169: repair', () => {
  const touch = (cluster: TestCluster, name: string) =>
    cluster.patch(`${SERVICES}/${name}`, { metadata: { labels: { touch: 'it' } } });

  /** Takes the range away from under its Services, and puts another in its place. */
  async function replaceRange(cluster: TestCluster, ...cidrs: string[]): Promise<void> {
    cluster.remove(`${CIDRS}/extra`);
    cluster.patch(`${CIDRS}/extra`, { metadata: { finalizers: null } });
    await cluster.clock.advance(1_000);
    if (cidrs.length > 0) cluster.create(CIDRS, range('other', ...cidrs));
    await cluster.clock.advance(1_000);
  }
  const DUAL = { serviceSubnet: '10.96.0.0/24,fd00:10:96::/112', podSubnet: '10.244.0.0/16,fd00:10:244::/56' };
  const outOfRange = (family: string, ip: string) =>
    `ClusterIPOutOfRange: Cluster IP [${family}]: ${ip} is not within any configured Service CIDR; please recreate service`;

  /** A Service in a range that goes, the range that comes, what its next event says. */
  test.each<[row: string, before: string, ip: string, after: string[], said: string[]]>([
    ['164 outside', '172.30.0.0/24', '172.30.0.9', [], [outOfRange('IPv4', '172.30.0.9')]],
    ['164 the network', '172.30.0.0/16', '172.30.1.0', ['172.30.1.0/29'], [outOfRange('IPv4', '172.30.1.0')]],
    ['164 the broadcast', '172.30.0.0/24', '172.30.0.7', ['172.30.0.0/29'], [outOfRange('IPv4', '172.30.0.7')]],
    ['164 the network', '2001:db8::/64', '2001:db8::8', ['2001:db8::8/125'], [outOfRange('IPv6', '2001:db8::8')]],
    ['165 the last one', '2001:db8::/64', '2001:db8::7', ['2001:db8::/125'], []],
    ['165 the last one of its own', '2001:db8::/125', '2001:db8::7', ['2001:db8::/64'], []],
  ])('row %s: %s with %s, then %j', async (_row, before, ip, after, said) => {
    const cluster = await startCluster(DUAL);
    cluster.create(CIDRS, range('extra', before));
    await cluster.clock.advance(1_000);
    const families = ip.includes(':') ? { ipFamilies: ['IPv6'] } : {};
    cluster.create(SERVICES, service('web', { clusterIP: ip, ...families }));
    const { uid } = cluster.get(`${IPS}/${ip}`).metadata;
    await cluster.clock.advance(1_000);
    await replaceRange(cluster, ...after);
    touch(cluster, 'web');
    await cluster.clock.advance(1_000);
    expect(cluster.events('web')).toEqual(said);
    expect(cluster.get(`${IPS}/${ip}`).metadata.uid).toBe(uid);
  });

  test('row 162: an address without its object gets one', async () => {
    const cluster = await startCluster();
    cluster.create(SERVICES, service('web', { clusterIP: '10.96.0.20' }));
    await cluster.clock.advance(1_000);
    cluster.remove(`${IPS}/10.96.0.20`);
    touch(cluster, 'web');
    await cluster.clock.advance(1_000);
    expect(cluster.get(`${IPS}/10.96.0.20`)).toMatchObject(address('10.96.0.20', 'web'));
    expect(cluster.events('web')).toEqual([
      'ClusterIPNotAllocated: Cluster IP [IPv4]: 10.96.0.20 is not allocated; repairing',
    ]);
  });

  test.each([
    ['166', 'ghost', 55_000, 10_000, 'IPAddressNotAllocated', 'appears to have leaked: cleaning up'],
    ['167', 'web', 3_000, 5_000, 'IPAddressWrongReference', 'has a wrong reference; cleaning up'],
  ])('row %s: an address too many for %s', async (_row, owner, keptMs, moreMs, reason, text) => {
    const cluster = await startCluster();
    cluster.create(SERVICES, service('web', { clusterIP: '10.96.0.20' }));
    await cluster.clock.advance(2_000);
    cluster.create(IPS, address('10.96.0.30', owner));
    await cluster.clock.advance(keptMs);
    expect(isThere(cluster, `${IPS}/10.96.0.30`)).toBe(true);
    await cluster.clock.advance(moreMs);
    expect(isThere(cluster, `${IPS}/10.96.0.30`)).toBe(false);
    expect(isThere(cluster, `${IPS}/10.96.0.20`)).toBe(true);
    expect(cluster.events('10.96.0.30')).toEqual([
      `${reason}: IPAddress: 10.96.0.30 for Service default/${owner} ${text}`,
    ]);
  });

  test('row 168: two Services with one address', async () => {
    const cluster = await startCluster();
    cluster.create(SERVICES, service('first', { clusterIP: '10.96.0.20' }));
    await cluster.clock.advance(1_000);
    cluster.remove(`${IPS}/10.96.0.20`);
    cluster.create(SERVICES, service('second', { clusterIP: '10.96.0.20' }));
    await cluster.clock.advance(1_000);
    const { uid } = cluster.get(`${IPS}/10.96.0.20`).metadata;
    touch(cluster, 'first');
    await cluster.clock.advance(1_000);
    expect(cluster.events('first')).toEqual([
      'ClusterIPAlreadyAllocated: Cluster IP [IPv4]:10.96.0.20 was assigned to multiple services; please recreate service',
    ]);
    expect(cluster.events('second')).toEqual([]);
    expect(cluster.get(`${IPS}/10.96.0.20`).metadata.uid).toBe(uid);
  });

  test('row 163: an address that names a Service that does not exist', async () => {
    const cluster = await startCluster();
    cluster.create(SERVICES, service('web', { clusterIP: '10.96.0.20' }));
    await cluster.clock.advance(1_000);
    cluster.remove(`${IPS}/10.96.0.20`);
    cluster.create(IPS, address('10.96.0.20', 'ghost'));
    touch(cluster, 'web');
    await cluster.clock.advance(1_000);
    expect(cluster.get(`${IPS}/10.96.0.20`).spec.parentRef.name).toBe('web');
    expect(cluster.events('web')).toContainEqual(expect.stringMatching(/wrong reference; repairing$/));
  });

  test('row 169: the address of a Service that became an ExternalName', async () => {
    const cluster = await startCluster();
    cluster.create(SERVICES, service('web', { type: 'ExternalName', externalName: 'example.com', ports: undefined }));
    cluster.create(IPS, address('10.96.0.30', 'web'));
    await cluster.clock.advance(55_000);
    expect(isThere(cluster, `${IPS}/10.96.0.30`)).toBe(true);
    await cluster.clock.advance(10_000);
    expect(isThere(cluster, `${IPS}/10.96.0.30`)).toBe(false);
  });
});

test.each(['apps/v1=false,batch/v1=false', 'discovery.k8s.io/v1=false', 'api/ga=false', 'networking.k8s.io/v1=false'])(
  'with %s the cluster starts all the same',
  async (runtimeConfig) => {
    const cluster = await startCluster({ runtimeConfig, kubelet: true });
    await cluster.clock.advance(60_000);
    expect(cluster.client.request({ method: 'GET', path: '/version' }).status).toBe(200);
  },
);
