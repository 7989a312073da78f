/** What programs import from `berth`: simulated clusters without a page, and clusters behind HTTP for the real kubectl. */

import type { ClusterSettings, Decision, Scenario } from '../worker/api';
import type { CompiledCore } from '../worker/core';
import { parseScenario } from '../worker/scenario/markdown';
import { writeSettings } from '../worker/scenario/settings';
import { Session, settingsOf } from '../worker/session';
import { readDecisions } from '../worker/views/decisions';
import { loadCore } from './core';
import { kubeconfigFor, serveSession, startNow } from './serve';

export type { ClusterSettings, Decision } from '../worker/api';

export interface SessionOptions {
  /** Settings of the cluster; what is absent has its default. */
  settings?: Partial<ClusterSettings>;
  /** Files of the terminal's working directory, by name. */
  files?: Readonly<Record<string, string>>;
  /** Markdown of a scenario instead: its settings and files are used, and its commands run first. */
  scenario?: string;
}

/** An object as the API has it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** What a command printed. */
export interface CommandResult {
  stdout: string;
  stderr: string;
  exit: number;
  /** Why values were given, refused or given back while it ran. */
  decisions: Decision[];
}

export interface ReadOptions {
  /** `default` when absent. */
  namespace?: string;
}

export interface ListOptions extends ReadOptions {
  allNamespaces?: boolean;
  /** As kubectl takes it: `app=web`. */
  labelSelector?: string;
}

/** One simulated cluster with a terminal. Calls are made one after the other. */
export interface BerthSession {
  readonly settings: Readonly<ClusterSettings>;
  /** Milliseconds since the start of the cluster, on its own clock. */
  readonly nowMs: number;
  /**
   * Runs bash with the simulated kubectl; what is due within the pause of the settings happens afterwards.
   * Never throws for what the command says.
   */
  run(command: string): Promise<CommandResult>;
  /** `kubectl apply` of manifests, as YAML or JSON. */
  apply(manifests: string): Promise<CommandResult>;
  /**
   * @param resource as kubectl takes it: `service`, `svc`, `ipaddresses.networking.k8s.io`.
   * @returns undefined when there is no such object.
   * @throws Error in kubectl's words when there is no such resource.
   */
  get(resource: string, name: string, options?: ReadOptions): Promise<KubernetesObject | undefined>;
  /** @throws Error in kubectl's words when there is no such resource. */
  list(resource: string, options?: ListOptions): Promise<KubernetesObject[]>;
  /** Lets virtual time pass; what is due happens. */
  advance(ms: number): Promise<void>;
  /** Every decision since the start, in order; with a selector (`object.name=web`, `step=3`) those that fit. */
  decisions(fieldSelector?: string): Decision[];
}

export interface ServeOptions extends SessionOptions {
  /** Any free port when absent. */
  port?: number;
}

/** A cluster behind HTTP on the loopback interface; its clock follows the real one. */
export interface ServedCluster {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  /** Text of a kubeconfig for it. */
  readonly kubeconfig: string;
  readonly session: BerthSession;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Starts a simulated cluster and lets it settle.
 * @throws Error that says what is wrong with the settings or the scenario.
 */
export async function createSession(options: SessionOptions = {}): Promise<BerthSession> {
  const core = await loadCore();
  const { scenario, settings } = read(core, options);
  const session = await Session.start(core, settings, scenario.files);
  for (const step of scenario.steps) await session.runStep(step);
  return faceOf(session, settings);
}

/**
 * Starts a simulated cluster and serves its API to the real kubectl and to client libraries.
 * @throws Error as `createSession` does, and when the port is taken.
 */
export async function serve(options: ServeOptions = {}): Promise<ServedCluster> {
  const core = await loadCore();
  const { scenario, settings } = read(core, options);
  const session = await startNow(core, settings, scenario);
  const { address, close } = await serveSession(session, { port: options.port ?? 0 });
  return { address, kubeconfig: kubeconfigFor(address), session: faceOf(session, settings), close };
}

function read(core: CompiledCore, options: SessionOptions): { scenario: Scenario; settings: ClusterSettings } {
  const parsed = options.scenario === undefined ? { scenario: scenarioOf(options) } : parseScenario(options.scenario);
  const checked = 'diagnostics' in parsed ? parsed : settingsOf(core, parsed.scenario);
  if ('diagnostics' in parsed || 'diagnostics' in checked) {
    const { diagnostics } = checked as { diagnostics: { message: string }[] };
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  }
  return { scenario: parsed.scenario, settings: checked.settings };
}

function scenarioOf({ settings = {}, files = {} }: SessionOptions): Scenario {
  return {
    title: '',
    cluster: writeSettings(settings),
    files: Object.entries(files).map(([name, content]) => ({ name, content })),
    steps: [],
  };
}

function faceOf(session: Session, settings: ClusterSettings): BerthSession {
  const run = async (command: string): Promise<CommandResult> => {
    const { output, exit, step } = await session.runStep({ command });
    const textOf = (stream: string) => output.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
    const decisions = readDecisions(session.client, `step=${step}`);
    return { stdout: textOf('stdout'), stderr: textOf('stderr'), exit, decisions };
  };
  const readJSON = async (words: readonly string[]): Promise<unknown> => {
    const text = await session.cluster.kubectl(['get', ...words, '--ignore-not-found', '-o', 'json']);
    if (text.trim() === '') return undefined;
    if (!text.startsWith('{')) throw new Error(text.trim());
    return JSON.parse(text);
  };
  return {
    settings,
    get nowMs() {
      return session.nowMs;
    },
    run,
    apply: (manifests) => run(`kubectl apply -f - <<'${endOf(manifests)}'\n${withEnd(manifests)}${endOf(manifests)}`),
    get: async (resource, name, { namespace = 'default' } = {}) =>
      (await readJSON([resource, name, '-n', namespace])) as KubernetesObject | undefined,
    async list(resource, { namespace = 'default', allNamespaces = false, labelSelector } = {}) {
      const place = allNamespaces ? ['-A'] : ['-n', namespace];
      const found = await readJSON([resource, ...place, ...(labelSelector ? ['-l', labelSelector] : [])]);
      return (found as { items?: KubernetesObject[] } | undefined)?.items ?? [];
    },
    advance: (ms) => session.advance(ms),
    decisions: (fieldSelector) => readDecisions(session.client, fieldSelector),
  };
}

/** A line that a text does not hold. */
function endOf(text: string): string {
  let end = 'END';
  while (text.includes(end)) end += '_';
  return end;
}

const withEnd = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
