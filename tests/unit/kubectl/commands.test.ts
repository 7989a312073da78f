/** Commands against a client that answers from a few canned paths: which requests are made, and what is said. */

import { describe, expect, test } from 'vitest';
import { createClock } from '../../../worker/clock';
import { completeKubectl, createKubectl } from '../../../worker/kubectl';
import type { ApiClient, ApiRequest } from '../../../worker/kubernetes/client';
import { findRelease } from '../../../worker/releases';
import type { CommandContext } from '../../../worker/shell/types';

const resource = (name: string, kind: string, more: object = {}) => ({
  name,
  singularName: kind.toLowerCase(),
  kind,
  namespaced: true,
  verbs: ['get', 'list'],
  ...more,
});
const web = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', resourceVersion: '5', labels: { app: 'web' } },
  spec: { ports: [{ port: 80 }] },
};
const PAGES: Record<string, unknown> = {
  '/api': { versions: ['v1'] },
  '/apis': { groups: [{ name: 'apps', versions: [{ groupVersion: 'apps/v1' }] }] },
  '/api/v1': {
    resources: [
      resource('pods', 'Pod', { shortNames: ['po'], categories: ['all'] }),
      resource('services', 'Service', { shortNames: ['svc'], categories: ['all'] }),
      resource('nodes', 'Node', { namespaced: false }),
    ],
  },
  '/apis/apps/v1': {
    resources: [resource('deployments', 'Deployment', { shortNames: ['deploy'], categories: ['all'] })],
  },
  '/api/v1/namespaces/default/services/web': web,
  '/api/v1/namespaces/default/services': { items: [web] },
};

function fakeClient(requests: ApiRequest[]): ApiClient {
  return {
    request(request) {
      requests.push(request);
      const body = PAGES[request.path];
      const message = `services "${request.path.split('/').pop()}" not found`;
      if (body === undefined)
        return { status: 404, warnings: [], body: { kind: 'Status', reason: 'NotFound', message, code: 404 } };
      return { status: 200, warnings: request.method === 'PATCH' ? ['w1', 'w1', 'w2'] : [], body };
    },
    watch: () => () => {},
    exec: async () => ({ exit: 0 }),
    openAPI: async () => ({ status: 404, warnings: [], body: undefined }),
  };
}

async function kubectl(line: string, files: Record<string, string> = {}) {
  const requests: ApiRequest[] = [];
  const output = { stdout: '', stderr: '' };
  const clock = createClock();
  const command = createKubectl({ client: fakeClient(requests), clock, startTimeMs: 0, release: findRelease('1.36')! });
  const context = {
    name: 'kubectl',
    args: line.split(' ').filter(Boolean),
    env: {},
    cwd: '/home',
    fs: {
      read: (path: string) => files[path],
      kind: (path: string) => (path in files ? 'file' : undefined),
      list: () => undefined,
    },
    stdin: { readAll: () => files['-'] ?? '', readLine: () => undefined },
    stdout: { write: (text: string) => void (output.stdout += text) },
    stderr: { write: (text: string) => void (output.stderr += text) },
    now: () => clock.nowMs,
    sleep: (ms: number) => clock.advance(ms),
    tick: () => undefined,
    run: async () => 127,
  } as unknown as CommandContext;
  const exit = await command(context);
  return {
    ...output,
    exit,
    requests: requests.filter(({ path }) => !['/api', '/apis', '/api/v1', '/apis/apps/v1'].includes(path)),
  };
}

describe('arguments', () => {
  test.each([
    ['get svc web -o name', 'service/web\n', '', 0],
    ['-n default get services/web -o name', 'service/web\n', '', 0],
    ['get Service web -oname', 'service/web\n', '', 0],
    ['get services.v1. web -o name', 'service/web\n', '', 0],
    ['get nonsense', '', 'error: the server doesn\'t have a resource type "nonsense"\n', 1],
    ['get svc missing', '', 'Error from server (NotFound): services "missing" not found\n', 1],
    ['get svc missing --ignore-not-found', '', '', 0],
    [
      'get svc/web pod',
      '',
      "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'\n",
      1,
    ],
    ['get svc web -A', '', 'error: a resource cannot be retrieved by name across all namespaces\n', 1],
    ['get svc web -l a=b', '', 'error: name cannot be provided when a selector is specified\n', 1],
    ['get svc/', '', 'error: arguments in resource/name form must have a single resource and name\n', 1],
    ['delete svc', '', 'error: resource(s) were provided, but no name was specified\n', 1],
    ['gett', '', 'error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n', 1],
    ['rollout nothing', '', 'error: unknown command "nothing"\nSee \'kubectl rollout -h\' for help and examples\n', 1],
    ['create service --tcp=80', '', "error: unknown flag: --tcp\nSee 'kubectl create service --help' for usage.\n", 1],
    [
      'create -f x.yaml --dry-run=maybe',
      '',
      'error: Invalid dry-run value (maybe). Must be "none", "server", or "client".\n',
      1,
    ],
  ])('kubectl %s', async (line, stdout, stderr, exit) =>
    expect(await kubectl(line)).toMatchObject({ stdout, stderr, exit }),
  );
});

describe('requests', () => {
  test('create -f sends the document with its namespace and strict validation', async () => {
    const { requests } = await kubectl('create -f s.yaml', {
      '/home/s.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: api}\n',
    });
    expect(requests).toEqual([
      {
        method: 'POST',
        path: '/api/v1/namespaces/default/services',
        query: { fieldManager: 'kubectl-create', fieldValidation: 'Strict' },
        body: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace: 'default' } },
      },
    ]);
  });

  test('a label is a merge patch, and each warning is printed once', async () => {
    const { requests, stdout, stderr } = await kubectl('label svc web tier=front');
    expect(requests[1]).toMatchObject({
      method: 'PATCH',
      body: { metadata: { labels: { tier: 'front' } } },
      query: { fieldManager: 'kubectl-label' },
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'service/web labeled\n', stderr: 'Warning: w1\nWarning: w2\n' });
  });

  test('warnings can be errors', async () => {
    expect(await kubectl('label svc web tier=front --warnings-as-errors')).toMatchObject({
      exit: 1,
      stderr: 'Warning: w1\nWarning: w2\nerror: 2 warnings received\n',
    });
  });

  test('an address of the documentation is read, any other is out of reach', async () => {
    expect(
      (await kubectl('create --dry-run=client -o name -f https://k8s.io/examples/service/networking/nginx-svc.yaml'))
        .stdout,
    ).toBe('service/my-nginx\n');
    expect((await kubectl('create -f https://example.com/x.yaml')).stderr).toBe(
      'Unable to connect to the server: dial tcp: lookup example.com: no such host\n',
    );
  });

  test('a wait that cannot be met ends in virtual time', async () => {
    expect((await kubectl('wait --for=jsonpath={.spec.type}=NodePort svc/web --timeout=90s')).stderr).toBe(
      'error: timed out waiting for the condition on services/web\n',
    );
  });
});

test.each([
  [['ge'], ['get']],
  [['get', 'se'], ['services']],
  [['get', 'svc', ''], ['web']],
  [['get', 'svc/w'], ['svc/web']],
  [['create', 'service', 'n'], ['nodeport']],
  [
    ['get', '--show'],
    ['--show-kind', '--show-labels', '--show-managed-fields'],
  ],
])('completion of %j', async (words, expected) =>
  expect(await completeKubectl(words, fakeClient([]))).toEqual(expected),
);
