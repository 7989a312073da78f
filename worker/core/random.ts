/** Named streams of random integers: each goes on where it stopped, and none depends on another. */

import type { CoreModule } from './module';
import type { Random, RandomStream } from './types';

const BOUND_MAX = 1n << 64n;
const INDEX_BOUND_MAX = 2 ** 32;

const DRAW_BYTES = 8;
const draw = new DataView(new ArrayBuffer(DRAW_BYTES));
const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

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

  hex(draws: number): string {
    const pairs: string[] = [];
    for (let count = 0; count < draws; count++) {
      draw.setBigUint64(0, this.#core.streamBelow(this.#state, BOUND_MAX));
      for (let at = 0; at < DRAW_BYTES; at++) pairs.push(HEX_PAIRS[draw.getUint8(at)]);
    }
    return pairs.join('');
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
