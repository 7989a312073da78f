/** The life of one Pod on the node: sandbox, containers in order, restarts, termination, status. */

import type { HostsLine } from '../api';
import type { KubernetesObject } from '../kubernetes/objects';
import type { Api } from '../client/api';
import { isSame } from '../client/hash';
import type { Recorder } from '../client/recorder';
import { PODS } from '../client/resources';
import { createContainers, hasEnded, isRunning, policyOf, viewOf, type Container } from './container';
import { restartContainer, startContainer } from './container-start';
import type { Launcher, Sandbox } from './launcher';
import { followSpec } from './spec-changes';
import { driveStops, GRACE_SECONDS, shortenStops, stopContainer } from './stops';
import { podStatus, phaseOf, shouldRestart, type Phase, type PodView } from './status';

/** From the Pod's arrival to the sandbox with its address. */
const SANDBOX_MS = 300;
/** From one container's start to the next. */
const START_MS = 80;
/** How soon the kubelet tries again to make a sandbox. */
const SANDBOX_RETRY_MS = 10_000;
const MOUNT_RETRY_MS = 500;
const MOUNT_RETRY_MAX_MS = 122_000;
const DEADLINE = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** Where the spec has them. */
const LISTS = {
  init: 'initContainers',
  sidecar: 'initContainers',
  regular: 'containers',
  ephemeral: 'ephemeralContainers',
} as const;

export interface WorkerHost {
  api: Api;
  nowMs(): number;
  timestamp(): string;
  recorder: Recorder;
  launcher: Launcher;
  hostIPs(): readonly string[];
  /** Asks for a look at the runtime at the next turn of the second. */
  relist(worker: PodWorker): void;
  /** Asks for a sync at once. */
  wake(worker: PodWorker): void;
  hasGeneration: boolean;
  hasResources: boolean;
  hasPodResources: boolean;
  hasAccessText: boolean;
  hasShortTexts: boolean;
  drawPullMs(): number;
}

/** In the midst of a sync, which tells nothing: a hook after the start runs, or what was changed is about to start. */
const isBetween = ({ isStarting, isChanged, current }: Container): boolean =>
  !!isStarting || (!!isChanged && current?.finishedMs !== undefined);

export class PodWorker {
  pod: KubernetesObject;
  sandbox?: Sandbox;
  /** What the kubelet wrote into the hosts file last, and what stands there now. */
  hosts?: { lines: HostsLine[]; text: string };
  readonly containers: Container[];
  readonly #host: WorkerHost;
  readonly #startTime: string;
  #busyUntilMs: number;
  #mountDelayMs = 0;
  #phase: Phase = 'Pending';
  #podIPs: string[] = [];
  #isTerminating = false;
  /** It was active for longer than it may be. */
  #isExpired = false;
  isGone = false;
  /** All but the sidecars have ended for good, and those are being stopped. */
  #isEnding = false;
  /** The final phase is reported, the sandbox still stands. */
  #isOver = false;
  /** Containers that start in the sync that made the sandbox see the runtime's order of addresses. */
  isSandboxSync = false;

  constructor(pod: KubernetesObject, host: WorkerHost) {
    this.pod = pod;
    this.#host = host;
    this.containers = createContainers(pod);
    this.#startTime = pod.status?.startTime ?? host.timestamp();
    this.#busyUntilMs = host.nowMs() + SANDBOX_MS;
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string, container?: Container): void {
    const fieldPath = container ? `spec.${LISTS[container.kind]}{${container.spec.name}}` : undefined;
    this.#host.recorder.event(this.pod, { type, reason, message, fieldPath });
  }

  /** @returns milliseconds until the next sync; undefined: when something happens. */
  sync(): number | undefined {
    const nowMs = this.#host.nowMs();
    if (this.isGone) return undefined;
    if (this.pod.metadata.deletionTimestamp) return this.#syncTermination();
    if (this.#isOver) return undefined;
    const deadlineMs = this.#deadlineLeft();
    if (deadlineMs !== undefined && deadlineMs <= 0) return this.#syncExpired();
    const waits = [driveStops(this.containers, this.#host.nowMs()), this.#bringOn(nowMs), deadlineMs].filter(
      (ms) => ms !== undefined,
    );
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }

  #bringOn(nowMs: number): number | undefined {
    if (nowMs < this.#busyUntilMs) return this.#busyUntilMs - nowMs;
    if (!this.sandbox) return this.#makeSandbox();
    return this.containers.some(({ isStarting }) => isStarting) ? undefined : this.#syncContainers();
  }

  /** Milliseconds that the Pod may still be active; undefined without a limit. */
  #deadlineLeft(): number | undefined {
    const seconds: number | undefined = this.pod.spec.activeDeadlineSeconds;
    if (seconds === undefined || seconds === null) return undefined;
    return Date.parse(this.#startTime) + seconds * 1_000 - Date.parse(this.#host.timestamp());
  }

  /** The Pod has failed; its phase says so when its containers have ended. */
  #syncExpired(): number | undefined {
    if (!this.#isExpired) {
      this.#isExpired = true;
      this.event('Normal', DEADLINE.reason, DEADLINE.message);
      for (const container of this.containers) {
        if (hasEnded(container)) container.waiting = undefined;
        if (isRunning(container)) stopContainer(this, this.#host, container);
      }
      this.#host.relist(this);
    }
    return this.#finishIfOver() ? undefined : driveStops(this.containers, this.#host.nowMs());
  }

  #makeSandbox(): number | undefined {
    const { launcher } = this.#host;
    const failedMount = launcher.prepareVolumes(this);
    if (failedMount) {
      this.#mountDelayMs = Math.min(this.#mountDelayMs ? 2 * this.#mountDelayMs : MOUNT_RETRY_MS, MOUNT_RETRY_MAX_MS);
      this.event('Warning', 'FailedMount', failedMount);
      return this.#wait(this.#mountDelayMs);
    }
    const made = launcher.makeSandbox(this);
    if ('error' in made) {
      this.event('Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${made.error}`);
      return this.#wait(SANDBOX_RETRY_MS);
    }
    this.sandbox = made;
    this.#podIPs = made.podIPs;
    this.isSandboxSync = true;
    this.#host.relist(this);
    return this.#syncContainers();
  }

  #wait(ms: number): number {
    this.#busyUntilMs = this.#host.nowMs() + ms;
    return ms;
  }

  /** Init containers one after the other, sidecars among them, then all the others. */
  #syncContainers(): number | undefined {
    let waitMs: number | undefined;
    const note = (ms: number | undefined) => {
      if (ms !== undefined) waitMs = waitMs === undefined ? ms : Math.min(waitMs, ms);
    };
    if (this.#finishIfOver()) return undefined;
    if (this.#endSidecars()) return driveStops(this.containers, this.#host.nowMs());
    const isEphemeral = ({ kind }: Container) => kind === 'ephemeral';
    const others = this.containers.filter((container) => !isEphemeral(container));
    for (const container of [...this.containers.filter(isEphemeral), ...others]) {
      const step = this.#step(container);
      if (step === 'started') {
        this.#host.relist(this);
        return this.#wait(START_MS);
      }
      if (typeof step === 'object') note(step.waitMs);
      const isBlocking =
        container.kind === 'init'
          ? step !== 'done'
          : container.kind === 'sidecar' && !(isRunning(container) && container.isStarted);
      if (isBlocking) break;
    }
    return waitMs;
  }

  #step(container: Container): 'done' | 'started' | 'running' | { waitMs?: number } {
    if (isRunning(container) || (container.current && !hasEnded(container))) return 'running';
    if (!container.current) return startContainer(this, this.#host, container);
    const exitCode = container.current.exitCode ?? 0;
    if (container.isChanged) return startContainer(this, this.#host, container);
    const policy = policyOf(this.pod, container);
    if (container.kind === 'ephemeral') return 'done';
    if (container.kind === 'init' ? exitCode === 0 : !shouldRestart(policy, exitCode)) return 'done';
    if (container.kind === 'init' && policy === 'Never') return {};
    return restartContainer(this, this.#host, container, container.current);
  }

  /** The runtime tells of what ended since the last look; then the status is reported and the Pod brought on. */
  observe(): number | undefined {
    if (this.isGone) return undefined;
    this.isSandboxSync = false;
    for (const { current } of this.containers) if (current?.finishedMs !== undefined) current.isObserved = true;
    if (this.#isOver && this.sandbox) this.#tearDown();
    if (this.#isTerminating || this.#isExpired || !this.containers.some(isBetween)) this.report();
    return this.sync();
  }

  /** Once nothing but sidecars runs, and nothing comes back, they are stopped in turn. @returns whether that goes on. */
  #endSidecars(): boolean {
    if (!this.#isEnding) {
      const phase = phaseOf(this.#view.containers, this.pod.spec.restartPolicy ?? 'Always');
      if (phase !== 'Succeeded' && phase !== 'Failed') return false;
      this.#isEnding = true;
      for (const container of this.containers)
        if (isRunning(container)) stopContainer(this, this.#host, container, undefined, undefined, true);
      this.#host.relist(this);
    }
    return true;
  }

  /** A Pod whose containers have all ended for good loses its sandbox at the next look. */
  #finishIfOver(): boolean {
    if (this.#phase !== 'Succeeded' && this.#phase !== 'Failed') return false;
    this.#isOver = true;
    for (const container of this.containers) if (isRunning(container)) this.#host.launcher.kill(container);
    this.#host.relist(this);
    return true;
  }

  #tearDown(): void {
    if (this.sandbox) this.#host.launcher.removeSandbox(this);
    this.sandbox = undefined;
  }

  #syncTermination(): number | undefined {
    if (!this.#isTerminating) {
      this.#isTerminating = true;
      const graceSeconds: number | undefined = this.pod.metadata.deletionGracePeriodSeconds;
      for (const container of this.containers) {
        // nothing is started again, so what ended shows its end
        if (hasEnded(container)) container.waiting = undefined;
        if (isRunning(container)) stopContainer(this, this.#host, container, undefined, graceSeconds, true);
      }
      shortenStops(this.containers, this.#host.nowMs(), graceSeconds ?? GRACE_SECONDS);
    }
    const leftMs = driveStops(this.containers, this.#host.nowMs());
    if (leftMs !== undefined) return leftMs;
    if (this.containers.some(({ current }) => current && !current.isObserved)) {
      this.#host.relist(this);
      return undefined;
    }
    if (this.sandbox) {
      this.#tearDown();
      this.report();
      this.#host.relist(this);
      return undefined;
    }
    this.remove();
    this.#host.api.delete(PODS, this.pod, { gracePeriodSeconds: 0, uid: this.pod.metadata.uid });
    return undefined;
  }

  /** A deletion that shortens the grace period takes effect at once. */
  update(pod: KubernetesObject): void {
    const seconds: number | undefined = pod.metadata.deletionGracePeriodSeconds;
    if (this.#isTerminating && seconds !== undefined) shortenStops(this.containers, this.#host.nowMs(), seconds);
    this.pod = pod;
    followSpec(this, this.#host, this.#isTerminating || this.#isExpired || this.#isEnding);
  }

  /** Ends everything of a Pod that is gone. */
  remove(): void {
    this.isGone = true;
    for (const container of this.containers) if (isRunning(container)) this.#host.launcher.kill(container);
    this.#tearDown();
    this.hosts = undefined;
  }

  get #view(): PodView {
    const { hostIPs, timestamp, hasGeneration, hasResources, hasPodResources } = this.#host;
    const own = hostIPs();
    return {
      pod: this.pod,
      containers: this.containers.map(viewOf),
      hasSandbox: !!this.sandbox,
      podIPs: this.#podIPs,
      hostIPs: own,
      startTime: this.#startTime,
      ...(this.#isExpired && this.#phase === 'Failed' ? DEADLINE : {}),
      now: timestamp(),
      hasGeneration,
      hasResources,
      hasPodResources,
    };
  }

  /** Writes the status when it differs from the object's. */
  report(): void {
    if (this.isGone) return;
    const view = this.#view;
    const phase = phaseOf(view.containers, this.pod.spec.restartPolicy ?? 'Always');
    const isFinal = this.#phase === 'Succeeded' || this.#phase === 'Failed';
    const next = this.#terminalPhase(view, phase);
    const isHeld = (next === 'Succeeded' || next === 'Failed') && this.containers.some(isRunning);
    if (!isFinal && !isHeld) this.#phase = next;
    const status = podStatus(this.#view, this.#phase, isFinal ? this.#phase : next);
    if (isSame(status, this.pod.status)) return;
    const answer = this.#host.api.updateStatus(PODS, { ...this.pod, status });
    if (answer.ok) this.pod = answer.object;
  }

  /** While a Pod terminates, containers that ended do not come back, so the phase can become final. */
  #terminalPhase({ containers }: PodView, phase: Phase): Phase {
    if (this.#isExpired)
      return containers.some(({ current }) => current && current.finishedAt === undefined) ? this.#phase : 'Failed';
    const hasAllEnded = containers.every(
      ({ kind, current }) => (kind === 'ephemeral' && !current) || current?.finishedAt !== undefined,
    );
    return this.#isTerminating && hasAllEnded ? phaseOf(containers, 'Never') : phase;
  }
}
