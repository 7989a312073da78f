/** The Comlink edge: loads the core and offers the playground's functions to the page. */

import { expose } from 'comlink';
import coreUrl from '../build/core.wasm?url';
import type { OutputChunk, PlaygroundWorker } from './api';
import { compileCore } from './core';
import { createPlayground } from './playground';

const playground = createPlayground(
  fetch(coreUrl)
    .then((response) => response.arrayBuffer())
    .then(compileCore),
);

const edge: PlaygroundWorker = {
  ...playground,
  run: async (request, onOutput) => {
    const { write, flush } = inBatches(onOutput);
    const answer = await playground.run(request, write);
    flush();
    return answer;
  },
};

/** One message to the page for all that was written until the worker came up for air. */
function inBatches(onOutput: (step: number, chunk: OutputChunk) => void) {
  let waiting: { step: number; chunk: OutputChunk }[] = [];
  const flush = () => {
    for (const { step, chunk } of waiting) onOutput(step, chunk);
    waiting = [];
  };
  const write = (step: number, chunk: OutputChunk) => {
    const last = waiting[waiting.length - 1];
    if (last?.step === step && last.chunk.stream === chunk.stream) last.chunk.text += chunk.text;
    else {
      if (waiting.length === 0) setTimeout(flush);
      waiting.push({ step, chunk: { ...chunk } });
    }
  };
  return { write, flush };
}

expose(edge);
