/** Builds the core and the command line when a source is newer than what was built. Runs after `npm ci` and before `berth`. */

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'build/cli/main.js');

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
    const { build } = await import('vite');
    await build({ root, configFile: join(root, 'cli/vite.config.ts') });
    await writeTypes();
    writeLicences();
  }
  return output;
}

/** The library's types: of its own file, and of the one that it names. */
async function writeTypes() {
  const { default: ts } = await import('typescript');
  for (const source of ['cli/library.ts', 'worker/api.ts']) {
    const { outputText } = ts.transpileDeclaration(readFileSync(join(root, source), 'utf8'), {
      fileName: source,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const name = source.replace(/^.*\//, '').replace(/\.ts$/, '.d.ts');
    writeFileSync(join(root, 'build/cli', name), outputText.replaceAll("'../worker/api'", "'./api.js'"));
  }
}

/** The licences of what is built in. */
function writeLicences() {
  const texts = BUILT_IN.map((name) => {
    const folder = join(root, 'node_modules', name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  writeFileSync(join(root, 'build/cli/licences.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildCommandLine();
