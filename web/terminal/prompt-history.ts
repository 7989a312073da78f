/** The lines typed before, walked with Up and Down; the unfinished line is kept while walking. */

export class PromptHistory {
  #at = -1;
  #unfinished = '';

  /** @param lines oldest first. @returns the line to show, or undefined at an end. */
  older(lines: string[], current: string): string | undefined {
    if (this.#at + 1 >= lines.length) return undefined;
    if (this.#at < 0) this.#unfinished = current;
    this.#at++;
    return lines[lines.length - 1 - this.#at];
  }

  newer(lines: string[]): string | undefined {
    if (this.#at < 0) return undefined;
    this.#at--;
    return this.#at < 0 ? this.#unfinished : lines[lines.length - 1 - this.#at];
  }

  reset() {
    this.#at = -1;
  }
}
