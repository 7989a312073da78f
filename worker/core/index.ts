/** Loads the core. Nothing here knows Node or a browser: the caller brings the bytes. */

import { createAddresses } from './addresses';
import { CoreBatch } from './batch';
import type { CompiledCore } from './module';
import { CoreModule } from './module';
import { createPrefixTable } from './prefixes';
import { createRandom } from './random';
import { createRangeSet } from './range-set';
import type { Core } from './types';

export type { CompiledCore } from './module';

/** @param bytes the built module, `build/core.wasm`. */
export async function compileCore(bytes: BufferSource): Promise<CompiledCore> {
  return { module: await WebAssembly.compile(bytes) };
}

/** @returns a core with memory of its own: what one holds, no other sees. */
export function createCore(compiled: CompiledCore): Core {
  const module = new CoreModule(compiled);
  return {
    addresses: createAddresses(module),
    random: (seed) => createRandom(module, seed),
    rangeSet: (size) => createRangeSet(module, size),
    prefixTable: (prefixes) => createPrefixTable(module, prefixes),
    batch: (lines, isLegacy = false) => new CoreBatch(module, lines, isLegacy),
  };
}
