/** The core in Node beside its peers, and beside the same algorithms in C where a compiler is there: `npm run bench core`. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as roaring from 'roaring-wasm';
import { buildCore } from '../../assembly/build.mjs';
import { ipv6Lines, runSuite } from './core/suite.mjs';

const SPARSE = '1000000';
const ROUNDS = '40';

/** @returns {{ parse: number, sparse: number } | undefined} ns a piece; undefined without gcc. */
function measureC() {
  if (spawnSync('gcc', ['--version']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'berth-bench-'));
  try {
    const program = join(folder, 'peer');
    const texts = join(folder, 'texts');
    execFileSync('gcc', ['-O3', '-o', program, fileURLToPath(new URL('core/peer.c', import.meta.url))]);
    writeFileSync(texts, ipv6Lines.join('\n'));
    const printed = execFileSync(program, [texts, SPARSE, ROUNDS], { encoding: 'utf8' });
    const [parse, sparse] = printed.split('\n').map((line) => Number(line.split(' ')[1]));
    return { parse, sparse };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await roaring.roaringLibraryInitialize?.();
const isGood = await runSuite({
  bytes: readFileSync(await buildCore()),
  print: console.log,
  outside: measureC(),
  roaring,
  quick: process.argv.includes('--quick'),
});
process.exitCode = isGood ? 0 : 1;
