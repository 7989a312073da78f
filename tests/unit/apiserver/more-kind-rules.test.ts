/** Rules of ConfigMaps, Secrets, Nodes, Events and workloads, one row a rule. */

import { expect, test } from 'vitest';
import { expectCauses } from './rules';
import { messageOf, startServer } from './harness';

type Fields = Record<string, unknown>;

const IN_DEFAULT = 'namespaces/default';
const template = (spec: Fields = {}) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx' }], ...spec },
});
const BODIES: Readonly<Record<string, { path: string; apiVersion: string; make(fields: Fields): Fields }>> = {
  ConfigMap: { path: `/api/v1/${IN_DEFAULT}/configmaps`, apiVersion: 'v1', make: (fields) => fields },
  Secret: { path: `/api/v1/${IN_DEFAULT}/secrets`, apiVersion: 'v1', make: (fields) => fields },
  Event: {
    path: `/api/v1/${IN_DEFAULT}/events`,
    apiVersion: 'v1',
    make: (fields) => ({ involvedObject: {}, ...fields }),
  },
  Node: { path: '/api/v1/nodes', apiVersion: 'v1', make: (spec) => ({ spec }) },
  Deployment: {
    path: `/apis/apps/v1/${IN_DEFAULT}/deployments`,
    apiVersion: 'apps/v1',
    make: (spec) => ({ spec: { selector: { matchLabels: { app: 'web' } }, template: template(), ...spec } }),
  },
  DaemonSet: {
    path: `/apis/apps/v1/${IN_DEFAULT}/daemonsets`,
    apiVersion: 'apps/v1',
    make: (spec) => ({ spec: { selector: { matchLabels: { app: 'web' } }, template: template(), ...spec } }),
  },
  StatefulSet: {
    path: `/apis/apps/v1/${IN_DEFAULT}/statefulsets`,
    apiVersion: 'apps/v1',
    make: (spec) => ({ spec: { selector: { matchLabels: { app: 'web' } }, template: template(), ...spec } }),
  },
  Job: {
    path: `/apis/batch/v1/${IN_DEFAULT}/jobs`,
    apiVersion: 'batch/v1',
    make: (spec) => ({ spec: { template: template({ restartPolicy: 'Never' }), ...spec } }),
  },
};
const body = (kind: string, fields: Fields) => ({
  apiVersion: BODIES[kind].apiVersion,
  kind,
  metadata: { name: 'one' },
  ...BODIES[kind].make(fields),
});

const CONFIG_KEY = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"; // prettier-ignore
const PERCENT = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"; // prettier-ignore
const rolling = (rollingUpdate: Fields) => ({ updateStrategy: { rollingUpdate } });
const SURGE = 'spec.updateStrategy.rollingUpdate';

test.each<[kind: string, fields: Fields, causes: string[]]>([
  ['ConfigMap', { data: { 'a b': '' } }, [`data[a b]: Invalid value: "a b": ${CONFIG_KEY}`]],
  ['ConfigMap', { data: { '..x': '' } }, ['data[..x]: Invalid value: "..x": must not start with \'..\'']],
  ['ConfigMap', { data: { a: '' }, binaryData: { a: '' } }, ['data[a]: Invalid value: "a": duplicate of key present in binaryData']],
  ['ConfigMap', { data: { a: 'x'.repeat(2 ** 20 + 1) } }, [': Too long: may not be more than 1048576 bytes']],
  ['Secret', { type: 'kubernetes.io/tls' }, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']],
  ['Secret', { type: 'kubernetes.io/basic-auth' }, ['data[%s][username]: Required value', 'data[%s][password]: Required value']],
  ['Secret', { type: 'kubernetes.io/basic-auth', stringData: { username: '' } }, []],
  ['Secret', { type: 'kubernetes.io/ssh-auth', stringData: { 'ssh-privatekey': '' } }, ['data[%s][ssh-privatekey]: Required value']],
  ['Secret', { type: 'kubernetes.io/dockerconfigjson' }, ['data[.dockerconfigjson]: Required value']],
  ['Secret', { type: 'kubernetes.io/service-account-token' }, ['metadata.annotations[kubernetes.io/service-account.name]: Required value']],
  ['Node', { taints: [{ key: 'a', effect: 'Never' }] }, ['metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"']],
  ['Node', { taints: [{ key: 'a', effect: 'NoExecute' }, { key: 'a', effect: 'NoExecute' }] }, ['metadata.taints[1]: Duplicate value: {"Key":"a","Value":"","Effect":"NoExecute","TimeAdded":null}: taints must be unique by key and effect pair']],
  ['Event', { involvedObject: { namespace: 'kube-system' } }, ['involvedObject.namespace: Invalid value: "kube-system": does not match event.namespace']],
  ['Event', {}, []],
  ['Event', { eventTime: '2026-01-05T10:00:00.000000Z', reportingComponent: 'a', reportingInstance: 'b', reason: 'c' }, ['action: Required value']],
  ['Deployment', { strategy: { rollingUpdate: { maxSurge: '5' } } }, [`spec.strategy.rollingUpdate.maxSurge: Invalid value: "5": ${PERCENT}`]],
  ['Deployment', { strategy: { rollingUpdate: { maxUnavailable: '101%' } } }, ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%']],
  ['Deployment', { template: { ...template(), metadata: { labels: { app: 'web' }, annotations: { 'a b': '' } } } }, ["spec.template.annotations: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"]],
  ['DaemonSet', rolling({ maxSurge: 1 }), [`${SURGE}.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero`]],
  ['DaemonSet', rolling({ maxUnavailable: 0 }), [`${SURGE}.maxUnavailable: Required value: cannot be 0 when maxSurge is 0`]],
  ['DaemonSet', rolling({ maxUnavailable: 0, maxSurge: '120%' }), [`${SURGE}.maxSurge: Invalid value: "120%": must not be greater than 100%`]],
  ['StatefulSet', { updateStrategy: { type: 'Sometimes' } }, ['spec.updateStrategy: Invalid value: {"Type":"Sometimes","RollingUpdate":null}: must be \'RollingUpdate\' or \'OnDelete\'']],
  ['StatefulSet', { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 2 } } }, ['spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":2,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'']],
  ['StatefulSet', { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Keep', whenScaled: 'Delete' } }, ['spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Keep": supported values: "Retain", "Delete"']],
  ['StatefulSet', { replicas: -1, minReadySeconds: -1, ordinals: { start: -1 } }, ['replicas', 'minReadySeconds', 'ordinals.start'].map((field) => `spec.${field}: Invalid value: -1: must be greater than or equal to 0`)],
  ...[['Deployment', 'ReplicaSet'], ['StatefulSet', 'StatefulSet'], ['DaemonSet', 'DaemonSet']].map(([kind, whose]) => [kind, { template: template({ activeDeadlineSeconds: 9 }) }, [`spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ${whose} is not Supported`]] as [string, Fields, string[]]),
  ['StatefulSet', rolling({ partition: -1 }), [`${SURGE}.partition: Invalid value: -1: must be greater than or equal to 0`]],
  ['Job', { completionMode: 'Random' }, ['spec.completionMode: Unsupported value: "Random": supported values: "NonIndexed", "Indexed"']],
  ['Job', { template: template({ restartPolicy: 'Always' }) }, ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
  ['Job', { selector: { matchLabels: { app: 'web' } } }, [expect.stringMatching(/^spec.selector: Invalid value: \{"matchLabels":\{"app":"web","batch.kubernetes.io\/controller-uid":"[-0-9a-f]{36}"\}\}: `selector` not auto-generated$/) as string]],
  ['Job', { selector: { matchLabels: { app: 'web' } }, manualSelector: true }, []],
])('%s %#', async (kind, fields, causes) => {
  expectCauses((await startServer()).create(BODIES[kind].path, body(kind, fields)), causes);
}); // prettier-ignore

const IMMUTABLE = 'field is immutable when `immutable` is set';

test.each<[kind: string, before: Fields, after: Fields, causes: string[]]>([
  ['ConfigMap', { immutable: true }, { immutable: null, data: { a: '' }, binaryData: { b: '' } }, ['immutable', 'data', 'binaryData'].map((field) => `${field}: Forbidden: ${IMMUTABLE}`)],
  ['Secret', { immutable: true }, { type: 'a', data: { a: '' } }, ['type: Invalid value: "a": field is immutable', `data: Forbidden: ${IMMUTABLE}`]],
])('change of a %s', async (kind, before, after, causes) => {
  const server = await startServer();
  server.create(BODIES[kind].path, body(kind, before));
  expectCauses(server.patch(`${BODIES[kind].path}/one`, after), causes);
}); // prettier-ignore

test('releases before 1.34 show both fields of a number or percentage', async () => {
  const server = await startServer({ kubernetes: '1.33' });
  const fields = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } };
  expect(messageOf(server.create(BODIES.Deployment.path, body('Deployment', fields)))).toContain(
    'maxUnavailable: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"0%"}: may not be 0 when `maxSurge` is 0',
  );
});

test.each([
  ['Deployment', 'a.b', ['must not contain dots']],
  ['Job', 'a.b', ['must not contain dots']],
  ['StatefulSet', 'a.b', []],
  ['DaemonSet', 'a.b', []],
  ['Deployment', 'x'.repeat(64), ['must be no more than 63 characters']],
] as [kind: string, name: string, problems: string[]][])(
  'warnings of a %s that is called %s',
  async (kind, name, problems) => {
    const server = await startServer();
    const made = server.create(BODIES[kind].path, { ...body(kind, {}), metadata: { name } });
    expect(made.warnings).toEqual(
      problems.map(
        (problem) =>
          `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${problem}]`,
      ),
    );
  },
);
