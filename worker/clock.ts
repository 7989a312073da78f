/** The virtual clock: tasks with due times, run one at a time in order, and background activities that sleep on it. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the start of the cluster. */
  readonly nowMs: number;
  /** Runs `task` when the clock reaches `nowMs + delayMs`; equal due times run in the order of their scheduling. */
  schedule(delayMs: number, task: () => void | Promise<void>): Timer;
  /**
   * Starts something that goes on in the background, a container's process for example. It runs until it sleeps, waits
   * or ends, and only then does the clock go on: two activities never interleave.
   */
  spawn(body: (activity: Activity) => Promise<void>): Activity;
  /** Moves on by `ms` and does everything that becomes due. For the foreground only: never inside a task. */
  advance(ms: number): Promise<void>;
  /**
   * Does everything that is due within `horizonMs` and moves on no further than the last thing done.
   * @returns the milliseconds that went by.
   */
  settle(horizonMs: number): Promise<number>;
  /** Milliseconds until the next due task; undefined when nothing is due. */
  nextDueMs(): number | undefined;
}

export interface Activity {
  sleep(ms: number): Promise<void>;
  /** Parks until the function given to `register` is called. */
  wait(register: (wake: () => void) => void): Promise<void>;
  /** Ends it: a sleep or wait it is in, or its next one, throws `ActivityCancelled`. */
  cancel(): void;
  readonly signal: AbortSignal;
}

export class ActivityCancelled extends Error {}

const NOTHING = () => {};

class Due implements Timer {
  constructor(
    readonly atMs: number,
    readonly sequence: number,
    public task: () => void | Promise<void>,
  ) {}

  cancel(): void {
    this.task = NOTHING;
  }
}

/** @returns a clock that stands at 0. */
export function createClock(): Clock {
  const heap: Due[] = [];
  let nowMs = 0;
  let sequence = 0;

  const isBefore = (a: Due, b: Due) => a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);

  function push(due: Due): void {
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent], due)) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = due;
  }

  function pop(): Due {
    const first = heap[0];
    const last = heap.pop()!;
    if (heap.length > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
        if (isBefore(last, heap[child])) break;
        heap[at] = heap[child];
        at = child;
      }
      heap[at] = last;
    }
    return first;
  }

  function dropCancelled(): void {
    while (heap.length > 0 && heap[0].task === NOTHING) pop();
  }

  function schedule(delayMs: number, task: () => void | Promise<void>): Timer {
    const due = new Due(nowMs + Math.max(0, delayMs), sequence++, task);
    push(due);
    return due;
  }

  /** Runs the tasks due up to `untilMs`; @returns when the last one ran. */
  async function runDue(untilMs: number): Promise<void> {
    for (;;) {
      dropCancelled();
      if (heap.length === 0 || heap[0].atMs > untilMs) return;
      const due = pop();
      nowMs = Math.max(nowMs, due.atMs);
      const running = due.task();
      if (running) await running;
    }
  }

  return {
    get nowMs() {
      return nowMs;
    },
    schedule,
    spawn: (body) => spawnActivity(schedule, body),
    async advance(ms) {
      const untilMs = nowMs + ms;
      await runDue(untilMs);
      nowMs = Math.max(nowMs, untilMs);
    },
    async settle(horizonMs) {
      const startMs = nowMs;
      await runDue(startMs + horizonMs);
      return nowMs - startMs;
    },
    nextDueMs() {
      dropCancelled();
      return heap.length > 0 ? Math.max(0, heap[0].atMs - nowMs) : undefined;
    },
  };
}

/**
 * An activity hands control back to the clock whenever it parks. `turn` is the promise of the task that resumed it; it
 * is resolved when the activity parks again or ends.
 */
function spawnActivity(schedule: Clock['schedule'], body: (activity: Activity) => Promise<void>): Activity {
  const controller = new AbortController();
  let endTurn: (() => void) | undefined;
  let interrupt: ((reason: Error) => void) | undefined;

  function turn(resume: () => void): Promise<void> {
    return new Promise((resolve) => {
      endTurn = resolve;
      resume();
    });
  }

  function park(register: (wake: () => void) => void): Promise<void> {
    if (controller.signal.aborted) return Promise.reject(new ActivityCancelled());
    return new Promise<void>((resolve, reject) => {
      let isOver = false;
      const once = (act: () => void) => () => {
        if (isOver) return;
        isOver = true;
        interrupt = undefined;
        schedule(0, () => turn(act));
      };
      interrupt = (reason) => once(() => reject(reason))();
      register(once(resolve));
      endTurn?.();
    });
  }

  const activity: Activity = {
    signal: controller.signal,
    sleep: (ms) => park((wake) => void schedule(ms, wake)),
    wait: park,
    cancel() {
      controller.abort();
      interrupt?.(new ActivityCancelled());
    },
  };

  schedule(0, () =>
    turn(() => {
      body(activity)
        .catch((error: unknown) => {
          if (!(error instanceof ActivityCancelled)) throw error;
        })
        .finally(() => endTurn?.());
    }),
  );
  return activity;
}
