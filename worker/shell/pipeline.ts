/**
 * Runs the stages of a pipeline in turns: one at a time, in a fixed order, each until it ends, sleeps, waits for a line
 * or has filled its pipe. So a short pipeline runs stage after stage, and an endless one streams.
 */

/** Thrown into a writer whose reader has gone, as SIGPIPE ends a real one. */
export class BrokenPipe extends Error {
  constructor(readonly pipe: object) {
    super('Broken pipe');
  }
}

/** The exit status of a program that SIGPIPE ended. */
export const SIGPIPE_STATUS = 141;

export class Stage {
  private isReady: () => boolean = () => true;
  private resume: (() => void) | undefined;
  private handOver: () => void = () => {};
  started = false;
  ended = false;
  wakeAtMs: number | undefined;
  status = 0;

  /** Lets other stages run until `isReady`. */
  suspend(isReady: () => boolean, prepare?: () => void): Promise<void> {
    prepare?.();
    this.isReady = isReady;
    const resumed = new Promise<void>((resolve) => (this.resume = resolve));
    this.handOver();
    return resumed;
  }

  canRun(nowMs: number): boolean {
    if (this.ended) return false;
    return this.wakeAtMs !== undefined ? this.wakeAtMs <= nowMs : this.isReady();
  }

  /** Sleeps on the pipeline's clock. */
  async sleepUntil(atMs: number): Promise<void> {
    this.wakeAtMs = atMs;
    await this.suspend(() => false);
  }

  /** Runs until it suspends or ends. */
  async step(body: () => Promise<number>): Promise<void> {
    this.wakeAtMs = undefined;
    const paused = new Promise<void>((resolve) => (this.handOver = resolve));
    if (this.started) {
      this.resume?.();
      await Promise.race([paused, this.finished]);
      return;
    }
    this.started = true;
    this.finished = body().then((status) => {
      this.status = status;
      this.ended = true;
    });
    this.finished.catch(() => {});
    await Promise.race([paused, this.finished]);
  }

  private finished: Promise<void> = Promise.resolve();
}

export interface StageClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Runs `bodies` to their ends. Throws what a body throws. @returns their exit statuses. */
export async function runStages(
  stages: readonly Stage[],
  bodies: readonly (() => Promise<number>)[],
  clock: StageClock,
): Promise<number[]> {
  let last = -1;
  for (;;) {
    const next = nextStage(stages, last, clock.now());
    if (next >= 0) {
      last = next;
      await stages[next].step(bodies[next]);
      continue;
    }
    if (stages.every((stage) => stage.ended)) return stages.map((stage) => stage.status);
    const wakeTimes = stages.flatMap((stage) => (stage.ended ? [] : (stage.wakeAtMs ?? [])));
    if (wakeTimes.length === 0) throw new Error('pipeline: every stage waits');
    await clock.sleep(Math.max(0, Math.min(...wakeTimes) - clock.now()));
  }
}

/** @returns the next stage that can run, looking to the right first. */
function nextStage(stages: readonly Stage[], last: number, nowMs: number): number {
  for (let offset = 1; offset <= stages.length; offset++) {
    const index = (last + offset + stages.length) % stages.length;
    if (stages[index].canRun(nowMs)) return index;
  }
  return -1;
}
