/** How a container of a Pod starts: image, run, hook, and the waits between runs. */

import { goDuration } from './backoff';
import { policyOf, probeStart, type Container, type Run } from './container';
import { hookMessage } from './hooks';
import { ensureImage } from './image-pull';
import type { PodWorker, WorkerHost } from './pod-worker';
import { shouldRestart } from './status';
import { stopContainer } from './stops';

/** How soon a run is prepared again that could not be. */
const CONFIG_RETRY_MS = 10_000;

/** Milliseconds until the next try; undefined: when something happens. */
export type Started = 'started' | { waitMs?: number };

/** Starts a container anew, once its wait is over. @returns the milliseconds that are left of it otherwise. */
export function restartContainer(worker: PodWorker, host: WorkerHost, container: Container, last: Run): Started {
  const nowMs = host.nowMs();
  const leftMs = container.backOff.leftMs(last.finishedMs!, nowMs);
  if (leftMs > 0) {
    if (!container.isBackingOff) tellBackOff(worker, host, container);
    return { waitMs: leftMs };
  }
  const started = startContainer(worker, host, container);
  if (started === 'started') container.backOff.next(last.finishedMs!, nowMs);
  return started;
}

function tellBackOff(worker: PodWorker, host: WorkerHost, container: Container): void {
  const { name, namespace, uid } = worker.pod.metadata;
  const pod = `${name}_${namespace}(${uid})`;
  container.isBackingOff = true;
  container.waiting = {
    reason: 'CrashLoopBackOff',
    message: `back-off ${goDuration(container.backOff.delayMs)} restarting failed container=${container.spec.name} pod=${pod}`,
  };
  worker.event(
    'Warning',
    'BackOff',
    `Back-off restarting failed container ${container.spec.name} in pod ${pod}`,
    container,
  );
  host.relist(worker);
}

/** Gets the image, prepares a run and launches it. @returns when to try again, or nothing when it does not come to that. */
export function startContainer(worker: PodWorker, host: WorkerHost, container: Container): Started {
  const { launcher, hasShortTexts } = host;
  const nowMs = host.nowMs();
  if (container.configRetryMs !== undefined && nowMs < container.configRetryMs)
    return { waitMs: container.configRetryMs - nowMs };
  const before = container.waiting;
  const image = ensureImage(container, {
    nowMs,
    drawDurationMs: () => host.drawPullMs(),
    event: (type, reason, message) => worker.event(type, reason, message, container),
    hasAccessText: host.hasAccessText,
  });
  if (container.waiting !== before) host.relist(worker);
  if (image !== 'ready') return image === undefined ? {} : { waitMs: image };

  const prepared = launcher.prepareRun(worker, container);
  if ('error' in prepared) {
    container.waiting = { reason: 'CreateContainerConfigError', message: prepared.error };
    worker.event('Warning', 'Failed', `Error: ${prepared.error}`, container);
    container.configRetryMs = nowMs + CONFIG_RETRY_MS;
    host.relist(worker);
    return { waitMs: CONFIG_RETRY_MS };
  }
  container.previous = container.current;
  container.waiting = undefined;
  container.isBackingOff = false;
  container.isChanged = false;
  container.configRetryMs = undefined;
  container.runs++;
  Object.assign(container, probeStart(container.spec));
  container.current = prepared.run;
  const { name } = container.spec;
  worker.event('Normal', 'Created', hasShortTexts ? 'Container created' : `Created container: ${name}`, container);
  const problem = launcher.launch(worker, container, prepared.run, prepared.argv);
  if (problem !== undefined) worker.event('Warning', 'Failed', `Error: ${problem}`, container);
  else {
    worker.event('Normal', 'Started', hasShortTexts ? 'Container started' : `Started container ${name}`, container);
    const relist = () => host.relist(worker);
    launcher.probe(worker, container, prepared.run, relist, (message, graceSeconds) => {
      stopContainer(worker, host, container, message, graceSeconds);
      host.wake(worker);
    });
    startHook(worker, host, container, prepared.run);
  }
  return 'started';
}

/** Nothing else of the Pod goes on before the hook has ended; a container whose hook failed is stopped. */
function startHook(worker: PodWorker, host: WorkerHost, container: Container, run: Run): void {
  const handler = container.spec.lifecycle?.postStart;
  if (!handler) return;
  container.isStarting = true;
  const end = () => {
    container.isStarting = false;
    host.wake(worker);
    host.relist(worker);
  };
  host.launcher.hook(worker, container, run, handler, (failure) => {
    if (failure === undefined) return end();
    worker.event('Warning', 'FailedPostStartHook', 'PostStartHook failed', container);
    const { name, namespace, uid } = worker.pod.metadata;
    const message = hookMessage(handler, container.spec.name, `${name}_${namespace}(${uid})`, failure);
    const over = () => {
      if (shouldRestart(policyOf(worker.pod, container), run.exitCode ?? 0))
        container.waiting = { reason: 'PostStartHookError', message };
      end();
    };
    if (run.finishedMs !== undefined) return over();
    run.closers.push(over);
    stopContainer(worker, host, container, 'FailedPostStartHook');
    host.wake(worker);
  });
}
