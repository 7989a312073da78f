/** One run of kubectl: its streams, files, clock, and the requests it makes. */

import type { Clock } from '../clock';
import type { ApiClient, ApiRequest } from '../kubernetes/client';
import type { KubernetesObject, Status } from '../kubernetes/objects';
import type { Release } from '../releases';
import type { CommandContext } from '../shell/types';
import { Discovery, isUnnamed } from './discovery';
import { KubectlError, statusError, textError } from './errors';
import type { FlagValues } from './flags';
import { UNNAMED_OBJECT } from './texts';

export interface KubectlOptions {
  client: ApiClient;
  clock: Clock;
  /** Milliseconds since 1970 at which the clock stands at 0. */
  startTimeMs: number;
  release: Release;
  /** Gets what `kubectl edit` would have shown where no editor is set and there is none by default. */
  onNoEditor?(objects: KubernetesObject[]): void;
}

/** Stands for the process that kubectl would be. */
const PROCESS_ID = 1;

const MERGE_TYPES = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

export type PatchType = keyof typeof MERGE_TYPES;

export const isStatus = (body: unknown): body is Status =>
  typeof body === 'object' && body !== null && (body as Status).kind === 'Status';

export class Invocation {
  readonly discovery: Discovery;
  readonly release: Release;
  /** Warnings that were printed; each text once. */
  readonly warnings = new Set<string>();
  /** What was logged; each text once. */
  readonly logged = new Set<string>();
  /** There when `-o` or `--sort-by` need them. */
  languages: typeof import('./print/languages') | undefined;
  /** The namespace of the kubeconfig's context; empty without one. */
  contextNamespace = '';
  private stdinText: string | undefined;

  constructor(
    readonly options: KubectlOptions,
    readonly context: CommandContext,
    readonly flags: FlagValues,
    readonly path: string,
  ) {
    this.release = options.release;
    this.discovery = new Discovery(options.client, options.release.since('1.37'));
  }

  out(text: string): void {
    this.context.stdout.write(text);
  }

  err(text: string): void {
    this.context.stderr.write(text);
  }

  warn(text: string): void {
    if (this.warnings.has(text)) return;
    this.warnings.add(text);
    this.err(`Warning: ${text}\n`);
  }

  /** A line of klog: `W1124 16:00:43.024330    2686 sorter.go:375] …`. */
  log(severity: 'W' | 'E' | 'F', source: string, text: string): void {
    if (this.logged.has(text)) return;
    this.logged.add(text);
    const [, month, day, time] = /^\d+-(\d+)-(\d+)T(.*)Z$/.exec(new Date(this.nowMs).toISOString())!;
    this.err(`${severity}${month}${day} ${time}000 ${String(PROCESS_ID).padStart(7)} ${source}] ${text}\n`);
  }

  /** Milliseconds since 1970. */
  get nowMs(): number {
    return this.options.startTimeMs + this.options.clock.nowMs;
  }

  /** The namespace of namespaced objects, and whether it was asked for. */
  get namespace(): string {
    return this.flags.text('namespace') || this.contextNamespace || 'default';
  }

  get isNamespaceGiven(): boolean {
    return this.flags.isSet('namespace') && this.flags.text('namespace') !== '';
  }

  /** Sends a request about named objects and prints its warnings. @returns the body, or the error. */
  request<T = KubernetesObject>(request: ApiRequest): T | KubectlError {
    return isUnnamed(request.path) ? textError(UNNAMED_OBJECT) : this.send(request);
  }

  /** Sends a request to any path, as `--raw` gives it. */
  send<T = KubernetesObject>(request: ApiRequest): T | KubectlError {
    const response = this.options.client.request(request);
    for (const warning of response.warnings) this.warn(warning);
    if (response.status < 400) return response.body as T;
    return statusError(isStatus(response.body) ? response.body : unknownStatus(response.status, response.body));
  }

  get<T = KubernetesObject>(path: string, query?: Record<string, string>, accept?: string): T | KubectlError {
    return this.request<T>({ method: 'GET', path, query, headers: accept ? { accept } : undefined });
  }

  patch(path: string, type: PatchType, body: unknown, query?: Record<string, string>): KubernetesObject | KubectlError {
    return this.request({ method: 'PATCH', path, query, headers: { 'content-type': MERGE_TYPES[type] }, body });
  }

  /** A file of the shell; `-` is standard input, which is read once. */
  readFile(name: string): string | undefined {
    if (name === '-') {
      this.stdinText ??= this.context.stdin.readAll();
      return this.stdinText;
    }
    return this.context.fs.read(this.resolve(name));
  }

  resolve(name: string): string {
    const parts: string[] = [];
    for (const part of (name.startsWith('/') ? name : `${this.context.cwd}/${name}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  /**
   * Lets virtual time pass until `isDone` says so.
   * @param timeoutMs negative or Infinity: without end (a week, so that nothing hangs).
   * @returns false when the time was over first.
   */
  async waitUntil(isDone: () => boolean, timeoutMs: number): Promise<boolean> {
    const { clock } = this.options;
    const endMs = clock.nowMs + (timeoutMs < 0 || timeoutMs > WAIT_MAX_MS ? WAIT_MAX_MS : timeoutMs);
    for (;;) {
      if (isDone()) return true;
      const restMs = endMs - clock.nowMs;
      if (restMs <= 0) return false;
      await this.context.tick();
      const nextMs = clock.nextDueMs();
      if (nextMs === undefined) {
        await this.context.sleep(restMs);
        return isDone();
      }
      // whole milliseconds: fractions of the clock would make steps that lead nowhere
      await this.context.sleep(Math.min(restMs, Math.max(1, Math.ceil(nextMs))));
    }
  }
}

/** Nothing waits longer than a week of virtual time. */
const WAIT_MAX_MS = 7 * 24 * 3_600_000;

function unknownStatus(code: number, body: unknown): Status {
  const message =
    code === 404 ? 'the server could not find the requested resource' : typeof body === 'string' ? body : 'unknown';
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: code === 404 ? 'NotFound' : undefined,
    code,
  };
}
