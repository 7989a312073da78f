/** Builds the core and the command line when a source is newer than what was built. Runs after `npm ci` and before `berth`. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'build/cli/main.js');

function newestIn(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : statSync(path).mtimeMs);
  }
  return newest;
}

/** @returns the path of the built command line. */
export async function buildCommandLine() {
  const { buildCore } = await import('../assembly/build.mjs');
  await buildCore();
  const sources = Math.max(...['worker', 'sentences', 'cli'].map((folder) => newestIn(join(root, folder))));
  if (!existsSync(output) || statSync(output).mtimeMs < sources) {
    const { build } = await import('vite');
    await build({ root, configFile: join(root, 'cli/vite.config.ts') });
  }
  return output;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildCommandLine();
