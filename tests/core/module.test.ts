/** The built module itself. */

import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coreFile } from '../../assembly/build.mjs';
import { compiledCore } from './load';

const SIZE_MAX = 24 * 1024;

test('it is small and imports nothing', async () => {
  expect(statSync(coreFile).size).toBeLessThan(SIZE_MAX);
  expect(WebAssembly.Module.imports((await compiledCore()).module)).toEqual([]);
});
