/** The page's end of the worker: starts it, calls it, and ends it when it no longer answers. */

import * as Comlink from 'comlink';
import type {
  Diagnostic,
  OutputChunk,
  PlaygroundWorker,
  RangeView,
  ResourceObjectRef,
  RunRequest,
  Scenario,
} from '../worker/api';

type RunReply = Awaited<ReturnType<PlaygroundWorker['run']>>;

/** What a call ends with when its worker was ended or fell over before it answered. */
export class WorkerLost extends Error {}

interface Running {
  worker: Worker;
  remote: PlaygroundWorker;
  /** Rejects when this worker is gone; never resolves. */
  lost: Promise<never>;
  lose(reason: string): void;
}

export class Simulator {
  #running: Running | undefined;

  /** Calls one of the worker's functions. @throws WorkerLost when no answer can come any more. */
  async #call<T>(use: (remote: PlaygroundWorker) => Promise<T>): Promise<T> {
    const { remote, lost } = this.begin();
    try {
      return await Promise.race([use(remote), lost]);
    } catch (error) {
      throw error instanceof WorkerLost
        ? error
        : new WorkerLost(error instanceof Error ? error.message : String(error));
    }
  }

  /** Starts the worker, if none runs, before there is something to ask it. */
  begin(): Running {
    return (this.#running ??= start());
  }

  run(request: RunRequest, onOutput: (step: number, chunk: OutputChunk) => void): Promise<RunReply> {
    return this.#call((remote) => remote.run(request, Comlink.proxy(onOutput)));
  }

  rangePart(kind: RangeView['kind'], prefix: string, part: string): Promise<RangeView | undefined> {
    return this.#call((remote) => remote.rangePart(kind, prefix, part));
  }

  risks(): Promise<Diagnostic[]> {
    return this.#call((remote) => remote.risks());
  }

  stop() {
    return this.#call((remote) => remote.stop());
  }

  parseScenario(markdown: string): ReturnType<PlaygroundWorker['parseScenario']> {
    return this.#call((remote) => remote.parseScenario(markdown));
  }

  encodeLink(scenario: Scenario, upTo: number): Promise<string> {
    return this.#call((remote) => remote.encodeLink(scenario, upTo));
  }

  decodeLink(fragment: string): ReturnType<PlaygroundWorker['decodeLink']> {
    return this.#call((remote) => remote.decodeLink(fragment));
  }

  complete(line: string): Promise<string[]> {
    return this.#call((remote) => remote.complete(line));
  }

  isIncomplete(source: string): Promise<boolean> {
    return this.#call((remote) => remote.isIncomplete(source));
  }

  objectKinds(): ReturnType<PlaygroundWorker['objectKinds']> {
    return this.#call((remote) => remote.objectKinds());
  }

  objectTable(resource: string, namespace?: string): ReturnType<PlaygroundWorker['objectTable']> {
    return this.#call((remote) => remote.objectTable(resource, namespace));
  }

  objectDetail(ref: ResourceObjectRef): ReturnType<PlaygroundWorker['objectDetail']> {
    return this.#call((remote) => remote.objectDetail(ref));
  }

  /** Ends the worker at once; the next call starts a new one. */
  end(reason: string) {
    const running = this.#running;
    this.#running = undefined;
    running?.worker.terminate();
    running?.lose(reason);
  }
}

function start(): Running {
  const worker = new Worker(new URL('../worker/index.ts', import.meta.url), { type: 'module' });
  let lose: (reason: string) => void = () => {};
  const lost = new Promise<never>((_, reject) => (lose = (reason) => reject(new WorkerLost(reason))));
  lost.catch(() => {});
  worker.addEventListener('error', (event) => lose(event.message || 'The worker could not be loaded.'));
  worker.addEventListener('messageerror', () => lose('A message of the worker could not be read.'));
  return { worker, remote: Comlink.wrap<PlaygroundWorker>(worker) as unknown as PlaygroundWorker, lost, lose };
}
