/** The core's module, from where it was built. */

import { readFileSync } from 'node:fs';
import { compileCore, type CompiledCore } from '../worker/core';

/** @throws Error when it was not built. */
export function loadCore(): Promise<CompiledCore> {
  return compileCore(readFileSync(new URL('../core.wasm', import.meta.url)));
}
