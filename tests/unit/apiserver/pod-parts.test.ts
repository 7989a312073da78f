/** Subresources of Pods: eviction, ephemeralcontainers, resize; what they take, refuse and leave alone. */

import { describe, expect, test } from 'vitest';
import type { ApiRequest } from '../../../worker/kubernetes/client';
import { causesOf, expectCauses } from './rules';
import { messageOf, objectOf, startServer, type TestServer } from './harness';

type Fields = Record<string, unknown>;

const PODS = '/api/v1/namespaces/default/pods';
const POD = `${PODS}/one`;
const MAIN = { name: 'main', image: 'nginx:1' };

const pod = (spec: Fields = {}, metadata: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'one', ...metadata },
  spec: { containers: [MAIN], ...spec },
});

async function withPod(spec: Fields = {}, settings = {}, metadata: Fields = {}): Promise<TestServer> {
  const server = await startServer(settings);
  server.create('/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });
  expectCauses(server.create(PODS, pod(spec, metadata)), []);
  return server;
}

const exists = (server: TestServer) => server.call('GET', POD).status === 200;

describe('eviction', () => {
  const eviction = (deleteOptions?: Fields, metadata: Fields = { name: 'one' }) => ({
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata,
    ...(deleteOptions && { deleteOptions }),
  });
  const evict = (server: TestServer, body: unknown, query: Record<string, string> = {}, path = POD) =>
    server.create(`${path}/eviction`, body, query);
  const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

  test.each<[body: unknown, query: Record<string, string>, gone: boolean]>([
    [eviction(), {}, true],
    [{ ...eviction(), apiVersion: 'policy/v1beta1' }, {}, true],
    [{ metadata: { name: 'one' } }, {}, true],
    [eviction({ gracePeriodSeconds: 0 }), {}, true],
    [eviction(undefined, { name: 'one', namespace: 'default' }), {}, true],
    [eviction({ dryRun: ['All'] }), {}, false],
    [eviction(), { dryRun: 'All' }, false],
    [eviction({ dryRun: ['All'] }), { dryRun: 'All' }, false],
  ])('%j with %j', async (body, query, gone) => {
    const server = await withPod();
    const response = evict(server, body, query);
    expect([response.status, response.body]).toEqual([201, SUCCESS]);
    expect(exists(server)).toBe(!gone);
  });

  const UID = '00000000-0000-4000-8000-000000000000';

  test.each<[body: unknown, query: Record<string, string>, status: number, message: string | RegExp]>([
    [eviction(undefined, { name: 'two' }), {}, 400, 'name in URL does not match name in Eviction object'],
    [eviction(undefined, {}), {}, 400, 'name in URL does not match name in Eviction object'],
    [eviction(undefined, { name: 'one', namespace: 'other' }), {}, 400, 'the namespace of the provided object does not match the namespace sent on the request'],
    [eviction({ dryRun: ['Some'] }), { dryRun: 'All' }, 500, 'Non-matching dry-run options in request and content: [All] and [Some]'],
    [eviction({ dryRun: ['Some'] }), {}, 422, 'DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"'],
    [eviction({ propagationPolicy: 'x' }), {}, 422, 'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "x": supported values: "Foreground", "Background", "Orphan", "nil"'],
    [eviction({ preconditions: { uid: UID } }), {}, 409, new RegExp(`^Operation cannot be fulfilled on pods "one": the UID in the precondition \\(${UID}\\) does not match the UID in record \\(.*\\). The object might have been deleted and then recreated$`)],
    [eviction({ preconditions: { resourceVersion: '1' } }), {}, 409, /^Operation cannot be fulfilled on pods "one": the ResourceVersion in the precondition \(1\) does not match/],
    [{ ...eviction(), kind: 'Pod', apiVersion: 'v1' }, {}, 400, /^Pod in version "v1" cannot be handled as a Eviction: /],
    [{ ...eviction(), foo: 1 }, { fieldValidation: 'Strict' }, 400, 'Eviction in version "v1" cannot be handled as a Eviction: strict decoding error: unknown field "foo"'],
  ])('%j with %j is refused', async (body, query, status, message) => {
    const server = await withPod();
    const response = evict(server, body, query);
    expect(response.status).toBe(status);
    if (typeof message === 'string') expect(messageOf(response)).toBe(message);
    else expect(messageOf(response)).toMatch(message);
    expect(exists(server)).toBe(true);
  }); // prettier-ignore

  test('what is not there', async () => {
    const server = await startServer();
    const missing = evict(server, eviction());
    expect([missing.status, messageOf(missing)]).toEqual([404, 'pods "one" not found']);
    const nowhere = evict(server, eviction(), {}, '/api/v1/namespaces/none/pods/one');
    expect([nowhere.status, messageOf(nowhere)]).toEqual([404, 'namespaces "none" not found']);
  });

  test('a Pod on a node goes after its grace period', async () => {
    const server = await withPod({ nodeName: 'node-1' });
    evict(server, eviction({ gracePeriodSeconds: 7 }));
    expect(objectOf(server.call('GET', POD)).metadata.deletionGracePeriodSeconds).toBe(7);
  });
});

const DEBUG = { name: 'debug', image: 'busybox:1' };
const FIELD = 'spec.ephemeralContainers';
const NOT = 'cannot be set for an Ephemeral Container';
const httpGet = { httpGet: { port: 80 } };

describe('ephemeralcontainers', () => {
  const add = (server: TestServer, ...ephemeralContainers: Fields[]) =>
    server.call(
      'PATCH',
      `${POD}/ephemeralcontainers`,
      { spec: { ephemeralContainers } },
      {
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
      },
    );

  test('adds containers, with defaults, and nothing else', async () => {
    const server = await withPod();
    const before = objectOf(server.call('GET', POD));
    const patch = {
      metadata: { labels: { a: 'b' } },
      spec: { ephemeralContainers: [{ ...DEBUG, targetContainerName: 'main' }], activeDeadlineSeconds: 9 },
    };
    const response = server.patch(`${POD}/ephemeralcontainers`, patch);
    expectCauses(response, []);
    const after = objectOf(response);
    expect(after.metadata).toMatchObject({ generation: 2, name: 'one' });
    expect(after.metadata.labels).toEqual(before.metadata.labels);
    const { ephemeralContainers, ...spec } = after.spec;
    expect(spec).toEqual(before.spec);
    expect(ephemeralContainers).toEqual([
      {
        ...DEBUG,
        imagePullPolicy: 'IfNotPresent',
        resources: {},
        targetContainerName: 'main',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ]);
    expect(after.metadata.managedFields?.at(-1)).toMatchObject({
      subresource: 'ephemeralcontainers',
      operation: 'Update',
    });
    expect(objectOf(server.call('GET', `${POD}/ephemeralcontainers`))).toEqual(after);
  });

  test.each<[container: Fields, causes: string[]]>([
    [{ name: 'x' }, [`${FIELD}[0].image: Required value`]],
    [{ name: 'X Y', image: 'a' }, [expect.stringMatching(/^spec.ephemeralContainers\[0\].name: Invalid value: "X Y": a lowercase RFC 1123 label/) as string]],
    [{ name: 'x', image: ' a' }, [`${FIELD}[0].image: Invalid value: " a": must not have leading or trailing whitespace`]],
    [{ name: 'main', image: 'a' }, [`${FIELD}[0].name: Duplicate value: "main"`]],
    [{ ...DEBUG, targetContainerName: 'other' }, [`${FIELD}[0].targetContainerName: Not found: "other"`]],
    [{ ...DEBUG, ports: [{ containerPort: 80 }] }, [`${FIELD}[0].ports: Forbidden: ${NOT}`]],
    [{ ...DEBUG, resources: { limits: { cpu: '1' } } }, [`${FIELD}[0].resources: Forbidden: ${NOT}`]],
    [{ ...DEBUG, restartPolicy: 'Always', livenessProbe: httpGet, readinessProbe: httpGet, startupProbe: httpGet, lifecycle: { preStop: httpGet } }, ['restartPolicy', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'].map((name) => `${FIELD}[0].${name}: Forbidden: ${NOT}`)],
    [{ ...DEBUG, volumeMounts: [{ name: 'tmp', mountPath: '/x', subPath: 'a' }] }, [`${FIELD}[0].volumeMounts[0].subPath: Forbidden: ${NOT}`]],
    [{ ...DEBUG, volumeMounts: [{ name: 'none', mountPath: '/x' }] }, [`${FIELD}[0].volumeMounts[0].name: Not found: "none"`]],
    [{ ...DEBUG, stdin: true, tty: true, command: ['sh'], securityContext: { privileged: true }, env: [{ name: 'A', value: 'b' }] }, []],
  ])('%j', async (container, causes) => {
    const server = await withPod({ volumes: [{ name: 'tmp', emptyDir: {} }] });
    expectCauses(add(server, container), causes);
  }); // prettier-ignore

  test('two of one name', async () => {
    const server = await withPod();
    const current = objectOf(server.call('GET', POD));
    const body = { ...current, spec: { ...current.spec, ephemeralContainers: [DEBUG, DEBUG] } };
    expectCauses(server.call('PUT', `${POD}/ephemeralcontainers`, body), [
      `${FIELD}[1].name: Duplicate value: "debug"`,
    ]);
  });

  test.each([
    [
      '1.36',
      /may not be changed\n@@ -1,6 \+1,6 @@\n \{\n {2}"Name": "debug",\n- "Image": "busybox:1",\n\+ "Image": "busybox:2",\n/,
    ],
    [
      '1.33',
      /may not be changed\n {2}core.EphemeralContainer\{\n {2}\tEphemeralContainerCommon: core.EphemeralContainerCommon\{\n/,
    ],
  ])('%s: those that are there stay as they are', async (kubernetes, changed) => {
    const server = await withPod({}, { kubernetes });
    expectCauses(add(server, DEBUG), []);
    expectCauses(add(server, { name: 'second', image: 'busybox:1' }), []);
    expect(objectOf(server.call('GET', POD)).spec.ephemeralContainers).toHaveLength(2);
    expect(messageOf(add(server, { ...DEBUG, image: 'busybox:2' }))).toMatch(changed);
    const current = objectOf(server.call('GET', POD));
    const body = { ...current, spec: { ...current.spec, ephemeralContainers: [current.spec.ephemeralContainers[0]] } };
    const removed = server.call('PUT', `${POD}/ephemeralcontainers`, body);
    expect(messageOf(removed)).toMatch(
      /: spec.ephemeralContainers: Forbidden: existing ephemeral containers ".*" may not be removed\n$/,
    );
  });

  test('the Pod itself cannot change them, and has none when it is made', async () => {
    const server = await withPod();
    expectCauses(server.create(PODS, pod({ ephemeralContainers: [DEBUG] }, { name: 'two' })), [
      `${FIELD}: Forbidden: cannot be set on create`,
    ]);
    const [cause] = causesOf(server.patch(POD, { spec: { ephemeralContainers: [DEBUG] } }));
    expect(cause).toContain('spec: Forbidden: pod updates may not change fields other than');
  });

  test('a Pod of a file, and one that is not there', async () => {
    const annotations = { 'kubernetes.io/config.mirror': 'x' };
    const server = await withPod({ nodeName: 'node-1' }, {}, { annotations });
    expect(messageOf(add(server, DEBUG))).toBe(
      'Pod "one" is invalid: : Forbidden: static pods do not support ephemeral containers',
    );
    const missing = server.patch(`${PODS}/none/ephemeralcontainers`, {});
    expect([missing.status, messageOf(missing)]).toEqual([404, 'pods "none" not found']);
  });
});

describe('resize', () => {
  const amounts = (requests?: Fields, limits?: Fields) => ({
    ...(requests && { requests }),
    ...(limits && { limits }),
  });
  const withResources = (resources: Fields, more: Fields = {}) => ({ containers: [{ ...MAIN, resources, ...more }] });
  const RESOURCES = 'spec.containers[0].resources';
  const SMALL = amounts({ cpu: '100m', memory: '64Mi' }, { cpu: '200m', memory: '128Mi' });

  const resize = (server: TestServer, resources: Fields, more: Fields = {}) =>
    server.patch(
      `${POD}/resize`,
      { spec: { containers: [{ name: 'main', resources, ...more }] } },
      'strategic-merge-patch',
    );

  test.each<[before: Fields, after: Fields, causes: string[]]>([
    [SMALL, amounts({ cpu: '150m' }, { cpu: '300m', memory: '256Mi' }), []],
    [SMALL, amounts({ cpu: '300m' }), [`${RESOURCES}.requests: Invalid value: "300m": must be less than or equal to cpu limit of 200m`]],
    [amounts({ cpu: '100m' }), amounts({ cpu: null }), ['spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing', `${RESOURCES}.requests: Forbidden: resource requests cannot be removed`]],
    [SMALL, amounts(undefined, { memory: null }), [`${RESOURCES}.limits: Forbidden: resource limits cannot be removed`]],
    [SMALL, amounts({ cpu: '200m', memory: '128Mi' }), ['spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing']],
    [SMALL, amounts({ 'ephemeral-storage': '1Gi' }), ['spec: Forbidden: only cpu and memory resources are mutable']],
    [SMALL, amounts(undefined, { memory: '64Mi' }), []],
  ])('%j becomes %j', async (before, after, causes) => {
    const server = await withPod(withResources(before));
    const response = resize(server, after);
    expectCauses(response, causes);
    if (causes.length === 0) expect(objectOf(response).metadata.generation).toBe(2);
  }); // prettier-ignore

  test('1.33: memory becomes less only where the container is restarted for it', async () => {
    const less = amounts(undefined, { memory: '64Mi' });
    const kubernetes = '1.33';
    expectCauses(resize(await withPod(withResources(SMALL), { kubernetes }), less), [
      `${RESOURCES}.limits[memory]: Forbidden: memory limits cannot be decreased unless resizePolicy is RestartContainer`,
    ]);
    expectCauses(resize(await withPod(withResources(amounts({ memory: '1Mi' })), { kubernetes }), less), [
      `${RESOURCES}.limits[memory]: Forbidden: memory limits cannot be added unless resizePolicy is RestartContainer`,
    ]);
    const resizePolicy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }];
    expectCauses(resize(await withPod(withResources(SMALL, { resizePolicy }), { kubernetes }), less), []);
  });

  test('images and the rest of the Pod are left alone', async () => {
    const server = await withPod(withResources(SMALL));
    const response = resize(server, amounts({ cpu: '150m' }), { image: 'nginx:2' });
    expect(objectOf(response).spec.containers[0]).toMatchObject({
      image: 'nginx:1',
      resources: { requests: { cpu: '150m', memory: '64Mi' } },
    });
  });

  test.each<[settings: Fields, served: boolean]>([
    [{ kubernetes: '1.31', featureGates: { InPlacePodVerticalScaling: true } }, false],
    [{ kubernetes: '1.32' }, false],
    [{ kubernetes: '1.32', featureGates: { InPlacePodVerticalScaling: true } }, true],
    [{ kubernetes: '1.33' }, true],
    [{ kubernetes: '1.34', featureGates: { InPlacePodVerticalScaling: false } }, false],
    [{ kubernetes: '1.37' }, true],
  ])('with %j it is served: %s', async (settings, served) => {
    const server = await withPod({}, settings);
    expect(server.call('GET', `${POD}/resize`).status).toBe(served ? 200 : 404);
    const list = server.call('GET', '/api/v1').body as unknown as { resources: { name: string; verbs: string[] }[] };
    const parts = list.resources.filter(({ name }) => name.startsWith('pods/'));
    expect(parts.map(({ name, verbs }) => `${name.slice(5)}: ${verbs.join()}`)).toEqual([
      'attach: create,get',
      'binding: create',
      'ephemeralcontainers: get,patch,update',
      'eviction: create',
      'exec: create,get',
      'log: get',
      ...(served ? ['resize: get,patch,update'] : []),
      'status: get,patch,update',
    ]);
  });
});

describe('binding', () => {
  const binding = (target: Fields, name: string | undefined = 'one') => ({
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name },
    target,
  });
  const bind = (server: TestServer, body: unknown, query = {}) => server.create(`${POD}/binding`, body, query);

  test('puts a Pod on a node', async () => {
    const server = await withPod();
    expect(bind(server, binding({ kind: 'Node', name: 'node-1' }), { dryRun: 'All' }).status).toBe(201);
    expect(objectOf(server.call('GET', POD)).spec.nodeName).toBeUndefined();
    const response = bind(server, binding({ kind: 'Node', name: 'node-1' }));
    expect([response.status, response.body]).toEqual([
      201,
      { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
    ]);
    expect(objectOf(server.call('GET', POD)).spec.nodeName).toBe('node-1');
  });

  const CONFLICT = 'Operation cannot be fulfilled on pods/binding "one": ';

  test.each<[spec: Fields, body: unknown, status: number, message: string]>([
    [{}, binding({ name: 'a' }, 'two'), 400, 'name in URL does not match name in Binding object'],
    [{}, binding({}), 500, 'target.name: Required value'],
    [{}, binding({ kind: 'Pod' }), 500, '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]'],
    [{ nodeName: 'b' }, binding({ name: 'a' }), 409, `${CONFLICT}pod one is already assigned to node "b"`],
    [{ schedulingGates: [{ name: 'a.b/c' }] }, binding({ name: 'a' }), 409, `${CONFLICT}pod one has non-empty .spec.schedulingGates`],
    [{}, [], 400, 'the object provided is unrecognized (must be of type Binding): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)'],
  ])('of a Pod with %j: %j', async (spec, body, status, message) => {
    const response = bind(await withPod(spec), body);
    expect([response.status, messageOf(response)]).toEqual([status, message]);
  }); // prettier-ignore
});

const FOO = { resourceName: 'foo', restartPolicy: 'Maybe' };

test.each<[spec: Fields, policies: Fields[], causes: string[]]>([
  [{}, [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }], []],
  [{}, [FOO, FOO], ['spec.containers[0].resizePolicy: Unsupported value: "foo": supported values: "cpu", "memory"', 'spec.containers[0].resizePolicy: Unsupported value: "Maybe": supported values: "NotRequired", "RestartContainer"', 'spec.containers[0].resizePolicy[1]: Duplicate value: "foo"', 'spec.containers[0].resizePolicy: Unsupported value: "foo": supported values: "cpu", "memory"', 'spec.containers[0].resizePolicy: Unsupported value: "Maybe": supported values: "NotRequired", "RestartContainer"']],
  [{ restartPolicy: 'Never' }, [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }], ['spec.containers[0].resizePolicy: Invalid value: "RestartContainer": must be \'NotRequired\' when `restartPolicy` is \'Never\'']],
])('%j with resizePolicy %j', async (spec, resizePolicy, causes) => {
  const server = await withPod();
  const containers = [{ ...MAIN, resizePolicy }];
  expectCauses(server.create(PODS, pod({ ...spec, containers }, { name: 'two' })), causes);
  const old = await withPod({ ...spec, containers }, { kubernetes: '1.32' });
  expect(objectOf(old.call('GET', POD)).spec.containers[0].resizePolicy).toBeUndefined();
}); // prettier-ignore

test.each<[method: ApiRequest['method'], part: string]>([
  ['PUT', 'log'],
  ['PUT', 'eviction'],
  ['PATCH', 'binding'],
  ['GET', 'eviction'],
  ['POST', 'status'],
  ['DELETE', 'status'],
  ['DELETE', 'resize'],
  ['POST', 'ephemeralcontainers'],
])('%s of %s is not allowed', async (method, part) => {
  const response = (await withPod()).call(method, `${POD}/${part}`, {});
  expect([response.status, messageOf(response)]).toEqual([
    405,
    'the server does not allow this method on the requested resource',
  ]);
});
