/** Runs commands with the real kubectl against a served session, and with Berth's own in a cluster just like it. */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfigFor, serveSession, type ServedSession } from '../../../cli/serve';
import type { ClusterSettings, ScenarioFile } from '../../../worker/api';
import { DEFAULT_SETTINGS } from '../../../worker/scenario/settings';
import { Session } from '../../../worker/session';
import { compiledCore } from '../../core/load';
import type { RealKubectl } from './binary';

export interface Printed {
  stdout: string;
  stderr: string;
  exit: number;
}

export interface Runner {
  /** @param isWaiting time goes by while the command runs. */
  run(command: string, isWaiting: boolean): Promise<Printed>;
  close(): Promise<void>;
}

/** What becomes due after a command, in seconds: enough for Pods to start. */
const PAUSE_SECONDS = 8;
/** How much faster than the real clock the cluster's goes while a command waits. */
const HASTE = 20;
/** The cluster's clock must never be ahead of the real one, by which kubectl reckons ages. */
const HEAD_START_MS = 3_600_000;
const COMMAND_MS_MAX = 60_000;
const SECOND_MS = 1_000;

/** Stamps are cut to seconds: each command begins with a whole one in both clusters, lest stamps fall into different seconds. */
const toWholeSecond = (ms: number) => Math.ceil(ms / SECOND_MS) * SECOND_MS - ms;
const START_TIME = new Date(Math.floor((Date.now() - HEAD_START_MS) / SECOND_MS) * SECOND_MS).toISOString();

const settingsFor = (release: string): ClusterSettings => ({
  ...DEFAULT_SETTINGS,
  kubernetes: release,
  pauseSeconds: PAUSE_SECONDS,
  startTime: START_TIME,
});

async function startSession(release: string, files: readonly ScenarioFile[]): Promise<Session> {
  return Session.start(await compiledCore(), settingsFor(release), [...files]);
}

/** Berth's own kubectl. */
export async function ownRunner(release: string, files: readonly ScenarioFile[]): Promise<Runner> {
  const session = await startSession(release, files);
  return {
    async run(command) {
      const { output, exit } = await session.runStep({ command } as never);
      await session.advance(toWholeSecond(session.nowMs));
      const textOf = (stream: string) => output.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
      return { stdout: textOf('stdout'), stderr: textOf('stderr'), exit };
    },
    close: async () => {},
  };
}

/** The real kubectl against a session that is served. */
export async function realRunner(kubectl: RealKubectl, files: readonly ScenarioFile[]): Promise<Runner> {
  const session = await startSession(kubectl.release, files);
  let clockMs = 0;
  const served: ServedSession = await serveSession(session, { port: 0, clockMs: () => clockMs });
  const home = mkdtempSync(join(tmpdir(), 'berth-kubectl-'));
  mkdirSync(join(home, 'bin'));
  symlinkSync(kubectl.path, join(home, 'bin/kubectl'));
  writeFileSync(join(home, 'config'), kubeconfigFor(served.address));
  for (const { name, content } of files) writeFileSync(join(home, name), content);
  const env = {
    HOME: home,
    PATH: `${home}/bin:${process.env.PATH}`,
    KUBECONFIG: join(home, 'config'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
  };
  return {
    async run(command, isWaiting) {
      const startMs = performance.now();
      const beforeMs = clockMs;
      const hurry = setInterval(() => {
        if (isWaiting) clockMs = beforeMs + (performance.now() - startMs) * HASTE;
      }, 10);
      const printed = await spawned(command, home, env);
      clearInterval(hurry);
      await served.react();
      clockMs += toWholeSecond(session.nowMs) + PAUSE_SECONDS * SECOND_MS;
      await served.react();
      return printed;
    },
    async close() {
      await served.close();
      rmSync(home, { recursive: true });
    },
  };
}

function spawned(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', command], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: COMMAND_MS_MAX,
    });
    const printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => void (printed[stream] += text));
    child.on('error', reject);
    child.on('close', (exit) => resolve({ ...printed, exit: exit ?? -1 }));
  });
}
