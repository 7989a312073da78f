/** One container of a Pod: its runs, its image and how long it waits between runs. */

import type { KubernetesObject } from '../kubernetes/objects';
import type { FileSystem } from '../shell/types';
import { createBackOff, type BackOff } from './backoff';
import type { EnvFromSource, EnvVar } from './environment';
import type { Image } from './images';
import type { Log } from './log';
import type { Process } from './process';
import type { ContainerView, RunView } from './status';

export interface VolumeMount {
  name: string;
  mountPath: string;
  subPath?: string;
  readOnly?: boolean;
}

export interface ContainerSpec {
  name: string;
  image: string;
  imagePullPolicy?: string;
  command?: string[];
  args?: string[];
  workingDir?: string;
  env?: EnvVar[];
  envFrom?: EnvFromSource[];
  volumeMounts?: VolumeMount[];
  restartPolicy?: string;
  stdin?: boolean;
  stdinOnce?: boolean;
  /** Of an ephemeral container: whose processes it sees. */
  targetContainerName?: string;
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: { postStart?: Handler; preStop?: Handler };
  ports?: { name?: string; containerPort: number }[];
  securityContext?: { runAsUser?: number; runAsGroup?: number; runAsNonRoot?: boolean };
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
}

/** What a probe or a hook does. */
export interface Handler {
  exec?: { command: string[] };
  httpGet?: { path?: string; port: number | string; host?: string };
  tcpSocket?: { port: number | string; host?: string };
  sleep?: { seconds: number };
}

export interface Probe extends Handler {
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
  successThreshold?: number;
  terminationGracePeriodSeconds?: number;
}

/** One run of a container. */
export interface Run extends RunView {
  startedMs: number;
  finishedMs?: number;
  /** The kubelet has seen its end. */
  isObserved: boolean;
  process?: Process;
  log: Log;
  argv: readonly string[];
  /** Numbers that its processes have taken. */
  lastPID: number;
  fs: FileSystem;
  env: Record<string, string>;
  /** Called when it ends: closes the ports that it opened, and more of the kind. */
  closers: (() => void)[];
  /** It is being stopped. */
  stop?: Stop;
}

/** A run on its way out: the hook, then SIGTERM, then SIGKILL. */
export interface Stop {
  startedMs: number;
  graceSeconds: number;
  isHookRunning: boolean;
  /** A sidecar of a Pod that ends: it waits for all that was started after it. */
  isInTurn?: boolean;
  /** When SIGKILL follows; undefined before SIGTERM was sent. */
  killAtMs?: number;
}

/** The image is on its way until `readyMs`, or was refused and is tried again at `retryMs`, `delayMs` after the failure. */
export type Pull =
  | { state: 'pulling'; startedMs: number; readyMs: number; delayMs: number }
  | { state: 'failed'; error: string; retryMs: number; delayMs: number; isTold: boolean };

export interface Container {
  spec: ContainerSpec;
  kind: ContainerView['kind'];
  runs: number;
  current?: Run;
  previous?: Run;
  image?: Image;
  /** What its status calls the image. */
  imageName?: string;
  /** The tag that the node's image is known by. */
  pull?: Pull;
  waiting?: ContainerView['waiting'];
  backOff: BackOff;
  /** The wait between two runs has been told. */
  isBackingOff: boolean;
  /** Result of the readiness probe; true without one. */
  isProbeReady: boolean;
  /** Result of the startup probe; true without one. */
  isStarted: boolean;
  /** The hook after the start is running, or has failed and the run has not ended: the Pod waits for it. */
  isStarting?: boolean;
  /** Its run could not be prepared, and is not tried again before. */
  configRetryMs?: number;
  /** Its spec changed: it starts anew whatever the policy says. */
  isChanged?: boolean;
}

export const createContainer = (spec: ContainerSpec, kind: Container['kind']): Container => ({
  spec,
  kind,
  runs: 0,
  backOff: createBackOff(),
  isBackingOff: false,
  ...probeStart(spec),
});

export function createContainers(pod: KubernetesObject): Container[] {
  const inits: ContainerSpec[] = pod.spec.initContainers ?? [];
  const regular: ContainerSpec[] = pod.spec.containers ?? [];
  const ephemeral: ContainerSpec[] = pod.spec.ephemeralContainers ?? [];
  return [
    ...inits.map((spec) => createContainer(spec, spec.restartPolicy === 'Always' ? 'sidecar' : 'init')),
    ...regular.map((spec) => createContainer(spec, 'regular')),
    ...ephemeral.map((spec) => createContainer(spec, 'ephemeral')),
  ];
}

/** When a container of the Pod starts again. */
export const policyOf = ({ spec }: KubernetesObject, { kind }: Container): string =>
  kind === 'sidecar' ? 'Always' : (spec.restartPolicy ?? 'Always');

/** What the probes are taken to say before they have run. */
export const probeStart = (spec: ContainerSpec) => ({
  isProbeReady: !spec.readinessProbe && !spec.startupProbe,
  isStarted: !spec.startupProbe,
});

export const isRunning = ({ current }: Container): boolean => !!current && current.finishedMs === undefined;

/** The present run is over and the kubelet knows. */
export const hasEnded = ({ current }: Container): boolean => current?.finishedMs !== undefined && current.isObserved;

/** As the kubelet sees it: an end that it has not observed yet does not show. */
export function viewOf(container: Container): ContainerView {
  const { spec, kind, current, previous, image, imageName = '', waiting, runs } = container;
  const seen = current && !current.isObserved ? { ...current, finishedAt: undefined } : current;
  const isAlive = !!seen && seen.finishedAt === undefined;
  const ready =
    kind === 'init'
      ? seen?.finishedAt !== undefined && seen.exitCode === 0
      : kind !== 'ephemeral' && isAlive && !waiting && container.isProbeReady;
  return {
    name: spec.name,
    kind,
    image: spec.image,
    ...(image && runs > 0 ? { present: { image: imageName, imageID: image.imageID } } : {}),
    current: seen,
    previous,
    restartCount: Math.max(0, runs - 1),
    waiting,
    ready,
    started: container.isStarted,
    volumeMounts: spec.volumeMounts ?? [],
    resources: spec.resources ?? {},
    ...(spec.securityContext ? { securityContext: spec.securityContext } : {}),
  };
}
