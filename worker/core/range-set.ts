/** A range set of the core behind the RangeSet interface; wrong offsets are refused here, before the core would trap. */

import { CELL_COUNT_MAX, ERROR_CELLS, ERROR_OFFSET, ERROR_SIZE } from '../../assembly/constants';
import { checked, CoreRefusal } from './errors';
import type { CoreModule } from './module';
import type { RangePicture, RangeReader, RangeSet, RangeSpan } from './types';

/** Spans that are fetched at once. */
const SPAN_COUNT = 256;

const SIZE_MAX = 1n << 64n;

/** @throws CoreRefusal for a size outside 1 to 2^64. */
export function createRangeSet(module: CoreModule, size: bigint): RangeSet {
  if (size < 1n || size > SIZE_MAX) throw new CoreRefusal(ERROR_SIZE);
  return new CoreRangeSet(module, size, checked(module.exports.setNew(size >> 64n, size)));
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
    if (offset < 0n || offset > this.#last) throw new CoreRefusal(ERROR_OFFSET);
    return offset;
  }

  /** The answer of a search; only a range of 2^64 has an offset that looks like "none". */
  #answer(offset: bigint): bigint | undefined {
    if (this.#module.exports.found() !== 0) return BigInt.asUintN(64, offset);
    checked(this.#module.exports.errorCode());
    return undefined;
  }

  has(offset: bigint): boolean {
    if (offset < 0n || offset > this.#last) return false;
    return checked(this.#module.exports.setHas(this.#handle, offset)) !== 0;
  }

  occupy(offset: bigint): boolean {
    return checked(this.#module.exports.setOccupy(this.#handle, this.#checked(offset))) !== 0;
  }

  release(offset: bigint): boolean {
    return checked(this.#module.exports.setRelease(this.#handle, this.#checked(offset))) !== 0;
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
    if (!Number.isInteger(cellBits) || cellBits < 0 || cellBits > 63) throw new CoreRefusal(ERROR_CELLS);
    const count = ((last - first) >> BigInt(cellBits)) + 1n;
    if (count > BigInt(CELL_COUNT_MAX)) throw new CoreRefusal(ERROR_CELLS);
    const { exports } = this.#module;
    const countsAt = this.#module.blockNew(Number(count) * 4);
    const fillAt = this.#module.blockNew(Number(count));
    checked(exports.setPaint(this.#handle, first, last, cellBits, countsAt, fillAt));
    const bytes = this.#module.bytes;
    const counts = new Uint32Array(bytes.slice(countsAt, countsAt + Number(count) * 4).buffer);
    const fill = bytes.slice(fillAt, fillAt + Number(count));
    exports.blockFree(countsAt);
    exports.blockFree(fillAt);
    return { counts, fill };
  }

  spans(from: bigint, to: bigint, limit: number): RangeSpan[] {
    const last = to > this.#last ? this.#last : to;
    let first = from < 0n ? 0n : from;
    const spans: RangeSpan[] = [];
    const { exports } = this.#module;
    const at = this.#module.blockNew(SPAN_COUNT * 8);
    while (first <= last && spans.length < limit) {
      let isUsed = this.has(first);
      const count = checked(
        exports.setSpans(this.#handle, first, last, at, Math.min(SPAN_COUNT, limit - spans.length)),
      );
      for (const end of new BigUint64Array(exports.memory.buffer, at, count)) {
        spans.push({ first, last: end, isUsed });
        first = end + 1n;
        isUsed = !isUsed;
      }
    }
    exports.blockFree(at);
    return spans;
  }

  clone(): RangeSet {
    return new CoreRangeSet(this.#module, this.size, checked(this.#module.exports.setClone(this.#handle)));
  }

  snapshot(): RangeReader {
    return new CoreRangeSet(this.#module, this.size, checked(this.#module.exports.setSnapshot(this.#handle)));
  }

  equals(other: RangeReader): boolean {
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
    if (start < from || start > to) throw new CoreRefusal(ERROR_OFFSET);
  }
}
