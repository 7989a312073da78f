/** Compiles the core to build/core.wasm, unless that is newer than every source. */

import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(folder);

/** Where the module lies. */
export const coreFile = join(root, 'build', 'core.wasm');

function isCurrent() {
  const built = statSync(coreFile, { throwIfNoEntry: false });
  if (!built) return false;
  const sources = readdirSync(folder).map((name) => join(folder, name));
  return sources.every((source) => statSync(source).mtimeMs < built.mtimeMs);
}

/**
 * @param {{ force?: boolean }} [options] `force` compiles in any case.
 * @returns {Promise<string>} the path of the module.
 */
export async function buildCore({ force = false } = {}) {
  if (!force && isCurrent()) return coreFile;
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(dirname(coreFile), { recursive: true });
  // Written under another name first: whoever reads meanwhile never sees half a module.
  const unfinished = `${coreFile}.${process.pid}`;
  const { error, stderr } = await asc.main([
    relative(root, join(folder, 'index.ts')),
    '--baseDir',
    root,
    '--outFile',
    relative(root, unfinished),
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '-O3',
    '--converge',
  ]);
  if (error) throw new Error(`the core does not compile\n${stderr.toString()}`, { cause: error });
  renameSync(unfinished, coreFile);
  return coreFile;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = await buildCore({ force: process.argv.includes('--force') });
  console.log(`${relative(process.cwd(), file)} ${statSync(file).size} bytes`);
}
