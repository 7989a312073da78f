/** ServiceCIDRs, the repair of addresses, Pod ranges of Nodes (services.md 5.4, 5.6, 6.4; pods-and-nodes.md 4). */

import { describe, expect, test } from 'vitest';
import { SERVICES, startCluster, type TestCluster } from './cluster';

const CIDRS = '/apis/networking.k8s.io/v1/servicecidrs';
const IPS = '/apis/networking.k8s.io/v1/ipaddresses';
const NODES = '/api/v1/nodes';

const range = (name: string, ...cidrs: string[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR',
  metadata: { name },
  spec: { cidrs },
});
const service = (name: string, clusterIP?: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ...(clusterIP ? { clusterIP } : {}), ports: [{ port: 80 }], ...spec },
});
const node = (name: string, spec: object = {}) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec });
const ready = (cluster: TestCluster, name: string) => cluster.get(`${CIDRS}/${name}`).status!.conditions[0];

describe('service-cidr-controller', () => {
  test('a new range gets its finalizer and becomes Ready', async () => {
    const cluster = await startCluster();
    cluster.create(CIDRS, range('extra', '172.30.0.0/29'));
    await cluster.clock.advance(0);
    expect(cluster.get(`${CIDRS}/extra`).metadata.finalizers).toEqual(['networking.k8s.io/service-cidr-finalizer']);
    expect(ready(cluster, 'extra')).toMatchObject({
      status: 'True',
      reason: '',
      message: 'Kubernetes Service CIDR is ready',
    });
    cluster.create(SERVICES, service('early', '172.30.0.5'));
  });

  test('a used range stays Terminating until its last address is gone, and ten seconds after the deletion', async () => {
    const cluster = await startCluster();
    cluster.create(CIDRS, range('extra', '172.30.0.0/29'));
    await cluster.clock.advance(1_000);
    cluster.create(SERVICES, service('web', '172.30.0.5'));
    cluster.remove(`${CIDRS}/extra`);
    await cluster.clock.advance(3_000);
    expect(ready(cluster, 'extra')).toMatchObject({
      status: 'False',
      reason: 'Terminating',
      message:
        'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
    });
    cluster.remove(`${SERVICES}/web`);
    await cluster.clock.advance(6_000);
    expect(cluster.find(`${CIDRS}/extra`)).toBeDefined();
    await cluster.clock.advance(1_000);
    expect(cluster.find(`${CIDRS}/extra`)).toBeUndefined();
  });

  test('a covering range lets a used one go', async () => {
    const cluster = await startCluster();
    cluster.create(CIDRS, range('small', '10.50.0.0/24'));
    await cluster.clock.advance(1_000);
    cluster.create(SERVICES, service('web', '10.50.0.77'));
    cluster.remove(`${CIDRS}/small`);
    await cluster.clock.advance(4_000);
    cluster.create(CIDRS, range('big', '10.50.0.0/16'));
    await cluster.clock.advance(6_000);
    expect(cluster.find(`${CIDRS}/small`)).toBeUndefined();
    expect(cluster.get(`${SERVICES}/web`).spec.clusterIP).toBe('10.50.0.77');
  });

  test('an unused range goes ten seconds after its deletion', async () => {
    const cluster = await startCluster();
    cluster.create(CIDRS, range('extra', '172.30.0.0/29'));
    await cluster.clock.advance(1_000);
    cluster.remove(`${CIDRS}/extra`);
    await cluster.clock.advance(9_000);
    expect(cluster.find(`${CIDRS}/extra`)).toBeDefined();
    await cluster.clock.advance(1_000);
    expect(cluster.find(`${CIDRS}/extra`)).toBeUndefined();
  });

  test('the default range with another second family is left alone, with a warning', async () => {
    const cluster = await startCluster();
    const own = cluster.get(`${CIDRS}/kubernetes`);
    cluster.patch(`${CIDRS}/kubernetes`, { spec: { cidrs: [...own.spec.cidrs, 'fd00:1::/112'] } });
    await cluster.clock.advance(10_000);
    expect(cluster.events('kubernetes')).toEqual([
      'KubernetesDefaultServiceCIDRInconsistent: The default ServiceCIDR [10.96.0.0/24 fd00:1::/112] does not match the controller flag configurations [10.96.0.0/24]',
    ]);
  });
});

describe('ipallocator-repair-controller', () => {
  test('a deleted address comes back at the next event of its Service', async () => {
    const cluster = await startCluster();
    cluster.create(SERVICES, service('web', '10.96.0.20'));
    await cluster.clock.advance(1_000);
    cluster.remove(`${IPS}/10.96.0.20`);
    await cluster.clock.advance(3_000);
    expect(cluster.find(`${IPS}/10.96.0.20`)).toBeUndefined();
    cluster.patch(`${SERVICES}/web`, { metadata: { labels: { touch: '1' } } });
    await cluster.clock.advance(0);
    expect(cluster.get(`${IPS}/10.96.0.20`).spec.parentRef).toMatchObject({
      resource: 'services',
      namespace: 'default',
      name: 'web',
    });
    expect(cluster.events('web')).toEqual([
      'ClusterIPNotAllocated: Cluster IP [IPv4]: 10.96.0.20 is not allocated; repairing',
    ]);
  });

  test('or with the repair interval', async () => {
    const cluster = await startCluster();
    cluster.create(SERVICES, service('web', '10.96.0.20'));
    cluster.remove(`${IPS}/10.96.0.20`);
    await cluster.clock.advance(180_000);
    expect(cluster.find(`${IPS}/10.96.0.20`)).toBeDefined();
  });

  const address = (name: string, parentRef: object, isManaged = true) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: {
      name,
      labels: isManaged
        ? { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' }
        : {},
    },
    spec: { parentRef },
  });

  test('a leaked address is cleaned up after a minute', async () => {
    const cluster = await startCluster();
    cluster.create(IPS, address('10.96.0.99', { resource: 'services', namespace: 'default', name: 'ghost' }));
    await cluster.clock.advance(58_000);
    expect(cluster.find(`${IPS}/10.96.0.99`)).toBeDefined();
    await cluster.clock.advance(3_000);
    expect(cluster.find(`${IPS}/10.96.0.99`)).toBeUndefined();
    expect(cluster.events('10.96.0.99')).toEqual([
      'IPAddressNotAllocated: IPAddress: 10.96.0.99 for Service default/ghost appears to have leaked: cleaning up',
    ]);
  });

  const DUAL = { serviceSubnet: '10.96.0.0/24,fd00:10:96::/120', podSubnet: '10.244.0.0/16,fd00:10:244::/56' };
  const second = (cluster: TestCluster) => cluster.list(IPS).filter(({ metadata }) => metadata.name.includes(':'));
  const upgrade = (cluster: TestCluster) =>
    cluster.patch(`${SERVICES}/web`, { spec: { ipFamilyPolicy: 'PreferDualStack' } });

  test('a family added within the second of the creation loses its address, until the next event of the Service', async () => {
    const cluster = await startCluster(DUAL);
    cluster.create(SERVICES, service('web', '10.96.0.20'));
    await cluster.clock.advance(0);
    upgrade(cluster);
    await cluster.clock.advance(500);
    const [ip] = cluster.get(`${SERVICES}/web`).spec.clusterIPs.slice(1);
    expect(second(cluster)).toEqual([]);
    expect(cluster.events(ip)).toEqual([
      `IPAddressWrongReference: IPAddress: ${ip} for Service default/web has a wrong reference; cleaning up`,
    ]);
    expect(cluster.events('web')).toEqual([]);
    cluster.patch(`${SERVICES}/web`, { metadata: { labels: { touch: '1' } } });
    await cluster.clock.advance(500);
    expect(second(cluster).map(({ metadata }) => metadata.name)).toEqual([ip]);
    expect(cluster.events('web')).toEqual([
      `ClusterIPNotAllocated: Cluster IP [IPv6]: ${ip} is not allocated; repairing`,
    ]);
  });

  test('a family added later keeps it', async () => {
    const cluster = await startCluster(DUAL);
    cluster.create(SERVICES, service('web', '10.96.0.20'));
    await cluster.clock.advance(1_000);
    upgrade(cluster);
    await cluster.clock.advance(10_000);
    expect(second(cluster)).toHaveLength(1);
    expect(cluster.events('web')).toEqual([]);
  });

  test('the address of a Service that spells it otherwise goes after a minute, and comes back at its next event', async () => {
    const cluster = await startCluster({ kubernetes: '1.34' });
    cluster.create(SERVICES, service('web', '010.96.0.20'));
    await cluster.clock.advance(50_000);
    expect(cluster.find(`${IPS}/10.96.0.20`)).toBeDefined();
    await cluster.clock.advance(15_000);
    expect(cluster.find(`${IPS}/10.96.0.20`)).toBeUndefined();
    cluster.patch(`${SERVICES}/web`, { metadata: { labels: { touch: '1' } } });
    await cluster.clock.advance(0);
    expect(cluster.find(`${IPS}/10.96.0.20`)).toBeDefined();
  });

  test('one that its Service does not list goes when the grace is over; an unmanaged one stays', async () => {
    const cluster = await startCluster();
    cluster.create(SERVICES, service('web', '10.96.0.20'));
    await cluster.clock.advance(2_000);
    cluster.create(IPS, address('10.96.0.30', { resource: 'services', namespace: 'default', name: 'web' }));
    cluster.create(IPS, address('10.96.0.31', { resource: 'services', namespace: 'default', name: 'ghost' }, false));
    await cluster.clock.advance(3_000);
    expect(cluster.find(`${IPS}/10.96.0.30`)).toBeDefined();
    await cluster.clock.advance(3_000);
    expect(cluster.find(`${IPS}/10.96.0.30`)).toBeUndefined();
    expect(cluster.events('10.96.0.30')).toEqual([
      'IPAddressWrongReference: IPAddress: 10.96.0.30 for Service default/web has a wrong reference; cleaning up',
    ]);
    await cluster.clock.advance(300_000);
    expect(cluster.find(`${IPS}/10.96.0.31`)).toBeDefined();
  });
});

describe('node ipam', () => {
  const podCIDRs = (cluster: TestCluster, name: string) => cluster.get(`${NODES}/${name}`).spec.podCIDRs;
  async function add(cluster: TestCluster, ...names: string[]): Promise<void> {
    for (const name of names) cluster.create(NODES, node(name));
    await cluster.clock.advance(2_000);
  }

  test('blocks in order; a freed one is not reused soon (TC74)', async () => {
    const cluster = await startCluster();
    await add(cluster, 'n1', 'n2', 'n3', 'n4');
    cluster.remove(`${NODES}/n2`);
    await add(cluster, 'n5');
    expect(['n1', 'n3', 'n4', 'n5'].map((name) => podCIDRs(cluster, name)[0])).toEqual([
      '10.244.0.0/24',
      '10.244.2.0/24',
      '10.244.3.0/24',
      '10.244.4.0/24',
    ]);
    expect(cluster.events('n2')).toEqual([
      'RegisteredNode: Node n2 event: Registered Node n2 in Controller',
      'RemovingNode: Node n2 event: Removing Node n2 from Controller',
    ]);
    expect(cluster.get(`${NODES}/n1`).metadata.annotations).toEqual({ 'node.alpha.kubernetes.io/ttl': '0' });
    expect(cluster.get(`${NODES}/n1`).spec.taints).toBeUndefined();
  });

  test('a Node that nobody reports for becomes Unknown after a minute', async () => {
    const cluster = await startCluster();
    await add(cluster, 'n1');
    await cluster.clock.advance(60_000);
    const { spec, status } = cluster.get(`${NODES}/n1`);
    expect(
      status!.conditions.map(
        ({ type, status: value, reason }: { type: string; status: string; reason: string }) =>
          `${type}=${value} ${reason}`,
      ),
    ).toEqual(
      ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'].map(
        (type) => `${type}=Unknown NodeStatusNeverUpdated`,
      ),
    );
    expect(spec.taints.map(({ key, effect }: { key: string; effect: string }) => `${key}:${effect}`)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
  });

  test('a waiting Node gets the block that becomes free (R4.11)', async () => {
    const cluster = await startCluster({ podSubnet: '10.244.0.0/24', nodeCIDRMaskSize: 26 });
    await add(cluster, 'n1', 'n2', 'n3', 'n4', 'n5');
    expect(podCIDRs(cluster, 'n5')).toBeUndefined();
    expect(cluster.events('n5')).toContain('CIDRNotAvailable: Node n5 status is now: CIDRNotAvailable');
    cluster.remove(`${NODES}/n3`);
    await cluster.clock.advance(10_000);
    expect(podCIDRs(cluster, 'n5')).toEqual(['10.244.0.128/26']);
  });

  test('when the second family is full, the first one leaks (R4.12)', async () => {
    const cluster = await startCluster({
      serviceSubnet: '10.96.0.0/16,fd00:10:96::/112',
      podSubnet: '10.244.0.0/16,fd00:10:244::/63',
    });
    await add(cluster, 'n1', 'n2', 'n3');
    expect(podCIDRs(cluster, 'n2')).toEqual(['10.244.1.0/24', 'fd00:10:244:1::/64']);
    await cluster.clock.advance(4_000);
    cluster.remove(`${NODES}/n1`);
    await cluster.clock.advance(20_000);
    const [first, second] = podCIDRs(cluster, 'n3');
    expect(second).toBe('fd00:10:244::/64');
    expect(Number(first.split('.')[2])).toBeGreaterThan(8);
  });

  test('given blocks are kept and skipped, those of Services too', async () => {
    const cluster = await startCluster({ serviceSubnet: '10.244.0.0/23' });
    cluster.create(NODES, node('fixed', { podCIDRs: ['10.244.2.0/24'] }));
    await add(cluster, 'n1');
    expect(podCIDRs(cluster, 'n1')).toEqual(['10.244.3.0/24']);
  });

  test('blocks never overlap, whatever comes and goes (seeded)', async () => {
    const cluster = await startCluster({ podSubnet: '10.244.0.0/20' });
    let state = 12345;
    const draw = (bound: number) => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) % bound;
    const alive: string[] = [];
    for (let step = 0; step < 60; step++) {
      if (alive.length > 0 && draw(3) === 0) cluster.remove(`${NODES}/${alive.splice(draw(alive.length), 1)[0]}`);
      else {
        alive.push(`n${step}`);
        cluster.create(NODES, node(`n${step}`));
      }
      await cluster.clock.advance(100);
      const given = cluster.list(NODES).flatMap(({ spec }) => spec?.podCIDRs ?? []);
      expect(new Set(given).size).toBe(given.length);
      expect(given.length).toBe(Math.min(alive.length, given.length));
    }
    for (const name of alive.splice(16)) cluster.remove(`${NODES}/${name}`);
    await cluster.clock.advance(2_000_000);
    for (const name of alive) expect(podCIDRs(cluster, name)).toHaveLength(1);
  });
});
