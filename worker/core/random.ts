/** Named streams of random integers: each goes on where it stopped, and none depends on another. */

import type { CoreModule } from './module';
import type { Random, RandomStream } from './types';

const BOUND_MAX = 1n << 64n;
const INDEX_BOUND_MAX = 2 ** 32;

/** There is one for each purpose as long as the cluster lives, so it is kept small. */
class Stream implements RandomStream {
  readonly #core: CoreModule['exports'];
  readonly #state: ReturnType<CoreModule['exports']['streamNew']>;

  constructor(core: CoreModule['exports'], state: ReturnType<CoreModule['exports']['streamNew']>) {
    this.#core = core;
    this.#state = state;
  }

  below(bound: bigint): bigint {
    if (bound < 1n || bound > BOUND_MAX) throw new RangeError(`no random number below ${bound}`);
    return BigInt.asUintN(64, this.#core.streamBelow(this.#state, bound));
  }

  index(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > INDEX_BOUND_MAX)
      throw new RangeError(`no index below ${bound}`);
    return Number(this.below(BigInt(bound)));
  }
}

function createStream(module: CoreModule, seed: number, purpose: string): RandomStream {
  const core = module.exports;
  let hash = core.hashStart(BigInt(seed));
  for (let from = 0; from < purpose.length;) {
    const byteCount = module.writeUnits(purpose, from);
    hash = core.hashText(hash, byteCount);
    from += byteCount / 2;
  }
  return new Stream(core, core.streamNew(hash));
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
