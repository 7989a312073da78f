/** Builds the core and the command line when a source is newer than what was built. Runs after `npm ci` and before `berth`. */

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'build/cli');
const output = join(folder, 'main.js');

/** Packages whose code is part of the build. */
export const BUILT_IN = ['diff', 'fflate', 'unbash', 'ws'];

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
    // Under another name first: whoever reads meanwhile never sees half of it.
    const unfinished = `${folder}.${process.pid}`;
    const { build } = await import('vite');
    await build({ root, configFile: join(root, 'cli/vite.config.ts'), build: { outDir: unfinished } });
    await writeTypes(unfinished);
    writeLicences(unfinished);
    replaceFolder(unfinished);
  }
  return output;
}

/** Puts a folder in the place of the one that was built before. */
function replaceFolder(unfinished) {
  const old = `${unfinished}.old`;
  try {
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process built the same at the same time and was first.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
  for (const path of [old, unfinished]) rmSync(path, { recursive: true, force: true });
}

/** The library's types: of its own file, and of the one that it names. */
async function writeTypes(target) {
  const { default: ts } = await import('typescript');
  for (const source of ['cli/library.ts', 'worker/api.ts']) {
    const { outputText } = ts.transpileDeclaration(readFileSync(join(root, source), 'utf8'), {
      fileName: source,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const name = source.replace(/^.*\//, '').replace(/\.ts$/, '.d.ts');
    writeFileSync(join(target, name), outputText.replaceAll("'../worker/api'", "'./api.js'"));
  }
}

/** The licences of what is built in. */
function writeLicences(target) {
  const texts = BUILT_IN.map((name) => {
    const source = join(root, 'node_modules', name);
    const file = readdirSync(source).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name}\n\n${readFileSync(join(source, file), 'utf8').trim()}\n`;
  });
  writeFileSync(join(target, 'licences.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildCommandLine();
