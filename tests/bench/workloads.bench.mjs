/** A Deployment of 1,000 Pods on 20 nodes up to its hosts files, 10,000 endpoints in slices, and what the objects take. */

import { report } from './measure.mjs';
import { heapBytes, runCommand, startSession } from './session.mjs';

const PODS = 1_000;
const ENDPOINTS = 10_000;
const SETTLE_MS = 120_000;
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

/** The virtual seconds pass one by one, so that the end is seen. */
async function rollOut(replicas = PODS) {
  const session = await startSession(NODES, [{ name: 'web.yaml', content: JSON.stringify(deployment(replicas)) }]);
  const start = performance.now();
  await runCommand(session, 'kubectl apply -f web.yaml');
  for (let ms = 0; ms < SETTLE_MS; ms += 1_000) {
    await session.advance(1_000);
    const { status } = session.client.request({
      method: 'GET',
      path: '/apis/apps/v1/namespaces/default/deployments/web',
    }).body;
    if (status.readyReplicas === replicas) return { session, ms: performance.now() - start };
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
const sliceTimes = [await slices(), await slices()];
report('10,000 endpoints in slices, from the Service on, best', Math.min(...sliceTimes), 'ms', 300);
