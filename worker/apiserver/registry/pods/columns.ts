/** The columns of `kubectl get pods` (pods-and-nodes.md 6.1). */

import { ageOf } from '../../../kubernetes/duration';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { AGE, NAME, orNone } from '../columns';
import type { Column } from '../strategy';

interface ContainerState {
  waiting?: { reason?: string };
  terminated?: { reason?: string; signal?: number; exitCode: number; finishedAt?: string };
  running?: unknown;
}

interface ContainerStatus {
  name: string;
  ready?: boolean;
  started?: boolean;
  restartCount: number;
  state?: ContainerState;
  lastState?: ContainerState;
}

interface Summary {
  status: string;
  ready: number;
  total: number;
  restarts: number;
  lastRestart?: string;
}

const isSidecar = (container: { restartPolicy?: string } | undefined) => container?.restartPolicy === 'Always';

function howEnded({ reason, signal, exitCode }: NonNullable<ContainerState['terminated']>): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

const isConditionTrue = (pod: KubernetesObject, type: string) =>
  (pod.status?.conditions ?? []).some(
    (condition: { type: string; status: string }) => condition.type === type && condition.status === 'True',
  );

/** READY, STATUS and RESTARTS; the rules of R6.1 to R6.7. */
function summarize(pod: KubernetesObject, env: Env): Summary {
  const { spec, status = {} } = pod;
  const inits: { name: string; restartPolicy?: string }[] = spec.initContainers ?? [];
  const initStatuses: ContainerStatus[] = status.initContainerStatuses ?? [];
  const statuses: ContainerStatus[] = status.containerStatuses ?? [];
  const summary: Summary = {
    status: status.reason || status.phase || '',
    ready: 0,
    total: spec.containers.length + inits.filter(isSidecar).length,
    restarts: 0,
  };
  const isGated = (status.conditions ?? []).some(
    (condition: { type: string; reason?: string }) =>
      condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  );
  if (isGated) summary.status = 'SchedulingGated';

  const count = (container: ContainerStatus) => {
    summary.restarts += container.restartCount;
    const finishedAt = container.lastState?.terminated?.finishedAt;
    if (finishedAt && (!summary.lastRestart || finishedAt > summary.lastRestart)) summary.lastRestart = finishedAt;
  };
  const isInitializing = summarizeInits(inits, initStatuses, summary, count);
  if (!isInitializing || isConditionTrue(pod, 'Initialized')) {
    summary.restarts = 0;
    summary.lastRestart = undefined;
    for (const container of initStatuses)
      if (isSidecar(inits.find(({ name }) => name === container.name))) count(container);
    summarizeMain(pod, statuses, summary, count, env);
  }
  if (pod.metadata.deletionTimestamp) {
    if (status.reason === 'NodeLost') summary.status = 'Unknown';
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') summary.status = 'Terminating';
  }
  return summary;
}

/** @returns whether init containers still run. */
function summarizeInits(
  inits: { name: string; restartPolicy?: string }[],
  statuses: ContainerStatus[],
  summary: Summary,
  count: (container: ContainerStatus) => void,
): boolean {
  for (const [index, container] of statuses.entries()) {
    count(container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecar(inits.find(({ name }) => name === container.name)) && container.started) {
      if (container.ready) summary.ready++;
      continue;
    }
    if (terminated) summary.status = `Init:${howEnded(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') summary.status = `Init:${waiting.reason}`;
    else summary.status = `Init:${index}/${inits.length}`;
    return true;
  }
  return false;
}

function summarizeMain(
  pod: KubernetesObject,
  statuses: ContainerStatus[],
  summary: Summary,
  count: (container: ContainerStatus) => void,
  env: Env,
): void {
  let hasRunning = false;
  let errorReason = '';
  for (const container of [...statuses].reverse()) {
    count(container);
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) summary.status = waiting.reason;
    else if (terminated) {
      summary.status = howEnded(terminated);
      if (terminated.exitCode !== 0) errorReason = summary.status;
    } else if (container.ready && running) {
      hasRunning = true;
      summary.ready++;
    }
  }
  if (summary.status !== 'Completed') return;
  if (hasRunning && isConditionTrue(pod, 'Ready')) summary.status = 'Running';
  else if (errorReason && env.release.since('1.35')) summary.status = errorReason;
  else if (hasRunning) summary.status = 'NotReady';
}

function restartsText(pod: KubernetesObject, env: Env): string {
  const { restarts, lastRestart } = summarize(pod, env);
  return restarts > 0 && lastRestart ? `${restarts} (${ageOf(lastRestart, env.nowMs())} ago)` : String(restarts);
}

function readinessGates(pod: KubernetesObject): string {
  const gates: { conditionType: string }[] = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  return `${gates.filter(({ conditionType }) => isConditionTrue(pod, conditionType)).length}/${gates.length}`;
}

export const POD_COLUMNS: readonly Column[] = [
  NAME,
  {
    name: 'Ready',
    cell(pod, env) {
      const { ready, total } = summarize(pod, env);
      return `${ready}/${total}`;
    },
  },
  { name: 'Status', cell: (pod, env) => summarize(pod, env).status },
  { name: 'Restarts', cell: restartsText },
  AGE,
  { name: 'IP', wide: true, cell: (pod) => orNone(pod.status?.podIPs?.[0]?.ip) },
  { name: 'Node', wide: true, cell: (pod) => orNone(pod.spec.nodeName) },
  { name: 'Nominated Node', wide: true, cell: (pod) => orNone(pod.status?.nominatedNodeName) },
  { name: 'Readiness Gates', wide: true, cell: readinessGates },
];
