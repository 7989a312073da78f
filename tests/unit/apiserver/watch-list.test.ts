/** Watches that stream the present objects first (WatchList): what is sent, and in which releases. */

import { expect, test } from 'vitest';
import type { WatchEvent } from '../../../worker/kubernetes/client';
import type { Status } from '../../../worker/kubernetes/objects';
import { startServer, type TestServer } from './harness';

type Query = Record<string, string>;

const PODS = '/api/v1/namespaces/default/pods';
const MAPS = '/api/v1/namespaces/default/configmaps';
const FULL: Query = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' };

const create = (server: TestServer, name: string) =>
  server.create(MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

function watch(server: TestServer, query: Query, path = MAPS): WatchEvent[] {
  const events: WatchEvent[] = [];
  server.client.watch({ method: 'GET', path, query }, (event) => void events.push(event));
  return events;
}

const shown = ({ type, object }: WatchEvent) =>
  type === 'BOOKMARK'
    ? type
    : `${type} ${type === 'ERROR' ? (object as unknown as Status).message : object.metadata.name}`;

const { allowWatchBookmarks: _, ...WITHOUT_BOOKMARKS } = FULL;

test.each<[query: Query, events: string[]]>([
  [FULL, ['ADDED a', 'ADDED b', 'BOOKMARK', 'ADDED c']],
  [{ ...FULL, resourceVersion: '0' }, ['ADDED a', 'ADDED b', 'BOOKMARK', 'ADDED c']],
  [{ ...FULL, resourceVersion: '194' }, ['ADDED a', 'ADDED b', 'BOOKMARK', 'ADDED c']],
  [{ ...FULL, sendInitialEvents: '1' }, ['ADDED a', 'ADDED b', 'BOOKMARK', 'ADDED c']],
  [{ ...FULL, fieldSelector: 'metadata.name!=a' }, ['ADDED b', 'BOOKMARK', 'ADDED c']],
  [WITHOUT_BOOKMARKS, ['ADDED a', 'ADDED b', 'ADDED c']],
  [{ ...FULL, sendInitialEvents: 'false' }, ['ADDED c']],
  [{ ...FULL, sendInitialEvents: 'false', resourceVersion: 'A' }, ['ADDED b', 'ADDED c']],
  [{}, ['ADDED a', 'ADDED b', 'ADDED c']],
])('%j', async (query, expected) => {
  const server = await startServer();
  const made = create(server, 'a').body as { metadata: { resourceVersion: string } };
  create(server, 'b');
  const resourceVersion = query.resourceVersion === 'A' ? made.metadata.resourceVersion : query.resourceVersion;
  const events = watch(server, { ...query, ...(resourceVersion && { resourceVersion }) });
  create(server, 'c');
  expect(events.map(shown)).toEqual(expected);
});

const END = { annotations: { 'k8s.io/initial-events-end': 'true' }, resourceVersion: expect.any(String) };

test.each([
  ['1.32', { ...END, creationTimestamp: null }],
  ['1.36', END],
])('%s: the bookmark is an object of the kind with nothing in it', async (kubernetes, metadata) => {
  const events = watch(await startServer({ kubernetes }), FULL, PODS);
  const object = { kind: 'Pod', apiVersion: 'v1', metadata, spec: { containers: null }, status: {} };
  expect(events).toEqual([{ type: 'BOOKMARK', object }]);
});

const INVALID = 'ListOptions.meta.k8s.io "" is invalid: ';
const MATCH =
  'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
const GATE =
  'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';

test.each<[kubernetes: string, gates: Record<string, boolean>, query: Query, message: string]>([
  ['1.31', {}, FULL, INVALID + GATE],
  ['1.31', {}, { sendInitialEvents: 'false' }, `${INVALID}[${MATCH}, ${GATE}]`],
  ['1.33', {}, FULL, INVALID + GATE],
  ['1.34', { WatchList: false }, FULL, INVALID + GATE],
  ['1.36', {}, { sendInitialEvents: 'true' }, INVALID + MATCH],
  [
    '1.36',
    {},
    { sendInitialEvents: 'true', resourceVersionMatch: 'Exact' },
    `${INVALID}[${MATCH}, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]`,
  ],
  [
    '1.36',
    {},
    { ...FULL, continue: 'x' },
    `${INVALID}resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided`,
  ],
  ['1.36', {}, { ...FULL, resourceVersion: '99999' }, 'Timeout: Too large resource version: 99999, current: 195'],
])('%s %j refuses %j', async (kubernetes, featureGates, query, message) => {
  const events = watch(await startServer({ kubernetes, featureGates }), query);
  expect(events.map(shown)).toEqual([`ERROR ${message}`]);
});

test.each<[kubernetes: string, gates: Record<string, boolean>]>([
  ['1.31', { WatchList: true }],
  ['1.32', {}],
  ['1.33', { AllBeta: true }],
  ['1.37', {}],
])('%s %j streams', async (kubernetes, featureGates) => {
  expect(watch(await startServer({ kubernetes, featureGates }), FULL).map(shown)).toEqual(['BOOKMARK']);
});
