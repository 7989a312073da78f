/** `berth serve`: a session behind HTTP on the loopback interface, with a kubeconfig for the real kubectl. */

import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { ClusterSettings, Scenario } from '../worker/api';
import type { CompiledCore } from '../worker/core';
import { parseScenario } from '../worker/scenario/markdown';
import { Session, settingsOf } from '../worker/session';
import { createHttpServer } from './http';

/** How often the cluster's clock follows the real one, in milliseconds. */
const TICK_MS = 50;
const HOST = '127.0.0.1';

const EMPTY: Scenario = { title: 'Empty cluster', cluster: '', files: [], steps: [] };

export interface ServeOptions {
  /** Path of a scenario: its settings are used and its steps are run first. */
  scenario?: string;
  /** 0 takes any free port. */
  port: number;
  kubeconfig: string;
}

/** Serves until the process is told to stop. @returns the exit status: 1 when it could not start. */
export async function serve(core: CompiledCore, options: ServeOptions): Promise<number> {
  try {
    const { scenario, settings } = readScenario(core, options.scenario);
    const session = await startNow(core, settings, scenario);
    const served = await serveSession(session, { port: options.port });
    writeFileSync(options.kubeconfig, kubeconfigFor(served.address), { mode: 0o600 });
    process.stdout.write(`Berth's API server listens on ${served.address}\nexport KUBECONFIG=${options.kubeconfig}\n`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await served.close();
    return 0;
  } catch (error) {
    process.stderr.write(`berth: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function readScenario(core: CompiledCore, path: string | undefined): { scenario: Scenario; settings: ClusterSettings } {
  const parsed = path === undefined ? { scenario: EMPTY } : parseScenario(readFileSync(path, 'utf8'));
  const checked = 'diagnostics' in parsed ? parsed : settingsOf(core, parsed.scenario);
  if ('diagnostics' in parsed || 'diagnostics' in checked) {
    const { diagnostics } = checked as { diagnostics: { message: string }[] };
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  }
  return { scenario: parsed.scenario, settings: checked.settings };
}

/**
 * Runs a scenario so that it ends now: clients reckon ages by their own clock. How long it takes on the cluster's clock
 * is only known when it has run, so it runs twice.
 */
export async function startNow(core: CompiledCore, settings: ClusterSettings, scenario: Scenario): Promise<Session> {
  const run = async (startMs: number) => {
    const startTime = new Date(startMs).toISOString();
    const session = await Session.start(core, { ...settings, startTime }, scenario.files);
    for (const step of scenario.steps) await session.runStep(step);
    return session;
  };
  const { nowMs } = await run(Date.now());
  return run(Date.now() - nowMs);
}

export interface SessionServerOptions {
  /** 0 takes any free port. */
  port: number;
  /** The clock that the cluster follows, in milliseconds; the real one when absent. */
  clockMs?(): number;
}

export interface ServedSession {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  /** Lets the cluster catch up with the clock that it follows. */
  react(): Promise<void>;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Offers a session on the loopback interface; its clock goes on from where it stands.
 * @throws when the port is taken.
 */
export async function serveSession(
  session: Session,
  { port, clockMs = () => performance.now() }: SessionServerOptions,
): Promise<ServedSession> {
  const listeners = new Set<() => void>();
  let followedMs = clockMs();
  let turn: Promise<void> = Promise.resolve();
  const react = () => {
    turn = turn
      .catch(() => {})
      .then(async () => {
        const elapsedMs = Math.max(0, Math.floor(clockMs() - followedMs));
        followedMs += elapsedMs;
        await session.advance(elapsedMs);
        for (const listener of [...listeners]) listener();
      });
    return turn;
  };
  const server = createHttpServer({
    client: (userAgent) => session.clientFor(userAgent),
    react,
    onTurn(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clockMs: () => session.nowMs,
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  const timer = setInterval(() => void react(), TICK_MS);
  return {
    address: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    react,
    async close() {
      clearInterval(timer);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A kubeconfig, as JSON, which YAML includes. Client libraries take plain HTTP only where TLS is not to be verified. */
export function kubeconfigFor(address: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'berth', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'reader', user: {} }],
    contexts: [{ name: 'berth', context: { cluster: 'berth', user: 'reader' } }],
    'current-context': 'berth',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
