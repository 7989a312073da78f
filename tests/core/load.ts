/** A fresh core for a test. */

import { readFileSync } from 'node:fs';
import { coreFile } from '../../assembly/build.mjs';
import type { CompiledCore } from '../../worker/core';
import { compileCore, createCore } from '../../worker/core';
import type { Core } from '../../worker/core/types';

let compiled: Promise<CompiledCore> | undefined;

export function compiledCore(): Promise<CompiledCore> {
  return (compiled ??= compileCore(readFileSync(coreFile)));
}

export async function freshCore(): Promise<Core> {
  return createCore(await compiledCore());
}
