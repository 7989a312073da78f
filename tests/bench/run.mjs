/** `npm run bench`: runs every benchmark of this folder, one after the other. Figures are ratios against a peer in the same run. */

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';

const folder = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)))
  .sort();
let failed = 0;
for (const name of names) {
  console.log(`\n# ${name.replace('.bench.mjs', '')}`);
  failed += Number(spawnSync(process.execPath, ['--expose-gc', join(folder, name)], { stdio: 'inherit' }).status !== 0);
}
process.exitCode = failed > 0 ? 1 : 0;
