/** Named streams of random integers: each goes on where it stopped, and none depends on another. */

import type { CoreModule } from './module';
import type { Random, RandomStream } from './types';

const BOUND_MAX = 1n << 64n;
const INDEX_BOUND_MAX = 2 ** 32;

function createStream(module: CoreModule, seed: number, purpose: string): RandomStream {
  const core = module.exports;
  let hash = core.hashStart(BigInt(seed));
  for (let from = 0; from < purpose.length;) {
    const byteCount = module.writeUnits(purpose, from);
    hash = core.hashText(hash, byteCount);
    from += byteCount / 2;
  }
  const stream = core.streamNew(hash);

  function below(bound: bigint): bigint {
    if (bound < 1n || bound > BOUND_MAX) throw new RangeError(`no random number below ${bound}`);
    return BigInt.asUintN(64, core.streamBelow(stream, bound));
  }

  return {
    below,
    index(bound) {
      if (!Number.isInteger(bound) || bound < 1 || bound > INDEX_BOUND_MAX)
        throw new RangeError(`no index below ${bound}`);
      return Number(below(BigInt(bound)));
    },
  };
}

/** @param seed a non-negative integer up to 2^53. */
export function createRandom(module: CoreModule, seed: number): Random {
  const streams = new Map<string, RandomStream>();
  return {
    stream(purpose) {
      let stream = streams.get(purpose);
      if (!stream) streams.set(purpose, (stream = createStream(module, seed, purpose)));
      return stream;
    },
  };
}
