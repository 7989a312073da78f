/** How long a container that ended waits before it starts again (pods-and-nodes.md R6.13). */

const INITIAL_MS = 10_000;
const MAX_MS = 300_000;
/** A container that ran longer than this after its last start begins anew. */
const EXPIRY_MS = 2 * MAX_MS;

export interface BackOff {
  /** Milliseconds until a start is allowed; 0 when it is. @param finishedMs when the container ended. */
  leftMs(finishedMs: number, nowMs: number): number;
  /** Notes that the container is started now: the next wait is longer. */
  next(finishedMs: number, nowMs: number): void;
  readonly delayMs: number;
}

export function createBackOff(): BackOff {
  let delayMs = 0;
  let updatedMs = 0;
  const isExpired = (finishedMs: number) => finishedMs - updatedMs > EXPIRY_MS;
  return {
    get delayMs() {
      return delayMs;
    },
    leftMs: (finishedMs, nowMs) =>
      delayMs === 0 || isExpired(finishedMs) ? 0 : Math.max(0, finishedMs + delayMs - nowMs),
    next(finishedMs, nowMs) {
      delayMs = delayMs === 0 || isExpired(finishedMs) ? INITIAL_MS : Math.min(2 * delayMs, MAX_MS);
      updatedMs = nowMs;
    },
  };
}

/** Go's form of a duration of whole seconds: `10s`, `1m20s`, `5m0s`. */
export function goDuration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
