/** What every kind has in common: versions, conflicts, deletion, lists, watches, dry run, forms of an answer. */

import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../../worker/kubernetes/client';
import type { KubernetesObject, Table } from '../../../worker/kubernetes/objects';
import { messageOf, objectOf, service, SERVICES, startServer, type TestServer } from './harness';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, extra: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...extra },
});
const namesOf = (body: unknown) => (body as { items: KubernetesObject[] }).items.map(({ metadata }) => metadata.name);

async function withMaps(...names: string[]): Promise<TestServer> {
  const server = await startServer();
  for (const name of names) server.create(CONFIG_MAPS, configMap(name));
  return server;
}

describe('versions', () => {
  test('a write that changes nothing is no write', async () => {
    const server = await withMaps('a');
    const before = objectOf(server.call('GET', `${CONFIG_MAPS}/a`));
    const after = objectOf(server.patch(`${CONFIG_MAPS}/a`, {}));
    expect(after).toBe(before);
  });

  test('an older version is a conflict', async () => {
    const server = await withMaps('a');
    const old = objectOf(server.call('GET', `${CONFIG_MAPS}/a`));
    server.patch(`${CONFIG_MAPS}/a`, { data: { x: '1' } });
    const response = server.call('PUT', `${CONFIG_MAPS}/a`, old);
    expect([response.status, messageOf(response)]).toEqual([
      409,
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ]);
  });

  test('another uid is a failed precondition of the storage', async () => {
    const server = await withMaps();
    const { uid } = objectOf(server.create(SERVICES, service('web'))).metadata;
    const body = { ...service('web'), metadata: { name: 'web', uid: 'x' } };
    expect(messageOf(server.call('PUT', `${SERVICES}/web`, body))).toBe(
      `Operation cannot be fulfilled on services "web": StorageError: invalid object, Code: 4, Key: /registry/services/specs/default/web, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: x, UID in object meta: ${uid}`,
    );
  });

  test('reads as of an older version', async () => {
    const server = await withMaps('a', 'b');
    const at = (server.call('GET', CONFIG_MAPS).body as { metadata: { resourceVersion: string } }).metadata
      .resourceVersion;
    server.call('DELETE', `${CONFIG_MAPS}/a`);
    server.create(CONFIG_MAPS, configMap('c'));
    const query = { resourceVersion: at, resourceVersionMatch: 'Exact' };
    expect(namesOf(server.call('GET', CONFIG_MAPS, undefined, { query }).body)).toEqual(['a', 'b']);
    expect(namesOf(server.call('GET', CONFIG_MAPS).body)).toEqual(['b', 'c']);
  });

  test('what is stored before is not changed by a later write', async () => {
    const server = await withMaps('a');
    const before = server.call('GET', `${CONFIG_MAPS}/a`).body;
    const text = JSON.stringify(before);
    server.patch(`${CONFIG_MAPS}/a`, { metadata: { labels: { x: 'y' } }, data: { k: 'v' } });
    server.call('DELETE', `${CONFIG_MAPS}/a`);
    expect(JSON.stringify(before)).toBe(text);
  });
});

describe('lists', () => {
  test('in the order of keys, page by page', async () => {
    const server = await withMaps('web-10', 'web-2', 'web-1');
    const first = server.call('GET', CONFIG_MAPS, undefined, { query: { limit: '2' } }).body as {
      metadata: { continue: string; remainingItemCount: number };
    };
    expect([namesOf(first), first.metadata.remainingItemCount]).toEqual([['web-1', 'web-10'], 1]);
    server.create(CONFIG_MAPS, configMap('web-3'));
    const query = { limit: '2', continue: first.metadata.continue };
    expect(namesOf(server.call('GET', CONFIG_MAPS, undefined, { query }).body)).toEqual(['web-2']);
  });

  test.each([
    ['labelSelector', 'app=web', ['a']],
    ['labelSelector', 'app!=web', ['b', 'c']],
    ['labelSelector', 'app in (web,api)', ['a', 'b']],
    ['labelSelector', '!app', ['c']],
    ['labelSelector', 'app', ['a', 'b']],
    ['fieldSelector', 'metadata.name=b', ['b']],
    ['fieldSelector', 'metadata.name!=b,metadata.namespace=default', ['a', 'c']],
  ])('%s %s', async (field, text, names) => {
    const server = await withMaps('c');
    server.create(CONFIG_MAPS, configMap('a', { labels: { app: 'web' } }));
    server.create(CONFIG_MAPS, configMap('b', { labels: { app: 'api' } }));
    expect(namesOf(server.call('GET', CONFIG_MAPS, undefined, { query: { [field]: text } }).body)).toEqual(names);
  });

  test.each([
    ['labelSelector', 'a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['labelSelector', 'a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['labelSelector', 'a,', "found '', expected: identifier after ','"],
    ['labelSelector', ',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['fieldSelector', 'spec.x=y', '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ])('%s %s is refused', async (field, text, message) => {
    const response = (await startServer()).call('GET', CONFIG_MAPS, undefined, { query: { [field]: text } });
    expect([response.status, messageOf(response)]).toEqual([400, message]);
  });

  test('a Table has a row for each object, with its metadata', async () => {
    const server = await withMaps('a');
    const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
    server.clock.schedule(65_000, () => {});
    await server.clock.advance(65_000);
    const table = server.call('GET', CONFIG_MAPS, undefined, { headers }).body as Table;
    expect(table.columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Data', 'Age']);
    expect(table.rows.map(({ cells }) => cells)).toEqual([['a', 0, '65s']]);
    expect(table.rows[0].object.kind).toBe('PartialObjectMetadata');
  });

  test('kinds that are only listed are empty', async () => {
    const server = await startServer();
    expect(namesOf(server.call('GET', '/apis/batch/v1/namespaces/default/cronjobs').body)).toEqual([]);
    expect(messageOf(server.call('GET', '/apis/batch/v1/namespaces/default/cronjobs/x'))).toBe(
      'cronjobs.batch "x" not found',
    );
    expect(server.call('GET', '/apis/nothing/v1/things').status).toBe(404);
  });
});

describe('deletion', () => {
  test('a finalizer holds the object and its address', async () => {
    const server = await startServer();
    const held = {
      ...service('web', { clusterIP: '10.96.0.9' }),
      metadata: { name: 'web', finalizers: ['example.com/x'] },
    };
    server.create(SERVICES, held);
    const deleted = objectOf(server.call('DELETE', `${SERVICES}/web`));
    expect([deleted.metadata.deletionGracePeriodSeconds, typeof deleted.metadata.deletionTimestamp]).toEqual([
      0,
      'string',
    ]);
    expect(server.create(SERVICES, service('other', { clusterIP: '10.96.0.9' })).status).toBe(422);
    expect(messageOf(server.create(SERVICES, service('web')))).toBe(
      'object is being deleted: services "web" already exists',
    );
    expect(
      messageOf(server.patch(`${SERVICES}/web`, { metadata: { finalizers: ['example.com/x', 'example.com/y'] } })),
    ).toBe(
      'Service "web" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/y"}',
    );
    server.patch(`${SERVICES}/web`, { metadata: { finalizers: null } });
    expect(server.call('GET', `${SERVICES}/web`).status).toBe(404);
    expect(server.create(SERVICES, service('other', { clusterIP: '10.96.0.9' })).status).toBe(201);
  });

  test('a Pod on a node has its grace, one without goes at once', async () => {
    const server = await startServer();
    const pods = '/api/v1/namespaces/default/pods';
    const pod = (name: string, nodeName?: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { containers: [{ name: 'c', image: 'nginx' }], ...(nodeName && { nodeName }) },
    });
    server.create(pods, pod('free'));
    server.create(pods, pod('placed', 'n'));
    server.call('DELETE', `${pods}/free`);
    const placed = objectOf(server.call('DELETE', `${pods}/placed`));
    expect(placed.metadata).toMatchObject({
      deletionGracePeriodSeconds: 30,
      deletionTimestamp: '2026-01-05T10:00:30Z',
      generation: 2,
    });
    expect(namesOf(server.call('GET', pods).body)).toEqual(['placed']);
    server.call('DELETE', `${pods}/placed`, undefined, { query: { gracePeriodSeconds: '0' } });
    expect(namesOf(server.call('GET', pods).body)).toEqual([]);
  });

  test('preconditions, policies, protected namespaces', async () => {
    const server = await withMaps('a');
    const other = server.call('DELETE', `${CONFIG_MAPS}/a`, { preconditions: { uid: 'x' } });
    expect(messageOf(other)).toMatch(
      /^Operation cannot be fulfilled on configmaps "a": the UID in the precondition \(x\)/,
    );
    const orphan = objectOf(server.call('DELETE', `${CONFIG_MAPS}/a`, { propagationPolicy: 'Orphan' }));
    expect(orphan.metadata.finalizers).toEqual(['orphan']);
    expect(messageOf(server.call('DELETE', '/api/v1/namespaces/default'))).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });

  test('a whole collection, by selector', async () => {
    const server = await withMaps('a', 'b');
    server.create(CONFIG_MAPS, configMap('c', { labels: { keep: 'yes' } }));
    server.call('DELETE', CONFIG_MAPS, undefined, { query: { labelSelector: '!keep' } });
    expect(namesOf(server.call('GET', CONFIG_MAPS).body)).toEqual(['c']);
  });

  test('a namespace on its way out takes nothing new', async () => {
    const server = await startServer();
    server.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'prod' } });
    const leaving = objectOf(server.call('DELETE', '/api/v1/namespaces/prod'));
    expect([leaving.status.phase, leaving.metadata.deletionGracePeriodSeconds]).toEqual(['Terminating', undefined]);
    expect(messageOf(server.create('/api/v1/namespaces/prod/services', service('web')))).toBe(
      'services "web" is forbidden: unable to create new content in namespace prod because it is being terminated',
    );
    expect(messageOf(server.create('/api/v1/namespaces/none/services', service('Bad_')))).toBe(
      'namespaces "none" not found',
    );
    server.call('PUT', '/api/v1/namespaces/prod/finalize', { ...leaving, spec: {} });
    expect(server.call('GET', '/api/v1/namespaces/prod').status).toBe(404);
  });
});

describe('watches', () => {
  const watch = (server: TestServer, query: Record<string, string> = {}) => {
    const seen: string[] = [];
    const close = server.client.watch({ method: 'GET', path: CONFIG_MAPS, query }, ({ type, object }: WatchEvent) =>
      seen.push(`${type} ${object.metadata?.name ?? ''}`),
    );
    return { seen, close };
  };

  test('present objects first, then every change in order', async () => {
    const server = await withMaps('a');
    const { seen, close } = watch(server);
    server.create(CONFIG_MAPS, configMap('b'));
    server.patch(`${CONFIG_MAPS}/a`, { data: { x: '1' } });
    server.call('DELETE', `${CONFIG_MAPS}/b`);
    close();
    server.create(CONFIG_MAPS, configMap('c'));
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b']);
  });

  test('from a version on', async () => {
    const server = await withMaps('a');
    const { resourceVersion } = objectOf(server.call('GET', `${CONFIG_MAPS}/a`)).metadata;
    server.create(CONFIG_MAPS, configMap('b'));
    expect(watch(server, { resourceVersion: resourceVersion! }).seen).toEqual(['ADDED b']);
  });

  test('what leaves the selection is deleted for the watcher', async () => {
    const server = await withMaps('a');
    const { seen } = watch(server, { labelSelector: 'x=y' });
    server.patch(`${CONFIG_MAPS}/a`, { metadata: { labels: { x: 'y' } } });
    server.patch(`${CONFIG_MAPS}/a`, { metadata: { labels: { x: 'z' } } });
    expect(seen).toEqual(['ADDED a', 'DELETED a']);
  });

  test('the end of the present objects is marked where asked for', async () => {
    const server = await withMaps('a');
    expect(
      watch(server, {
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: 'true',
      }).seen,
    ).toEqual(['ADDED a', 'BOOKMARK ']);
  });
});

describe('bodies', () => {
  const strange = { ...service('web', { clusterip: 'x' }) };

  test.each([
    ['Strict', 400, 'Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.clusterip"', []],
    ['Warn', 201, '', ['unknown field "spec.clusterip"']],
    ['Ignore', 201, '', []],
  ])('fieldValidation %s', async (fieldValidation, status, message, warnings) => {
    const response = (await startServer()).create(SERVICES, strange, { fieldValidation });
    expect([response.status, messageOf(response), response.warnings]).toEqual([status, message, warnings]);
  }); // prettier-ignore

  test('a kind of other capitals', async () => {
    const response = (await startServer()).create(SERVICES, { ...service('web'), kind: 'service' });
    expect(messageOf(response)).toBe(
      'service in version "v1" cannot be handled as a Service: no kind "service" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    );
  });

  test('dry run decides and stores nothing', async () => {
    const server = await startServer();
    const created = server.create(SERVICES, service('web'), { dryRun: 'All' });
    expect([created.status, objectOf(created).spec.clusterIP]).toEqual([201, '10.96.0.0']);
    expect(server.call('GET', `${SERVICES}/web`).status).toBe(404);
    server.create(SERVICES, service('web'));
    server.call('DELETE', `${SERVICES}/web`, undefined, { query: { dryRun: 'All' } });
    expect(server.call('GET', `${SERVICES}/web`).status).toBe(200);
  });

  test('generated names', async () => {
    const server = await startServer();
    const body = { ...service(''), metadata: { generateName: 'web-' } };
    const names = [1, 2, 3].map(() => objectOf(server.create(SERVICES, body)).metadata.name);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test.each([
    [
      { spec: { ports: [{ port: 'x' }] } },
      'patch: Invalid value: "map[spec:map[ports:[map[port:x]]]]": unrecognized type: int32',
    ],
    [{ spec: { selector: 'x' } }, 'patch: Invalid value: "map[spec:map[selector:x]]": cannot restore map from string'],
  ])('strategic patch %j', async (patch, text) => {
    const server = await startServer();
    server.create(SERVICES, service('web'));
    const response = server.patch(`${SERVICES}/web`, patch, 'strategic-merge-patch');
    expect([response.status, messageOf(response)]).toEqual([422, ` "" is invalid: ${text}`]);
  });
});
