/** Getting an image: events, waiting reasons and the growing waits of a registry that can not be reached. */

import { goDuration } from './backoff';
import type { Container } from './container';
import { canonicalImage, referenceError, findImage, pullError, type FoundImage } from './images';

export interface PullHost {
  nowMs: number;
  /** Milliseconds that a pull takes. */
  drawDurationMs(): number;
  event(type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Text of the Pulled event for an image that is there. */
  hasAccessText: boolean;
}

const BACKOFF_MS = 10_000;
const BACKOFF_MAX_MS = 300_000;
/** How long it takes to learn that a registry's name does not resolve. */
const FAILURE_MS = 100;

/** @returns 'ready', or the milliseconds until to look again; undefined: there is nothing to wait for. */
export function ensureImage(container: Container, host: PullHost): 'ready' | number | undefined {
  const { spec } = container;
  const canonical = canonicalImage(spec.image);
  if (canonical === undefined) {
    const message = `Failed to apply default image tag "${spec.image}": couldn't parse image name "${spec.image}": ${referenceError(spec.image)}`;
    return refuse(container, host, 'InvalidImageName', message, 'InspectFailed');
  }
  const found = findImage(canonical);
  const policy = spec.imagePullPolicy ?? 'IfNotPresent';
  const isPresent = found && (found.isPresent || container.imageName === found.name);
  if (isPresent && policy !== 'Always') {
    use(container, found);
    const access = host.hasAccessText ? ' and can be accessed by the pod' : '';
    host.event('Normal', 'Pulled', `Container image "${spec.image}" already present on machine${access}`);
    return 'ready';
  }
  if (policy === 'Never') {
    const message = `Container image "${spec.image}" is not present with pull policy of Never`;
    return refuse(container, host, 'ErrImageNeverPull', message, 'ErrImageNeverPull');
  }
  return pull(container, host, canonical);
}

function use(container: Container, { image, name }: FoundImage): void {
  container.image = image;
  container.imageName = name;
}

function refuse(container: Container, host: PullHost, reason: string, message: string, eventReason: string): undefined {
  if (container.waiting?.reason === reason) return;
  container.waiting = { reason, message };
  host.event('Warning', eventReason, message);
  host.event('Warning', 'Failed', `Error: ${reason}`);
}

function pull(container: Container, host: PullHost, canonical: string): 'ready' | number {
  const { spec, pull: state } = container;
  const found = findImage(canonical);
  const { nowMs } = host;
  if (state?.state === 'failed') {
    if (!state.isTold) {
      state.isTold = true;
      container.waiting = {
        reason: 'ImagePullBackOff',
        message: `Back-off pulling image "${spec.image}": ErrImagePull: ${state.error}`,
      };
      host.event('Normal', 'BackOff', `Back-off pulling image "${spec.image}"`);
      host.event('Warning', 'Failed', 'Error: ImagePullBackOff');
    }
    if (nowMs < state.retryMs) return state.retryMs - nowMs;
  }
  if (state?.state !== 'pulling') {
    host.event('Normal', 'Pulling', `Pulling image "${spec.image}"`);
    const durationMs = found ? host.drawDurationMs() : FAILURE_MS;
    const delayMs = state?.state === 'failed' ? state.delayMs : 0;
    container.pull = { state: 'pulling', startedMs: nowMs, readyMs: nowMs + durationMs, delayMs };
    return durationMs;
  }
  if (nowMs < state.readyMs) return state.readyMs - nowMs;
  if (found) {
    const took = goMilliseconds(state.readyMs - state.startedMs);
    host.event(
      'Normal',
      'Pulled',
      `Successfully pulled image "${spec.image}" in ${took} (${took} including waiting). Image size: ${found.image.sizeBytes} bytes.`,
    );
    use(container, found);
    container.pull = undefined;
    container.waiting = undefined;
    return 'ready';
  }
  const error = pullError(canonical);
  const delayMs = state.delayMs === 0 ? BACKOFF_MS : Math.min(2 * state.delayMs, BACKOFF_MAX_MS);
  host.event('Warning', 'Failed', `Failed to pull image "${spec.image}": ${error}`);
  host.event('Warning', 'Failed', 'Error: ErrImagePull');
  container.waiting = { reason: 'ErrImagePull', message: error };
  container.pull = { state: 'failed', error, retryMs: nowMs + delayMs, delayMs, isTold: false };
  return TOLD_MS;
}

/** The back-off shows at the next look at the Pod. */
const TOLD_MS = 2_000;

const goMilliseconds = (ms: number) => (ms < 1_000 ? `${ms}ms` : goDuration(ms));
