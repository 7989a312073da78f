/** 10,000 Services: created one by one through the whole API, listed, printed, kept with all their revisions. */

import { medianMs, report } from './measure.mjs';
import { loadPeer, PEER, peerFailed } from './peer.mjs';
import { heapBytes, runCommand, startSession } from './session.mjs';

const COUNT = 10_000;
const COLLECTION = '/api/v1/namespaces/default/services';
const CLUSTER = 'serviceSubnet: 10.96.0.0/16\nkubelet: false';
const PEER_COUNT = 1_000;
/** Until every controller has looked at what is new. */
const SETTLE_MS = 1_000;

const service = (name) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, labels: { app: 'web' } },
  spec: { ports: [{ port: 80 }] },
});

/** Microseconds for one create: decoding, defaults, an address, rules, managed fields, storing, watches. */
function createAll(session, count) {
  const start = performance.now();
  for (let index = 0; index < count; index++) {
    const request = { method: 'POST', path: COLLECTION, body: service(`web-${index}`) };
    const { status, body } = session.client.request(request);
    if (status !== 201) throw new Error(body.message);
  }
  return (1_000 * (performance.now() - start)) / count;
}

const times = [];
for (let turn = 0; turn < 3; turn++) times.push(createAll(await startSession(CLUSTER), COUNT));
const empty = await startSession(CLUSTER);
const before = heapBytes();
const us = Math.min(...times, createAll(empty, COUNT));
report('one Service through the whole API, best mean of 10,000', us, 'µs', 60);
await empty.advance(SETTLE_MS);
const bytes = heapBytes() - before;
report('heap of 10,000 Services with addresses and decisions', bytes / 1e6, 'MB', 80);

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
const listTable = () => empty.client.request({ method: 'GET', path: COLLECTION, headers: TABLE });
if (listTable().body.rows.length < COUNT) throw new Error('the list is short');
report('10,000 Services listed as a Table', await medianMs(listTable), 'ms', 60);

const print = () => runCommand(empty, 'kubectl get services');
if ((await print()).split('\n').length < COUNT) throw new Error('the table is short');
report('10,000 Services printed by kubectl get', await medianMs(print), 'ms', 150);
await peer(us);

/** The same create by a simulator of the same kind; its promises are awaited one by one, as its users do. */
async function peer(ours) {
  try {
    const { Cluster } = await loadPeer();
    const cluster = new Cluster({ nodes: 1, serviceCIDR: '10.96.0.0/16' });
    await cluster.init();
    const create = (prefix, index) =>
      cluster.api.corev1.createNamespacedService({ namespace: 'default', body: service(`${prefix}-${index}`) });
    for (let index = 0; index < PEER_COUNT / 10; index++) await create('warm', index);
    const start = performance.now();
    for (let index = 0; index < PEER_COUNT; index++) await create('web', index);
    const theirs = (1_000 * (performance.now() - start)) / PEER_COUNT;
    report(`  ${PEER}, mean of 1,000 creates`, theirs, 'µs');
    report('  ours against it', ours / theirs, 'times', 1);
    await cluster.close?.();
  } catch (error) {
    peerFailed(error);
  }
}
// its clock would keep the process alive
process.exit();
