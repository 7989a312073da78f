/** Rules of the controllers that need no cluster: tables from pods-and-nodes.md 8 and 9, services.md 5 and 8. */

import { beforeAll, describe, expect, it } from 'vitest';
import { newReplicaSet, replicaSetName } from '../../../worker/controllers/deployment/replica-sets';
import { newReplicasFor, resolvePercent, rollingLimits } from '../../../worker/controllers/deployment/rolling';
import { addressTypes, endpointFor, portsFor, withHints } from '../../../worker/controllers/endpoint-slice/derive';
import { ENDPOINTS_MAX, planSlices } from '../../../worker/controllers/endpoint-slice/reconcile';
import { daemonTolerations } from '../../../worker/controllers/daemon-set';
import { formatIndexes, parseIndexes, podGenerateName } from '../../../worker/controllers/job/indexes';
import { coversCIDR, servesAddress } from '../../../worker/client/cidr';
import { canonicalJSON, safeEncode, templateHash } from '../../../worker/client/hash';
import { createQueue } from '../../../worker/client/queue';
import { matchesSelector } from '../../../worker/client/selectors';
import { nodeMaskSize } from '../../../worker/allocator';
import {
  fitErrorMessage,
  missingClaim,
  preFilterMessage,
  tolerates,
} from '../../../worker/controllers/scheduler/filters';
import { parseQuantity, podRequests } from '../../../worker/controllers/scheduler/resources';
import { ordinalOf } from '../../../worker/controllers/stateful-set';
import { createClock } from '../../../worker/clock';
import type { Core } from '../../../worker/core/types';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';
import { findRelease } from '../../../worker/releases';
import { freshCore } from '../../core/load';

let core: Core;
beforeAll(async () => {
  core = await freshCore();
});

const object = (fields: object): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name: 'x' },
  ...fields,
});

describe('names and hashes', () => {
  it('TC90 cuts the Deployment in front of the hash', () => {
    expect(replicaSetName('b'.repeat(250), 'abcde12345')).toBe(`${'b'.repeat(242)}-abcde12345`);
  });
  it.each([
    ['91', 'indexed-job', 1, 'indexed-job-1-'],
    ['92', 'hhhhhooooo'.repeat(7), 1, 'hhhhhooooohhhhhooooohhhhhooooohhhhhooooohhhhhooooohhhhh-1-'],
  ])('TC%s', (_title, name, index, expected) => expect(podGenerateName(name, index)).toBe(expected));
  it('TC93', () => expect([...'0123456789'].map((digit) => safeEncode(Number(digit))).join('')).toBe('456789bcdf'));
  it('has the form of a template hash, equal for equal templates only', () => {
    const hash = templateHash({ a: 1, b: { c: [1] } }, '1.36');
    expect(hash).toMatch(/^[456789bcdf]{1,10}$/);
    expect(templateHash({ b: { c: [1] }, a: 1, d: undefined }, '1.36')).toBe(hash);
    expect(templateHash({ a: 1, b: { c: [2] } }, '1.36')).not.toBe(hash);
    expect(templateHash({ a: 1, b: { c: [1] } }, '1.37')).not.toBe(hash);
  });
  it('sorts keys', () =>
    expect(canonicalJSON({ b: [{ d: null, c: 'x' }], a: undefined })).toBe('{"b":[{"c":"x","d":null}]}'));
  it('gives a ReplicaSet its annotations, labels and owner', () => {
    const deployment = object({
      kind: 'Deployment',
      metadata: {
        name: 'web',
        namespace: 'default',
        uid: 'u',
        annotations: { keep: '1', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        template: { metadata: { labels: { app: 'web' } }, spec: {} },
      },
    });
    const made = newReplicaSet(deployment, '1.36', 1, 3);
    expect(made.metadata.annotations).toEqual({
      keep: '1',
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(made.metadata.name).toBe(`web-${made.metadata.labels!['pod-template-hash']}`);
  });
});

describe('rolling updates', () => {
  it.each([
    ['25%', 3, 'up', 1],
    ['25%', 3, 'down', 0],
    ['50%', 4, 'up', 2],
    [2, 10, 'up', 2],
    [undefined, 10, 'up', 0],
  ] as const)('%s of %s rounded %s', (value, total, round, expected) =>
    expect(resolvePercent(value, total, round)).toBe(expected),
  );
  it('never lets both limits be 0', () =>
    expect(rollingLimits({ maxSurge: 0, maxUnavailable: '10%' }, 3)).toEqual({ maxSurge: 0, maxUnavailable: 1 }));
  it.each([
    [4, 1, 0, 4, 1],
    [4, 1, 1, 4, 2],
    [4, 1, 4, 5, 4],
    [2, 1, 0, 0, 2],
  ])('%i wanted, surge %i, %i present of %i', (wanted, surge, present, total, expected) =>
    expect(newReplicasFor(wanted, surge, present, total)).toBe(expected),
  );
});

describe('completion indexes', () => {
  it.each([
    [[0, 1, 2], '0-2'],
    [[5, 0, 2, 3], '0,2,3,5'],
    [[], ''],
    [[7, 8, 9, 1], '1,7-9'],
  ])('%j', (indexes, text) => {
    expect(formatIndexes(indexes)).toBe(text);
    expect([...parseIndexes(text)].sort((a, b) => a - b)).toEqual([...indexes].sort((a, b) => a - b));
  });
});

describe('ranges', () => {
  it.each([
    ['192.168.0.0/24', '192.168.0.24', true],
    ['192.168.0.0/24', '192.168.1.24', false],
    ['192.168.0.0/24', '192.168.0.0', false],
    ['192.168.0.0/24', '192.168.0.255', false],
    ['2001:db2::/64', '2001:db2::ffff:ffff:ffff:ffff', true],
    ['2001:db2::/64', '192.168.0.1', false],
  ])('%s serves %s: %s', (cidr, ip, expected) => expect(servesAddress(core.addresses, cidr, ip)).toBe(expected));
  it.each([
    ['192.168.0.0/16', '192.168.0.0/24', true],
    ['192.168.0.0/24', '192.168.0.0/24', true],
    ['192.168.0.0/26', '192.168.0.0/24', false],
    ['192.168.0.0/16', '2001:db2::/64', false],
  ])('%s covers %s: %s', (outer, inner, expected) => expect(coversCIDR(core.addresses, outer, inner)).toBe(expected));
  it.each([
    [{}, 'IPv4', false, 24],
    [{}, 'IPv6', true, 64],
    [{ nodeCIDRMaskSize: 26 }, 'IPv4', false, 26],
    [{ nodeCIDRMaskSize: 24, nodeCIDRMaskSizeIPv6: 80 }, 'IPv6', true, 80],
    [{ nodeCIDRMaskSize: 24 }, 'IPv6', true, 64],
    [{ nodeCIDRMaskSize: 72 }, 'IPv6', false, 72],
  ] as const)('mask of %j in %s', (settings, family, isDual, expected) => {
    expect(nodeMaskSize(settings as Parameters<typeof nodeMaskSize>[0], family, isDual)).toBe(expected);
  });
});

describe('selectors', () => {
  it.each([
    [undefined, { a: '1' }, false],
    [{}, undefined, true],
    [{ matchLabels: { a: '1' } }, { a: '1', b: '2' }, true],
    [{ matchLabels: { a: '1' } }, { a: '2' }, false],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '2'] }] }, { a: '2' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }, {}, true],
    [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, {}, true],
  ])('%j on %j', (selector, labels, expected) => expect(matchesSelector(selector, labels)).toBe(expected));
});

const service = (spec: object, name = 'web') =>
  object({ kind: 'Service', metadata: { name, namespace: 'default' }, spec });
const pod = (spec: object, status: object = {}, metadata: object = {}) =>
  object({
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', uid: 'u', ...metadata },
    spec: { containers: [], ...spec },
    status,
  });

describe('endpoints of a Service', () => {
  it.each([
    [{ ipFamilies: ['IPv6', 'IPv4'] }, ['IPv6', 'IPv4']],
    [{ clusterIP: '10.0.0.1' }, ['IPv4']],
    [{ clusterIP: 'None' }, ['IPv4', 'IPv6']],
  ])('address types of %j', (spec, expected) => expect(addressTypes(service(spec), core.addresses)).toEqual(expected));

  const ports = [
    { name: 'http', containerPort: 8080 },
    { name: 'dns', containerPort: 5353, protocol: 'UDP' },
  ];
  it.each([
    ['numeric', [{ port: 80, targetPort: 8000 }], [{ name: '', port: 8000, protocol: 'TCP' }]],
    ['default', [{ port: 80 }], [{ name: '', port: 80, protocol: 'TCP' }]],
    ['named', [{ name: 'main', port: 80, targetPort: 'http' }], [{ name: 'main', port: 8080, protocol: 'TCP' }]],
    ['protocol must fit', [{ port: 53, targetPort: 'dns' }], []],
    ['of a sidecar', [{ port: 1, targetPort: 'side' }], [{ name: '', port: 99, protocol: 'TCP' }]],
    ['not there', [{ port: 1, targetPort: 'nothing' }], []],
  ])('port: %s', (_title, servicePorts, expected) => {
    const initContainers = [
      { name: 'once', ports: [{ name: 'side', containerPort: 1 }] },
      { name: 's', restartPolicy: 'Always', ports: [{ name: 'side', containerPort: 99 }] },
    ];
    expect(
      portsFor(service({ ports: servicePorts }), pod({ containers: [{ name: 'c', ports }], initContainers })),
    ).toEqual(expected);
  });

  const ready = { podIPs: [{ ip: '010.0.0.5' }, { ip: 'FD00::5' }], conditions: [{ type: 'Ready', status: 'True' }] };
  it.each([
    ['ready', {}, ready, {}, { ready: true, serving: true, terminating: false }],
    ['not ready', {}, { podIPs: ready.podIPs }, {}, { ready: false, serving: false, terminating: false }],
    [
      'published all the same',
      { publishNotReadyAddresses: true },
      { podIPs: ready.podIPs },
      {},
      { ready: true, serving: false, terminating: false },
    ],
    ['terminating', {}, ready, { deletionTimestamp: 'x' }, { ready: false, serving: true, terminating: true }],
  ])('conditions: %s', (_title, spec, status, metadata, expected) => {
    const endpoint = endpointFor(
      service(spec),
      pod({ nodeName: 'n' }, status, metadata),
      'IPv4',
      undefined,
      core.addresses,
    );
    expect(endpoint.conditions).toEqual(expected);
    expect(endpoint.addresses).toEqual(['10.0.0.5']);
  });

  it('has a hostname only under the Service of its subdomain, a zone only when the node has one', () => {
    const node = object({ metadata: { name: 'n', labels: { 'topology.kubernetes.io/zone': 'z' } } });
    const make = (subdomain: string) =>
      endpointFor(service({}), pod({ hostname: 'h', subdomain, nodeName: 'n' }, ready), 'IPv6', node, core.addresses);
    expect(make('web')).toMatchObject({ addresses: ['fd00::5'], hostname: 'h', zone: 'z', nodeName: 'n' });
    expect(make('other')).not.toHaveProperty('hostname');
    expect(withHints(make('web'), 'PreferSameNode').hints).toEqual({
      forNodes: [{ name: 'n' }],
      forZones: [{ name: 'z' }],
    });
  });
});

describe('slices', () => {
  const endpoint = (number: number, ready = true) => ({
    addresses: [`10.0.${number >> 8}.${number & 255}`],
    conditions: { ready },
    targetRef: { kind: 'Pod', name: `p${number}`, uid: `u${number}` },
  });
  const many = (count: number, from = 0) => Array.from({ length: count }, (_, index) => endpoint(from + index));
  const ports = [{ name: '', port: 80, protocol: 'TCP' }];
  const slice = (name: string, endpoints: object[] | null, slicePorts: object[] | null = ports) =>
    object({ metadata: { name }, endpoints, ports: slicePorts });
  const shape = (plan: ReturnType<typeof planSlices>) =>
    plan.keep.map(({ slice: old, endpoints }) => [old?.metadata.name, endpoints.length]);

  it('nothing gives one empty slice', () => expect(shape(planSlices([], []))).toEqual([[undefined, 0]]));
  it('keeps the placeholder for the first endpoints', () =>
    expect(shape(planSlices([slice('a', null, null)], [{ ports, endpoints: many(1) }]))).toEqual([['a', 1]]));
  it('keeps the slice when the last endpoint goes', () =>
    expect(shape(planSlices([slice('a', many(1))], []))).toEqual([['a', 0]]));
  it('splits beyond the maximum', () =>
    expect(shape(planSlices([], [{ ports, endpoints: many(ENDPOINTS_MAX + 30) }]))).toEqual([
      [undefined, 100],
      [undefined, 30],
    ]));
  it('does not touch slices that stay', () =>
    expect(shape(planSlices([slice('a', many(3))], [{ ports, endpoints: many(3) }]))).toEqual([['a', 3]]));
  it('puts the rest into the one that has room', () => {
    const present = [slice('a', many(100)), slice('b', many(20, 100))];
    expect(shape(planSlices(present, [{ ports, endpoints: many(125) }]))).toEqual([
      ['a', 100],
      ['b', 25],
    ]);
  });
  it('removes what nobody needs', () => {
    const plan = planSlices([slice('a', many(3)), slice('b', many(3, 3))], [{ ports, endpoints: many(3) }]);
    expect(plan.remove.map(({ metadata }) => metadata.name)).toEqual(['b']);
  });
  it('loses and doubles nothing, whatever is there (seeded)', () => {
    const stream = core.random(7).stream('slices');
    let slices: KubernetesObject[] = [];
    for (let round = 0; round < 60; round++) {
      const wanted = many(260).filter(() => stream.index(3) > 0);
      const plan = planSlices(slices, [{ ports, endpoints: wanted }]);
      slices = plan.keep.map(({ endpoints }, index) => slice(`${round}-${index}`, endpoints));
      const all = slices.flatMap(({ endpoints }) => endpoints as ReturnType<typeof endpoint>[]);
      expect(all.map(({ targetRef }) => targetRef.name).sort()).toEqual(
        wanted.map(({ targetRef }) => targetRef.name).sort(),
      );
      expect(Math.max(...slices.map(({ endpoints }) => endpoints.length))).toBeLessThanOrEqual(ENDPOINTS_MAX);
    }
  });
});

describe('scheduling', () => {
  it.each([
    ['100m', 0.1],
    ['1Gi', 2 ** 30],
    ['24581696Ki', 24581696 * 1024],
    [2, 2],
    [undefined, 0],
    ['1e3', 1000],
  ])('quantity %s', (quantity, expected) => expect(parseQuantity(quantity)).toBeCloseTo(expected));
  it('sums containers, or takes a greater init container', () => {
    const requests = (cpu: string) => ({ resources: { requests: { cpu } } });
    expect(
      podRequests(pod({ containers: [requests('1'), requests('500m')], initContainers: [requests('3')] })),
    ).toEqual({ cpu: 3 });
  });
  it.each([
    [[], { key: 'a', effect: 'NoSchedule' }, false],
    [[{ operator: 'Exists' }], { key: 'a', effect: 'NoSchedule' }, true],
    [[{ key: 'a', operator: 'Exists', effect: 'NoExecute' }], { key: 'a', effect: 'NoSchedule' }, false],
    [[{ key: 'a', value: 'v' }], { key: 'a', value: 'v', effect: 'NoSchedule' }, true],
    [[{ key: 'a', value: 'w' }], { key: 'a', value: 'v', effect: 'NoSchedule' }, false],
  ])('%j tolerates %j: %s', (tolerations, taint, expected) => expect(tolerates(tolerations, taint)).toBe(expected));
  const refusals = [{ reasons: ["node(s) didn't match Pod's node affinity/selector"], isResolvable: false }];
  it.each([
    [
      '1.36',
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    ],
    [
      '1.33',
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    ],
    [
      '1.37',
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    ],
  ])('text in %s', (release, text) => expect(fitErrorMessage(refusals, findRelease(release)!)).toBe(text));
  it('counts equal reasons', () => {
    const full = { reasons: ['Too many pods'], isResolvable: true };
    expect(fitErrorMessage([full, full], findRelease('1.36')!)).toBe(
      '0/2 nodes are available: 2 Too many pods. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    );
  });
  it('names a claim that nobody provides', () => {
    const text = missingClaim(pod({ volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data-web-0' } }] }))!;
    expect(preFilterMessage(text, 1, findRelease('1.36')!)).toBe(
      '0/1 nodes are available: persistentvolumeclaim "data-web-0" not found. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    );
  });
  it('gives daemon Pods their tolerations in order', () => {
    expect(daemonTolerations({ hostNetwork: true }).map(({ key, effect }) => `${key} ${effect}`)).toEqual([
      'node.kubernetes.io/not-ready NoExecute',
      'node.kubernetes.io/unreachable NoExecute',
      'node.kubernetes.io/disk-pressure NoSchedule',
      'node.kubernetes.io/memory-pressure NoSchedule',
      'node.kubernetes.io/pid-pressure NoSchedule',
      'node.kubernetes.io/unschedulable NoSchedule',
      'node.kubernetes.io/network-unavailable NoSchedule',
    ]);
  });
  it.each([
    ['web-0', 0],
    ['web-12', 12],
    ['web-x', -1],
    ['other-0', -1],
  ])('ordinal of %s', (name, expected) =>
    expect(ordinalOf(object({ metadata: { name: 'web' } }), name)).toBe(expected),
  );
});

describe('the work queue', () => {
  it('works a key once however often it was added, and retries with growing waits', async () => {
    const clock = createClock();
    const times: number[] = [];
    const queue = createQueue(clock, () => {
      times.push(clock.nowMs);
      return times.length < 4 ? 'retry' : undefined;
    });
    queue.add('a');
    queue.add('a');
    await clock.advance(1_000);
    expect(times).toEqual([0, 5, 15, 35]);
    expect(clock.nextDueMs()).toBeUndefined();
  });

  it('keeps the earliest due time and forgets', async () => {
    const clock = createClock();
    const seen: string[] = [];
    const queue = createQueue(clock, (key) => void seen.push(`${key}@${clock.nowMs}`));
    queue.addAfter('a', 500);
    queue.addAfter('a', 900);
    queue.addAfter('b', 100);
    queue.forget('b');
    await clock.advance(1_000);
    expect(seen).toEqual(['a@500']);
  });
});
