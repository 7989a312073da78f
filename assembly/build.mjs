/** Compiles the core to build/core.wasm and build/core.debug.wasm, unless they are newer than every source. */

import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(folder);

/** Where the module lies. */
export const coreFile = join(root, 'build', 'core.wasm');
/** The same without optimization, for tests. */
export const debugCoreFile = join(root, 'build', 'core.debug.wasm');

function isCurrent(file) {
  const built = statSync(file, { throwIfNoEntry: false });
  if (!built) return false;
  const sources = readdirSync(folder).map((name) => join(folder, name));
  return sources.every((source) => statSync(source).mtimeMs < built.mtimeMs);
}

/**
 * @param {{ force?: boolean, debug?: boolean }} [options] `force` compiles in any case, `debug` without optimization.
 * @returns {Promise<string>} the path of the module.
 */
export async function buildCore({ force = false, debug = false } = {}) {
  const file = debug ? debugCoreFile : coreFile;
  if (!force && isCurrent(file)) return file;
  const { default: asc } = await import('assemblyscript/asc');
  mkdirSync(dirname(file), { recursive: true });
  // Written under another name first: whoever reads meanwhile never sees half a module.
  const unfinished = `${file}.${process.pid}`;
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
    ...(debug ? ['--debug'] : ['-O3', '--converge']),
  ]);
  if (error) throw new Error(`the core does not compile\n${stderr.toString()}`, { cause: error });
  renameSync(unfinished, file);
  return file;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const debug of [false, true]) {
    const file = await buildCore({ force: process.argv.includes('--force'), debug });
    console.log(`${relative(process.cwd(), file)} ${statSync(file).size} bytes`);
  }
}
