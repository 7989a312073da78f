/** Which fields of each kind can be selected, and the words for the others: lists, watches and deletions alike. */

import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../../worker/kubernetes/client';
import type { Status } from '../../../worker/kubernetes/objects';
import { messageOf, startServer, type TestServer } from './harness';

const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
const OWN = ['metadata.name', 'metadata.namespace'];
const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];
const POD = [
  ...['nodeName', 'host', 'restartPolicy', 'schedulerName', 'serviceAccountName', 'hostNetwork'].map(
    (name) => `spec.${name}`,
  ),
  ...['phase', 'podIP', 'podIPs', 'nominatedNodeName'].map((name) => `status.${name}`),
];

const plain = (label: string) => `field label not supported: ${label}`;
const general = (label: string) =>
  `"${label}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
const ofJob = (label: string) => `field label "${label}" not supported for Job`;

const KINDS: [path: string, fields: string[], refusal: (label: string) => string][] = [
  [`${CORE}/pods`, [...OWN, ...POD], plain],
  [`${CORE}/services`, [...OWN, 'spec.clusterIP', 'spec.type'], plain],
  ['/api/v1/nodes', ['metadata.name', 'spec.unschedulable'], plain],
  ['/api/v1/namespaces', ['metadata.name', 'status.phase'], plain],
  [`${CORE}/secrets`, [...OWN, 'type'], plain],
  [
    `${CORE}/events`,
    [...OWN, ...INVOLVED.map((name) => `involvedObject.${name}`), 'reason', 'reportingComponent', 'source', 'type'],
    plain,
  ],
  ['/apis/batch/v1/namespaces/default/jobs', [...OWN, 'status.successful'], ofJob],
  ...['configmaps', 'endpoints', 'serviceaccounts'].map(
    (name) => [`${CORE}/${name}`, OWN, general] as [string, string[], typeof general],
  ),
  ...['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'controllerrevisions'].map(
    (name) => [`${APPS}/${name}`, OWN, general] as [string, string[], typeof general],
  ),
  ['/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', OWN, general],
  ['/apis/coordination.k8s.io/v1/namespaces/default/leases', OWN, general],
  ['/apis/networking.k8s.io/v1/servicecidrs', OWN, general],
  ['/apis/networking.k8s.io/v1/ipaddresses', OWN, general],
];

const ALL = [...new Set(KINDS.flatMap(([, fields]) => fields)), 'spec.foo', 'status.replicas', 'name', ''];

describe.each(KINDS)('%s', (path, fields, refusal) => {
  test('takes its own fields and no other', async () => {
    const server = await startServer();
    const refused = ALL.filter((field) => !fields.includes(field));
    for (const field of ALL) {
      const query = { fieldSelector: `${field}=x` };
      const expected = refused.includes(field) ? [400, refusal(field)] : [200, ''];
      const list = server.call('GET', path, undefined, { query });
      expect([list.status, messageOf(list)]).toEqual(expected);
      const gone = server.call('DELETE', path, undefined, { query });
      expect([gone.status, messageOf(gone)]).toEqual(expected);
      const events: WatchEvent[] = [];
      server.client.watch({ method: 'GET', path, query }, (event) => void events.push(event));
      expect(events.map(({ object }) => (object as unknown as Status).message)).toEqual(
        refused.includes(field) ? [refusal(field)] : [],
      );
    }
  });
});

const withMaps = async (): Promise<TestServer> => {
  const server = await startServer();
  for (const name of ['a', 'b', 'c'])
    server.create(`${CORE}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  return server;
};

test.each<[selector: string, outcome: string[] | string]>([
  ['', ['a', 'b', 'c']],
  ['metadata.name=a', ['a']],
  ['metadata.name==a', ['a']],
  ['metadata.name!=a', ['b', 'c']],
  ['metadata.name!=a,metadata.name!=b', ['c']],
  [',metadata.name=b,', ['b']],
  ['metadata.name=a,metadata.name=b', []],
  ['metadata.name=\\a', 'invalid field selector: invalid escape sequence: \\a'],
  ['metadata.name=a\\', 'invalid field selector: invalid escape sequence: \\'],
  ['metadata.name=a=b', 'invalid field selector: unescaped character in value: 61'],
  ['metadata.name=a\\,b', []],
  ['metadata.name=a\\=b', []],
  ['metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
  ['metadata.name=a,x', "invalid selector: 'metadata.name=a,x'; can't understand 'x'"],
  ['z=1,y=2', general('y')],
  ['a!b=1', general('a!b')],
])('the selector %j', async (fieldSelector, outcome) => {
  const response = (await withMaps()).call('GET', `${CORE}/configmaps`, undefined, { query: { fieldSelector } });
  const { items, message } = response.body as { items?: { metadata: { name: string } }[]; message?: string };
  expect(items?.map(({ metadata }) => metadata.name) ?? message).toEqual(outcome);
});

test('a namespace of something that has none', async () => {
  const server = await startServer();
  const count = (fieldSelector: string) => {
    const list = server.call('GET', '/apis/networking.k8s.io/v1/servicecidrs', undefined, { query: { fieldSelector } });
    return (list.body as unknown as { items: unknown[] }).items.length;
  };
  expect([
    count('metadata.namespace=default'),
    count('metadata.namespace='),
    count('metadata.namespace!=default'),
  ]).toEqual([0, 1, 1]);
});
