/** Output of running commands, gathered and handed to the page once per frame. */

import type { OutputChunk } from '../../worker/api';
import type { LiveOutput } from './types';

/** More than this much of a running command's output is not kept: its end is what a reader sees. */
const CHARACTERS_MAX = 40_000;

export class Live {
  #outputs = $state.raw<LiveOutput[]>([]);
  /** What has come since the last frame. */
  #waiting: { step: number; chunk: OutputChunk }[] = [];
  #frame = 0;

  /** In the order of the steps. */
  get outputs() {
    return this.#outputs;
  }

  write(step: number, chunk: OutputChunk) {
    this.#waiting.push({ step, chunk });
    this.#frame ||= requestAnimationFrame(() => this.#publish());
  }

  clear() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#waiting = [];
    this.#outputs = [];
  }

  #publish() {
    this.#frame = 0;
    const outputs = this.#outputs.map((output) => ({
      ...output,
      chunks: output.chunks.map((chunk) => ({ ...chunk })),
    }));
    for (const { step, chunk } of this.#waiting) {
      let output = outputs.find((one) => one.step === step);
      if (!output) outputs.push((output = { step, chunks: [], dropped: 0 }));
      append(output.chunks, chunk);
    }
    this.#waiting = [];
    this.#outputs = outputs.map(shorten).sort((a, b) => a.step - b.step);
  }
}

function append(chunks: OutputChunk[], chunk: OutputChunk) {
  const last = chunks.at(-1);
  if (last?.stream === chunk.stream) last.text += chunk.text;
  else chunks.push({ ...chunk });
}

function shorten(output: LiveOutput): LiveOutput {
  let excess = output.chunks.reduce((sum, chunk) => sum + chunk.text.length, 0) - CHARACTERS_MAX;
  if (excess <= 0) return output;
  const chunks: OutputChunk[] = [];
  for (const chunk of output.chunks) {
    const cut = Math.min(Math.max(excess, 0), chunk.text.length);
    excess -= cut;
    output.dropped += cut;
    if (cut < chunk.text.length) chunks.push({ ...chunk, text: chunk.text.slice(cut) });
  }
  return { ...output, chunks };
}
