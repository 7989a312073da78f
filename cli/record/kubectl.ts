/** Runs commands with the machine's own bash and kubectl, in the environment of recordings. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScenarioFile } from '../../worker/api';

export interface Run {
  stdout: string;
  stderr: string;
  exit: number;
  seconds: number;
}

/** A folder that lasts as long as a recording, with a kubeconfig in it. */
export interface Workplace {
  run(command: string): Promise<Run>;
  close(): void;
}

/**
 * @param kubeconfig text of it; absent: the one of the environment.
 * @param files are written first.
 */
export function openWorkplace(files: readonly ScenarioFile[], kubeconfig?: string): Workplace {
  const home = mkdtempSync(join(tmpdir(), 'berth-record-'));
  const folder = mkdtempSync(join(home, 'work-'));
  for (const { name, content } of files) writeFileSync(join(folder, name), content);
  const own = join(home, 'kubeconfig');
  if (kubeconfig !== undefined) writeFileSync(own, kubeconfig, { mode: 0o600 });
  const env = {
    HOME: process.env.HOME ?? home,
    PATH: process.env.PATH,
    ...(kubeconfig !== undefined ? { KUBECONFIG: own } : { KUBECONFIG: process.env.KUBECONFIG }),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
  };
  return {
    run: (command) => spawnBash(command, folder, env),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

function spawnBash(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Run> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn('bash', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => void (printed[stream] += text));
    child.on('error', reject);
    child.on('close', (exit) =>
      resolve({ ...printed, exit: exit ?? -1, seconds: Math.round(performance.now() - startMs) / 1_000 }),
    );
  });
}
