/** Attaching to containers, containers that wait for input, and sidecars of a Pod that ends. */

import { describe, expect, test } from 'vitest';
import { busybox, PODS, startCluster, type TestCluster } from '../controllers/cluster';

const start = () => startCluster({ kubelet: true });

/** @returns what is printed while attached. */
async function attach(cluster: TestCluster, pod: string, stdin?: string) {
  const output = { stdout: '', stderr: '' };
  const result = await cluster.client.exec(
    { method: 'POST', path: `${PODS}/${pod}/attach` },
    {
      ...(stdin === undefined ? {} : { stdin }),
      stdout: (text) => void (output.stdout += text),
      stderr: (text) => void (output.stderr += text),
      sleep: (ms) => cluster.clock.advance(ms),
    },
  );
  return { ...output, ...('exit' in result ? { exit: result.exit } : { message: result.status.message }) };
}

const phase = (cluster: TestCluster, pod: string) => cluster.get(`${PODS}/${pod}`).status!.phase;

describe('attach', () => {
  test('shows what is printed from then on, until the end', async () => {
    const cluster = await start();
    const script = 'echo early; sleep 10; echo late; echo wrong >&2; sleep 10; echo end';
    cluster.create(PODS, busybox('p', script, { restartPolicy: 'Never' }));
    await cluster.clock.advance(4_000);
    expect(await attach(cluster, 'p')).toEqual({ stdout: 'late\nend\n', stderr: 'wrong\n', exit: 0 });
    expect(cluster.logs('p')).toBe('early\nlate\nwrong\nend\n');
  });

  test.each([
    ['has ended', 'true', 10_000],
    ['has not started', 'true', 100],
  ])('a container that %s is not found', async (_when, script, afterMs) => {
    const cluster = await start();
    cluster.create(PODS, busybox('p', script, { restartPolicy: 'Never' }));
    await cluster.clock.advance(afterMs);
    expect(await attach(cluster, 'p')).toEqual({
      stdout: '',
      stderr: '',
      message: 'Internal error occurred: unable to upgrade connection: container c not found in pod p_default',
    });
  });

  const reader = (stdin: object, command: string[]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.28', command, ...stdin }] },
  });

  test.each([
    ['a shell', ['sh'], 'echo $((6 * 7))\nexit 3\n', '42\n', 3],
    ['cat', ['cat'], 'one\ntwo\n', 'one\ntwo\n', 0],
  ])('%s waits for its input and ends with it', async (_what, command, stdin, printed, exitCode) => {
    const cluster = await start();
    cluster.create(PODS, reader({ stdin: true, stdinOnce: true }, command));
    await cluster.clock.advance(3_600_000);
    expect(phase(cluster, 'p')).toBe('Running');
    expect(await attach(cluster, 'p', stdin)).toEqual({ stdout: printed, stderr: '', exit: 0 });
    await cluster.clock.advance(3_000);
    expect(cluster.get(`${PODS}/p`).status!.containerStatuses[0].state.terminated.exitCode).toBe(exitCode);
  });

  test('without stdin a shell has nothing to read and ends', async () => {
    const cluster = await start();
    cluster.create(PODS, reader({}, ['sh']));
    await cluster.clock.advance(5_000);
    expect(phase(cluster, 'p')).toBe('Succeeded');
  });

  test('without stdinOnce the input stays open', async () => {
    const cluster = await start();
    cluster.create(PODS, reader({ stdin: true }, ['cat']));
    await cluster.clock.advance(5_000);
    await expect(attach(cluster, 'p', 'one\n')).rejects.toThrow('it did not end within a day');
    expect(phase(cluster, 'p')).toBe('Running');
  });
});

describe('sidecars of a Pod whose other containers have ended', () => {
  const side = (name: string, script: string, more: object = {}) => ({
    ...{ name, image: 'busybox:1.28', restartPolicy: 'Always', command: ['sh', '-c', script] },
    ...more,
  });
  const polite = (name: string, seconds = 0) =>
    `trap 'echo ${name} $(date +%s) >> /shared/ends; sleep ${seconds}; exit 0' TERM; while true; do sleep 1; done`;
  const volumes = [{ name: 'shared', emptyDir: {} }];
  const volumeMounts = [{ name: 'shared', mountPath: '/shared' }];
  const containers = (script: string) => [
    { name: 'main', image: 'busybox:1.28', command: ['sh', '-c', script], volumeMounts },
  ];
  const states = (cluster: TestCluster) => {
    const { phase, containerStatuses, initContainerStatuses } = cluster.get(`${PODS}/p`).status!;
    const text = ({ state }: { state: Record<string, { exitCode?: number; reason?: string }> }) =>
      state.terminated ? `${state.terminated.reason} ${state.terminated.exitCode}` : Object.keys(state)[0];
    return [phase, ...[...initContainerStatuses, ...containerStatuses].map(text)];
  };
  const pod = (initContainers: object[], script: string, spec: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { restartPolicy: 'Never', volumes, initContainers, containers: containers(script), ...spec },
  });

  test('are stopped in turn, the last one first; the phase waits for them', async () => {
    const cluster = await start();
    const sides = [side('a', polite('a'), { volumeMounts }), side('b', polite('b', 5), { volumeMounts })];
    cluster.create(PODS, pod(sides, 'sleep 10; exit 3'));
    await cluster.clock.advance(15_000);
    expect(states(cluster)).toEqual(['Running', 'running', 'running', 'Error 3']);
    const ready = cluster.get(`${PODS}/p`).status!.conditions.find(({ type }: { type: string }) => type === 'Ready');
    expect(ready).toMatchObject({ status: 'False', reason: 'PodFailed' });
    expect(cluster.events('p').filter((text) => text.startsWith('Killing'))).toEqual([
      'Killing: Stopping container a',
      'Killing: Stopping container b',
    ]);
    await cluster.clock.advance(15_000);
    expect(states(cluster)).toEqual(['Failed', 'Completed 0', 'Completed 0', 'Error 3']);
  });

  test('one that does not care is killed after the grace of the Pod', async () => {
    const cluster = await start();
    cluster.create(PODS, pod([side('a', 'sleep 1d')], 'sleep 5', { terminationGracePeriodSeconds: 10 }));
    await cluster.clock.advance(12_000);
    expect(states(cluster)).toEqual(['Running', 'running', 'Completed 0']);
    await cluster.clock.advance(10_000);
    expect(states(cluster)).toEqual(['Succeeded', 'Error 137', 'Completed 0']);
  });

  test.each([
    ['that restart', 'Always', 'exit 0'],
    ['that run', 'Never', 'sleep 1d'],
  ])('go on beside containers %s', async (_what, restartPolicy, script) => {
    const cluster = await start();
    cluster.create(PODS, pod([side('a', 'sleep 1d')], script, { restartPolicy }));
    await cluster.clock.advance(600_000);
    expect(states(cluster).slice(0, 2)).toEqual(['Running', 'running']);
  });

  test('of a deleted Pod end after its other containers', async () => {
    const cluster = await start();
    const a = side('a', polite('a'), { volumeMounts });
    const main = [{ ...containers(polite('main', 8))[0] }];
    const held = pod([a], '', { containers: main });
    cluster.create(PODS, { ...held, metadata: { name: 'p', finalizers: ['example.com/hold'] } });
    await cluster.clock.advance(5_000);
    cluster.remove(`${PODS}/p`);
    await cluster.clock.advance(5_000);
    expect(states(cluster).slice(1)).toEqual(['running', 'running']);
    await cluster.clock.advance(15_000);
    const { containerStatuses, initContainerStatuses } = cluster.get(`${PODS}/p`).status!;
    const endOf = ([{ state }]: { state: { terminated: { finishedAt: string } } }[]) =>
      Date.parse(state.terminated.finishedAt);
    expect(endOf(initContainerStatuses)).toBeGreaterThanOrEqual(endOf(containerStatuses));
    expect(states(cluster)).toEqual(['Succeeded', 'Completed 0', 'Completed 0']);
  });
});
