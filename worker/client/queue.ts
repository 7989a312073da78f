/** A keyed work queue on the virtual clock: a key waits at most once, and is worked off one at a time. */

import type { Clock, Timer } from '../clock';

/** What one sync says: nothing more to do, look again after some time, or try again because it failed. */
export type SyncResult = void | { requeueAfterMs: number } | 'retry';

export interface Queue {
  add(key: string): void;
  /** Adds it when `delayMs` have passed; an earlier due time of the same key stays. */
  addAfter(key: string, delayMs: number): void;
  /** Forgets due times and failures of a key whose object is gone. */
  forget(key: string): void;
}

/** The rate limiter of client-go: 5 ms, doubling with every failure, at most 1,000 s. */
export const RETRY_BASE_MS = 5;
export const RETRY_MAX_MS = 1_000_000;

/** @param sync brings one key nearer to what is wanted. */
export function createQueue(clock: Clock, sync: (key: string) => SyncResult): Queue {
  const ready = new Set<string>();
  /** The same keys in the order in which they came, from `next` on: each has one task of the clock. */
  let waiting: string[] = [];
  let next = 0;
  const later = new Map<string, { atMs: number; timer: Timer }>();
  const failures = new Map<string, number>();

  function add(key: string): void {
    if (ready.has(key)) return;
    ready.add(key);
    waiting.push(key);
    clock.schedule(0, workNext);
  }

  function workNext(): void {
    const key = waiting[next++];
    if (next === waiting.length) {
      waiting = [];
      next = 0;
    }
    work(key);
  }

  function addAfter(key: string, delayMs: number): void {
    if (delayMs <= 0) return add(key);
    const atMs = clock.nowMs + delayMs;
    const due = later.get(key);
    if (due && due.atMs <= atMs) return;
    due?.timer.cancel();
    const timer = clock.schedule(delayMs, () => {
      later.delete(key);
      add(key);
    });
    later.set(key, { atMs, timer });
  }

  function work(key: string): void {
    ready.delete(key);
    const result = sync(key);
    if (result === 'retry') {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      addAfter(key, Math.min(RETRY_BASE_MS * 2 ** count, RETRY_MAX_MS));
      return;
    }
    failures.delete(key);
    if (result) addAfter(key, result.requeueAfterMs);
  }

  return {
    add,
    addAfter,
    forget(key) {
      later.get(key)?.timer.cancel();
      later.delete(key);
      failures.delete(key);
    },
  };
}
