/** How Jobs end: failure waits for the Pods, and every Pod is counted (pods-and-nodes.md R8.20). */

import { expect, test } from 'vitest';
import { PODS, startCluster } from './cluster';

const JOBS = '/apis/batch/v1/namespaces/default/jobs';

const job = (script: string, spec: object, restartPolicy = 'Never') => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'j' },
  spec: {
    template: {
      spec: {
        restartPolicy,
        terminationGracePeriodSeconds: 5,
        containers: [{ name: 'c', image: 'busybox:1.28', command: ['sh', '-c', script] }],
      },
    },
    ...spec,
  },
});

test.each([
  {
    rule: 'R8.20 a deadline: FailureTarget while Pods terminate, then Failed',
    body: job('sleep 3600', { activeDeadlineSeconds: 3 }),
    atMs: [4_000, 15_000],
    conditions: ['FailureTarget', 'FailureTarget,Failed'],
    pods: 0,
    status: { failed: 1, terminating: 0 },
    events: ['Created pod', 'Deleted pod', 'Job was active longer than specified deadline'],
  },
  {
    rule: 'R8.20 OnFailure: restarts count against the limit, the Pod is deleted',
    body: job('exit 2', { backoffLimit: 1 }, 'OnFailure'),
    atMs: [4_000, 15_000],
    conditions: ['FailureTarget,Failed', 'FailureTarget,Failed'],
    pods: 0,
    status: { failed: 1, terminating: 0 },
    events: ['Created pod', 'Deleted pod', 'Job has reached the specified backoff limit'],
  },
  {
    rule: 'R8.20 a limit for each index: the others go on',
    body: job('exit $JOB_COMPLETION_INDEX', {
      completions: 3,
      parallelism: 3,
      completionMode: 'Indexed',
      backoffLimitPerIndex: 0,
    }),
    atMs: [500, 10_000],
    conditions: ['', 'FailureTarget,Failed'],
    pods: 3,
    status: { failed: 2, failedIndexes: '1,2', completedIndexes: '0', succeeded: 1 },
    events: ['Created pod', 'Created pod', 'Created pod', 'Job has failed indexes'],
  },
])('$rule', async ({ body, atMs, conditions, pods, status, events }) => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(JOBS, body);
  let passed = 0;
  for (const [index, ms] of atMs.entries()) {
    await cluster.clock.advance(ms - passed);
    passed = ms;
    const seen = (cluster.get(`${JOBS}/j`).status!.conditions ?? []) as { type: string }[];
    expect(seen.map(({ type }) => type).join()).toBe(conditions[index]);
  }
  expect(cluster.get(`${JOBS}/j`).status).toMatchObject(status);
  expect(cluster.list(PODS)).toHaveLength(pods);
  expect(cluster.events('j').map((text) => text.split(': ')[1])).toEqual(events);
});

test('R8.20 a suspended Job deletes its Pods without counting them', async () => {
  const cluster = await startCluster({ kubelet: true });
  cluster.create(JOBS, job('sleep 3600', {}));
  await cluster.clock.advance(3_000);
  cluster.patch(`${JOBS}/j`, { spec: { suspend: true } });
  await cluster.clock.advance(10_000);
  const { status } = cluster.get(`${JOBS}/j`);
  expect(status).toMatchObject({ ready: 0, terminating: 0 });
  expect(status!.failed).toBeUndefined();
  expect(cluster.list(PODS)).toEqual([]);
});

test.each<[title: string, script: string, rules: object[], reason: string | undefined, failed: number | undefined]>([
  ['an exit code that fails the Job', 'exit 42', [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }], 'PodFailurePolicy', 1],
  ['another exit code', 'exit 1', [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }], 'BackoffLimitExceeded', 2],
  ['all but one', 'exit 1', [{ action: 'FailJob', onExitCodes: { operator: 'NotIn', values: [42] } }], 'PodFailurePolicy', 1],
  ['the first rule that matches', 'exit 42', [{ action: 'Count', onExitCodes: { operator: 'In', values: [42] } }, { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }], 'BackoffLimitExceeded', 2],
  ['another container', 'exit 42', [{ action: 'FailJob', onExitCodes: { containerName: 'd', operator: 'In', values: [42] } }], 'BackoffLimitExceeded', 2],
  ['what is not counted', 'exit 42', [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [42] } }], undefined, undefined],
])('podFailurePolicy: %s', async (_title, script, rules, reason, failed) => {
  const cluster = await startCluster({ kubelet: true });
  const body = job(script, { backoffLimit: 1, podFailurePolicy: { rules } });
  const { spec } = body.spec.template;
  cluster.create(JOBS, {
    ...body,
    spec: { ...body.spec, template: { spec: { ...spec, initContainers: [{ name: 'd', image: 'busybox:1', command: ['true'] }] } } },
  });
  await cluster.clock.advance(40_000);
  const { status } = cluster.get(`${JOBS}/j`);
  const last = (status!.conditions ?? []).at(-1);
  expect([last?.reason, status!.failed]).toEqual([reason, failed]);
  if (reason !== 'PodFailurePolicy') return;
  const code = script.slice('exit '.length);
  expect(last.message).toMatch(new RegExp(`^Container c for pod default/j-\\w{5} failed with exit code ${code} matching FailJob rule at index 0$`));
}); // prettier-ignore
