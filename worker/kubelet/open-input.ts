/** Standard input that stays open until somebody has attached to it and closed it. */

import { Source } from '../shell';

export class OpenInput extends Source {
  #isClosed = false;
  #wakers: (() => void)[] = [];

  /** @param park parks the process that reads until the function given to it is called. */
  constructor(private readonly park: (register: (wake: () => void) => void) => Promise<void>) {
    super();
  }

  feed(text: string): void {
    this.text = this.text.slice(this.at) + text;
    this.at = 0;
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  override wait(): Promise<void> | undefined {
    return this.#parkUntil(() => this.#isClosed || this.text.indexOf('\n', this.at) >= 0);
  }

  override waitForEnd(): Promise<void> | undefined {
    return this.#parkUntil(() => this.#isClosed);
  }

  #parkUntil(isDone: () => boolean): Promise<void> | undefined {
    if (isDone()) return undefined;
    const go = async () => {
      while (!isDone()) await this.park((wake) => void this.#wakers.push(wake));
    };
    return go();
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
