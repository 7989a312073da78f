/** Hooks, signals, grace and deadlines of containers (pods-and-nodes.md 6). */

import { describe, expect, test } from 'vitest';
import { PODS as RESOURCE } from '../../../worker/client/resources';
import { busybox, PODS, startCluster, type TestCluster } from '../controllers/cluster';

const start = () => startCluster({ kubelet: true });
const statusOf = (cluster: TestCluster, pod = 'p') => cluster.get(`${PODS}/${pod}`).status!;
const first = (cluster: TestCluster, pod = 'p') => statusOf(cluster, pod).containerStatuses[0];
const reasons = (cluster: TestCluster) =>
  cluster.events('p').filter((text) => !/^(Scheduled|Pulled|Created|Started)/.test(text));

/** A Pod of one container with hooks. */
const hooked = (script: string, lifecycle: object, spec: object = {}) =>
  busybox('p', script, {
    containers: [{ name: 'c', image: 'busybox:1.28', command: ['sh', '-c', script], lifecycle }],
    ...spec,
  });
const exec = (script: string) => ({ exec: { command: ['sh', '-c', script] } });

const TRAP = "trap 'exit 3' TERM; while true; do sleep 1; done";
const DEAF = 'sleep 1d';

/** Seconds from the deletion until the Pod is gone, to the second. */
async function secondsToEnd(cluster: TestCluster): Promise<number> {
  for (let seconds = 0; seconds < 100; seconds++) {
    if (!cluster.find(`${PODS}/p`)) return seconds;
    await cluster.clock.advance(1_000);
  }
  return Number.NaN;
}

describe('the end of a container', () => {
  /** From the deletion: seconds until SIGTERM or SIGKILL ended it, and the events. */
  test.each<[title: string, body: object, grace: number, from: number, to: number, events: string[]]>([
    ['a trap ends it at once', hooked(TRAP, {}), 30, 1, 4, []],
    ['without one it takes the whole grace', hooked(DEAF, {}), 10, 10, 13, []],
    ['SIGKILL comes after two seconds at least', hooked(DEAF, {}), 1, 2, 5, []],
    ['a hook goes before the signal', hooked(TRAP, { preStop: exec('sleep 5') }), 30, 6, 9, []],
    ['a pause as a hook', hooked(TRAP, { preStop: { sleep: { seconds: 6 } } }), 30, 7, 10, []],
    ['the hook takes from the grace', hooked(DEAF, { preStop: exec('sleep 5') }), 10, 10, 13, []],
    [
      'a hook that does not end',
      hooked(TRAP, { preStop: exec('sleep 60') }),
      6,
      6,
      10,
      ['FailedPreStopHook: PreStopHook failed'],
    ],
    [
      'a hook that fails',
      hooked(TRAP, { preStop: exec('exit 1') }),
      30,
      1,
      4,
      ['FailedPreStopHook: PreStopHook failed'],
    ],
    [
      'a hook without its program',
      hooked(TRAP, { preStop: { exec: { command: ['nothing'] } } }),
      30,
      1,
      4,
      ['FailedPreStopHook: PreStopHook failed'],
    ],
    [
      'a hook that nobody answers',
      hooked(TRAP, { preStop: { httpGet: { port: 8080, path: '/bye' } } }),
      30,
      1,
      4,
      ['FailedPreStopHook: PreStopHook failed'],
    ],
    [
      'a hook that ends the first process',
      hooked(TRAP, { preStop: exec('kill 1; sleep 9') }),
      30,
      1,
      5,
      ['FailedPreStopHook: PreStopHook failed'],
    ],
  ])('%s', async (_title, body, grace, from, to, events) => {
    const cluster = await start();
    cluster.create(PODS, body);
    await cluster.clock.advance(4_000);
    expect(first(cluster).state.running).toBeDefined();
    cluster.remove(`${PODS}/p`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: grace });
    const seconds = await secondsToEnd(cluster);
    expect(seconds).toBeGreaterThanOrEqual(from);
    expect(seconds).toBeLessThanOrEqual(to);
    expect(reasons(cluster)).toEqual(['Killing: Stopping container c', ...events]);
  });

  test('a second deletion shortens the grace while the hook runs', async () => {
    const cluster = await start();
    cluster.create(PODS, hooked(DEAF, { preStop: exec('sleep 60') }));
    await cluster.clock.advance(4_000);
    cluster.remove(`${PODS}/p`);
    await cluster.clock.advance(5_000);
    cluster.remove(`${PODS}/p`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 1 });
    expect(await secondsToEnd(cluster)).toBeLessThanOrEqual(7);
  });

  test.each([
    ['exit 143', "trap 'exit 143' TERM; while true; do sleep 1; done", 143],
    ['a trap that ends well', "trap 'echo bye; exit 0' TERM; while true; do sleep 1; done", 0],
    ['a background job', "trap 'kill $!; exit 7' TERM; sleep 600 & wait", 7],
    ['a wait for one job', "trap 'exit 8' TERM; (sleep 2; exit 5) & wait $!; echo $?; sleep 600 & wait $!", 8],
    ['a job that outlives its shell', 'sleep 600 & exit 12', 12],
    ['nothing', 'sleep 600', 137],
    ['a shell of its own', 'sh -c "exit 9"', 9],
    ['exec', 'exec sh -c "exit 11"', 11],
  ])('exit code with %s', async (_title, script, exitCode) => {
    const cluster = await start();
    cluster.create(
      PODS,
      busybox('p', script, { restartPolicy: 'Never', activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 3 }),
    );
    await cluster.clock.advance(14_000);
    expect(first(cluster).state.terminated.exitCode).toBe(exitCode);
    expect(first(cluster).state.terminated.reason).toBe(exitCode === 0 ? 'Completed' : 'Error');
  });
});

test('jobs go on beside their shell', async () => {
  const cluster = await start();
  const script =
    '(while true; do sleep 2; echo tick; done) & (sleep 3; exit 4) & wait $!; echo job $?; sleep 2; echo main; wait';
  cluster.create(PODS, busybox('p', script));
  await cluster.clock.advance(9_000);
  expect(cluster.logs('p')).toMatch(/^tick\njob 4\ntick\nmain\ntick\n/);
  const before = cluster.logs('p').length;
  await cluster.clock.advance(4_000);
  expect(cluster.logs('p').length).toBe(before + 2 * 'tick\n'.length);
});

describe('the hook after the start', () => {
  test('the Pod tells nothing before it has ended', async () => {
    const cluster = await start();
    cluster.create(PODS, hooked(DEAF, { postStart: exec('sleep 5; echo there > /ready') }));
    await cluster.clock.advance(4_000);
    expect(first(cluster)).toMatchObject({ ready: false, state: { waiting: { reason: 'ContainerCreating' } } });
    await cluster.clock.advance(5_000);
    expect(first(cluster)).toMatchObject({ ready: true, state: { running: {} } });
    expect((await cluster.exec('p', 'cat', '/ready')).stdout).toBe('there\n');
    expect(reasons(cluster)).toEqual([]);
  });

  test('the next container waits for it', async () => {
    const cluster = await start();
    const containers = [
      {
        name: 'a',
        image: 'busybox:1.28',
        command: ['sleep', '1d'],
        lifecycle: { postStart: { sleep: { seconds: 5 } } },
      },
      { name: 'b', image: 'busybox:1.28', command: ['sleep', '1d'] },
    ];
    cluster.create(PODS, busybox('p', '', { containers }));
    await cluster.clock.advance(3_000);
    expect(cluster.events('p').filter((text) => text.startsWith('Started'))).toHaveLength(1);
    await cluster.clock.advance(5_000);
    expect(cluster.events('p').filter((text) => text.startsWith('Started'))).toHaveLength(2);
  });

  test.each([
    [
      'a command',
      exec('exit 4'),
      'Exec lifecycle hook ([sh -c exit 4]) for Container "c" in Pod "p_default(UID)" failed - error: command \'sh -c exit 4\' exited with 4: , message: ""',
    ],
    [
      'a request',
      { httpGet: { port: 80, path: '/up' } },
      'HTTP lifecycle hook (/up) for Container "c" in Pod "p_default(UID)" failed - error: Get "http://10.244.0.2:80/up": dial tcp 10.244.0.2:80: connect: connection refused',
    ],
  ])('that fails by %s: the container is stopped and starts anew', async (_title, postStart, message) => {
    const cluster = await start();
    cluster.create(PODS, hooked(TRAP, { postStart }));
    const seen = new Set<string>();
    for (let turn = 0; turn < 20; turn++) {
      await cluster.clock.advance(500);
      const { waiting } = first(cluster).state;
      if (waiting)
        seen.add(
          `${waiting.reason} ${waiting.message ?? ''}`.replace(cluster.get(`${PODS}/p`).metadata.uid!, 'UID').trim(),
        );
    }
    expect([...seen]).toContain(`PostStartHookError ${message}`);
    expect(reasons(cluster).slice(0, 2)).toEqual([
      'FailedPostStartHook: PostStartHook failed',
      'Killing: FailedPostStartHook',
    ]);
    await cluster.clock.advance(30_000);
    expect(first(cluster)).toMatchObject({ lastState: { terminated: { exitCode: 3 } } });
    expect(first(cluster).restartCount).toBeGreaterThan(0);
    expect(reasons(cluster).join()).toContain('BackOff: Back-off restarting failed container c in pod p_default');
  });

  test('that fails in a Pod without restarts: the Pod fails', async () => {
    const cluster = await start();
    cluster.create(PODS, hooked(TRAP, { postStart: exec('exit 4') }, { restartPolicy: 'Never' }));
    await cluster.clock.advance(10_000);
    expect(statusOf(cluster).phase).toBe('Failed');
    expect(first(cluster).state).toMatchObject({ terminated: { exitCode: 3, reason: 'Error' } });
  });
});

describe('the deadline of a Pod', () => {
  test('its containers are stopped, then it has failed', async () => {
    const cluster = await start();
    cluster.create(PODS, busybox('p', DEAF, { activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 4 }));
    await cluster.clock.advance(7_000);
    expect(statusOf(cluster)).toMatchObject({ phase: 'Running' });
    expect(statusOf(cluster).reason).toBeUndefined();
    await cluster.clock.advance(6_000);
    expect(statusOf(cluster)).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
      containerStatuses: [{ ready: false, restartCount: 0, state: { terminated: { exitCode: 137, reason: 'Error' } } }],
    });
    expect(statusOf(cluster).conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'False', reason: 'PodFailed' }),
    );
    expect(reasons(cluster)).toEqual([
      'DeadlineExceeded: Pod was active on the node longer than the specified deadline',
      'Killing: Stopping container c',
    ]);
    const before = cluster.clock.nextDueMs();
    await cluster.clock.advance(120_000);
    expect(statusOf(cluster).phase).toBe('Failed');
    expect(before).toBeDefined();
  });

  test('also of one that never starts, and one that is set later', async () => {
    const cluster = await start();
    cluster.create(
      PODS,
      busybox('p', DEAF, { containers: [{ name: 'c', image: 'nothing:1' }], activeDeadlineSeconds: 20 }),
    );
    await cluster.clock.advance(25_000);
    expect(statusOf(cluster)).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
    cluster.create(PODS, busybox('q', TRAP));
    await cluster.clock.advance(5_000);
    cluster.patch(`${PODS}/q`, { spec: { activeDeadlineSeconds: 8 } });
    await cluster.clock.advance(8_000);
    expect(statusOf(cluster, 'q')).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
  });
});

test('another image: the container is stopped and starts anew, without a wait', async () => {
  const cluster = await start();
  cluster.create(PODS, busybox('p', TRAP));
  await cluster.clock.advance(5_000);
  const pod = cluster.get(`${PODS}/p`);
  const containers = [{ ...pod.spec.containers[0], image: 'busybox' }];
  expect(cluster.api.update(RESOURCE, { ...pod, spec: { ...pod.spec, containers } }).ok).toBe(true);
  await cluster.clock.advance(6_000);
  expect(first(cluster)).toMatchObject({
    restartCount: 1,
    state: { running: {} },
    lastState: { terminated: { exitCode: 3 } },
  });
  expect(reasons(cluster)).toEqual(['Killing: Container c definition changed, will be restarted']);
});
