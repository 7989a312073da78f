/** The page's end of the worker: starts it, calls it, and ends it when it no longer answers. */

import * as Comlink from 'comlink';
import type {
  AddressPlan,
  Diagnostic,
  HostsVariant,
  LessonVariation,
  ObjectRef,
  OutputChunk,
  PlaygroundWorker,
  RangeView,
  ResourceObjectRef,
  RunRequest,
  RunSide,
  Scenario,
  TimelineEntry,
} from '../worker/api';

type RunReply = Awaited<ReturnType<PlaygroundWorker['run']>>;

/** What a call ends with when its worker was ended or fell over before it answered. */
export class WorkerLost extends Error {}

interface Running {
  worker: Worker;
  remote: PlaygroundWorker;
  /** Resolves when the cluster is there that the page shows already. */
  caughtUp: Promise<unknown>;
  /** Rejects when this worker is gone; never resolves. */
  lost: Promise<never>;
  lose(reason: string): void;
}

export class Simulator {
  #running: Running | undefined;
  #shown: RunRequest | undefined;
  /** Called when a worker is started. */
  onBegin: () => void = () => {};

  get isRunning() {
    return this.#running !== undefined;
  }

  /** @param shown what the page shows although no worker has run it: a worker runs it before it is asked about it. */
  expect(shown: RunRequest) {
    this.#shown = shown;
  }

  /** Calls one of the worker's functions. @throws WorkerLost when no answer can come any more. */
  async #call<T>(use: (remote: PlaygroundWorker) => Promise<T>): Promise<T> {
    const { remote, lost } = this.#begin();
    try {
      return await Promise.race([use(remote), lost]);
    } catch (error) {
      throw error instanceof WorkerLost
        ? error
        : new WorkerLost(error instanceof Error ? error.message : String(error));
    }
  }

  /** Asks about the cluster that the page shows. @throws WorkerLost as every call. */
  #ask<T>(use: (remote: PlaygroundWorker) => Promise<T>): Promise<T> {
    const { caughtUp } = this.#begin();
    return this.#call((remote) => caughtUp.then(() => use(remote)));
  }

  /** Starts the worker, if none runs, before there is something to ask it. @throws WorkerLost as every call. */
  async begin(): Promise<void> {
    await this.#ask(async () => {});
  }

  #begin(): Running {
    if (!this.#running) {
      this.#running = start(this.#shown);
      this.#shown = undefined;
      this.onBegin();
    }
    return this.#running;
  }

  run(request: RunRequest, onOutput: (step: number, chunk: OutputChunk) => void): Promise<RunReply> {
    return this.#ask((remote) => remote.run(request, Comlink.proxy(onOutput)));
  }

  rangePart(kind: RangeView['kind'], prefix: string, part: string): Promise<RangeView | undefined> {
    return this.#ask((remote) => remote.rangePart(kind, prefix, part));
  }

  addressPlan(): Promise<AddressPlan[]> {
    return this.#ask((remote) => remote.addressPlan());
  }

  tilesOf(...where: Parameters<PlaygroundWorker['tilesOf']>): Promise<number[]> {
    return this.#ask((remote) => remote.tilesOf(...where));
  }

  hostsVariants(pod: ObjectRef): Promise<HostsVariant[]> {
    return this.#ask((remote) => remote.hostsVariants(pod));
  }

  timeline(): Promise<TimelineEntry[]> {
    return this.#ask((remote) => remote.timeline());
  }

  compareRuns(a: RunSide, b: RunSide): ReturnType<PlaygroundWorker['compareRuns']> {
    return this.#call((remote) => remote.compareRuns(a, b));
  }

  risks(): Promise<Diagnostic[]> {
    return this.#ask((remote) => remote.risks());
  }

  stop() {
    return this.#ask((remote) => remote.stop());
  }

  parseScenario(markdown: string): ReturnType<PlaygroundWorker['parseScenario']> {
    return this.#call((remote) => remote.parseScenario(markdown));
  }

  applyVariation(scenario: Scenario, variation: LessonVariation): Promise<Scenario> {
    return this.#call((remote) => remote.applyVariation(scenario, variation));
  }

  encodeLink(scenario: Scenario, upTo: number): Promise<string> {
    return this.#call((remote) => remote.encodeLink(scenario, upTo));
  }

  decodeLink(fragment: string): ReturnType<PlaygroundWorker['decodeLink']> {
    return this.#call((remote) => remote.decodeLink(fragment));
  }

  complete(line: string): Promise<string[]> {
    return this.#ask((remote) => remote.complete(line));
  }

  isIncomplete(source: string): Promise<boolean> {
    return this.#call((remote) => remote.isIncomplete(source));
  }

  objectKinds(): ReturnType<PlaygroundWorker['objectKinds']> {
    return this.#ask((remote) => remote.objectKinds());
  }

  objectTable(resource: string, namespace?: string): ReturnType<PlaygroundWorker['objectTable']> {
    return this.#ask((remote) => remote.objectTable(resource, namespace));
  }

  objectDetail(ref: ResourceObjectRef): ReturnType<PlaygroundWorker['objectDetail']> {
    return this.#ask((remote) => remote.objectDetail(ref));
  }

  completeYAML(file: string, text: string, offset: number): ReturnType<PlaygroundWorker['completeYAML']> {
    return this.#ask((remote) => remote.completeYAML(file, text, offset));
  }

  hoverYAML(file: string, text: string, offset: number): ReturnType<PlaygroundWorker['hoverYAML']> {
    return this.#ask((remote) => remote.hoverYAML(file, text, offset));
  }

  checkYAML(file: string, text: string): ReturnType<PlaygroundWorker['checkYAML']> {
    return this.#ask((remote) => remote.checkYAML(file, text));
  }

  formatYAML(text: string): ReturnType<PlaygroundWorker['formatYAML']> {
    return this.#call((remote) => remote.formatYAML(text));
  }

  /** Ends the worker at once; the next call starts a new one. */
  end(reason: string) {
    const running = this.#running;
    this.#running = undefined;
    running?.worker.terminate();
    running?.lose(reason);
  }
}

function start(shown: RunRequest | undefined): Running {
  const worker = new Worker(new URL('../worker/index.ts', import.meta.url), { type: 'module' });
  let lose: (reason: string) => void = () => {};
  const lost = new Promise<never>((_, reject) => (lose = (reason) => reject(new WorkerLost(reason))));
  lost.catch(() => {});
  worker.addEventListener('error', (event) => lose(event.message || 'The worker could not be loaded.'));
  worker.addEventListener('messageerror', () => lose('A message of the worker could not be read.'));
  const remote = Comlink.wrap<PlaygroundWorker>(worker) as unknown as PlaygroundWorker;
  const caughtUp = shown
    ? remote.run(
        shown,
        Comlink.proxy(() => {}),
      )
    : Promise.resolve();
  caughtUp.catch(() => {});
  return { worker, remote, caughtUp, lost, lose };
}
