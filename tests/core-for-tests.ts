/** The compiled core, once for each test file. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCore, createCore, type CompiledCore } from '../worker/core';
import type { Core } from '../worker/core/types';

let compiled: Promise<CompiledCore> | undefined;

export function compiledCore(): Promise<CompiledCore> {
  compiled ??= compileCore(readFileSync(join(__dirname, '../build/core.wasm')));
  return compiled;
}

/** A fresh instance. */
export async function testCore(): Promise<Core> {
  return createCore(await compiledCore());
}
