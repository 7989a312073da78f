/** Clusters for benchmarks: a session of the built command line, without a terminal in between where that is wanted. */

import { pathToFileURL } from 'node:url';
import { buildCommandLine } from '../../cli/build.mjs';

const { loadCore, Session, settingsOf } = await import(pathToFileURL(await buildCommandLine()).href);
const core = await loadCore();

/** @param cluster text of `cluster.yaml`. @param files of the terminal's home folder. */
export async function startSession(cluster, files = []) {
  const { settings, diagnostics } = settingsOf(core, { cluster });
  if (!settings) throw new Error(diagnostics[0].message);
  return Session.start(core, settings, files);
}

/** Text that a command printed; a command that fails ends the benchmark. */
export async function runCommand(session, command) {
  const { exit, output } = await session.runStep({ command });
  const text = output.map((chunk) => chunk.text).join('');
  if (exit !== 0) throw new Error(`${command}: ${text}`);
  return text;
}

/** Bytes in use after a collection of garbage. */
export function heapBytes() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
