/** A Pod's status as the kubelet reports it: phase, conditions and container states (pods-and-nodes.md 6.2, 11.1). */

import type { Condition, KubernetesObject } from '../kubernetes/objects';

export interface RunView {
  /** `containerd://…` */
  containerID: string;
  startedAt: string;
  finishedAt?: string;
  exitCode?: number;
  reason?: string;
  message?: string;
}

export interface ContainerView {
  name: string;
  kind: 'init' | 'sidecar' | 'regular' | 'ephemeral';
  /** As the spec writes it. */
  image: string;
  /** Names of the image on the node; absent before the first start. */
  present?: { image: string; imageID: string };
  current?: RunView;
  previous?: RunView;
  restartCount: number;
  waiting?: { reason: string; message?: string };
  ready: boolean;
  /** The startup probe has passed, or there is none. */
  started?: boolean;
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
  securityContext?: Record<string, unknown>;
  volumeMounts: { mountPath: string; name: string; readOnly?: boolean }[];
}

export interface PodView {
  pod: KubernetesObject;
  containers: readonly ContainerView[];
  hasSandbox: boolean;
  podIPs: readonly string[];
  hostIPs: readonly string[];
  startTime: string;
  /** Why the whole Pod failed. */
  reason?: string;
  message?: string;
  now: string;
  /** observedGeneration in status and conditions. */
  hasGeneration: boolean;
  /** Resources and user of containers, from 1.33 on. */
  hasResources: boolean;
  /** Resources of the whole Pod, from 1.36 on. */
  hasPodResources: boolean;
}

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

const isRunning = ({ current }: ContainerView) => !!current && current.finishedAt === undefined;
const isInitial = ({ kind }: Pick<ContainerView, 'kind'>) => kind === 'init' || kind === 'sidecar';
const hasEnded = ({ current }: ContainerView) => current?.finishedAt !== undefined;

/** R6.10 */
export function shouldRestart(policy: string, exitCode: number): boolean {
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** R6.9. Sidecars do not hold a Pod back once they run. */
export function phaseOf(containers: readonly ContainerView[], restartPolicy: string): Phase {
  const inits = containers.filter(({ kind }) => kind === 'init');
  for (const init of inits) {
    if (hasEnded(init) && init.current!.exitCode === 0) continue;
    const isLost = hasEnded(init) && restartPolicy === 'Never';
    return isLost ? 'Failed' : 'Pending';
  }
  const regular = containers.filter(({ kind }) => kind === 'regular');
  if (regular.some((container) => !container.current)) return 'Pending';
  if (
    regular.some((container) => isRunning(container) || shouldRestart(restartPolicy, container.current!.exitCode ?? 0))
  )
    return 'Running';
  return regular.every(({ current }) => current!.exitCode === 0) ? 'Succeeded' : 'Failed';
}

/**
 * @param ending the phase that the conditions go by: a Pod that is over has sidecars that still run.
 * @returns the whole status, with transition times kept where nothing changed.
 */
export function podStatus(view: PodView, phase: Phase, ending = phase): Record<string, unknown> {
  const { pod, containers, podIPs, hostIPs } = view;
  const generation =
    view.hasGeneration && pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {};
  const initial = containers.filter(isInitial);
  const byName = (wanted: ContainerView['kind']) =>
    containers.filter(({ kind }) => kind === wanted).sort((a, b) => (a.name < b.name ? -1 : 1));
  const ephemeral = byName('ephemeral');
  return {
    conditions: conditionsOf(view, ending, generation),
    containerStatuses: byName('regular').map((container) => containerStatus(container, view)),
    ...(ephemeral.length > 0
      ? { ephemeralContainerStatuses: ephemeral.map((container) => containerStatus(container, view)) }
      : {}),
    ...(hostIPs.length > 0 ? { hostIP: hostIPs[0], hostIPs: hostIPs.map((ip) => ({ ip })) } : {}),
    ...(initial.length > 0
      ? { initContainerStatuses: initial.map((container) => containerStatus(container, view)) }
      : {}),
    ...(view.message ? { message: view.message } : {}),
    ...generation,
    phase,
    ...(podIPs.length > 0 ? { podIP: podIPs[0], podIPs: podIPs.map((ip) => ({ ip })) } : {}),
    qosClass: pod.status?.qosClass,
    ...(view.reason ? { reason: view.reason } : {}),
    ...(view.hasPodResources ? { resources: {} } : {}),
    startTime: view.startTime,
  };
}

/** R11.4 */
function containerStatus(container: ContainerView, view: PodView): Record<string, unknown> {
  const { current, previous, present, waiting } = container;
  const isWaiting = !!waiting || !current;
  const last = isWaiting && current?.finishedAt !== undefined ? current : previous;
  const state = isWaiting
    ? {
        waiting: waiting
          ? { ...(waiting.message ? { message: waiting.message } : {}), reason: waiting.reason }
          : { reason: defaultWaiting(view) },
      }
    : current.finishedAt === undefined
      ? { running: { startedAt: current.startedAt } }
      : { terminated: terminated(current) };
  const isStarted = !isWaiting && current.finishedAt === undefined && container.started !== false;
  return {
    ...(current && view.hasResources && container.resources?.requests
      ? { allocatedResources: container.resources.requests }
      : {}),
    ...(current ? { containerID: current.containerID } : {}),
    image: present?.image ?? container.image,
    imageID: present?.imageID ?? '',
    lastState: last ? { terminated: terminated(last) } : {},
    name: container.name,
    ready: container.ready,
    ...(current && view.hasResources ? { resources: resourcesOf(container) } : {}),
    restartCount: container.restartCount,
    ...(container.kind === 'ephemeral' ? {} : { started: isStarted }),
    state,
    ...(current && view.hasResources ? { user: { linux: userOf(container, view.pod) } } : {}),
    ...(container.volumeMounts.length > 0
      ? {
          volumeMounts: container.volumeMounts.map(({ mountPath, name, readOnly }) => ({
            mountPath,
            name,
            ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
          })),
        }
      : {}),
  };
}

/** Images run as root; the container says otherwise, or its Pod. */
function userOf({ securityContext }: ContainerView, { spec }: KubernetesObject): Record<string, unknown> {
  const {
    runAsUser = 0,
    runAsGroup = 0,
    fsGroup,
    supplementalGroups = [],
  } = { ...spec.securityContext, ...securityContext };
  const groups: number[] = [runAsGroup, ...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups];
  return { gid: runAsGroup, supplementalGroups: [...new Set(groups)], uid: runAsUser };
}

function resourcesOf({ resources = {} }: ContainerView): Record<string, unknown> {
  const { limits, requests } = resources;
  return { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) };
}

const defaultWaiting = ({ containers }: PodView) =>
  containers.some(isInitial) ? 'PodInitializing' : 'ContainerCreating';

function terminated(run: RunView): Record<string, unknown> {
  return {
    containerID: run.containerID,
    exitCode: run.exitCode,
    finishedAt: run.finishedAt,
    ...(run.message ? { message: run.message } : {}),
    reason: run.reason,
    startedAt: run.startedAt,
  };
}

type Draft = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** R11.3 */
function conditionsOf(view: PodView, phase: Phase, generation: object): Record<string, unknown>[] {
  const { pod, containers } = view;
  const inits = containers.filter(isInitial);
  const isInitialized = (container: ContainerView) =>
    container.kind === 'sidecar'
      ? isRunning(container) || (!!container.current && phase !== 'Pending')
      : hasEnded(container) && container.current!.exitCode === 0;
  const incomplete = inits.filter((container) => !isInitialized(container)).map(({ name }) => name);
  const unready = containers
    .filter(({ kind, ready }) => (kind === 'regular' || kind === 'sidecar') && !ready)
    .map(({ name }) => name);
  const list = (names: string[]) => `[${names.join(' ')}]`;
  const isOver = phase === 'Succeeded' || phase === 'Failed';

  const initialized: Draft =
    phase === 'Succeeded'
      ? { type: 'Initialized', status: 'True', reason: 'PodCompleted' }
      : incomplete.length > 0
        ? {
            type: 'Initialized',
            status: 'False',
            reason: 'ContainersNotInitialized',
            message: `containers with incomplete status: ${list(incomplete)}`,
          }
        : { type: 'Initialized', status: 'True' };
  const readiness = (type: string): Draft => {
    if (isOver) return { type, status: 'False', reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' };
    if (unready.length > 0)
      return {
        type,
        status: 'False',
        reason: 'ContainersNotReady',
        message: `containers with unready status: ${list(unready)}`,
      };
    return { type, status: 'True' };
  };
  const gates: { conditionType: string }[] = pod.spec.readinessGates ?? [];
  const before: Condition[] = pod.status?.conditions ?? [];
  const isGateOpen = ({ conditionType }: { conditionType: string }) =>
    before.some(({ type, status }) => type === conditionType && status === 'True');
  const closed = gates.filter((gate) => !isGateOpen(gate));
  const ready = readiness('Ready');
  if (ready.status === 'True' && closed.length > 0)
    Object.assign(ready, {
      status: 'False',
      reason: 'ReadinessGatesNotReady',
      message: closed
        .map(({ conditionType }) => `corresponding condition of pod readiness gate "${conditionType}" does not exist.`)
        .join(', '),
    });

  const own: Draft[] = [
    { type: 'PodReadyToStartContainers', status: view.hasSandbox ? 'True' : 'False' },
    initialized,
    ready,
    readiness('ContainersReady'),
  ];
  const names = new Set([...own.map(({ type }) => type), 'PodScheduled']);
  const scheduled = before.find(({ type }) => type === 'PodScheduled') ?? {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: view.now,
  };
  return [
    ...own.map((draft) => withTimes(draft, before, view.now, generation)),
    { lastProbeTime: null, ...scheduled, ...generation },
    ...before.filter(({ type }) => !names.has(type)).map((condition) => ({ ...condition })),
  ];
}

function withTimes(
  draft: Draft,
  before: readonly Condition[],
  now: string,
  generation: object,
): Record<string, unknown> {
  const present = before.find(({ type }) => type === draft.type);
  const lastTransitionTime = present?.status === draft.status ? present.lastTransitionTime : now;
  return {
    lastProbeTime: null,
    lastTransitionTime,
    ...(draft.message ? { message: draft.message } : {}),
    ...generation,
    ...(draft.reason ? { reason: draft.reason } : {}),
    status: draft.status,
    type: draft.type,
  };
}
