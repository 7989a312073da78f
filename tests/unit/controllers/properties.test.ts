/** What holds whatever happens and in whatever order, with seeds: addresses, blocks, the end of all work. */

import { describe, expect, test } from 'vitest';
import type { Core, RandomStream } from '../../../worker/core/types';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';
import { freshCore } from '../../core/load';
import { busybox, nginx, PODS, SERVICES, startCluster, type TestCluster } from './cluster';

const NODES = '/api/v1/nodes';
const APPS = '/apis/apps/v1/namespaces/default';
const DEPLOYMENTS = `${APPS}/deployments`;
const STATEFUL_SETS = `${APPS}/statefulsets`;
const JOBS = '/apis/batch/v1/namespaces/default/jobs';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const IPS = '/apis/networking.k8s.io/v1/ipaddresses';
const CIDRS = '/apis/networking.k8s.io/v1/servicecidrs';
const DUAL = {
  serviceSubnet: '10.96.0.0/24,fd00:10:96::/112',
  podSubnet: '10.244.0.0/16,fd00:10:244::/56',
};
const SEEDS = [1, 2, 3];

const streamOf = async (seed: number, purpose: string): Promise<RandomStream> =>
  (await freshCore()).random(seed).stream(purpose);
const pick = <T>(stream: RandomStream, list: readonly T[]): T => list[stream.index(list.length)];

const template = (app: string, image = 'nginx') => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'c', image, imagePullPolicy: 'IfNotPresent' }] },
});
const deployment = (name: string, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name) },
});
const service = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
});
const job = (name: string, script: string) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    backoffLimit: 1,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'c', image: 'busybox:1.28', command: ['sh', '-c', script] }],
      },
    },
  },
});
const statefulSet = (name: string, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name },
  spec: { replicas, serviceName: name, selector: { matchLabels: { app: name } }, template: template(name) },
});

const isOver = ({ status }: KubernetesObject) => status?.phase === 'Succeeded' || status?.phase === 'Failed';

describe('addresses of Pods', () => {
  /** A block of 13 addresses, so that it is full now and then. */
  test.each(SEEDS)('no two Pods that live share one, unless both are on the host network (seed %i)', async (seed) => {
    const cluster = await startCluster({
      ...DUAL,
      kubelet: true,
      podSubnet: '10.244.0.0/28,fd00:10:244::/64',
      nodeCIDRMaskSizeIPv4: 28,
    });
    const stream = await streamOf(seed, 'pods');
    const alive: string[] = [];
    let most = 0;
    for (let step = 0; step < 80; step++) {
      const name = `p${step}`;
      const dice = stream.index(10);
      if (alive.length > 0 && (dice < 3 || alive.length > 18)) {
        const [gone] = alive.splice(stream.index(alive.length), 1);
        const body = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: pick(stream, [0, 1, 30]) };
        cluster.remove(`${PODS}/${gone}`, body);
      } else {
        alive.push(name);
        const short = busybox(name, 'sleep 3', { restartPolicy: 'Never' });
        cluster.create(PODS, dice === 9 ? nginx(name, {}, { hostNetwork: true }) : dice === 8 ? short : nginx(name));
      }
      await cluster.clock.advance(stream.index(2_500));
      const own = cluster.list(PODS).filter((pod) => !pod.spec.hostNetwork && !isOver(pod));
      const ips = own.flatMap(({ status }) => (status?.podIPs ?? []).map(({ ip }: { ip: string }) => ip));
      expect(new Set(ips).size).toBe(ips.length);
      most = Math.max(most, ips.length / 2);
    }
    expect(most).toBeGreaterThan(8);
  });
});

describe('blocks of Nodes', () => {
  function overlaps(core: Core, cidrs: readonly string[]): string[] {
    const prefixes = cidrs.map((cidr) => core.addresses.parsePrefix(cidr)!);
    return prefixes.flatMap((one, index) =>
      prefixes.slice(index + 1).flatMap((other) => {
        const isSame = one.address.family === other.address.family;
        return isSame && core.addresses.overlaps(one, other)
          ? [`${core.addresses.formatPrefix(one)} ${core.addresses.formatPrefix(other)}`]
          : [];
      }),
    );
  }

  test.each(SEEDS)('never overlap, also beside given ones of other lengths (seed %i)', async (seed) => {
    const core = await freshCore();
    const cluster = await startCluster({ ...DUAL, podSubnet: '10.244.0.0/20,fd00:10:244::/60' });
    const stream = await streamOf(seed, 'nodes');
    const alive: string[] = [];
    let most = 0;
    for (let step = 0; step < 70; step++) {
      if (alive.length > 0 && stream.index(5) < 2)
        cluster.remove(`${NODES}/${alive.splice(stream.index(alive.length), 1)[0]}`);
      else {
        const name = `n${step}`;
        const third = stream.index(16);
        const podCIDRs = [`10.244.${third}.0/26`, `fd00:10:244:${third.toString(16)}::/72`];
        const present = cluster.list(NODES).flatMap(({ spec }) => spec?.podCIDRs ?? []);
        const isGiven = stream.index(4) === 0 && overlaps(core, [...present, ...podCIDRs]).length === 0;
        cluster.create(NODES, {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name },
          spec: isGiven ? { podCIDR: podCIDRs[0], podCIDRs } : {},
        });
        alive.push(name);
      }
      most = Math.max(most, alive.length);
      await cluster.clock.advance(stream.index(300));
      expect(
        overlaps(
          core,
          cluster.list(NODES).flatMap(({ spec }) => spec?.podCIDRs ?? []),
        ),
      ).toEqual([]);
    }
    expect(most).toBeGreaterThan(5);
  });
});

/** Steps on objects of their own: within a list the order counts, between lists it must not. */
type Step = (cluster: TestCluster) => void;
const STORIES: readonly (readonly Step[])[] = [
  [
    (cluster) => cluster.create(DEPLOYMENTS, deployment('web', 2)),
    (cluster) => cluster.patch(`${DEPLOYMENTS}/web`, { spec: { replicas: 4 } }),
    (cluster) =>
      cluster.patch(`${DEPLOYMENTS}/web`, { spec: { template: { metadata: { labels: { tier: 'front' } } } } }),
    (cluster) => cluster.patch(`${DEPLOYMENTS}/web`, { spec: { replicas: 3 } }),
  ],
  [
    (cluster) => cluster.create(SERVICES, service('web', { ipFamilyPolicy: 'PreferDualStack' })),
    (cluster) => cluster.patch(`${SERVICES}/web`, { spec: { type: 'NodePort' } }),
  ],
  [
    (cluster) => cluster.create(SERVICES, service('db', { clusterIP: 'None' })),
    (cluster) => cluster.patch(`${SERVICES}/db`, { spec: { publishNotReadyAddresses: true } }),
  ],
  [
    (cluster) => cluster.create(STATEFUL_SETS, statefulSet('db', 2)),
    (cluster) => cluster.patch(`${STATEFUL_SETS}/db`, { spec: { replicas: 3 } }),
  ],
  [
    (cluster) => cluster.create(PODS, nginx('lone', { app: 'web' })),
    (cluster) => cluster.patch(`${PODS}/lone`, { metadata: { labels: { app: 'db' } } }),
  ],
  [(cluster) => cluster.create(PODS, nginx('gone', { app: 'other' })), (cluster) => cluster.remove(`${PODS}/gone`)],
  [(cluster) => cluster.create(JOBS, job('good', 'exit 0'))],
  [(cluster) => cluster.create(JOBS, job('bad', 'exit 1'))],
];

const COLLECTIONS = [
  PODS,
  SERVICES,
  DEPLOYMENTS,
  `${APPS}/replicasets`,
  STATEFUL_SETS,
  JOBS,
  SLICES,
  '/api/v1/namespaces/default/endpoints',
  IPS,
  CIDRS,
];
/** What tells when and how often something happened, and names. */
const HISTORY = new Set(
  'uid resourceVersion creationTimestamp managedFields annotations containerID name generation observedGeneration currentRevision updateRevision nodePort'.split(
    ' ',
  ),
);
/** Times, addresses, uids, hashes and random ends of names. */
const VARYING =
  /\d{4}-\d\d-\d\dT\S+|\d+\.\d+\.\d+\.\d+|fd00:[\da-f:]+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|-[\da-z]{5,10}\b|\b[4-9bcdf]{8,10}\b/g;

/** An object without names, addresses, times and counters. */
function bare(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(VARYING, '…');
  if (Array.isArray(value)) return value.map(bare).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([name]) => !HISTORY.has(name));
  return Object.fromEntries(entries.map(([name, item]) => [name, bare(item)]).sort(([a], [b]) => (a! < b! ? -1 : 1)));
}

const everything = (cluster: TestCluster) =>
  Object.fromEntries(
    COLLECTIONS.map((path) => [
      path,
      cluster
        .list(path)
        .map((object) => JSON.stringify(bare(object)))
        .sort(),
    ]),
  );

const SIDECAR = { name: 's', image: 'busybox:1.28', restartPolicy: 'Always', command: ['sleep', '1d'] };

/** So long everything takes at most to come to rest: image pulls, restarts, grace, waits after failures. */
const SETTLE_MAX_MS = 300_000;

describe('order', () => {
  test.each([11, 12, 13, 14])('of steps on different objects does not matter (seed %i)', async (seed) => {
    const run = async (order: RandomStream | undefined) => {
      const cluster = await startCluster({ ...DUAL, kubelet: true });
      const left = STORIES.map((story) => [...story]);
      for (;;) {
        const open = left.filter((story) => story.length > 0);
        if (open.length === 0) break;
        (order ? pick(order, open) : open[0]).shift()!(cluster);
        await cluster.clock.advance(order ? order.index(1_500) : 0);
      }
      await cluster.clock.advance(SETTLE_MAX_MS);
      return everything(cluster);
    };
    const plain = await run(undefined);
    expect(await run(await streamOf(seed, 'order'))).toEqual(plain);
    expect(plain[PODS].length).toBeGreaterThan(6);
  });
});

describe('work ends', () => {
  /** What beats for ever is a node's own: its lease and its heartbeat. */
  const versions = (cluster: TestCluster) =>
    Object.fromEntries(
      [...COLLECTIONS, '/api/v1/namespaces', '/api/v1/persistentvolumeclaims'].flatMap((path) =>
        (cluster.client.request({ method: 'GET', path }).status === 200 ? cluster.list(path) : []).map(
          ({ metadata }) => [`${path}/${metadata.name}`, metadata.resourceVersion] as const,
        ),
      ),
    );

  test.each(SEEDS)('a hundred operations leave nothing pending (seed %i)', async (seed) => {
    const cluster = await startCluster({ ...DUAL, kubelet: true, loadBalancerRange: '203.0.113.0/24' });
    const stream = await streamOf(seed, 'operations');
    const known = new Map<string, string[]>();
    const names = (path: string) => known.get(path) ?? known.set(path, []).get(path)!;
    const make: Record<string, (name: string) => object> = {
      [DEPLOYMENTS]: (name) => deployment(name, stream.index(4)),
      [STATEFUL_SETS]: (name) => statefulSet(name, stream.index(3)),
      [JOBS]: (name) => job(name, pick(stream, ['exit 0', 'sleep 5', 'exit 1'])),
      [PODS]: (name) =>
        pick(stream, [
          nginx(name),
          busybox(name, 'sleep 5', { restartPolicy: 'Never' }),
          busybox(name, 'sleep 5', { restartPolicy: 'Never', initContainers: [SIDECAR] }),
          busybox(name, 'sleep 1d', { activeDeadlineSeconds: 20 }),
        ]),
      [SERVICES]: (name) =>
        service(
          name,
          pick(stream, [{}, { clusterIP: 'None' }, { type: 'LoadBalancer' }, { ipFamilyPolicy: 'PreferDualStack' }]),
        ),
    };
    for (let step = 0; step < 100; step++) {
      const path = pick(stream, Object.keys(make));
      const list = names(path);
      const name = list.length > 0 ? pick(stream, list) : '';
      const dice = stream.index(10);
      if (list.length === 0 || (dice < 4 && list.length < 8)) {
        list.push(`o${step}`);
        cluster.create(path, make[path](`o${step}`));
      } else if (dice < 7) {
        list.splice(list.indexOf(name), 1);
        const propagationPolicy =
          path === PODS || path === SERVICES ? undefined : pick(stream, ['Background', 'Foreground']);
        cluster.remove(`${path}/${name}`, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy });
      } else if (path === DEPLOYMENTS || path === STATEFUL_SETS) {
        const spec =
          dice === 9 ? { template: { metadata: { labels: { step: `s${step}` } } } } : { replicas: stream.index(4) };
        cluster.patch(`${path}/${name}`, { spec });
      } else cluster.patch(`${path}/${name}`, { metadata: { labels: { step: `s${step}` } } });
      await cluster.clock.advance(stream.index(1_200));
    }
    await cluster.clock.advance(SETTLE_MAX_MS);
    const rest = versions(cluster);
    await cluster.clock.advance(SETTLE_MAX_MS);
    expect(versions(cluster)).toEqual(rest);

    const all = COLLECTIONS.flatMap((path) => cluster.list(path));
    expect(all.filter(({ metadata }) => metadata.deletionTimestamp).map(({ metadata }) => metadata.name)).toEqual([]);
    expect(cluster.list(PODS).filter((pod) => pod.status!.phase !== 'Running' && !isOver(pod))).toEqual([]);
    for (const path of [DEPLOYMENTS, STATEFUL_SETS])
      for (const { metadata, spec, status } of cluster.list(path)) {
        expect([metadata.name, status!.observedGeneration]).toEqual([metadata.name, metadata.generation]);
        expect([metadata.name, status!.readyReplicas ?? 0]).toEqual([metadata.name, spec.replicas]);
      }
    for (const { status } of cluster.list(JOBS)) expect(status!.conditions.at(-1).type).toMatch(/^(Complete|Failed)$/);
    for (const { spec, status } of cluster.list(SERVICES))
      expect(status!.loadBalancer.ingress?.length ?? 0).toBe(spec.type === 'LoadBalancer' ? spec.ipFamilies.length : 0);
    for (const path of Object.keys(make)) {
      const own = cluster
        .list(path)
        .filter(({ metadata }) => !metadata.ownerReferences && metadata.name !== 'kubernetes');
      expect(own.map(({ metadata }) => metadata.name).sort()).toEqual([...names(path)].sort());
    }
    const held = cluster.list(SERVICES).flatMap(({ spec }) => (spec.clusterIP === 'None' ? [] : spec.clusterIPs));
    expect(
      cluster
        .list(IPS)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(held.sort());
  });
});
