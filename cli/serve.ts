/** `berth serve`: a session behind HTTP on the loopback interface, with a kubeconfig for the real kubectl. */

import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Scenario } from '../worker/api';
import type { CompiledCore } from '../worker/core';
import { parseScenario } from '../worker/scenario/markdown';
import { Session, settingsOf } from '../worker/session';
import { createHttpServer } from './http';

/** How often the cluster's clock follows the real one, in milliseconds. */
const TICK_MS = 50;

const EMPTY: Scenario = { title: 'Empty cluster', cluster: '', files: [], steps: [] };

export interface ServeOptions {
  /** Path of a scenario: its settings are used and its steps are run first. */
  scenario?: string;
  /** 0 takes any free port. */
  port: number;
  kubeconfig: string;
}

/** Serves until the process is told to stop. @returns the exit status of a start that failed. */
export async function serve(core: CompiledCore, options: ServeOptions): Promise<number> {
  const scenario =
    options.scenario === undefined ? { scenario: EMPTY } : parseScenario(readFileSync(options.scenario, 'utf8'));
  const checked = 'diagnostics' in scenario ? scenario : settingsOf(core, scenario.scenario);
  if ('diagnostics' in checked || 'diagnostics' in scenario) {
    const { diagnostics } = checked as { diagnostics: { message: string }[] };
    for (const diagnostic of diagnostics) process.stderr.write(`${diagnostic.message}\n`);
    return 1;
  }
  const session = await Session.start(core, checked.settings, scenario.scenario.files);
  for (const step of scenario.scenario.steps) await session.runStep(step);

  let lastMs = performance.now();
  let turn: Promise<void> = Promise.resolve();
  const react = () => {
    turn = turn.then(async () => {
      const nowMs = performance.now();
      await session.advance(Math.floor(nowMs - lastMs));
      lastMs = nowMs;
    });
    return turn;
  };
  const server = createHttpServer({ client: (userAgent) => session.clientFor(userAgent), react });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(options.kubeconfig, kubeconfigFor(address));
  process.stdout.write(`Berth's API server listens on ${address}\nexport KUBECONFIG=${options.kubeconfig}\n`);
  const timer = setInterval(() => void react(), TICK_MS);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(timer);
  server.close();
  server.closeAllConnections();
  return 0;
}

function kubeconfigFor(address: string): string {
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'berth', cluster: { server: address } }],
      users: [{ name: 'reader', user: {} }],
      contexts: [{ name: 'berth', context: { cluster: 'berth', user: 'reader' } }],
      'current-context': 'berth',
    },
    null,
    2,
  );
}
