/** Containers on their way out: the hook, SIGTERM, and SIGKILL when the grace is over. */

import { isRunning, type Container } from './container';
import type { PodWorker, WorkerHost } from './pod-worker';

/** Where the Pod says nothing. */
export const GRACE_SECONDS = 30;

/** A container always has so long between SIGTERM and SIGKILL. */
const GRACE_MIN_SECONDS = 2;

/** Brings on what is being stopped. @returns milliseconds until the next step; undefined when nothing waits. */
export function driveStops(containers: readonly Container[], nowMs: number): number | undefined {
  let waitMs: number | undefined;
  for (const [index, container] of containers.entries()) {
    const stop = container.current?.stop;
    if (!stop || !isRunning(container)) continue;
    const { process } = container.current!;
    const spentMs = nowMs - stop.startedMs;
    let leftMs = stop.graceSeconds * 1_000 - spentMs;
    const isBlocked = stop.isInTurn && containers.slice(index + 1).some(goesFirst);
    if ((!stop.isHookRunning && !isBlocked) || leftMs <= 0) {
      if (stop.killAtMs === undefined) {
        const seconds = Math.max(GRACE_MIN_SECONDS, stop.graceSeconds - Math.floor(spentMs / 1_000));
        stop.killAtMs = nowMs + seconds * 1_000;
        process?.signal('TERM');
      }
      leftMs = stop.killAtMs - nowMs;
      if (leftMs <= 0) process?.kill();
    }
    if (isRunning(container)) waitMs = Math.min(waitMs ?? leftMs, leftMs);
  }
  return waitMs;
}

/** Sidecars end after the other containers, the last one first. */
const goesFirst = (container: Container) => container.kind !== 'ephemeral' && isRunning(container);

/** What is being stopped has no more time from now on than this. */
export function shortenStops(containers: readonly Container[], nowMs: number, seconds: number): void {
  for (const { current } of containers) {
    const stop = current?.stop;
    if (!stop) continue;
    const spentSeconds = Math.floor((nowMs - stop.startedMs) / 1_000);
    stop.graceSeconds = Math.min(stop.graceSeconds, spentSeconds + seconds);
    if (stop.killAtMs !== undefined)
      stop.killAtMs = Math.min(stop.killAtMs, nowMs + Math.max(GRACE_MIN_SECONDS, seconds) * 1_000);
  }
}

/** Begins to stop a container: its hook, SIGTERM, and SIGKILL when it takes too long. */
export function stopContainer(
  worker: PodWorker,
  host: WorkerHost,
  container: Container,
  message = `Stopping container ${container.spec.name}`,
  graceSeconds?: number,
  isInTurn = false,
): void {
  const run = container.current;
  if (!run || run.stop) return;
  const seconds = Math.max(0, graceSeconds ?? worker.pod.spec.terminationGracePeriodSeconds ?? GRACE_SECONDS);
  const isOrdered = isInTurn && container.kind === 'sidecar';
  const stop = { startedMs: host.nowMs(), graceSeconds: seconds, isHookRunning: false, isInTurn: isOrdered };
  run.stop = stop;
  // what waits for its end goes on at once
  if (isInTurn) run.closers.push(() => host.wake(worker));
  worker.event('Normal', 'Killing', message, container);
  const handler = container.spec.lifecycle?.preStop;
  if (!handler || seconds === 0) return;
  stop.isHookRunning = true;
  host.launcher.hook(worker, container, run, handler, (failure) => {
    if (failure !== undefined) worker.event('Warning', 'FailedPreStopHook', 'PreStopHook failed', container);
    stop.isHookRunning = false;
    host.wake(worker);
  });
}
