/** What a request asks beside its object: versions, pages, and options of writes, with the words of each refusal. */

import { expect, test } from 'vitest';
import type { ApiRequest, WatchEvent } from '../../../worker/kubernetes/client';
import type { Status } from '../../../worker/kubernetes/objects';
import { messageOf, service, SERVICES, startServer } from './harness';

type Query = Record<string, string>;

const HUGE = '99999999999999999999';

const READS: readonly [query: Query, code: number, message: string][] = [
  [{ limit: 'x' }, 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [{ timeoutSeconds: HUGE }, 400, `strconv.ParseInt: parsing "${HUGE}": value out of range`],
  [
    { resourceVersion: 'x' },
    400,
    'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
  ],
  [{ resourceVersion: '9999' }, 504, 'Timeout: Too large resource version: 9999, current: NOW'],
  [
    { resourceVersion: '1', resourceVersionMatch: 'Exact' },
    410,
    'The resourceVersion for the provided list is too old.',
  ],
  [
    { resourceVersionMatch: 'Exact' },
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  ],
  [
    { resourceVersion: '0', resourceVersionMatch: 'Exact' },
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
  ],
  [
    { resourceVersion: '1', resourceVersionMatch: 'About' },
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "About": supported values: "Exact", "NotOlderThan", ""',
  ],
  [
    { sendInitialEvents: 'true' },
    422,
    'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
  ],
  [{ continue: '!' }, 400, 'invalid continue token: continue key is not valid: illegal base64 data at input byte 0'],
  [
    { continue: btoa('{"v":"meta.k8s.io/v1","start":"a"}').replace(/=/g, '') },
    400,
    'invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
  ],
  [
    { continue: btoa('{"v":"meta.k8s.io/v1","rv":200}').replace(/=/g, '') },
    400,
    'invalid continue token: continue key is not valid: encoded start key empty (version meta.k8s.io/v1)',
  ],
];

test.each(READS)('a list with %j', async (query, code, message) => {
  const server = await startServer();
  const now = (server.call('GET', SERVICES).body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
  const response = server.call('GET', SERVICES, undefined, { query });
  expect([response.status, messageOf(response)]).toEqual([code, message.replace('NOW', now)]);
});

test('a page that is too old can be gone on with', async () => {
  const server = await startServer();
  for (const name of ['a', 'b']) server.create(SERVICES, service(name));
  const token = btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: 'default/a\0' })).replace(/=/g, '');
  const refused = server.call('GET', SERVICES, undefined, { query: { continue: token } });
  expect(refused).toMatchObject({ status: 410, body: { reason: 'Expired' } });
  const { metadata } = refused.body as Status & { metadata: { continue: string } };
  const rest = server.call('GET', SERVICES, undefined, { query: { continue: metadata.continue } });
  expect((rest.body as { items: { metadata: { name: string } }[] }).items.map((item) => item.metadata.name)).toEqual([
    'b',
  ]);
});

const WATCHES: readonly [query: Query, code: number, message: string][] = [
  [{ resourceVersion: '5' }, 410, 'too old resource version: 5 (192)'],
  [
    { resourceVersion: 'x' },
    422,
    'services "" is invalid: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
  ],
  [
    { sendInitialEvents: 'true' },
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
  ],
  [
    { resourceVersionMatch: 'NotOlderThan' },
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
  ],
];

test.each(WATCHES)('a watch with %j', async (query, code, message) => {
  const server = await startServer();
  const events: WatchEvent<unknown>[] = [];
  server.client.watch({ method: 'GET', path: SERVICES, query }, (event) => void events.push(event));
  server.create(SERVICES, service('web'));
  expect(events).toMatchObject([{ type: 'ERROR', object: { code, message } }]);
});

test('a watch from a version to come tells only of what comes after it', async () => {
  const server = await startServer();
  const { resourceVersion } = (server.create(SERVICES, service('a')).body as { metadata: { resourceVersion: string } })
    .metadata;
  const names: string[] = [];
  server.client.watch(
    { method: 'GET', path: SERVICES, query: { resourceVersion: String(Number(resourceVersion) + 2) } },
    ({ object }) => void names.push(object.metadata.name),
  );
  // each Service comes with its IPAddress
  for (const name of ['b', 'c']) server.create(SERVICES, service(name));
  expect(names).toEqual(['c']);
});

const FIELD_VALIDATION = 'fieldValidation: Unsupported value: "x": supported values: "", "Ignore", "Strict", "Warn"';
const DRY_RUN = 'dryRun: Unsupported value: ["Some"]: supported values: "All"';
const POLICY =
  'propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"';

const WRITES: readonly [method: ApiRequest['method'], query: Query, body: unknown, message: string][] = [
  ['POST', { fieldValidation: 'x' }, service('b'), `CreateOptions.meta.k8s.io "" is invalid: ${FIELD_VALIDATION}`],
  ['POST', { dryRun: 'Some' }, service('b'), `CreateOptions.meta.k8s.io "" is invalid: ${DRY_RUN}`],
  ['PUT', { dryRun: 'Some' }, service('web'), `UpdateOptions.meta.k8s.io "" is invalid: ${DRY_RUN}`],
  [
    'PATCH',
    { dryRun: 'Some', fieldValidation: 'x' },
    {},
    `PatchOptions.meta.k8s.io "" is invalid: [${DRY_RUN}, ${FIELD_VALIDATION}]`,
  ],
  [
    'PATCH',
    { force: 'true' },
    {},
    'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
  ],
  [
    'PUT',
    { fieldManager: 'x'.repeat(129) },
    service('web'),
    'UpdateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
  ],
  [
    'PUT',
    { fieldManager: 'a\tb' },
    service('web'),
    'UpdateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\tb": should only contain printable characters',
  ],
  ['DELETE', { dryRun: 'Some' }, undefined, `DeleteOptions.meta.k8s.io "" is invalid: ${DRY_RUN}`],
  ['DELETE', { propagationPolicy: 'x' }, undefined, `DeleteOptions.meta.k8s.io "" is invalid: ${POLICY}`],
  ['DELETE', {}, { propagationPolicy: 'x' }, `DeleteOptions.meta.k8s.io "" is invalid: ${POLICY}`],
  [
    'DELETE',
    {},
    { propagationPolicy: 'Orphan', orphanDependents: true },
    'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
  ],
];

test.each(WRITES)('%s with %j of %j', async (method, query, body, message) => {
  const server = await startServer();
  server.create(SERVICES, service('web'));
  const headers: Query = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {};
  const path = method === 'POST' ? SERVICES : `${SERVICES}/web`;
  const before = JSON.stringify(server.call('GET', SERVICES).body);
  const response = server.call(method, path, body, { query, headers });
  expect([response.status, messageOf(response)]).toEqual([422, message]);
  expect(JSON.stringify(server.call('GET', SERVICES).body)).toBe(before);
});
