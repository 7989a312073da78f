/** Server-side apply over lists with keys: duplicates in the configuration and in the stored object, order, and types. */

import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';
import { messageOf, objectOf, startServer, type TestServer } from './harness';

type Fields = Record<string, unknown>;

const PODS = '/api/v1/namespaces/default/pods';
const MAIN = { name: 'main', image: 'nginx:1' };
const pod = (spec: Fields, metadata: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'one', ...metadata },
  spec: { containers: [MAIN], ...spec },
});

const start = async () => {
  const server = await startServer();
  server.create('/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });
  return server;
};

const apply = (server: TestServer, body: unknown, path = `${PODS}/one`, fieldManager = 'me', force = 'false') =>
  server.call('PATCH', path, body, {
    headers: { 'content-type': 'application/apply-patch+yaml' },
    query: { fieldManager, force },
  });

const POD = 'failed to create typed patch object (default/one; /v1, Kind=Pod): ';
const alias = (ip: string, ...hostnames: string[]) => ({ ip, hostnames });

test.each<[what: string, body: Fields, text: string]>([
  ['host aliases', pod({ hostAliases: [alias('10.1.2.3', 'a'), alias('10.1.2.3', 'b')] }), '.spec.hostAliases: duplicate entries for key [ip="10.1.2.3"]'],
  ['containers', pod({ containers: [MAIN, MAIN] }), '.spec.containers: duplicate entries for key [name="main"]'],
  ['variables', pod({ containers: [{ ...MAIN, env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] }] }), '.spec.containers[name="main"].env: duplicate entries for key [name="A"]'],
  ['ports', pod({ containers: [{ ...MAIN, ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }] }), '.spec.containers[name="main"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]'],
  ['finalizers', pod({}, { finalizers: ['a.b/c', 'a.b/c'] }), '.metadata.finalizers: duplicate entries for key [="a.b/c"]'],
  ['two lists', pod({ hostAliases: [alias('10.1.2.3'), alias('10.1.2.3')], volumes: [{ name: 'v' }, { name: 'v' }] }), 'errors:\n  .spec.hostAliases: duplicate entries for key [ip="10.1.2.3"]\n  .spec.volumes: duplicate entries for key [name="v"]'],
  ['three of a kind', pod({ volumes: [{ name: 'v' }, { name: 'v' }, { name: 'v' }] }), 'errors:\n  .spec.volumes: duplicate entries for key [name="v"]\n  .spec.volumes: duplicate entries for key [name="v"]'],
  ['no key', pod({ hostAliases: [{ hostnames: ['a'] }] }), '.spec.hostAliases: element 0: associative list with keys has an element that omits key field "ip" (and doesn\'t have default value)'],
  ['a null', pod({ hostAliases: [null] }), '.spec.hostAliases: element 0: associative list with keys may not have a null element'],
  ['no map', pod({ hostAliases: ['a'] }), '.spec.hostAliases: element 0: associative list with keys may not have non-map elements'],
  ['unknown fields', pod({ foo: 1, containers: [{ ...MAIN, bar: 1 }] }), 'errors:\n  .spec.containers[name="main"].bar: field not declared in schema\n  .spec.foo: field not declared in schema'],
  ['a number for a text', pod({}, { labels: { a: 1 } }), '.metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}'],
  ['a boolean for a text', pod({ nodeName: true }), '.spec.nodeName: expected string, got &value.valueUnstructured{Value:true}'],
  ['a text for a number', pod({ priority: 'high' }), '.spec.priority: expected numeric (int or float), got string'],
  ['a text for a boolean', pod({ hostNetwork: 'yes' }), '.spec.hostNetwork: expected boolean, got &{yes}'],
  ['a text for a list', pod({ hostAliases: 'a' }), '.spec.hostAliases: expected list, got &{a}'],
  ['a list for a map', pod({ nodeSelector: ['a', 'b'] }), '.spec.nodeSelector: expected map, got &{[a b]}'],
  ['a map for a quantity', pod({ containers: [{ ...MAIN, resources: { limits: { cpu: { a: 'b' } } } }] }), '.spec.containers[name="main"].resources.limits.cpu: expected any scalar, got &{map[a:b]}'],
])('%s', async (_, body, text) => {
  const response = apply(await start(), body);
  expect([response.status, messageOf(response)]).toEqual([500, POD + text]);
}); // prettier-ignore

const SERVICES = '/api/v1/namespaces/default/services';
const service = (ports: Fields[]) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { ports },
});

test('the ports of a Service', async () => {
  const server = await startServer();
  const response = apply(
    server,
    service([
      { name: 'a', port: 80 },
      { name: 'b', port: 80 },
    ]),
    `${SERVICES}/web`,
  );
  expect(messageOf(response)).toBe(
    'failed to create typed patch object (default/web; /v1, Kind=Service): .spec.ports: duplicate entries for key [port=80,protocol="TCP"]',
  );
  const both = [
    { name: 'a', port: 53 },
    { name: 'b', port: 53, protocol: 'UDP' },
  ];
  expect(apply(server, service(both), `${SERVICES}/web`).status).toBe(201);
});

const aliasesOf = (object: KubernetesObject) =>
  ((object.spec.hostAliases ?? []) as { ip: string; hostnames?: string[] }[]).map(
    ({ ip, hostnames = [] }) => `${ip} ${hostnames.join()}`,
  );

/** A Deployment, whose template can change. */
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const deployment = (hostAliases?: Fields[], spec: Fields = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'one' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [MAIN], ...(hostAliases && { hostAliases }), ...spec },
    },
  },
});
const templateOf = (object: KubernetesObject) => aliasesOf(object.spec.template);
const ownedBy = (object: KubernetesObject, manager: string) =>
  ((object.metadata.managedFields ?? []) as { manager: string; fieldsV1: Fields }[]).find(
    (one) => one.manager === manager,
  )?.fieldsV1 as never as { 'f:spec': { 'f:template': { 'f:spec': { 'f:hostAliases'?: Fields } } } };
const aliasFields = (object: KubernetesObject, manager: string) =>
  ownedBy(object, manager)?.['f:spec']['f:template']['f:spec']['f:hostAliases'];

const [A, B, C] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];

test.each<[live: Fields[], applied: Fields[] | undefined, result: string[]]>([
  [[alias(A, 'x'), alias(A, 'y'), alias(B, 'z')], undefined, [`${A} x`, `${A} y`, `${B} z`]],
  [[alias(A, 'x'), alias(A, 'y'), alias(B, 'z')], [alias(B, 'new')], [`${A} x`, `${A} y`, `${B} new`]],
  [[alias(A, 'x'), alias(A, 'y'), alias(B, 'z')], [alias(A, 'new')], [`${A} new`, `${B} z`]],
  [
    [alias(B, 'z'), alias(A, 'x'), alias(A, 'y')],
    [alias(A, 'new'), alias(C, 'c')],
    [`${B} z`, `${A} new`, `${C} c`],
  ],
  [
    [alias(A, 'x'), alias(B, 'z')],
    [alias(B, 'z'), alias(A, 'x')],
    [`${B} z`, `${A} x`],
  ],
  [
    [alias(A, 'x'), alias(B, 'z')],
    [alias(C, 'c'), alias(A, 'x')],
    [`${C} c`, `${A} x`, `${B} z`],
  ],
  [
    [alias(A, 'x'), alias(B, 'z'), alias(C, 'c')],
    [alias(C, 'c'), alias(A, 'x')],
    [`${B} z`, `${C} c`, `${A} x`],
  ],
])('stored %j, applied %j', async (live, applied, result) => {
  const server = await start();
  expect(server.create(DEPLOYMENTS, deployment(live)).status).toBe(201);
  const response = apply(server, deployment(applied), `${DEPLOYMENTS}/one`, 'me', 'true');
  expect(response.status, messageOf(response)).toBe(200);
  expect(templateOf(objectOf(response))).toEqual(result);
});

const key = (ip: string) => `k:{"ip":"${ip}"}`;
const WHOLE = { '.': {}, 'f:hostnames': {}, 'f:ip': {} };

test('items that share a key are owned as one, without their fields', async () => {
  const server = await start();
  const twice = [alias(A, 'x'), alias(A, 'y'), alias(B, 'z')];
  const made = objectOf(server.create(DEPLOYMENTS, deployment(twice)));
  expect(aliasFields(made, 'kubectl')).toEqual({ '.': {}, [key(A)]: {}, [key(B)]: WHOLE });
  const put = (hostAliases: Fields[]) => {
    const current = objectOf(server.call('GET', `${DEPLOYMENTS}/one`));
    const spec = { ...current.spec, template: deployment(hostAliases).spec.template };
    return objectOf(
      server.call('PUT', `${DEPLOYMENTS}/one`, { ...current, spec }, { query: { fieldManager: 'other' } }),
    );
  };
  const once = put([alias(A, 'x'), alias(B, 'z')]);
  expect(aliasFields(once, 'other')).toEqual({ [key(A)]: WHOLE });
  expect(aliasFields(once, 'kubectl')).toEqual({ '.': {}, [key(B)]: WHOLE });
  const again = put(twice);
  expect(aliasFields(again, 'other')).toEqual({ [key(A)]: {} });
});
