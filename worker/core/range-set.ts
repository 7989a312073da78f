/** A range set of the core behind the RangeSet interface; wrong offsets are refused here, before the core would trap. */

import { CELL_COUNT_MAX } from '../../assembly/constants';
import type { CoreModule } from './module';
import type { RangePicture, RangeSet } from './types';

const SIZE_MAX = 1n << 64n;

/** @throws RangeError for a size outside 1 to 2^64. */
export function createRangeSet(module: CoreModule, size: bigint): RangeSet {
  if (size < 1n || size > SIZE_MAX) throw new RangeError(`no range of ${size} values`);
  return new CoreRangeSet(module, size, module.exports.setNew(size - 1n));
}

class CoreRangeSet implements RangeSet {
  readonly size: bigint;
  readonly #module: CoreModule;
  readonly #last: bigint;
  #handle: number;

  constructor(module: CoreModule, size: bigint, handle: number) {
    this.#module = module;
    this.size = size;
    this.#last = size - 1n;
    this.#handle = handle;
  }

  #checked(offset: bigint): bigint {
    if (offset < 0n || offset > this.#last) throw new RangeError(`${offset} is outside of ${this.size} values`);
    return offset;
  }

  /** The answer of a search; only a range of 2^64 has an offset that looks like "none". */
  #answer(offset: bigint): bigint | undefined {
    return this.#module.exports.found() === 0 ? undefined : BigInt.asUintN(64, offset);
  }

  has(offset: bigint): boolean {
    if (offset < 0n || offset > this.#last) return false;
    return this.#module.exports.setHas(this.#handle, offset) !== 0;
  }

  occupy(offset: bigint): boolean {
    return this.#module.exports.setOccupy(this.#handle, this.#checked(offset)) !== 0;
  }

  release(offset: bigint): boolean {
    return this.#module.exports.setRelease(this.#handle, this.#checked(offset)) !== 0;
  }

  count(from: bigint, to: bigint): bigint {
    const first = from < 0n ? 0n : from;
    const last = to > this.#last ? this.#last : to;
    if (first > last) return 0n;
    return BigInt.asUintN(64, this.#module.exports.setCount(this.#handle, first, last));
  }

  nextFree(from: bigint, to: bigint, start: bigint): bigint | undefined {
    this.#checkBand(from, to, start);
    return this.#answer(this.#module.exports.setNextFree(this.#handle, from, to, start));
  }

  takeFree(from: bigint, to: bigint, start: bigint): bigint | undefined {
    this.#checkBand(from, to, start);
    return this.#answer(this.#module.exports.setTakeFree(this.#handle, from, to, start));
  }

  nextUsed(from: bigint, to: bigint): bigint | undefined {
    const first = from < 0n ? 0n : from;
    const last = to > this.#last ? this.#last : to;
    if (first > last) return undefined;
    return this.#answer(this.#module.exports.setNextUsed(this.#handle, first, last));
  }

  paint(from: bigint, to: bigint, cellBits: number): RangePicture {
    const first = from < 0n ? 0n : from;
    const last = to > this.#last ? this.#last : to;
    if (first > last) return { counts: new Uint32Array(0), fill: new Uint8Array(0) };
    if (!Number.isInteger(cellBits) || cellBits < 0 || cellBits > 63) throw new RangeError(`no cells of 2^${cellBits}`);
    const count = ((last - first) >> BigInt(cellBits)) + 1n;
    if (count > BigInt(CELL_COUNT_MAX)) throw new RangeError(`${count} cells are too many`);
    const { exports } = this.#module;
    const byteCount = Number(count) * 5;
    const at = exports.blockNew(byteCount);
    const fillAt = at + Number(count) * 4;
    exports.setPaint(this.#handle, first, last, cellBits, at, fillAt);
    const bytes = this.#module.bytes;
    const counts = new Uint32Array(bytes.slice(at, fillAt).buffer);
    const fill = bytes.slice(fillAt, at + byteCount);
    exports.blockFree(at, byteCount);
    return { counts, fill };
  }

  clone(): RangeSet {
    return new CoreRangeSet(this.#module, this.size, this.#module.exports.setClone(this.#handle));
  }

  equals(other: RangeSet): boolean {
    if (!(other instanceof CoreRangeSet) || other.#module !== this.#module)
      throw new TypeError('a set of another core');
    return this.#module.exports.setEquals(this.#handle, other.#handle) !== 0;
  }

  free(): void {
    this.#module.exports.setFree(this.#handle);
    this.#handle = 0;
  }

  #checkBand(from: bigint, to: bigint, start: bigint): void {
    this.#checked(from);
    this.#checked(to);
    if (start < from || start > to) throw new RangeError(`${start} is outside of ${from} to ${to}`);
  }
}
