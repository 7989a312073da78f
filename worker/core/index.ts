/** Loads the core. Nothing here knows Node or a browser: the caller brings the bytes. */

import { createAddresses } from './addresses';
import { CoreBatch } from './batch';
import type { CompiledCore } from './module';
import { CoreModule } from './module';
import { createPrefixTable } from './prefixes';
import { createRandom } from './random';
import { createRangeSet } from './range-set';
import type { Core } from './types';

export { isCoreTrap } from './errors';
export type { CompiledCore } from './module';

/** A module of one function that makes a vector and drops it: valid where there is SIMD. */
const SIMD_PROBE = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  ...[10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11],
]);

/**
 * @param bytes the built module, `build/core.wasm`.
 * @throws Error whose message can be shown, where the browser is too old.
 */
export async function compileCore(bytes: BufferSource): Promise<CompiledCore> {
  if (!WebAssembly.validate(SIMD_PROBE))
    throw new Error(
      'Berth needs WebAssembly SIMD, which browsers have since 2023; this one lacks it or has it turned off.',
    );
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
