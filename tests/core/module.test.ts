/** The built module itself. */

import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coreFile } from '../../assembly/build.mjs';
import { compiledCore, isDebug } from './load';

const SIZE_MAX = 24 * 1024;

test.skipIf(isDebug)('it is small', () => {
  expect(statSync(coreFile).size).toBeLessThan(SIZE_MAX);
});

test('it imports nothing', async () => {
  expect(WebAssembly.Module.imports((await compiledCore()).module)).toEqual([]);
});
