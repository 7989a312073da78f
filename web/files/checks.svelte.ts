/** What the cluster said last of each file's text: asked when the text or the cluster has changed and nothing runs. */

import type { FileCheck } from '../../worker/api';
import type { Simulator } from '../simulator';

interface Found extends FileCheck {
  /** The text that it is about. */
  text: string;
}

export class Checks {
  readonly #simulator: Simulator;
  #found = $state.raw<Readonly<Record<string, Found>>>({});
  /** The text of each file that was asked about last. */
  readonly #newest: Record<string, string> = {};

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  /** @returns what was said of the file, whose text may have changed since. */
  of(name: string): Found | undefined {
    return this.#found[name];
  }

  async ask(name: string, text: string) {
    this.#newest[name] = text;
    const check = await this.#simulator.checkYAML(name, text).catch(() => undefined);
    if (check && this.#newest[name] === text) this.#found = { ...this.#found, [name]: { ...check, text } };
  }
}
