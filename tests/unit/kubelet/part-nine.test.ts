/** What the tables of the other files here do not hold, a row a test case: pods-and-nodes.md 9.1, 9.2, 9.3 (71, 75) and 9.5 (123 to 125). */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Core } from '../../../worker/core/types';
import { hostNetworkText, hostsText, podHostsLines, type HostAlias } from '../../../worker/kubelet/hosts-file';
import { hostNetworkPodIPs, sortPodIPs } from '../../../worker/kubelet/pod-ips';
import { runScenario } from '../../../worker/session';
import { compiledCore, freshCore } from '../../core/load';
import { PODS, startCluster } from '../controllers/cluster';

const NODES = '/api/v1/nodes';
const P =
  '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';
const N = '# Kubernetes-managed hosts file (host network).\n';
const X = '# hosts file for testing.\n127.0.0.1\tlocalhost\n123.45.67.89\tsome.domain\n';
const A = '\n# Entries added by HostAliases.\n';
const FOO: HostAlias = { ip: '123.45.67.89', hostnames: ['foo', 'bar', 'baz'] };
const PARK: HostAlias = { ip: '456.78.90.123', hostnames: ['park', 'doo', 'boo'] };
const FOO_LINE = '123.45.67.89\tfoo\tbar\tbaz\n';
const PARK_LINE = '456.78.90.123\tpark\tdoo\tboo\n';
const ONE = '203.0.113.1\tpodFoo.domainFoo\tpodFoo\n';

test.each<[row: number, ips: string[], domain: string, aliases: HostAlias[], text: string]>([
  [1, ['123.45.67.89'], '', [], `${P}123.45.67.89\tpodFoo\n`],
  [2, ['203.0.113.1'], 'domainFoo', [], P + ONE],
  [3, ['203.0.113.1'], 'domainFoo', [FOO], P + ONE + A + FOO_LINE],
  [4, ['203.0.113.1'], 'domainFoo', [FOO, PARK], P + ONE + A + FOO_LINE + PARK_LINE],
  [5, ['203.0.113.1', 'fd00::6'], 'domainFoo', [], `${P}${ONE}fd00::6\tpodFoo.domainFoo\tpodFoo\n`],
  [31, ['203.0.113.1'], 'domainFoo', [{ ip: '10.0.0.9', hostnames: [] }], `${P}${ONE}${A}10.0.0.9\t\n`],
])('row %i: pod network', (_row, ips, domain, hostAliases, text) =>
  expect(hostsText(podHostsLines({ ips, host: 'podFoo', domain, hostAliases }))).toBe(text),
);

test.each<[row: number, node: string, aliases: HostAlias[], text: string]>([
  [6, X, [], N + X],
  [7, X, [FOO], N + X + A + FOO_LINE],
  [8, X, [FOO, PARK], N + X + A + FOO_LINE + PARK_LINE],
  [32, '127.0.0.1 localhost', [{ ip: '10.0.0.9', hostnames: ['x'] }], `${N}127.0.0.1 localhost${A}10.0.0.9\tx\n`],
])('row %i: host network', (_row, node, aliases, text) => expect(hostNetworkText(node, aliases)).toBe(text));

test.each<[row: number, settings: object, spec: object, mounts: object[], managed: string[], own: string[]]>([
  [9, {}, {}, [], ['c'], []],
  [10, { podSubnet: '10.244.0.0/24', nodeCIDRMaskSize: 31 }, {}, [], [], []],
  [11, { podSubnet: '10.244.0.0/24', nodeCIDRMaskSize: 31 }, { hostNetwork: true }, [], ['c'], []],
  [12, {}, {}, [{ name: 'v', mountPath: '/etc/hosts' }], [], ['c']],
])('row %i: who has a managed file', async (_row, settings, spec, volumeMounts, managed, own) => {
  const cluster = await startCluster({ kubelet: true, ...settings });
  const containers = [{ name: 'c', image: 'busybox:1.28', command: ['sleep', '1d'], volumeMounts }];
  const volumes = [{ name: 'v', emptyDir: {} }];
  cluster.create(PODS, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers, volumes, ...spec },
  });
  await cluster.clock.advance(5_000);
  const files = cluster.kubelet!.hostsFiles();
  expect(files.flatMap((file) => file.containers)).toEqual(managed);
  expect(files.flatMap((file) => file.own)).toEqual(own);
});

describe('addresses', () => {
  let core: Core;
  beforeAll(async () => {
    core = await freshCore();
  });
  test('row 43: what the runtime says of the host network stays', () => {
    const { addresses } = core;
    const given = sortPodIPs(['2001:db8::2', '192.168.0.1'], 'IPv4', addresses);
    expect(hostNetworkPodIPs(given, ['10.0.0.1', 'fd01::1234'], addresses)).toEqual(['192.168.0.1', '2001:db8::2']);
  });
});

describe('blocks', () => {
  const node = (name: string, podCIDRs?: string[], metadata: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, ...metadata },
    spec: podCIDRs ? { podCIDR: podCIDRs[0], podCIDRs } : {},
  });

  test('row 71: a Node on its way out keeps its block', async () => {
    const cluster = await startCluster({ podSubnet: '10.10.0.0/16' });
    cluster.create(NODES, node('node0', ['10.10.0.0/24'], { finalizers: ['example.com/stay'] }));
    await cluster.clock.advance(1_000);
    cluster.remove(`${NODES}/node0`);
    cluster.create(NODES, node('node1'));
    await cluster.clock.advance(1_000);
    expect(cluster.get(`${NODES}/node1`).spec.podCIDRs).toEqual(['10.10.1.0/24']);
    cluster.patch(`${NODES}/node0`, { metadata: { finalizers: null } });
    for (let index = 2; index < 256; index++) cluster.create(NODES, node(`node${index}`));
    await cluster.clock.advance(1_000);
    cluster.create(NODES, node('last'));
    await cluster.clock.advance(1_000);
    expect(cluster.get(`${NODES}/last`).spec.podCIDRs).toEqual(['10.10.0.0/24']);
  });

  test('row 75 and R4.9: a Node with a block that the cluster has no range for keeps it; others are served', async () => {
    const cluster = await startCluster({ podSubnet: '10.10.0.0/16', kubernetes: '1.33' });
    cluster.create(NODES, node('odd', ['10.10.0.1/24', 'a00::/86']));
    await cluster.clock.advance(1_000);
    cluster.create(NODES, node('next'));
    await cluster.clock.advance(1_000);
    expect(cluster.get(`${NODES}/odd`).spec.podCIDRs).toEqual(['10.10.0.1/24', 'a00::/86']);
    expect(cluster.get(`${NODES}/next`).spec.podCIDRs).toEqual(['10.10.1.0/24']);
  });
});

/** @returns what the last of the commands printed. */
async function last(...commands: string[]): Promise<string> {
  const scenario = { title: '', cluster: 'kubelet: true', files: [], steps: commands.map((command) => ({ command })) };
  const run = await runScenario(await compiledCore(), scenario);
  if ('failure' in run) throw new Error(run.failure.diagnostics[0].message);
  return run.result.transcript
    .at(-1)!
    .output.map(({ text }) => text)
    .join('');
}
const create = (object: object) => `kubectl create -f - <<'EOF'\n${JSON.stringify(object)}\nEOF`;

describe('described', () => {
  test('row 123: tolerations', async () => {
    const tolerations = [
      { operator: 'Exists' },
      { effect: 'NoSchedule', operator: 'Exists' },
      { key: 'key0', operator: 'Exists' },
      { key: 'key1', value: 'value1' },
      { key: 'key3', value: 'value3', effect: 'NoExecute', tolerationSeconds: 300 },
    ];
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { nodeName: 'none', containers: [{ name: 'c', image: 'x' }], tolerations },
    };
    const text = await last(create(pod), 'kubectl describe pod p');
    const lines = text.slice(text.indexOf('Tolerations:'), text.indexOf('Events:')).trimEnd().split('\n');
    expect(lines.map((line) => line.slice(29))).toEqual([
      'op=Exists',
      ':NoSchedule op=Exists',
      'key0 op=Exists',
      'key1=value1',
      'key3=value3:NoExecute for 300s',
    ]);
  });

  test('row 124: what a Node has left', async () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'bar' } };
    const status = { capacity: { cpu: '8', memory: '24Gi' }, allocatable: { cpu: '4', memory: '12Gi' } };
    const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { nodeName: 'bar', containers: [{ name: 'c', image: 'x', resources }] },
    };
    const text = await last(
      create(node),
      `kubectl patch node bar --subresource=status --type=merge -p '${JSON.stringify({ status })}'`,
      create(pod),
      'kubectl describe node bar',
    );
    expect(text).toMatch(
      /\n {2}Resource +Requests +Limits\n {2}-+ +-+ +-+\n {2}cpu +1 \(25%\) +2 \(50%\)\n {2}memory +1Gi \(8%\) +2Gi \(16%\)\n/,
    );
  });

  test('row 125: a StatefulSet', async () => {
    const set = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 's' },
      spec: {
        replicas: 1,
        serviceName: 's',
        podManagementPolicy: 'Parallel',
        selector: { matchLabels: { a: 'b' } },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2672 } },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } },
      },
    };
    const text = await last(create(set), 'kubectl describe statefulset s');
    for (const line of ['Pod Management Policy:  Parallel', '  Partition:            2672', '  WhenDeleted:  Delete']) {
      const [title, value] = line.split(/: +/);
      expect(text).toMatch(new RegExp(`^${title}: +${value}$`, 'm'));
    }
  });
});
