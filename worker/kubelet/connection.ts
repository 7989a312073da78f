/** What the kubelet answers to the API server: logs, exec and attach of its Pods' containers. */

import type { ExecResult, ExecStreams, NodeConnection } from '../kubernetes/client';
import type { KubernetesObject, Status } from '../kubernetes/objects';
import type { Clock } from '../clock';
import type { Random } from '../core/types';
import { isRunning, type Container, type Run } from './container';
import { Interrupted } from '../shell/types';
import { missingProgram } from './entry-point';
import type { Launcher } from './launcher';
import type { PodWorker } from './pod-worker';
import { runForeground } from './process';

export interface ConnectionOptions {
  clock: Clock;
  random: Random;
  startTimeMs: number;
  launcher: Launcher;
  find(pod: KubernetesObject): PodWorker | undefined;
}

function failure(code: number, reason: string, message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

const badRequest = (message: string) => failure(400, 'BadRequest', message);
const internalError = (message: string) => failure(500, 'InternalError', `Internal error occurred: ${message}`);

/** What the kubelet says instead of a waiting reason. */
const IMAGE_REASONS: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

/** Nobody stays attached for longer to a container that never ends. */
const ATTACH_MAX_MS = 24 * 3_600_000;
/** How often it is looked whether the container has ended: at first each tenth of a second, later each minute. */
const stepOf = (waitedMs: number): number => (waitedMs < 60_000 ? 100 : 60_000);

export function createConnection(options: ConnectionOptions): Omit<NodeConnection, 'hostsFiles'> {
  const { clock, random, startTimeMs, launcher } = options;
  const epochMs = () => startTimeMs + clock.nowMs;

  function containerOf(
    pod: KubernetesObject,
    name: string | undefined,
  ): { worker: PodWorker; container: Container } | undefined {
    const worker = options.find(pod);
    const wanted = name ?? pod.spec.containers[0].name;
    const container = worker?.containers.find(({ spec }) => spec.name === wanted);
    return worker && container && { worker, container };
  }

  return {
    log(pod, query) {
      const found = containerOf(pod, query.container);
      const name = query.container ?? pod.spec.containers[0].name;
      if (!found) return badRequest(`container "${name}" in pod "${pod.metadata.name}" is not available`);
      const { worker, container } = found;
      if (query.previous === 'true') {
        const last = previousRun(container);
        if (!last) return badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`);
        return last.log.read(query, epochMs());
      }
      if (container.current) return container.current.log.read(query, epochMs());
      return badRequest(
        `container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${waitingText(worker, container)}`,
      );
    },

    async exec(pod, name, argv, streams): Promise<ExecResult> {
      const found = containerOf(pod, name);
      const run = found?.container.current;
      if (!found || !run || !isRunning(found.container))
        return { status: internalError(`unable to upgrade connection: container not found ("${name}")`) };
      const { worker, container } = found;
      const problem = missingProgram(container, run.fs, argv);
      if (problem !== undefined) {
        const id = execID(random, `${pod.metadata.namespace}/${pod.metadata.name}`);
        const inner = `failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: ${problem}`;
        return { status: internalError(`Internal error occurred: error executing command in container: ${inner}`) };
      }
      return { exit: await execute(worker, container, run, argv, streams) };
    },

    async attach(pod, name, streams): Promise<ExecResult> {
      const found = containerOf(pod, name);
      const run = found?.container.current;
      if (!found || !run || !isRunning(found.container)) {
        const { metadata } = pod;
        const full = `${metadata.name}_${metadata.namespace}`;
        return { status: internalError(`unable to upgrade connection: container ${name} not found in pod ${full}`) };
      }
      const stop = run.log.follow((stream, text) => streams[stream](text));
      try {
        const input = run.process?.input;
        if (input && streams.stdin !== undefined) {
          input.feed(streams.stdin);
          if (found.container.spec.stdinOnce) input.close();
        }
        for (let waitedMs = 0; run.finishedMs === undefined; waitedMs += stepOf(waitedMs)) {
          if (waitedMs >= ATTACH_MAX_MS) throw new Interrupted('limit', 'stopped: it did not end within a day');
          await streams.sleep(stepOf(waitedMs));
        }
      } finally {
        stop();
      }
      return { exit: 0 };
    },
  };

  function execute(
    worker: PodWorker,
    container: Container,
    run: Run,
    argv: readonly string[],
    streams: ExecStreams,
  ): Promise<number> {
    return runForeground(
      {
        startTimeMs,
        argv,
        env: run.env,
        cwd: container.spec.workingDir ?? '/',
        fs: run.fs,
        lookup: launcher.lookupFor(container),
        write: (stream, text) => streams[stream](text),
        now: epochMs,
        toFirst: (signal) => void run.process?.signal(signal),
        sleep: streams.sleep,
        ...(streams.stdin === undefined ? {} : { stdin: streams.stdin }),
        ...(streams.signal ? { signal: streams.signal } : {}),
      },
      launcher.programsFor(worker, run),
    );
  }
}

/** While a container waits for its restart, the run that ended counts as the present one. */
const previousRun = ({ current, previous, waiting }: Container): Run | undefined =>
  waiting && current?.finishedMs !== undefined ? current : previous;

function waitingText(worker: PodWorker, { waiting }: Container): string {
  if (waiting) return IMAGE_REASONS[waiting.reason] ?? waiting.reason;
  const hasInitial = worker.containers.some(({ kind }) => kind === 'init' || kind === 'sidecar');
  return hasInitial ? 'PodInitializing' : 'ContainerCreating';
}

function execID(random: Random, pod: string): string {
  return random.stream(`exec/${pod}`).hex(4);
}
