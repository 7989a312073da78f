/** Runs a short scenario and gives the session that it leaves. */

import { readFileSync } from 'node:fs';
import type { RunResult, Scenario } from '../../../worker/api';
import { compileCore } from '../../../worker/core';
import { runScenario } from '../../../worker/session';

const bytes = readFileSync(new URL('../../../build/core.wasm', import.meta.url));

export function scenarioOf(cluster: string, commands: string[] = [], files: Scenario['files'] = []): Scenario {
  return { title: 'test', cluster, files, steps: commands.map((command) => ({ command })) };
}

/** @param cluster text of `cluster.yaml`. */
export async function run(cluster: string, commands: string[] = [], files: Scenario['files'] = []): Promise<RunResult> {
  const ended = await runScenario(await compileCore(bytes), scenarioOf(cluster, commands, files));
  if ('failure' in ended) throw new Error(ended.failure.diagnostics[0]?.message);
  return ended.result;
}
