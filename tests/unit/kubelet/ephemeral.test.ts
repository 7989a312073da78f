/** Ephemeral containers: they start in a running Pod, see its files of names, and never start again. */

import { describe, expect, test } from 'vitest';
import { busybox, PODS, startCluster, type TestCluster } from '../controllers/cluster';

const debuggerOf = (more: object = {}) => ({ name: 'debugger', image: 'busybox:1.28', ...more });

async function withDebugger(container: object, spec: object = {}, metadata: object = {}): Promise<TestCluster> {
  const cluster = await startCluster({ kubelet: true });
  const hostAliases = [{ ip: '10.1.2.3', hostnames: ['foo'] }];
  cluster.create(PODS, busybox('p', 'sleep 1d', { hostAliases, ...spec }, metadata));
  await cluster.clock.advance(5_000);
  cluster.patch(`${PODS}/p/ephemeralcontainers`, { spec: { ephemeralContainers: [container] } });
  await cluster.clock.advance(5_000);
  return cluster;
}
const stateOf = (cluster: TestCluster) => cluster.get(`${PODS}/p`).status!.ephemeralContainerStatuses?.[0];

describe('an ephemeral container', () => {
  test('runs beside the others, with its status and events', async () => {
    const cluster = await withDebugger(debuggerOf({ command: ['sleep', '1d'] }));
    expect(stateOf(cluster)).toEqual({
      containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
      image: 'docker.io/library/busybox:1.28',
      imageID: expect.any(String),
      lastState: {},
      name: 'debugger',
      ready: false,
      resources: {},
      restartCount: 0,
      state: { running: { startedAt: expect.any(String) } },
      user: { linux: { gid: 0, supplementalGroups: [0], uid: 0 } },
    });
    const events = cluster.list('/api/v1/events').filter((one) => one.involvedObject.fieldPath?.includes('debugger'));
    expect(events.map(({ reason, involvedObject }) => [reason, involvedObject.fieldPath])).toEqual(
      ['Pulled', 'Created', 'Started'].map((reason) => [reason, 'spec.ephemeralContainers{debugger}']),
    );
    const ready = cluster
      .get(`${PODS}/p`)
      .status!.conditions.map((one: { type: string; status: string }) => one.status);
    expect(new Set(ready)).toEqual(new Set(['True']));
    const { containers, lines } = cluster.kubelet!.hostsFiles()[0];
    expect([containers, lines.at(-1)!.text]).toEqual([['c', 'debugger'], '10.1.2.3\tfoo']);
  });

  test.each([
    ['cat /etc/hostname', 'p\n'],
    ['grep foo /etc/hosts', '10.1.2.3\tfoo\n'],
    ['hostname -i', '10.244.0.2 \n'],
  ])('shares the names of the Pod: %s', async (script, printed) => {
    const cluster = await withDebugger(debuggerOf({ command: ['sh', '-c', script] }));
    expect(cluster.logs('p', { container: 'debugger' })).toBe(printed);
  });

  test.each([
    [{}, ['1 sh -c sleep 100; ps -o pid,args', '7 ps -o pid,args']],
    [{ targetContainerName: 'c' }, ['1 sh -c sleep 1d', '7 sh -c sleep 100; ps -o pid,args', '8 ps -o pid,args']],
  ])('sees the processes of its target: %j', async (more, rows) => {
    const cluster = await withDebugger(debuggerOf({ command: ['sh', '-c', 'sleep 100; ps -o pid,args'], ...more }));
    await cluster.clock.advance(100_000);
    const lines = cluster.logs('p', { container: 'debugger' }).trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.trim())).toEqual(rows);
  });

  test.each([
    ['exit 0', 'Completed', 0],
    ['exit 3', 'Error', 3],
  ])('that ends with %s does not start again, and changes nothing of the Pod', async (script, reason, exitCode) => {
    const cluster = await withDebugger(debuggerOf({ command: ['sh', '-c', script] }));
    await cluster.clock.advance(120_000);
    expect(stateOf(cluster)).toMatchObject({ restartCount: 0, state: { terminated: { reason, exitCode } } });
    expect(cluster.get(`${PODS}/p`).status).toMatchObject({ phase: 'Running', containerStatuses: [{ ready: true }] });
  });

  test('of an image that is nowhere waits', async () => {
    const cluster = await withDebugger(debuggerOf({ image: 'nosuch/image:1' }));
    expect(stateOf(cluster)).toMatchObject({ imageID: '', state: { waiting: { reason: 'ImagePullBackOff' } } });
    expect(cluster.get(`${PODS}/p`).status!.phase).toBe('Running');
  });

  test('runs before the init containers have ended', async () => {
    const initContainers = [{ name: 'wait', image: 'busybox:1.28', command: ['sleep', '1d'] }];
    const cluster = await withDebugger(debuggerOf({ command: ['sleep', '1d'] }), { initContainers });
    expect(stateOf(cluster).state).toHaveProperty('running');
    expect(cluster.get(`${PODS}/p`).status!.phase).toBe('Pending');
  });

  test('takes commands, and ends with its Pod', async () => {
    const cluster = await withDebugger(
      debuggerOf({ stdin: true, tty: true }),
      {},
      { finalizers: ['example.com/stay'] },
    );
    const stdout: string[] = [];
    await cluster.client.exec(
      { method: 'POST', path: `${PODS}/p/exec`, body: { container: 'debugger', command: ['hostname'] } },
      { stdout: (text) => void stdout.push(text), stderr: () => {}, sleep: (ms) => cluster.clock.advance(ms) },
    );
    expect(stdout.join('')).toBe('p\n');
    cluster.remove(`${PODS}/p`);
    await cluster.clock.advance(40_000);
    expect(stateOf(cluster).state.terminated).toMatchObject({ exitCode: 137 });
    expect(cluster.events('p')).toContain('Killing: Stopping container debugger');
    expect(cluster.get(`${PODS}/p`).status!.phase).toBe('Failed');
  });
});
