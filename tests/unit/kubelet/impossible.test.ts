/** Pods that can not run: what their status and their events say, and that the rest of the cluster goes on. */

import { expect, test } from 'vitest';
import { busybox, nginx, PODS, SERVICES, startCluster, type TestCluster } from '../controllers/cluster';

const pod = (spec: object, container: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  spec: { containers: [{ name: 'c', image: 'busybox:1.28', command: ['sleep', '1d'], ...container }], ...spec },
});
const THERE = 'Pulled: Container image "busybox:1.28" already present on machine and can be accessed by the pod';
const ASSIGNED = 'Scheduled: Successfully assigned default/p to worker0';
const NO_NAME =
  'failed to pull and unpack image "docker.io/nosuch/image:1": failed to resolve reference "docker.io/nosuch/image:1": failed to do request: Head "https://registry-1.docker.io/v2/nosuch/image/manifests/1": dial tcp: lookup registry-1.docker.io: Temporary failure in name resolution';
const SOURCE = { configMapRef: { name: 'none' } };
const LONG = 'a'.repeat(50);

interface State {
  waiting?: { reason: string; message?: string };
  terminated?: { reason: string };
}

/** The Pod, how long it is watched, the reason of its container's state (or of the Pod), and its events with their counts. */
test.each<[title: string, pod: object, ms: number, reason: string | undefined, events: [text: string, count: number][]]>([
  ['no such image', pod({}, { image: 'nosuch/image:1' }), 25_000, 'ImagePullBackOff', [
    [ASSIGNED, 0], ['Pulling: Pulling image "nosuch/image:1"', 2], [`Failed: Failed to pull image "nosuch/image:1": ${NO_NAME}`, 2],
    ['Failed: Error: ErrImagePull', 2], ['BackOff: Back-off pulling image "nosuch/image:1"', 2], ['Failed: Error: ImagePullBackOff', 2],
  ]],
  ['no such image, never pulled', pod({}, { image: 'busybox:9.9', imagePullPolicy: 'Never' }), 5_000, 'ErrImageNeverPull', [
    [ASSIGNED, 0], ['ErrImageNeverPull: Container image "busybox:9.9" is not present with pull policy of Never', 1], ['Failed: Error: ErrImageNeverPull', 1],
  ]],
  ['a container that ends again and again', pod({}, { command: ['sh', '-c', 'exit 1'] }), 60_000, 'CrashLoopBackOff', [
    [ASSIGNED, 0], [THERE, 4], ['Created: Container created', 4], ['Started: Container started', 4],
    ['BackOff: Back-off restarting failed container c in pod p_default(UID)', 3],
  ]],
  ['no such program', pod({}, { command: ['/none'] }), 5_000, 'CrashLoopBackOff', [
    [ASSIGNED, 0], [THERE, 2], ['Created: Container created', 2],
    ['Failed: Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/none": stat /none: no such file or directory', 2],
    ['BackOff: Back-off restarting failed container c in pod p_default(UID)', 1],
  ]],
  ['no such ConfigMap for the environment', pod({}, { envFrom: [SOURCE] }), 25_000, 'CreateContainerConfigError', [
    [ASSIGNED, 0], [THERE, 3], ['Failed: Error: configmap "none" not found', 3],
  ]],
  ['no such Secret for a volume', pod({ volumes: [{ name: 'v', secret: { secretName: 'none' } }] }), 10_000, 'ContainerCreating', [
    [ASSIGNED, 0], ['FailedMount: MountVolume.SetUp failed for volume "v" : secret "none" not found', 5],
  ]],
  ['root where that is forbidden', pod({ securityContext: { runAsNonRoot: true } }), 5_000, 'CreateContainerConfigError', [
    [ASSIGNED, 0], [THERE, 1], ['Failed: Error: container has runAsNonRoot and image will run as root (pod: "p_default(UID)", container: c)', 1],
  ]],
  ['root by number where that is forbidden', pod({}, { securityContext: { runAsNonRoot: true, runAsUser: 0 } }), 5_000, 'CreateContainerConfigError', [
    [ASSIGNED, 0], [THERE, 1], [`Failed: Error: container's runAsUser breaks non-root policy (pod: "p_default(UID)", container: c)`, 1],
  ]],
  ['another user than root', pod({ securityContext: { runAsNonRoot: true, runAsUser: 1000 } }), 5_000, undefined, [
    [ASSIGNED, 0], [THERE, 1], ['Created: Container created', 1], ['Started: Container started', 1],
  ]],
  ['a name that is too long for the kernel', pod({ hostname: LONG, subdomain: 'db', setHostnameAsFQDN: true }), 25_000, 'ContainerCreating', [
    [ASSIGNED, 0], [`FailedCreatePodSandBox: Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster domain, FQDN ${LONG}.db.default.svc.cluster.local is too long (64 characters is the max, 79 characters requested)`, 3],
  ]],
  ['more than the Node has', pod({}, { resources: { requests: { memory: '1Ti' } } }), 5_000, 'Unschedulable', [
    ['FailedScheduling: 0/1 nodes are available: 1 Insufficient memory. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.', 0],
  ]],
  ['a scheduler that nobody runs', pod({ schedulerName: 'mine' }), 60_000, undefined, []],
  ['a gate that nobody opens', pod({ schedulingGates: [{ name: 'example.com/wait' }] }), 60_000, 'SchedulingGated', []],
])('%s', async (_title, body, ms, reason, events) => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, body);
  await cluster.clock.advance(ms);
  const { metadata, status } = cluster.get(`${PODS}/p`);
  const [container] = (status!.containerStatuses ?? []) as { state: State }[];
  const scheduled = (status!.conditions ?? []).find((one: { type: string; status: string }) => one.type === 'PodScheduled' && one.status === 'False');
  expect(container ? (container.state.waiting ?? container.state.terminated)?.reason : scheduled?.reason).toBe(reason);
  expect(eventsOf(cluster, 'p').map(([text, count]) => [text.replaceAll(metadata.uid!, 'UID'), count])).toEqual(events);
  cluster.create(PODS, nginx('other'));
  await cluster.clock.advance(5_000);
  expect(cluster.get(`${PODS}/other`).status!.phase).toBe('Running');
}); // prettier-ignore

const eventsOf = (cluster: TestCluster, name: string): [text: string, count: number][] =>
  cluster
    .list('/api/v1/events')
    .filter((event) => event.involvedObject.name === name)
    .map(({ reason, message, count }) => [`${reason}: ${message}`, count ?? 0]);

test('a Pod on a Node that is not there is collected', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, pod({ nodeName: 'none' }));
  cluster.create(PODS, { ...pod({ nodeName: 'none' }), metadata: { name: 'held', finalizers: ['example.com/stay'] } });
  await cluster.clock.advance(30_000);
  expect(cluster.find(`${PODS}/p`)?.status).toMatchObject({ phase: 'Pending' });
  await cluster.clock.advance(60_000);
  expect(cluster.find(`${PODS}/p`)).toBeUndefined();
  const { phase, conditions } = cluster.get(`${PODS}/held`).status!;
  expect(phase).toBe('Failed');
  expect(conditions.at(-1)).toMatchObject({
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
  });
});

test('a full block: one Pod more waits, and comes when another has gone', async () => {
  const cluster = await startCluster({ kubelet: true, podSubnet: '10.244.0.0/24', nodeCIDRMaskSize: 29 });
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    cluster.create(PODS, busybox(name, 'sleep 1d', { terminationGracePeriodSeconds: 0 }));
    await cluster.clock.advance(3_000);
  }
  const ips = () => cluster.list(PODS).map(({ status }) => status!.podIP?.split('.').pop());
  expect(ips()).toEqual(['2', '3', '4', '5', '6', undefined]);
  expect(cluster.get(`${PODS}/f`).status!.containerStatuses[0].state.waiting.reason).toBe('ContainerCreating');
  cluster.remove(`${PODS}/c`);
  await cluster.clock.advance(15_000);
  expect(ips()).toEqual(['2', '3', '5', '6', '4']);
});

test('a finalizer that nobody removes keeps a Pod, not its address', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(PODS, busybox('p', 'sleep 1d', {}, { finalizers: ['example.com/stay'] }));
  await cluster.clock.advance(3_000);
  cluster.remove(`${PODS}/p`);
  await cluster.clock.advance(600_000);
  const { metadata, status } = cluster.get(`${PODS}/p`);
  expect(metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: ['example.com/stay'] });
  expect(status).toMatchObject({ phase: 'Failed', podIP: '10.244.0.2' });
  expect(cluster.decisions.at(-1)).toMatchObject({ resource: 'podIP', outcome: { kind: 'released' } });
});

test('a Service without endpoints refuses, and says so in its slice', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(SERVICES, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'empty' },
    spec: { selector: { app: 'none' }, ports: [{ port: 80 }], clusterIP: '10.96.0.9' },
  });
  cluster.create(PODS, busybox('p', 'wget -qO- 10.96.0.9; wget -T 2 -qO- 10.96.0.9:81', { restartPolicy: 'Never' }));
  await cluster.clock.advance(10_000);
  expect(cluster.logs('p')).toBe(
    "wget: can't connect to remote host (10.96.0.9): Connection refused\nwget: download timed out\n",
  );
  const [slice] = cluster
    .list('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices')
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'empty');
  expect([slice.endpoints, slice.ports]).toEqual([null, null]);
});
