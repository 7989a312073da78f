/** The JavaScript client library against a served session: typed requests, patches, an informer, logs and exec. */

import { PassThrough } from 'node:stream';
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  makeInformer,
  NetworkingV1Api,
  PatchStrategy,
  setHeaderOptions,
  VersionApi,
  Watch,
  type V1Pod,
  type V1Service,
  type V1Status,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeconfigFor, serveSession, type ServedSession } from '../../cli/serve';
import { findRelease, NEWEST_RELEASE } from '../../worker/releases';
import { DEFAULT_SETTINGS } from '../../worker/scenario/settings';
import { Session } from '../../worker/session';
import { compiledCore } from '../core/load';

const namespace = 'default';
const config = new KubeConfig();
let served: ServedSession;
let clockMs = 0;
let core: CoreV1Api;

/** Lets the cluster's clock go on. */
async function pass(seconds: number): Promise<void> {
  clockMs += seconds * 1_000;
  await served.react();
}

beforeAll(async () => {
  const session = await Session.start(await compiledCore(), DEFAULT_SETTINGS, []);
  served = await serveSession(session, { port: 0, clockMs: () => clockMs });
  config.loadFromString(kubeconfigFor(served.address));
  core = config.makeApiClient(CoreV1Api);
});
afterAll(() => served.close());

const service = (name: string, labels?: Record<string, string>): V1Service => ({
  metadata: { name, labels },
  spec: { ports: [{ port: 80 }] },
});

async function refusalOf(request: Promise<unknown>): Promise<{ code: number; status: V1Status }> {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiException)
      return {
        code: error.code,
        status: (typeof error.body === 'string' ? JSON.parse(error.body) : error.body) as V1Status,
      };
    throw error;
  }
  throw new Error('the request was not refused');
}

describe('typed requests', () => {
  test('version', async () => {
    const version = await config.makeApiClient(VersionApi).getCode();
    expect(version.gitVersion).toBe(findRelease(NEWEST_RELEASE)!.version);
  });

  test('lists', async () => {
    const { items } = await core.listNamespace();
    expect(items.map(({ metadata }) => metadata?.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
    expect(items[0].metadata?.creationTimestamp).toBeInstanceOf(Date);
  });

  test('lists in pages', async () => {
    const first = await core.listNamespace({ limit: 3 });
    expect(first.items).toHaveLength(3);
    const rest = await core.listNamespace({ limit: 3, _continue: first.metadata?._continue });
    expect(rest.items.map(({ metadata }) => metadata?.name)).toEqual(['kube-system']);
  });

  test('creates, reads, replaces and deletes', async () => {
    const created = await core.createNamespacedService({ namespace, body: service('typed') });
    expect(created.spec?.clusterIP).toMatch(/^10\.96\./);
    const read = await core.readNamespacedService({ namespace, name: 'typed' });
    expect(read).toEqual(created);
    read.spec!.ports![0].port = 81;
    const replaced = await core.replaceNamespacedService({ namespace, name: 'typed', body: read });
    expect(replaced.spec?.ports?.[0].port).toBe(81);
    const stale = await refusalOf(core.replaceNamespacedService({ namespace, name: 'typed', body: created }));
    expect(stale.code).toBe(409);
    expect(stale.status.reason).toBe('Conflict');
    await core.deleteNamespacedService({ namespace, name: 'typed' });
    const { code, status } = await refusalOf(core.readNamespacedService({ namespace, name: 'typed' }));
    expect(code).toBe(404);
    expect(status.message).toBe('services "typed" not found');
  });

  test.each([
    [PatchStrategy.MergePatch, { metadata: { labels: { by: 'merge' } } }, 'merge'],
    [PatchStrategy.StrategicMergePatch, { metadata: { labels: { by: 'strategic' } } }, 'strategic'],
    [PatchStrategy.JsonPatch, [{ op: 'replace', path: '/metadata/labels/by', value: 'json' }], 'json'],
  ])('patches: %s', async (strategy, body, by) => {
    const name = `patched-${by}`;
    await core.createNamespacedService({ namespace, body: service(name, { by: 'nobody', kept: 'yes' }) });
    const options = setHeaderOptions('Content-Type', strategy);
    const patched = await core.patchNamespacedService({ namespace, name, body }, options);
    expect(patched.metadata?.labels).toEqual({ by, kept: 'yes' });
  });

  test('applies on the server', async () => {
    const body = { apiVersion: 'v1', kind: 'Service', ...service('applied', { a: 'b' }) };
    const options = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
    const request = { namespace, name: 'applied', body, fieldManager: 'tests', force: true };
    const applied = await core.patchNamespacedService(request, options);
    expect(applied.metadata?.managedFields?.[0]).toMatchObject({ manager: 'tests', operation: 'Apply' });
  });

  test('is refused in the words of the server', async () => {
    const body = service('Bad');
    const { code, status } = await refusalOf(core.createNamespacedService({ namespace, body }));
    expect(code).toBe(422);
    expect(status.reason).toBe('Invalid');
    expect(status.message).toMatch(
      /^Service "Bad" is invalid: metadata\.name: Invalid value: "Bad": a lowercase RFC 1123 label must/,
    );
  });

  test('reaches every group', async () => {
    const networking = config.makeApiClient(NetworkingV1Api);
    const { items } = await networking.listServiceCIDR();
    expect(items.map(({ spec }) => spec?.cidrs)).toEqual([['10.96.0.0/16']]);
    await networking.createServiceCIDR({ body: { metadata: { name: 'second' }, spec: { cidrs: ['10.97.0.0/24'] } } });
    await pass(1);
    const { metadata, status } = await networking.readServiceCIDR({ name: 'second' });
    expect(metadata?.finalizers).toEqual(['networking.k8s.io/service-cidr-finalizer']);
    expect(status?.conditions?.map(({ type }) => type)).toEqual(['Ready']);
  });

  test('objects of any kind', async () => {
    const api = KubernetesObjectApi.makeApiClient(config);
    const spec = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'any', namespace }, data: { a: '1' } };
    await api.create(spec);
    const merged = await api.patch(
      { ...spec, data: { b: '2' } },
      undefined,
      undefined,
      undefined,
      undefined,
      PatchStrategy.MergePatch,
    );
    expect((merged as { data?: unknown }).data).toEqual({ a: '1', b: '2' });
  });
});

describe('deletions', () => {
  const create = (name: string, kind: string) =>
    core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { kind } } } });
  const names = async (kind: string) =>
    (await core.listNamespacedConfigMap({ namespace, labelSelector: `kind=${kind}` })).items.map(
      ({ metadata }) => metadata!.name,
    );

  test('all of a selection', async () => {
    for (const name of ['many-a', 'many-b']) await create(name, 'many');
    await create('many-c', 'other');
    await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'kind=many' });
    expect([await names('many'), await names('other')]).toEqual([[], ['many-c']]);
  });

  test('a dry run, and what is asked for of the object', async () => {
    const { metadata } = await create('kept', 'kept');
    const request = { namespace, name: 'kept' };
    expect((await core.deleteNamespacedConfigMap({ ...request, dryRun: 'All' })).status).toBe('Success');
    const stale = await refusalOf(
      core.deleteNamespacedConfigMap({ ...request, body: { preconditions: { uid: 'other' } } }),
    );
    expect([stale.code, stale.status.reason]).toEqual([409, 'Conflict']);
    expect(await names('kept')).toEqual(['kept']);
    await core.deleteNamespacedConfigMap({ ...request, body: { preconditions: { uid: metadata!.uid } } });
    expect(await names('kept')).toEqual([]);
  });

  test('an object with a finalizer stays until it has none', async () => {
    const finalizers = ['example.com/hold'];
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'held', finalizers } } });
    await core.deleteNamespacedConfigMap({ namespace, name: 'held' });
    const { metadata } = await core.readNamespacedConfigMap({ namespace, name: 'held' });
    expect(metadata?.deletionTimestamp).toBeInstanceOf(Date);
    const options = setHeaderOptions('Content-Type', PatchStrategy.JsonPatch);
    const body = [{ op: 'remove', path: '/metadata/finalizers' }];
    await core.patchNamespacedConfigMap({ namespace, name: 'held', body }, options);
    expect((await refusalOf(core.readNamespacedConfigMap({ namespace, name: 'held' }))).code).toBe(404);
  });
});

describe('a workload', () => {
  test('starts, is logged and runs commands', async () => {
    const pod: V1Pod = {
      metadata: { name: 'busy' },
      spec: { containers: [{ name: 'box', image: 'busybox', command: ['sh', '-c', 'echo hello; sleep 3600'] }] },
    };
    await core.createNamespacedPod({ namespace, body: pod });
    await pass(10);
    const { status } = await core.readNamespacedPod({ namespace, name: 'busy' });
    expect(status?.phase).toBe('Running');
    expect(await core.readNamespacedPodLog({ namespace, name: 'busy' })).toBe('hello\n');

    const ran = await execute('busy', ['sh', '-c', 'read line; echo "got $line"; exit 3'], 'input\n');
    expect(ran.stdout).toBe('got input\n');
    expect(ran.status.details?.causes).toEqual([{ reason: 'ExitCode', message: '3' }]);
  });

  test('gets an ephemeral container, and is evicted', async () => {
    const body: V1Pod = {
      metadata: { name: 'parts' },
      spec: {
        containers: [{ name: 'box', image: 'busybox', command: ['sleep', '3600'] }],
        terminationGracePeriodSeconds: 1,
      },
    };
    await core.createNamespacedPod({ namespace, body });
    await pass(10);
    const request = { namespace, name: 'parts' };
    const options = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);
    const debug = { name: 'debug', image: 'busybox', targetContainerName: 'box' };
    const patched = await core.patchNamespacedPodEphemeralcontainers(
      { ...request, body: { spec: { ephemeralContainers: [debug] } } },
      options,
    );
    expect(patched.spec?.ephemeralContainers?.map(({ name }) => name)).toEqual(['debug']);
    await core.createNamespacedPodEviction({ ...request, body: { metadata: { name: 'parts', namespace } } });
    await pass(40);
    expect((await refusalOf(core.readNamespacedPod(request))).code).toBe(404);
  });

  test('a log that is followed goes on', async () => {
    const body: V1Pod = {
      metadata: { name: 'chatty' },
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'box', image: 'busybox', command: ['sh', '-c', 'echo one; sleep 5; echo two; sleep 5'] }],
      },
    };
    await core.createNamespacedPod({ namespace, body });
    await pass(5);
    const text = new PassThrough().setEncoding('utf8');
    await new Log(config).log(namespace, 'chatty', 'box', text, { follow: true });
    const lines: string[] = [];
    for await (const chunk of text) {
      lines.push(...String(chunk).trim().split('\n'));
      await pass(6);
    }
    expect(lines).toEqual(['one', 'two']);
  });

  test('a deployment is scaled', async () => {
    const apps = config.makeApiClient(AppsV1Api);
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
    const body = { metadata: { name: 'web' }, spec: { replicas: 1, selector: { matchLabels: labels }, template } };
    await apps.createNamespacedDeployment({ namespace, body });
    const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'web' });
    scale.spec!.replicas = 3;
    await apps.replaceNamespacedDeploymentScale({ namespace, name: 'web', body: scale });
    await pass(20);
    const { status } = await apps.readNamespacedDeployment({ namespace, name: 'web' });
    expect(status?.readyReplicas).toBe(3);
  });
});

async function execute(pod: string, command: string[], input: string): Promise<{ stdout: string; status: V1Status }> {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  let text = '';
  stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  stdin.end(input);
  const status = await new Promise<V1Status>((resolve, reject) => {
    new Exec(config).exec(namespace, pod, 'box', command, stdout, null, stdin, false, resolve).catch(reject);
  });
  return { stdout: text, status };
}

describe('watches', () => {
  test('an informer keeps up with every change', async () => {
    const seen: string[] = [];
    const informer = makeInformer<V1Service>(
      config,
      `/api/v1/namespaces/${namespace}/services`,
      () => core.listNamespacedService({ namespace, labelSelector: 'seen=yes' }),
      'seen=yes',
    );
    for (const verb of ['add', 'update', 'delete'] as const)
      informer.on(verb, ({ metadata }) => void seen.push(`${verb} ${metadata?.name}`));
    const failures: unknown[] = [];
    informer.on('error', (error) => void failures.push(error));
    const until = (count: number) =>
      new Promise<void>((resolve) => {
        const check = () => seen.length >= count && resolve();
        for (const verb of ['add', 'update', 'delete'] as const) informer.on(verb, check);
        check();
      });

    await core.createNamespacedService({ namespace, body: service('before', { seen: 'yes' }) });
    await informer.start();
    await until(1);
    await core.createNamespacedService({ namespace, body: service('unseen') });
    await core.createNamespacedService({ namespace, body: service('during', { seen: 'yes' }) });
    await core.patchNamespacedService(
      { namespace, name: 'during', body: { metadata: { annotations: { a: 'b' } } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    await core.deleteNamespacedService({ namespace, name: 'before' });
    await until(4);
    expect(informer.list().map(({ metadata }) => metadata?.name)).toEqual(['during']);
    await informer.stop();
    expect(seen).toEqual(['add before', 'add during', 'update during', 'delete before']);
    expect(failures).toEqual([]);
  });

  test('an informer whose version is too old lists anew', async () => {
    const seen: string[] = [];
    const path = `/api/v1/namespaces/${namespace}/services`;
    let lists = 0;
    const list = async () => {
      const found = await core.listNamespacedService({ namespace, labelSelector: 'aged=yes' });
      lists++;
      // as if the first list had been made long ago
      if (lists === 1) {
        found.metadata!.resourceVersion = '1';
        found.items = found.items.filter(({ metadata }) => metadata?.name !== 'aged-new');
      }
      return found;
    };
    await core.createNamespacedService({ namespace, body: service('aged-old', { aged: 'yes' }) });
    await core.createNamespacedService({ namespace, body: service('aged-new', { aged: 'yes' }) });
    const informer = makeInformer<V1Service>(config, path, list, 'aged=yes');
    const failures: unknown[] = [];
    informer.on('error', (error) => void failures.push(error));
    const found = new Promise<void>((resolve) =>
      informer.on('add', ({ metadata }) => {
        seen.push(metadata!.name!);
        if (metadata?.name === 'aged-later') resolve();
      }),
    );
    const relisted = new Promise<void>((resolve) =>
      informer.on('add', ({ metadata }) => void (metadata?.name === 'aged-new' && resolve())),
    );
    await informer.start();
    await relisted;
    await core.createNamespacedService({ namespace, body: service('aged-later', { aged: 'yes' }) });
    await found;
    await informer.stop();
    expect(lists).toBe(2);
    expect(seen).toEqual(['aged-old', 'aged-new', 'aged-later']);
    expect(failures).toEqual([]);
  });

  test('clients that watch one kind all see the same', async () => {
    const labelSelector = 'shared=yes';
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const { metadata } = await core.listNamespacedConfigMap({ namespace, labelSelector });
    const query = { resourceVersion: metadata!.resourceVersion, labelSelector };
    const clients = ['one', 'two', 'three'].map(() => {
      const own = new KubeConfig();
      own.loadFromString(kubeconfigFor(served.address));
      const events: string[] = [];
      let finish: () => void = () => {};
      const whole = new Promise<void>((resolve) => (finish = resolve));
      const controller = new Watch(own).watch(
        path,
        query,
        (
          type: string,
          { metadata: { name, resourceVersion } }: { metadata: { name: string; resourceVersion: string } },
        ) => {
          events.push(`${type} ${name} ${resourceVersion}`);
          if (type === 'DELETED') finish();
        },
        () => {},
      );
      return { own: own.makeApiClient(CoreV1Api), events, whole, controller };
    });
    const requests = await Promise.all(clients.map(({ controller }) => controller));
    const body = { metadata: { name: 'shared', labels: { shared: 'yes' } }, data: { count: '0' } };
    await clients[0].own.createNamespacedConfigMap({ namespace, body });
    const options = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
    for (const [index, { own }] of clients.entries())
      await own.patchNamespacedConfigMap(
        { namespace, name: 'shared', body: { data: { [`k${index}`]: 'v' } } },
        options,
      );
    await clients[2].own.deleteNamespacedConfigMap({ namespace, name: 'shared' });
    await Promise.all(clients.map(({ whole }) => whole));
    for (const request of requests) request.abort();
    const [first, ...others] = clients.map(({ events }) => events);
    expect(first.map((event) => event.split(' ')[0])).toEqual(['ADDED', 'MODIFIED', 'MODIFIED', 'MODIFIED', 'DELETED']);
    for (const other of others) expect(other).toEqual(first);
  });

  test('a watch ends at its timeout, with a bookmark', async () => {
    const events: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const query = { timeoutSeconds: 1, allowWatchBookmarks: true, resourceVersion: '' };
      const done = (error: unknown) =>
        error && (error as Error).name !== 'AbortError' ? reject(error as Error) : resolve();
      void new Watch(config).watch('/api/v1/nodes', query, (type: string) => void events.push(type), done);
    });
    expect(events).toEqual(['ADDED', 'BOOKMARK']);
  });
});
