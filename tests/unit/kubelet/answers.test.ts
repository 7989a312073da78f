/** What the kubelet answers to logs and exec in every state, and what programs of busybox print (pods-and-nodes.md 1.5, 6, 11). */

import { expect, test } from 'vitest';
import { busybox, PODS, startCluster, type TestCluster } from '../controllers/cluster';

const container = (cluster: TestCluster) => cluster.get(`${PODS}/p`).status!.containerStatuses[0];

const withImage = (image: string, imagePullPolicy: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image, imagePullPolicy }] },
});

test.each([
  ['R6.12 ErrImagePull', withImage('nosuch/image:1.0', 'Always'), 1_200, "image can't be pulled"],
  ['R6.12 ImagePullBackOff', withImage('nosuch/image:1.0', 'Always'), 5_000, 'trying and failing to pull image'],
  ['R6.12 InvalidImageName', withImage('No Such', 'Always'), 5_000, 'InvalidImageName'],
  ['R6.12 ErrImageNeverPull', withImage('busybox:9.9', 'Never'), 5_000, 'ErrImageNeverPull'],
])('logs of a container that waits: %s', async (_rule, pod, afterMs, text) => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, pod);
  await cluster.clock.advance(afterMs);
  expect(cluster.logs('p')).toBe(`container "c" in pod "p" is waiting to start: ${text}`);
});

test('R6.12 upper case in an image has words of its own', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, withImage('Web:1', 'Always'));
  await cluster.clock.advance(3_000);
  expect(cluster.events('p')).toContain(
    'InspectFailed: Failed to apply default image tag "Web:1": couldn\'t parse image name "Web:1": invalid reference format: repository name (library/Web) must be lowercase',
  );
});

test('R6.5 a Pod in back-off that is deleted shows how its last run ended', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, busybox('p', 'exit 3', {}, { finalizers: ['example.com/hold'] }));
  await cluster.clock.advance(5_000);
  expect(cluster.get(`${PODS}/p`).status!.containerStatuses[0].state.waiting.reason).toBe('CrashLoopBackOff');
  cluster.remove(`${PODS}/p`);
  await cluster.clock.advance(5_000);
  const { phase, containerStatuses } = cluster.get(`${PODS}/p`).status!;
  expect(phase).toBe('Failed');
  expect(containerStatuses[0].state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
});

const FULL = 'box.db.default.svc.cluster.local';

test.each([
  ['hostname', {}, 'p\n'],
  ['hostname -f', {}, 'p\n'],
  ['hostname -d', {}, ''],
  ['hostname -i', {}, '10.244.0.2 \n'],
  ['hostname', { hostname: 'box', subdomain: 'db' }, 'box\n'],
  ['hostname -f', { hostname: 'box', subdomain: 'db' }, `${FULL}\n`],
  ['hostname -d', { hostname: 'box', subdomain: 'db' }, 'db.default.svc.cluster.local\n'],
  ['dnsdomainname', { hostname: 'box', subdomain: 'db' }, 'db.default.svc.cluster.local\n'],
  ['hostname', { hostname: 'box', subdomain: 'db', setHostnameAsFQDN: true }, `${FULL}\n`],
  ['hostname -s', { hostname: 'box', subdomain: 'db', setHostnameAsFQDN: true }, 'box\n'],
  ['hostname -f', { hostname: 'box', subdomain: 'db', hostnameOverride: 'over.example' }, 'over.example\n'],
  ['hostname', { hostNetwork: true, hostname: 'box', subdomain: 'db' }, 'worker0\n'],
  ['hostname -i', { hostNetwork: true }, '192.168.0.10 \n'],
  ['cat /nowhere', {}, "cat: can't open '/nowhere': No such file or directory\n"],
  ['ls /nowhere', {}, 'ls: /nowhere: No such file or directory\n'],
  ['rm /nowhere', {}, "rm: can't remove '/nowhere': No such file or directory\n"],
  ['grep x /nowhere', {}, 'grep: /nowhere: No such file or directory\n'],
])('R1.28 %s with %j', async (script, spec, printed) => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, busybox('p', script, { restartPolicy: 'Never', ...spec }));
  await cluster.clock.advance(4_000);
  expect(cluster.logs('p')).toBe(printed);
});

const withResource = (resource: string, divisor?: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: {
    restartPolicy: 'Never',
    containers: [
      {
        name: 'c',
        image: 'busybox:1.28',
        command: ['sh', '-c', 'echo $V $SHLVL'],
        resources: { limits: { memory: '64Mi' }, requests: { cpu: '250m', memory: '100k' } },
        env: [{ name: 'V', valueFrom: { resourceFieldRef: { resource, ...(divisor ? { divisor } : {}) } } }],
      },
    ],
  },
});

test.each([
  ['requests.cpu', undefined, '1'],
  ['requests.cpu', '1m', '250'],
  ['requests.memory', undefined, '100000'],
  ['requests.memory', '1Ki', '98'],
  ['limits.memory', '1Mi', '64'],
  ['limits.cpu', undefined, '2'],
  ['limits.cpu', '1m', '2000'],
  ['requests.ephemeral-storage', undefined, '0'],
])('5.1 resourceFieldRef %s by %s', async (resource, divisor, value) => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, withResource(resource, divisor));
  await cluster.clock.advance(4_000);
  expect(cluster.logs('p')).toBe(`${value} 1\n`);
});

const LOOP = 'while true; do sleep 1; done';

test.each([
  ['R6.11 a trap ends the container when it is deleted', `trap "exit 0" TERM; ${LOOP}`, 'Succeeded'],
  ['R6.11 its status is that of the trap', `trap "exit 3" TERM; ${LOOP}`, 'Failed'],
  ['R6.11 the first process ignores what it does not handle', LOOP, 'Running'],
])('%s', async (_rule, script, phase) => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, busybox('p', script, {}, { finalizers: ['example.com/hold'] }));
  await cluster.clock.advance(3_000);
  cluster.remove(`${PODS}/p`);
  await cluster.clock.advance(4_000);
  expect(cluster.get(`${PODS}/p`).status!.phase).toBe(phase);
});

test.each([
  ['kill 1', `trap "exit 3" TERM; ${LOOP}`, 0, 1],
  ['kill -9 1', `trap "exit 3" TERM; ${LOOP}`, 0, 0],
  ['kill 1', LOOP, 0, 0],
  ['kill 99', LOOP, 1, 0],
])('R6.13 exec %s in %s', async (command, script, exit, restarts) => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, busybox('p', script));
  await cluster.clock.advance(3_000);
  expect((await cluster.exec('p', ...command.split(' '))).exit).toBe(exit);
  await cluster.clock.advance(4_000);
  expect(container(cluster).restartCount).toBe(restarts);
});
