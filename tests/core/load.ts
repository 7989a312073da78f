/** A fresh core for a test, of the build that CORE_BUILD names: `release`, or `debug`. */

import { readFileSync } from 'node:fs';
import { coreFile, debugCoreFile } from '../../assembly/build.mjs';
import type { CompiledCore } from '../../worker/core';
import { compileCore, createCore } from '../../worker/core';
import type { Core } from '../../worker/core/types';

export const isDebug = process.env.CORE_BUILD === 'debug';

let compiled: Promise<CompiledCore> | undefined;

export function compiledCore(): Promise<CompiledCore> {
  return (compiled ??= compileCore(readFileSync(isDebug ? debugCoreFile : coreFile)));
}

export async function freshCore(): Promise<Core> {
  return createCore(await compiledCore());
}
