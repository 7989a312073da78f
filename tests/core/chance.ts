/** Random numbers of the tests, independent of the core. `CORE_SEED=n npx vitest run tests/core` replays another run. */

/** Printed with every failure, because it stands in the title of each seeded test. */
export const SEED = Number(process.env.CORE_SEED ?? 20240607);

/** How many operations each structure is compared over; the variable CORE_OPERATIONS asks for others. */
export const OPERATIONS = Number(
  process.env.CORE_OPERATIONS ?? (process.env.CORE_BUILD === 'debug' ? 100_000 : 1_000_000),
);

export class Chance {
  #state: number;

  constructor(salt: number) {
    this.#state = (SEED + Math.imul(salt, 0x9e3779b9)) >>> 0;
  }

  /** mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** Uniform enough in [0, bound). */
  below(bound: number): number {
    return Math.floor((this.#next() / 2 ** 32) * bound);
  }

  bigBelow(bound: bigint): bigint {
    let bits = 0n;
    for (let word = 0; word < 5; word++) bits = (bits << 32n) | BigInt(this.#next());
    return bits % bound;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}
