/** Printed rows and refusals of Pods and Nodes, a row a test case: pods-and-nodes.md 9.5 (94 to 122) and 9.6. */

import { describe, expect, test } from 'vitest';
import type { Env } from '../../../worker/apiserver/env';
import { EVENT } from '../../../worker/apiserver/registry/events';
import { NAMESPACE } from '../../../worker/apiserver/registry/namespaces';
import { NODE_COLUMNS } from '../../../worker/apiserver/registry/nodes/columns';
import { POD_COLUMNS } from '../../../worker/apiserver/registry/pods/columns';
import type { Column } from '../../../worker/apiserver/registry/strategy';
import { JOB } from '../../../worker/apiserver/registry/workloads/jobs';
import { humanDuration } from '../../../worker/kubernetes/duration';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';
import { findRelease } from '../../../worker/releases';
import { messageOf, startServer } from './harness';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const env = { nowMs: () => NOW, release: findRelease('1.36')! } as Env;
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();
const DAY = 86_400;

/** Cells by the names of their columns, without those whose text is not of interest. */
function cellsOf(columns: readonly Column[], object: object, names: string): string {
  return names
    .split(' ')
    .map((name) =>
      columns.find((column) => column.name.replaceAll(' ', '-') === name)!.cell(object as KubernetesObject, env),
    )
    .join(' ');
}

describe('ages', () => {
  const [S, M, H, D] = [1_000, 60_000, 3_600_000, DAY * 1_000];
  test.each<[row: string, ms: number, text: string]>([
    ['94', S, '1s'], ['94', 70 * S, '70s'], ['94', 190 * S, '3m10s'], ['94', 70 * M, '70m'], ['94', 47 * H, '47h'], ['94', 49 * H, '2d1h'],
    ['95', 8 * D + 2 * H, '8d'], ['95', 367 * D, '367d'], ['95', 2 * 365 * D + 25 * H, '2y1d'], ['95', 8 * 365 * D + 2 * H, '8y'],
    ['96', -2 * S, '<invalid>'], ['96', -2 * S + 1e-6, '0s'], ['96', 119_999, '119s'], ['96', 2 * M, '2m'], ['96', 10 * M - 1, '9m59s'], ['96', 10 * M + S, '10m'],
    ['97', 3 * H - 1, '179m'], ['97', 3 * H, '3h'], ['97', 8 * H - 1, '7h59m'], ['97', 8 * H + 59 * M, '8h'], ['97', 8 * D - 1, '7d23h'], ['97', 730 * D - 1, '729d'],
  ])('row %s: %d ms', (_row, ms, text) => expect(humanDuration(ms)).toBe(text)); // prettier-ignore
});

const container = (restartCount: number, state: object = {}, more: object = {}) => ({
  name: 'c',
  restartCount,
  state,
  ...more,
});
const running = { running: {} };
const waiting = { waiting: { reason: 'ContainerWaitingReason' } };
const ended = (exitCode: number, reason: string) => ({ terminated: { exitCode, reason } });
const lastEnd = (seconds: number) => ({ lastState: { terminated: { finishedAt: ago(seconds), exitCode: 1 } } });
const condition = (type: string, status = 'True', reason?: string) => ({ type, status, reason });
interface PodParts {
  phase?: string;
  total?: number;
  inits?: object[];
  spec?: object;
  metadata?: object;
  [status: string]: unknown;
}
const pod = ({ phase = 'podPhase', total = 2, inits, spec, metadata, ...status }: PodParts) => ({
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  spec: {
    containers: Array.from({ length: total }, () => ({ name: 'c' })),
    ...(inits ? { initContainers: inits } : {}),
    ...spec,
  },
  status: { phase, ...status },
});
const ready3 = container(3, running, { ready: true });
const podCrash = container(0, ended(1, 'podCrash'));
const fine = container(0, running, { ready: true });
const sidecar = (name: string) => ({ name, restartPolicy: 'Always' });

describe('rows of Pods', () => {
  test.each<[row: string, parts: PodParts, text: string]>([
    ['98', { containerStatuses: [ready3, container(3)] }, '1/2 podPhase 6'],
    ['99', { containerStatuses: [ready3, container(3, waiting)] }, '1/2 ContainerWaitingReason 6'],
    ['100', { containerStatuses: [container(3, waiting), container(3, { terminated: { exitCode: 0, reason: 'ContainerTerminatedReason' } })] }, '0/2 ContainerWaitingReason 6'],
    ['101', { phase: 'Running', containerStatuses: [container(3, ended(0, 'Completed')), ready3] }, '1/2 NotReady 6'],
    ['102', { phase: 'Running', conditions: [condition('Ready')], containerStatuses: [container(3, ended(0, 'Completed')), ready3] }, '1/2 Running 6'],
    ['103', { phase: 'Pending', total: 1, inits: [{ name: 'i' }], initContainerStatuses: [{ name: 'i', restartCount: 3, state: running, ...lastEnd(10) }], containerStatuses: [container(0, { waiting: { reason: 'PodInitializing' } })] }, '0/1 Init:0/1 3 (10s ago)'],
    ['104', { phase: 'Running', total: 1, inits: [{ name: 'i' }], initContainerStatuses: [{ name: 'i', restartCount: 2, state: ended(0, 'Completed'), ...lastEnd(40) }], containerStatuses: [container(4, running, { ready: false, ...lastEnd(20) })] }, '0/1 Running 4 (20s ago)'],
    ['105', { phase: 'Running', containerStatuses: [container(6, running, { ready: true, ...lastEnd(5 * DAY) }), container(3, running, { ready: true, ...lastEnd(20 * DAY) })] }, '2/2 Running 9 (5d ago)'],
    ['106', { conditions: [condition('PodScheduled', 'False', 'SchedulingGated')] }, '0/2 SchedulingGated 0'],
    ['107', { phase: 'Succeeded', total: 1, containerStatuses: [container(0, ended(0, 'Completed'))] }, '0/1 Completed 0'],
    ['107', { phase: 'Failed', total: 1, containerStatuses: [container(0, ended(1, 'Error'))] }, '0/1 Error 0'],
    ['108', { phase: 'Succeeded', total: 1, metadata: { deletionTimestamp: ago(1) }, containerStatuses: [container(0, ended(0, 'Completed'))] }, '0/1 Completed 0'],
    ['109', { phase: 'Running', total: 1, metadata: { deletionTimestamp: ago(1) } }, '0/1 Terminating 0'],
    ['109', { phase: 'Pending', total: 1, metadata: { deletionTimestamp: ago(1) } }, '0/1 Terminating 0'],
    ['110', { phase: 'Running', conditions: [condition('Ready')], containerStatuses: [podCrash, fine] }, '1/2 podCrash 0'],
    ['110', { phase: 'Running', conditions: [condition('Ready')], containerStatuses: [fine, podCrash] }, '1/2 podCrash 0'],
    ['113', { phase: 'Pending', total: 1, inits: [sidecar('a'), sidecar('b')], initContainerStatuses: [{ name: 'a', restartCount: 3, started: true, state: running, ...lastEnd(10) }, { name: 'b', restartCount: 0, started: false, state: running }], containerStatuses: [container(0, { waiting: { reason: 'PodInitializing' } })] }, '0/3 Init:1/2 3 (10s ago)'],
  ])('row %s: %o', (_row, parts, text) => expect(cellsOf(POD_COLUMNS, pod(parts), 'Ready Status Restarts')).toBe(text)); // prettier-ignore

  const gates = ['a', 'b', 'c'].map((conditionType) => ({ conditionType }));
  test.each<[row: string, parts: PodParts, text: string]>([
    ['111', { podIPs: [{ ip: '1.1.1.1' }, { ip: '2001:db8::' }], nominatedNodeName: 'node1', spec: { nodeName: 'test1', readinessGates: gates }, conditions: [condition('a'), condition('b', 'False')] }, '1.1.1.1 test1 node1 1/3'],
    ['112', {}, '<none> <none> <none> <none>'],
  ])('row %s', (_row, parts, text) => expect(cellsOf(POD_COLUMNS, pod(parts), 'IP Node Nominated-Node Readiness-Gates')).toBe(text)); // prettier-ignore
});

const node = (spec: object, status: object, labels?: object) => ({
  kind: 'Node',
  metadata: { name: 'n', labels },
  spec,
  status,
});
test.each<[row: string, object: object, names: string, text: string]>([
  ['114', node({ unschedulable: true }, { conditions: [condition('Ready')] }), 'Status', 'Ready,SchedulingDisabled'],
  ['114', node({}, { conditions: [condition('Ready', 'Unknown')] }), 'Status', 'NotReady'],
  ['115', node({}, { conditions: [condition('NotReady')] }), 'Status', 'Unknown'],
  ['115', node({ unschedulable: true }, {}), 'Status', 'Unknown,SchedulingDisabled'],
  ['116', node({}, {}, { 'node-role.kubernetes.io/master': '', 'node-role.kubernetes.io/control-plane': '', 'node-role.kubernetes.io/proxy': '', 'kubernetes.io/role': 'node', 'node-role.kubernetes.io/': 'x' }), 'Roles', 'control-plane,master,node,proxy'],
  ['117', node({}, { nodeInfo: { kernelVersion: 'fake-kernel-version', architecture: 'fake-arch-amd64' } }), 'Kernel-Version', 'fake-kernel-version (fake-arch-amd64)'],
  ['118', node({}, { addresses: [{ type: 'InternalIP', address: '2.2.2.2' }, { type: 'ExternalIP', address: '3.3.3.3' }, { type: 'InternalIP', address: '4.4.4.4' }] }), 'Internal-IP External-IP', '2.2.2.2 3.3.3.3'],
])('row %s: a Node', (_row, object, names, text) => expect(cellsOf(NODE_COLUMNS, object, names)).toBe(text)); // prettier-ignore

const event = (fields: object) => ({
  metadata: { name: 'event6' },
  type: 'Normal',
  reason: 'Event Reason',
  message: '  Message Data  ',
  involvedObject: { kind: 'Pod', name: 'Pod Name', fieldPath: 'spec.containers{foo}' },
  source: { component: 'kubelet', host: 'Node1' },
  ...fields,
});
test.each<[row: string, columns: readonly Column[], object: object, names: string, text: string]>([
  ['119', NAMESPACE.columns as readonly Column[], { metadata: { name: 'namespace1', creationTimestamp: ago(-1.9) }, status: { phase: 'FooStatus' } }, 'Name Status Age', 'namespace1 FooStatus 0s'],
  ['120', EVENT.columns as readonly Column[], event({ count: 6, firstTimestamp: ago(3 * DAY), lastTimestamp: ago(2 * DAY) }), 'Last-Seen Type Reason Object Message', '2d Normal Event Reason pod/Pod Name Message Data'],
  ['121', EVENT.columns as readonly Column[], event({ eventTime: ago(3 * DAY), series: { count: 2, lastObservedTime: ago(2 * DAY) } }), 'Last-Seen Subobject Source Message First-Seen Count Name', '2d spec.containers{foo} kubelet, Node1 Message Data 3d 2 event6'],
  ['122', JOB.columns as readonly Column[], { metadata: { name: 'job1', creationTimestamp: ago(0) }, spec: { completions: 2, template: { spec: { containers: [] } } }, status: { succeeded: 1 } }, 'Name Status Completions Duration Age', 'job1 Running 1/2  0s'],
])('row %s: cells of another kind', (_row, columns, object, names, text) => expect(cellsOf(columns, object, names)).toBe(text)); // prettier-ignore

const ALIAS = 'spec.hostAliases[0]';
const NO_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const alias = (ip: string, ...hostnames: string[]) => ({ hostAliases: [{ ip, hostnames }] });
const STANDARD = 'will be considered invalid in a future Kubernetes release: use';

describe('refusals and warnings of Pods', () => {
  test.each<[row: string, release: string, spec: object, error: string | undefined, warnings?: string[]]>([
    ['128', '1.36', alias('12.34.56.78', 'host1.foo', 'host2.bar'), undefined],
    ['128', '1.36', { hostNetwork: true, ...alias('12.34.56.78', 'host1.foo', 'host2.bar') }, undefined],
    ['129', '1.36', alias('999.999.999.999'), `${ALIAS}.ip: Invalid value: "999.999.999.999": ${NO_IP}`],
    ['130', '1.36', alias('001.002.003.004'), `${ALIAS}.ip: Invalid value: "001.002.003.004": must not have leading 0s`],
    ['131', '1.31', alias('012.034.056.078'), undefined, []],
    ['131', '1.33', alias('012.034.056.078'), undefined, [`${ALIAS}.ip: non-standard IP address "012.034.056.078" ${STANDARD} "12.34.56.78"`]],
    ['132', '1.36', alias('12.34.56.78', '@#$^#@#$'), `${ALIAS}.hostnames[0]: Invalid value: "@#$^#@#$": ${SUBDOMAIN}`],
    ['133', '1.36', { hostAliases: [1, 2, 3].map(() => ({ ip: '1.1.1.1', hostnames: [] })) }, undefined, ['spec.hostAliases[1].ip: duplicate ip "1.1.1.1"', 'spec.hostAliases[2].ip: duplicate ip "1.1.1.1"']],
    ['134', '1.36', alias('::ffff:1.2.3.4'), `${ALIAS}.ip: Invalid value: "::ffff:1.2.3.4": must not be an IPv4-mapped IPv6 address`],
    ['134', '1.34', alias('::ffff:1.2.3.4'), undefined, [`${ALIAS}.ip: non-standard IP address "::ffff:1.2.3.4" ${STANDARD} "1.2.3.4"`]],
    ['135', '1.36', { hostnameOverride: 'b'.repeat(64) }, undefined],
    ['135', '1.36', { hostnameOverride: 'b'.repeat(65) }, 'spec.hostnameOverride: Too long: may not be more than 64 bytes'],
    ['136', '1.36', { hostnameOverride: 'a', setHostnameAsFQDN: true }, 'spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true'],
    ['136', '1.36', { hostnameOverride: 'a', hostNetwork: true }, 'spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true'],
    ['137', '1.36', { hostNetwork: true, containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 2600, hostPort: 8080 }] }] }, 'spec.containers[0].ports[0].hostPort: Invalid value: 8080: must match `containerPort` when `hostNetwork` is true'],
  ])('row %s in %s: %o', async (_row, kubernetes, spec, error, warnings = []) => {
    const server = await startServer({ kubernetes });
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'x' }], ...spec } };
    const answer = server.create('/api/v1/namespaces/default/pods', body);
    expect(answer.status === 201 ? undefined : messageOf(answer)).toBe(error && `Pod "p" is invalid: ${error}`);
    expect(answer.warnings).toEqual(warnings);
  }); // prettier-ignore

  test('row 138: hostAliases are fixed', async () => {
    const server = await startServer();
    const path = '/api/v1/namespaces/default/pods';
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'c', image: 'x' }], ...alias('1.1.1.1', 'a') },
    };
    server.create(path, body);
    const answer = server.patch(`${path}/p`, { spec: alias('1.1.1.1', 'b') });
    expect(answer.status).toBe(422);
    expect(messageOf(answer)).toMatch(
      /^Pod "p" is invalid: spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,`spec\.initContainers\[\*\]\.image`,`spec\.activeDeadlineSeconds`,`spec\.tolerations` \(only additions to existing tolerations\),`spec\.terminationGracePeriodSeconds` \(allow it to be set to 1 if it was previously negative\)\n@@ .*\n(.*\n)*- +"a"\n\+ +"b"\n/,
    );
  });
});
