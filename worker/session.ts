/** One simulated cluster and its steps: starts it, runs command blocks in its terminal, tells what came of them. */

import type {
  ClusterSettings,
  Diagnostic,
  OutputChunk,
  RunResult,
  Scenario,
  ScenarioFile,
  ScenarioStep,
  TranscriptEntry,
} from './api';
import { createApiServer, type ApiServer } from './apiserver';
import { createClock, type Clock } from './clock';
import { createInformers } from './client/informer';
import { startControllers } from './controllers';
import { createCore, type CompiledCore } from './core';
import type { Core } from './core/types';
import { completeLine } from './completion';
import type { EditedCluster } from './editor';
import { createKubectl } from './kubectl';
import type { startKubelet } from './kubelet';
import type { Listener } from './kubelet/network';
import type { ApiClient } from './kubernetes/client';
import type { KubernetesObject } from './kubernetes/objects';
import type { Cluster } from './objects';
import { findRelease, type Release } from './releases';
import { checkSettings, readSettings, SETTINGS_FILE } from './scenario/settings';
import { createFileSystem, createShell, lookupTool } from './shell';
import type { Command, FileSystem, Input, Shell } from './shell/types';
import { DECISIONS, describeRun, readDecisions, type FailedRequest, type RunFacts } from './views';
import { printYAML } from './yaml';

/** How long the cluster has been up when the first command runs. */
const STARTUP_MS = 5_000;

const HOME = '/home/reader';
const ENVIRONMENT = {
  HOME,
  PWD: HOME,
  USER: 'reader',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  TERM: 'dumb',
};

const EMPTY_INPUT: Input = { readAll: () => '', readLine: () => undefined };

export interface StepHooks {
  /** Output of the running step, as it is written. */
  onOutput?(chunk: OutputChunk): void;
  /** Ctrl+C. */
  signal?: AbortSignal;
}

/** A cluster that runs; its state only grows, step by step. */
export class Session {
  readonly #core: Core;
  readonly #release: Release;
  readonly #settings: ClusterSettings;
  readonly #clock: Clock = createClock();
  readonly #server: ApiServer;
  readonly #shell: Shell;
  readonly #files: FileSystem;
  /** Number of the last decision. */
  #lastDecision = -1;
  readonly #failures: FailedRequest[] = [];
  readonly #transcript: TranscriptEntry[] = [];
  /** Index of the step that read each file last. */
  readonly #readBy = new Map<string, number>();
  #step = -1;
  /** What the running step wanted to show in an editor. */
  #opened: ScenarioFile | undefined;

  private constructor(
    core: CompiledCore,
    settings: ClusterSettings,
    release: Release,
    files: Scenario['files'],
    kubelet: { startKubelet: typeof startKubelet } | undefined,
  ) {
    this.#core = createCore(core);
    this.#settings = settings;
    this.#release = release;
    const clock = this.#clock;
    const random = this.#core.random(settings.seed);
    const parts = { core: this.#core, clock, random, release, settings };

    this.#server = createApiServer({ ...parts, step: () => this.#step });
    const shared = { ...parts, decisions: this.#server.decisions };
    this.client.watch({ method: 'GET', path: DECISIONS }, ({ object }) => (this.#lastDecision = object.id));
    startControllers({ ...shared, client: (name) => this.#server.client(name) });
    const listeners = new Set<Listener>();
    const informers = createInformers(this.#server.client('kubelet'));
    for (let nodeIndex = 0; kubelet && nodeIndex < (settings.nodes ?? 1); nodeIndex++) {
      const nodeName = `worker${nodeIndex}`;
      kubelet.startKubelet({
        ...shared,
        client: this.#server.client('kubelet'),
        nodeName,
        nodeIndex,
        listeners,
        informers,
        connect: (connection) => this.#server.connectNode(nodeName, connection),
      });
    }

    const startTimeMs = Date.parse(settings.startTime);
    const kubectl = this.#inForeground(
      createKubectl({
        client: this.#watchedClient(),
        clock,
        startTimeMs,
        release,
        onNoEditor: (objects) => (this.#opened = fileToEdit(objects)),
      }),
    );
    const berth = async () =>
      (await import('./why')).createBerth({ client: this.client, core: this.#core, release, settings });
    const contents = Object.fromEntries(files.map((file) => [`${HOME}/${file.name}`, file.content]));
    this.#files = createFileSystem(contents);
    this.#shell = createShell({
      lookup: (name) => (name === 'kubectl' ? kubectl : name === 'berth' ? berth() : lookupTool(name)),
      fs: this.#watchedFiles(this.#files),
      env: ENVIRONMENT,
      cwd: HOME,
      name: 'bash',
      now: () => startTimeMs + clock.nowMs,
      sleep: (ms) => clock.advance(ms),
    });
  }

  /**
   * Starts a cluster and lets it settle.
   * @param settings that `checkSettings` found nothing wrong with.
   */
  static async start(core: CompiledCore, settings: ClusterSettings, files: Scenario['files']): Promise<Session> {
    const release = findRelease(settings.kubernetes, settings.featureGates);
    if (!release) throw new RangeError(`release ${settings.kubernetes} was not checked`);
    const session = new Session(
      core,
      settings,
      release,
      files,
      settings.kubelet ? await import('./kubelet') : undefined,
    );
    await session.#clock.advance(STARTUP_MS);
    return session;
  }

  /**
   * Runs one command block in the terminal; then all happens that is due within the pause of the settings.
   * Never throws for what the block says.
   */
  async runStep(step: ScenarioStep, hooks: StepHooks = {}): Promise<TranscriptEntry> {
    this.#step++;
    const output: OutputChunk[] = [];
    const write = (stream: OutputChunk['stream']) => ({
      write: (text: string) => {
        if (text === '') return;
        const last = output[output.length - 1];
        if (last?.stream === stream) last.text += text;
        else output.push({ stream, text });
        hooks.onOutput?.({ stream, text });
      },
    });
    const startMs = this.#clock.nowMs;
    const ended = await this.#shell.run(withoutPrompt(step.command), {
      stdin: EMPTY_INPUT,
      stdout: write('stdout'),
      stderr: write('stderr'),
      signal: hooks.signal,
      interruptAfterTicks: step.interruptedAfter,
    });
    const endMs = this.#clock.nowMs;
    await this.#clock.advance(this.#settings.pauseSeconds * 1_000);
    const entry: TranscriptEntry = {
      step: this.#step,
      command: step.command,
      output,
      exit: ended.exit,
      startMs,
      endMs,
      ...(ended.interrupted && { interrupted: ended.interrupted }),
      ...(ended.interrupted === 'stopped' && { ticks: ended.ticks }),
      decisions: readDecisions(this.client, `step=${this.#step}`).map((decision) => decision.id),
      ...this.#takeOpened(),
    };
    this.#transcript.push(entry);
    return entry;
  }

  /** What the page shows of the cluster as it is now. */
  result(requestId: number, scenario: Scenario): RunResult {
    return describeRun(this.facts(requestId, scenario));
  }

  /** What the views read. */
  facts(requestId: number, scenario: Scenario): RunFacts {
    return {
      requestId,
      scenario,
      settings: this.#settings,
      release: this.#release,
      core: this.#core,
      client: this.#server.client('berth'),
      nowMs: this.#clock.nowMs,
      transcript: this.#transcript,
      failures: this.#failures,
      readBy: this.#readBy,
    };
  }

  /** The cluster for the page's views of objects. */
  get cluster(): Cluster {
    const startTimeMs = Date.parse(this.#settings.startTime);
    const { client } = this;
    const kubectl = createKubectl({ client, clock: this.#clock, startTimeMs, release: this.#release });
    return {
      client,
      addresses: this.#core.addresses,
      kubectl: async (args) =>
        (await import('./objects/quiet')).printedBy(kubectl, args, startTimeMs + this.#clock.nowMs),
    };
  }

  /** True when a step has read a file of the scenario. */
  hasRead(file: string): boolean {
    return this.#readBy.has(file);
  }

  /** Completions of the word at the end of a command line. */
  complete(line: string): Promise<string[]> {
    return completeLine(line, this.client, this.#files, this.#shell.cwd);
  }

  /** The cluster for the editor: what it asks changes nothing. */
  get edited(): EditedCluster {
    return {
      client: this.client,
      rehearsal: this.#server.rehearsal('kubectl'),
      clock: this.#clock,
      startTimeMs: Date.parse(this.#settings.startTime),
      release: this.#release,
      seed: this.#settings.seed,
    };
  }

  get client(): ApiClient {
    return this.#server.client('berth');
  }

  /** A client of the API server under a name of its own. */
  clientFor(userAgent: string): ApiClient {
    return this.#server.client(userAgent);
  }

  /** Milliseconds since the start of the cluster. */
  get nowMs(): number {
    return this.#clock.nowMs;
  }

  /** Lets virtual time pass while no step runs. */
  advance(ms: number): Promise<void> {
    return this.#clock.advance(ms);
  }

  #takeOpened(): Pick<TranscriptEntry, 'opened'> {
    const opened = this.#opened;
    this.#opened = undefined;
    return opened ? { opened } : {};
  }

  /** What is due at once happens when kubectl has ended: controllers react while a person types the next command. */
  #inForeground(command: Command): Command {
    return async (context) => {
      const exit = await command(context);
      await this.#clock.advance(0);
      return exit;
    };
  }

  /** kubectl's client, with a note of every change that the server refused. */
  #watchedClient(): ApiClient {
    const client = this.#server.client('kubectl');
    return {
      watch: (request, onEvent) => client.watch(request, onEvent),
      exec: (request, streams) => client.exec(request, streams),
      openAPI: (path) => client.openAPI(path),
      request: (request) => {
        const response = client.request(request);
        if (response.status >= 400 && request.method !== 'GET')
          this.#failures.push({ step: this.#step, decision: this.#lastDecision, request, response });
        return response;
      },
    };
  }

  #watchedFiles(fs: FileSystem): FileSystem {
    return {
      write: (path, text, append) => fs.write(path, text, append),
      list: (path) => fs.list(path),
      kind: (path) => fs.kind(path),
      makeFolder: (path) => fs.makeFolder(path),
      remove: (path) => fs.remove(path),
      read: (path) => {
        const text = fs.read(path);
        if (text !== undefined && path.startsWith(`${HOME}/`))
          this.#readBy.set(path.slice(HOME.length + 1), this.#step);
        return text;
      },
    };
  }
}

/** `service-web.yaml`, or one file for several objects. */
function fileToEdit(objects: readonly KubernetesObject[]): ScenarioFile {
  const [first] = objects;
  const name = objects.length === 1 ? `${first.kind}-${first.metadata.name}`.toLowerCase() : 'objects';
  return { name: `${name.replace(/[^a-z0-9.-]/g, '-')}.yaml`, content: objects.map(printYAML).join('---\n') };
}

/** A command copied from a page with its prompt runs as if it had been copied without. */
function withoutPrompt(command: string): string {
  return command.replace(/^\$ /gm, '');
}

/**
 * Reads and checks the settings of a scenario.
 * @returns the settings, or the diagnostics of what is wrong with them.
 */
export function settingsOf(
  core: CompiledCore,
  scenario: Scenario,
): { settings: ClusterSettings } | { diagnostics: Diagnostic[] } {
  const reading = readSettings(scenario.cluster);
  const diagnostics = [...reading.diagnostics];
  if (diagnostics.length === 0) diagnostics.push(...checkSettings(reading, createCore(core).addresses));
  return diagnostics.length > 0 ? { diagnostics } : { settings: reading.settings };
}

export interface ScenarioHooks {
  /** Instead of the scenario's own. */
  seed?: number;
  onCommand?(command: string): void;
  onOutput?(step: number, chunk: OutputChunk): void;
}

/** Runs a scenario from its first step to its last. */
export async function runScenario(
  core: CompiledCore,
  scenario: Scenario,
  hooks: ScenarioHooks = {},
): Promise<{ result: RunResult } | { failure: { requestId: number; diagnostics: Diagnostic[] } }> {
  const checked = settingsOf(core, scenario);
  if ('diagnostics' in checked) return { failure: { requestId: 0, diagnostics: checked.diagnostics } };
  const settings = hooks.seed === undefined ? checked.settings : { ...checked.settings, seed: hooks.seed };
  const session = await Session.start(core, settings, scenario.files);
  for (const [index, step] of scenario.steps.entries()) {
    hooks.onCommand?.(step.command);
    await session.runStep(step, { onOutput: hooks.onOutput && ((chunk) => hooks.onOutput!(index, chunk)) });
  }
  return { result: session.result(0, scenario) };
}

export { SETTINGS_FILE };
