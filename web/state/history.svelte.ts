/** Undo and redo over whole states of the scenario: they are small and never changed in place. */

import type { Scenario } from '../../worker/api';

export interface Moment {
  scenario: Scenario;
  upTo: number;
}

/** Changes of the same thing within this time are one change. */
const SAME_CHANGE_MS = 1_200;
const MOMENTS_MAX = 200;

export class History {
  #past = $state.raw<Moment[]>([]);
  #future = $state.raw<Moment[]>([]);
  #lastThing = '';
  #lastMs = -Infinity;

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * To be called before a change.
   * @param thing what is about to change; quick changes of the same thing are undone together.
   */
  remember(moment: Moment, thing = '') {
    const now = performance.now();
    const isSame = thing !== '' && thing === this.#lastThing && now - this.#lastMs < SAME_CHANGE_MS;
    this.#lastThing = thing;
    this.#lastMs = now;
    if (!isSame) this.#past = [...this.#past, moment].slice(-MOMENTS_MAX);
    this.#future = [];
  }

  undo(now: Moment): Moment | undefined {
    const before = this.#past.at(-1);
    if (!before) return undefined;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, now];
    this.#lastThing = '';
    return before;
  }

  redo(now: Moment): Moment | undefined {
    const after = this.#future.at(-1);
    if (!after) return undefined;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, now];
    this.#lastThing = '';
    return after;
  }
}
