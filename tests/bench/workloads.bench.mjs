/** A Deployment of 1,000 Pods on 20 nodes up to its hosts files, 10,000 endpoints in slices, and what the objects take. */

import { report } from './measure.mjs';
import { loadPeer, PEER, peerFailed } from './peer.mjs';
import { heapBytes, runCommand, startSession } from './session.mjs';

const PODS = 1_000;
const ENDPOINTS = 10_000;
const SETTLE_MS = 120_000;
/** The peer runs on the real clock and needs minutes for 1,000 Pods. */
const PEER_PODS = 100;
const PEER_POLL_MS = 50;
const PEER_MAX_MS = 60_000;
const NODES = `kubelet: true
nodes: 20
podSubnet: 10.244.0.0/16`;

const deployment = (replicas) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx', imagePullPolicy: 'IfNotPresent' }] },
    },
  },
});

const list = (session, path, query) => session.client.request({ method: 'GET', path, query }).body.items;
const isReady = ({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');

/** Milliseconds of the processor: who waits for the real clock is not charged for it. */
function cpuMsSince(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The virtual seconds pass one by one, so that the end is seen. */
async function rollOut(replicas = PODS) {
  const session = await startSession(NODES, [{ name: 'web.yaml', content: JSON.stringify(deployment(replicas)) }]);
  const start = performance.now();
  const before = process.cpuUsage();
  await runCommand(session, 'kubectl apply -f web.yaml');
  for (let ms = 0; ms < SETTLE_MS; ms += 1_000) {
    await session.advance(1_000);
    const { status } = session.client.request({
      method: 'GET',
      path: '/apis/apps/v1/namespaces/default/deployments/web',
    }).body;
    if (status.readyReplicas === replicas) return { session, ms: performance.now() - start, cpuMs: cpuMsSince(before) };
  }
  throw new Error('the Pods do not become ready');
}

// what is loaded and compiled by a first run is no object
await rollOut(10);
const before = heapBytes();
const { session, ms } = await rollOut();
const pods = list(session, '/api/v1/pods');
const files = list(session, '/apis/berth.dev/v1/provenances', { fieldSelector: 'object.kind=Pod' });
if (pods.filter(isReady).length !== PODS || files.filter(({ hostsFile }) => hostsFile).length !== PODS)
  throw new Error('a Pod is not ready or has no hosts file');
const bytes = heapBytes() - before;
const json = allObjects(session).reduce((sum, object) => sum + JSON.stringify(object).length, 0);

const times = [ms, (await rollOut()).ms, (await rollOut()).ms];
report('1,000 Pods on 20 nodes, apply to all ready, best', Math.min(...times), 'ms', 400);
report('heap of that cluster against the JSON of its objects', bytes / json, 'times', 6);

/** Every object of the kinds that discovery lists, in one version each. */
function allObjects({ client }) {
  const get = (path) => client.request({ method: 'GET', path }).body;
  const groups = [
    '/api/v1',
    ...get('/apis').groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
  ];
  return groups.flatMap((path) =>
    get(path)
      .resources.filter(({ name, verbs }) => !name.includes('/') && verbs.includes('list'))
      .flatMap(({ name }) => get(`${path}/${name}`).items ?? []),
  );
}

/** Pods as a kubelet elsewhere reports them: there is no kubelet here that would run them. */
async function withPods(count) {
  const session = await startSession('kubelet: false\nserviceSubnet: 10.96.0.0/16');
  const { client } = session;
  client.request({
    method: 'POST',
    path: '/api/v1/nodes',
    body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'elsewhere' } },
  });
  for (let index = 0; index < count; index++) {
    const podIP = `10.${100 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `web-${index}`, labels: { app: 'web' } },
      spec: { nodeName: 'elsewhere', containers: [{ name: 'web', image: 'nginx' }] },
    };
    const path = '/api/v1/namespaces/default/pods';
    const created = client.request({ method: 'POST', path, body });
    const status = {
      phase: 'Running',
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: [{ type: 'Ready', status: 'True' }],
    };
    const written = client.request({
      method: 'PUT',
      path: `${path}/web-${index}/status`,
      body: { ...created.body, status },
    });
    if (written.status !== 200) throw new Error(written.body.message);
  }
  await session.advance(5_000);
  return session;
}

async function slices() {
  const session = await withPods(ENDPOINTS);
  const body = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  };
  const start = performance.now();
  session.client.request({ method: 'POST', path: '/api/v1/namespaces/default/services', body });
  await session.advance(5_000);
  const ms = performance.now() - start;
  const found = list(session, '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
    labelSelector: 'kubernetes.io/service-name=web',
  });
  const endpoints = found.reduce((sum, slice) => sum + (slice.endpoints ?? []).length, 0);
  if (endpoints !== ENDPOINTS) throw new Error(`${endpoints} endpoints`);
  return ms;
}

/** The same Deployment on as many Nodes, until all Pods are ready. @returns milliseconds of the processor. */
async function peerRollOut({ Cluster, BaseImage }, replicas) {
  class Idle extends BaseImage {
    static imageName = 'idle';
    static imageVersion = '1.0';
    defaultCommand = ['idle'];
    exec(context) {
      return context.waitUntilKilled();
    }
  }
  const cluster = new Cluster({ nodes: 20, serviceCIDR: '10.96.0.0/16' });
  cluster.registerImage(Idle);
  await cluster.init();
  const object = deployment(replicas);
  object.spec.template.spec.containers = [{ name: 'web', image: 'idle:1.0' }];
  const before = process.cpuUsage();
  await cluster.apply([object]);
  for (let waited = 0; waited < PEER_MAX_MS; waited += PEER_POLL_MS) {
    await new Promise((resolve) => setTimeout(resolve, PEER_POLL_MS));
    const { status } = await cluster.api.appsv1.readNamespacedDeployment({ name: 'web', namespace: 'default' });
    if (status?.readyReplicas !== replicas) continue;
    const cpuMs = cpuMsSince(before);
    await cluster.close?.();
    return cpuMs;
  }
  throw new Error('its Pods do not become ready');
}

async function peer() {
  try {
    const module = await loadPeer();
    await peerRollOut(module, 10);
    const theirs = await peerRollOut(module, PEER_PODS);
    const { cpuMs: ours } = await rollOut(PEER_PODS);
    report(`  ${PEER}, ${PEER_PODS} Pods on 20 nodes, processor`, theirs, 'ms');
    report(`  ${PEER_PODS} Pods here, processor`, ours, 'ms');
    report('  ours against it', ours / theirs, 'times', 1);
  } catch (error) {
    peerFailed(error);
  }
}

const sliceTimes = [await slices(), await slices()];
report('10,000 endpoints in slices, from the Service on, best', Math.min(...sliceTimes), 'ms', 300);
await peer();
// its clock would keep the process alive
process.exit();
