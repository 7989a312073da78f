/** Counts what a command line costs, lets messages in while it runs, and stops it at a limit or on request. */

import { Interrupted, type ShellLimits } from './types';

/** The limits of a shell that was not given others. */
export const DEFAULT_LIMITS: ShellLimits = {
  ticksMax: 1_000_000,
  outputMax: 5_000_000,
  depthMax: 150,
  stringMax: 16_000_000,
};

/** Wall clock between two pauses in which messages (a stop, for one) can come in. */
const YIELD_EVERY_MS = 12;
/** Ticks between two looks at the wall clock. */
const CLOCK_EVERY_TICKS = 64;
/** Deepest nesting of brackets, lists and expressions in what a reader parses recursively. */
export const NESTING_MAX = 500;

/** Reads the wall clock, for yielding only: it decides when to pause, never what is computed. */
// eslint-disable-next-line no-restricted-properties -- the one wall clock below the page
const wallClockMs = (): number => performance.now();

/** Lets the event loop turn once. */
function turnEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === 'undefined') {
      setTimeout(resolve, 0);
      return;
    }
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  });
}

export class Meter {
  ticks = 0;
  private printed = 0;
  private lastPauseMs = wallClockMs();

  constructor(
    readonly limits: ShellLimits,
    private readonly signal: AbortSignal | undefined,
    private readonly interruptAfterTicks: number | undefined,
  ) {}

  /** One unit of work. @returns a promise only when it pauses. */
  tick(): void | Promise<void> {
    if (this.signal?.aborted || this.ticks >= (this.interruptAfterTicks ?? Infinity))
      throw new Interrupted('stopped', '');
    if (this.ticks >= this.limits.ticksMax) throw limit(`more than ${this.limits.ticksMax} steps`);
    this.ticks += 1;
    if (this.ticks % CLOCK_EVERY_TICKS === 0 && wallClockMs() - this.lastPauseMs > YIELD_EVERY_MS) return this.pause();
  }

  /** Lets messages in. The stop is seen by the next tick, so that a replay with as many ticks ends at the same place. */
  async pause(): Promise<void> {
    await turnEventLoop();
    this.lastPauseMs = wallClockMs();
  }

  /** @returns how much of `text` may still be printed; throws when that is not all of it. */
  print(text: string, write: (text: string) => void): void {
    const room = this.limits.outputMax - this.printed;
    this.printed += text.length;
    if (text.length <= room) return write(text);
    if (room > 0) write(text.slice(0, room));
    throw limit(`more than ${this.limits.outputMax} characters of output`);
  }

  checkDepth(depth: number): void {
    if (depth > this.limits.depthMax) throw limit(`more than ${this.limits.depthMax} nested calls`);
  }

  checkLength(length: number): void {
    if (length > this.limits.stringMax)
      throw limit(`more than ${this.limits.stringMax} characters in one piece of text`);
  }
}

/** @returns what to throw when `what` is more than this shell allows. */
export function limit(what: string): Interrupted {
  return new Interrupted('limit', `stopped: ${what}`);
}
