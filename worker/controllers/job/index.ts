/** job-controller: runs Pods until enough have succeeded or too many have failed (pods-and-nodes.md 8.4). */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import { byController, ownerKey } from '../../client/owners';
import { claimPods, createPod, isPodActive, isPodFinished, isPodReady } from '../../client/pods';
import type { SyncResult } from '../../client/queue';
import { JOBS, PODS } from '../../client/resources';
import { failureAction } from './failure-policy';
import { failedIndexes, formatIndexes, INDEX_KEY, indexOf, parseIndexes, podGenerateName } from './indexes';
import { finishedAt, restartsOf } from './pods';

export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';

/** A finished Pod is counted this long after it was seen, as the controller batches its updates. */
const BATCH_MS = 1_000;
const FAILURE_BACKOFF_MS = 10_000;
const FAILURE_BACKOFF_MAX_MS = 600_000;

interface JobCondition extends Condition {
  lastProbeTime?: string;
}

const conditionOf = (job: KubernetesObject, type: string): JobCondition | undefined =>
  ((job.status?.conditions ?? []) as JobCondition[]).find((one) => one.type === type && one.status === 'True');

export const isJobFinished = (job: KubernetesObject): boolean =>
  !!conditionOf(job, 'Complete') || !!conditionOf(job, 'Failed');

export function startJobController(context: ControllerContext): void {
  const { api } = context;
  const jobs = context.informers.of(JOBS);
  const pods = context.informers.of(PODS);
  const recorder = context.recorder('job-controller');
  const queue = context.queue(sync);

  jobs.on(({ type, key }) => queue.add(type === 'DELETED' ? `deleted ${key}` : key));
  pods.on(({ type, object }) => {
    const owner = ownerKey(object, 'Job');
    if (!owner) return;
    if (type === 'MODIFIED' && isPodFinished(object)) queue.addAfter(owner, BATCH_MS);
    else queue.add(owner);
    if (!jobs.get(owner)) queue.add(`deleted ${owner}`);
  });

  function sync(key: string): SyncResult {
    if (key.startsWith('deleted ')) return releaseOrphans(key.slice('deleted '.length));
    const job = jobs.get(key);
    if (!job) return;
    if (isJobFinished(job)) return expire(job);
    const orphans = pods.by(byController, '').filter((pod) => pod.metadata.namespace === job.metadata.namespace);
    const own = claimPods(context, job, [...pods.by(byController, job.metadata.uid!), ...orphans]);
    return run(job, own);
  }

  /** A finished Job goes `ttlSecondsAfterFinished` after its end. */
  function expire(job: KubernetesObject): SyncResult {
    const { ttlSecondsAfterFinished: seconds } = job.spec;
    if (seconds === undefined || seconds === null || job.metadata.deletionTimestamp) return;
    const end = conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed');
    const leftMs = Date.parse(end!.lastTransitionTime!) + seconds * 1_000 - context.epochMs();
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    api.delete(JOBS, job, { uid: job.metadata.uid, propagationPolicy: 'Foreground' });
  }

  /** Pods of a Job that is gone have nobody left to count them. */
  function releaseOrphans(key: string): void {
    const [namespace] = key.split('/');
    for (const pod of pods.list(namespace))
      if (ownerKey(pod, 'Job') === key && pod.metadata.finalizers?.includes(TRACKING_FINALIZER)) untrack(pod);
  }

  function untrack(pod: KubernetesObject): void {
    const left = (pod.metadata.finalizers ?? []).filter((one) => one !== TRACKING_FINALIZER);
    api.patch(PODS, pod, { metadata: { finalizers: left.length > 0 ? left : null } });
  }

  function run(job: KubernetesObject, own: KubernetesObject[]): SyncResult {
    const isIndexed = job.spec.completionMode === 'Indexed';
    const status = { ...job.status };
    const isTracked = (pod: KubernetesObject) => !!pod.metadata.finalizers?.includes(TRACKING_FINALIZER);
    const isReplacedEarly = job.spec.podReplacementPolicy !== 'Failed';
    const hasEnded = (pod: KubernetesObject) =>
      isPodFinished(pod) || (!!pod.metadata.deletionTimestamp && (isReplacedEarly || !pod.spec.nodeName));
    const tracked = own.filter(isTracked);
    let ended = tracked.filter(hasEnded);
    const isSucceeded = (pod: KubernetesObject) => pod.status?.phase === 'Succeeded';
    const done = parseIndexes(status.completedIndexes);
    if (isIndexed) for (const pod of ended.filter(isSucceeded)) done.add(indexOf(pod) ?? 0);
    const succeeded = isIndexed ? done.size : (status.succeeded ?? 0) + ended.filter(isSucceeded).length;
    const isCounted = (pod: KubernetesObject) => !isSucceeded(pod) && failureAction(job, pod)?.action !== 'Ignore';
    let failed = (status.failed ?? 0) + ended.filter(isCounted).length;
    const lost = failedIndexes(job, own, done);

    const now = context.timestamp();
    const isSuspended = !!job.spec.suspend;
    if (!status.startTime && !isSuspended) status.startTime = now;
    const active = own.filter((pod) => isPodActive(pod));
    const verdict = job.metadata.deletionTimestamp
      ? undefined
      : (interimVerdict(job) ?? verdictOf(job, { succeeded, failed, lost }, own, active, status.startTime));
    let terminating = own.filter((pod) => pod.metadata.deletionTimestamp && !isPodFinished(pod)).length;
    // once the outcome is known every Pod counts, those that still run as failed ones
    if (verdict) {
      if (verdict.type === 'Failed') failed += tracked.filter((pod) => !hasEnded(pod)).length;
      ended = tracked;
    }
    let alive = active;
    if (verdict || isSuspended) {
      for (const pod of active) deletePod(job, pod);
      terminating += active.length;
      alive = [];
    }
    for (const pod of ended) untrack(pod);
    if (isSuspended) for (const pod of active) if (isTracked(pod) && !ended.includes(pod)) untrack(pod);
    let waitMs: number | undefined;
    if (!verdict && !isSuspended && !job.metadata.deletionTimestamp) {
      const made = makePods(job, own, alive, { succeeded, done, lost, failed, terminating });
      alive = [...alive, ...made.pods];
      waitMs = made.waitMs;
    }
    const outcome = { succeeded, failed, done, lost, isIndexed, alive, terminating, verdict, now, isSuspended };
    writeStatus(job, status, outcome);
    const deadlineMs = deadlineLeft(job, status.startTime);
    const waits = [waitMs, verdict ? undefined : deadlineMs].filter((ms) => ms !== undefined && ms > 0) as number[];
    return waits.length > 0 ? { requeueAfterMs: Math.min(...waits) } : undefined;
  }

  function deletePod(job: KubernetesObject, pod: KubernetesObject): void {
    if (!api.delete(PODS, pod, { uid: pod.metadata.uid }).ok) return;
    recorder.event(job, {
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${pod.metadata.name}`,
    });
  }

  /** What an earlier look has decided; the last condition waits until the Pods are gone. */
  function interimVerdict(job: KubernetesObject): Verdict | undefined {
    const success = conditionOf(job, 'SuccessCriteriaMet');
    const found = success ?? conditionOf(job, 'FailureTarget');
    if (!found) return undefined;
    const { reason = '', message = '' } = found;
    return { type: success ? 'Complete' : 'Failed', reason, message };
  }

  function deadlineLeft(job: KubernetesObject, startTime: string | undefined): number | undefined {
    const seconds = job.spec.activeDeadlineSeconds;
    return seconds === undefined || !startTime
      ? undefined
      : Date.parse(startTime) + seconds * 1_000 - context.epochMs();
  }

  interface Verdict {
    type: 'Complete' | 'Failed';
    reason: string;
    message: string;
  }

  interface Counts {
    succeeded: number;
    failed: number;
    /** Indexes that failed for good; empty without a limit for each index. */
    lost: Set<number>;
  }

  function verdictOf(
    job: KubernetesObject,
    { succeeded, failed, lost }: Counts,
    own: KubernetesObject[],
    active: KubernetesObject[],
    startTime: string | undefined,
  ): Verdict | undefined {
    const { completions, backoffLimit = 6 } = job.spec;
    const fatal = own.map((pod) => failureAction(job, pod)).find((found) => found?.action === 'FailJob');
    if (fatal) return { type: 'Failed', reason: 'PodFailurePolicy', message: fatal.message };
    const restarts =
      job.spec.template.spec.restartPolicy === 'OnFailure' ? own.reduce((count, pod) => count + restartsOf(pod), 0) : 0;
    if (failed > backoffLimit || (restarts > 0 && restarts >= Math.max(1, backoffLimit)))
      return { type: 'Failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
    if ((deadlineLeft(job, startTime) ?? 1) <= 0)
      return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
    if (lost.size > (job.spec.maxFailedIndexes ?? Number.MAX_SAFE_INTEGER))
      return {
        type: 'Failed',
        reason: 'MaxFailedIndexesExceeded',
        message: 'Job has exceeded the specified maximal number of failed indexes',
      };
    if (lost.size > 0 && lost.size + succeeded >= completions)
      return { type: 'Failed', reason: 'FailedIndexes', message: 'Job has failed indexes' };
    const isComplete =
      completions === undefined || completions === null
        ? succeeded > 0 && active.length === 0
        : succeeded >= completions;
    return isComplete
      ? { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }
      : undefined;
  }

  function makePods(
    job: KubernetesObject,
    own: KubernetesObject[],
    active: KubernetesObject[],
    { succeeded, done, lost, failed, terminating }: Counts & { done: Set<number>; terminating: number },
  ): { pods: KubernetesObject[]; waitMs?: number } {
    const { completions, parallelism = 1 } = job.spec;
    const isOpen = completions === undefined || completions === null;
    const wanted = isOpen
      ? succeeded > 0
        ? active.length
        : parallelism
      : Math.min(parallelism, completions - succeeded - lost.size);
    // with the policy Failed a Pod is replaced only when it has ended for good
    const leaving = job.spec.podReplacementPolicy === 'Failed' ? terminating : 0;
    const missing = wanted - active.length - leaving;
    if (wanted < active.length) {
      for (const pod of active.slice(wanted)) {
        deletePod(job, pod);
        untrack(pod);
      }
      return { pods: [] };
    }
    if (missing <= 0) return { pods: [] };
    const waitMs = backoffLeft(own, failed);
    if (waitMs > 0) return { pods: [], waitMs };
    const isIndexed = job.spec.completionMode === 'Indexed';
    const taken = new Set([...done, ...lost, ...active.map((pod) => indexOf(pod) ?? -1)]);
    const made: KubernetesObject[] = [];
    for (let index = 0; made.length < missing && (!isIndexed || index < completions); index++) {
      if (isIndexed && taken.has(index)) continue;
      const pod = isIndexed ? createIndexed(job, index) : createPlain(job);
      if (!pod) break;
      made.push(pod);
    }
    return { pods: made };
  }

  /** A new Pod after a failure waits: 10 s, doubling with every failure. */
  function backoffLeft(own: KubernetesObject[], failed: number): number {
    if (failed === 0) return 0;
    const ends = own.filter((pod) => pod.status?.phase === 'Failed').map((pod) => finishedAt(pod));
    if (ends.length === 0) return 0;
    const delayMs = Math.min(FAILURE_BACKOFF_MS * 2 ** (failed - 1), FAILURE_BACKOFF_MAX_MS);
    return Math.max(...ends) + delayMs - context.epochMs();
  }

  function created(job: KubernetesObject, answer: ReturnType<typeof createPod>): KubernetesObject | undefined {
    if (!answer.ok) {
      recorder.event(job, {
        type: 'Warning',
        reason: 'FailedCreate',
        message: `Error creating: ${answer.status.message}`,
      });
      return undefined;
    }
    recorder.event(job, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${answer.object.metadata.name}`,
    });
    return answer.object;
  }

  const createPlain = (job: KubernetesObject) =>
    created(
      job,
      createPod(context, job, job.spec.template, {
        generateName: `${job.metadata.name}-`,
        finalizers: [TRACKING_FINALIZER],
      }),
    );

  function createIndexed(job: KubernetesObject, index: number): KubernetesObject | undefined {
    const { spec } = job.spec.template;
    const variable = {
      name: 'JOB_COMPLETION_INDEX',
      valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX_KEY}']` } },
    };
    const withIndex = (containers: { env?: { name: string }[] }[] | undefined) =>
      containers?.map((container) =>
        container.env?.some(({ name }) => name === variable.name)
          ? container
          : { ...container, env: [...(container.env ?? []), variable] },
      );
    const answer = createPod(context, job, job.spec.template, {
      generateName: podGenerateName(job.metadata.name, index),
      annotations: { [INDEX_KEY]: String(index) },
      labels: { [INDEX_KEY]: String(index) },
      finalizers: [TRACKING_FINALIZER],
      spec: {
        containers: withIndex(spec.containers),
        ...(spec.initContainers ? { initContainers: withIndex(spec.initContainers) } : {}),
        hostname: `${job.metadata.name}-${index}`,
      },
    });
    return created(job, answer);
  }

  interface Outcome {
    succeeded: number;
    failed: number;
    done: Set<number>;
    lost: Set<number>;
    isIndexed: boolean;
    alive: KubernetesObject[];
    terminating: number;
    verdict: Verdict | undefined;
    now: string;
    isSuspended: boolean;
  }

  function writeStatus(job: KubernetesObject, before: KubernetesObject['status'], outcome: Outcome): void {
    const { succeeded, failed, done, isIndexed, alive, verdict, now, isSuspended } = outcome;
    const positive = (name: string, value: number) => (value > 0 ? { [name]: value } : {});
    const condition = (type: string, reason: string, message: string, status: Condition['status'] = 'True') => ({
      lastProbeTime: now, lastTransitionTime: now, message, reason, status, type,
    }); // prettier-ignore
    let conditions: JobCondition[] = before.conditions ?? [];
    const suspended = conditions.find(({ type }) => type === 'Suspended');
    if (isSuspended && suspended?.status !== 'True') {
      conditions = [
        ...conditions.filter((one) => one !== suspended),
        condition('Suspended', 'JobSuspended', 'Job suspended'),
      ];
      recorder.event(job, { type: 'Normal', reason: 'Suspended', message: 'Job suspended' });
    } else if (!isSuspended && suspended?.status === 'True') {
      conditions = [
        ...conditions.filter((one) => one !== suspended),
        condition('Suspended', 'JobResumed', 'Job resumed', 'False'),
      ];
      recorder.event(job, { type: 'Normal', reason: 'Resumed', message: 'Job resumed' });
    }
    const isOver = !!verdict && outcome.terminating === 0;
    if (verdict) {
      const interim = verdict.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
      if (!conditionOf(job, interim)) conditions = [...conditions, condition(interim, verdict.reason, verdict.message)];
      if (isOver) conditions = [...conditions, condition(verdict.type, verdict.reason, verdict.message)];
    }
    const status = {
      ...positive('active', alive.length),
      ...(isIndexed && done.size > 0 ? { completedIndexes: formatIndexes(done) } : {}),
      ...(isOver && verdict?.type === 'Complete' ? { completionTime: now } : {}),
      ...(conditions.length > 0 ? { conditions } : {}),
      ...positive('failed', failed),
      ...(job.spec.backoffLimitPerIndex !== undefined && isIndexed
        ? { failedIndexes: formatIndexes(outcome.lost) }
        : {}),
      ready: alive.filter(isPodReady).length,
      ...(before.startTime && !isSuspended ? { startTime: before.startTime } : {}),
      ...positive('succeeded', succeeded),
      terminating: outcome.terminating,
      uncountedTerminatedPods: {},
    };
    if (isSame(status, job.status)) return;
    if (!api.updateStatus(JOBS, { ...job, status }).ok || !verdict || !isOver) return;
    if (verdict.type === 'Complete')
      recorder.event(job, { type: 'Normal', reason: 'Completed', message: 'Job completed' });
    else recorder.event(job, { type: 'Warning', reason: verdict.reason, message: verdict.message });
  }
}
