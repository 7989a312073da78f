/** A slow, obvious range set with the interface of the fast one. */

import type { RangePicture, RangeReader, RangeSet, RangeSpan } from '../../worker/core/types';

export class ModelSet implements RangeSet {
  readonly #members: Set<bigint>;

  constructor(
    readonly size: bigint,
    members: Iterable<bigint> = [],
  ) {
    this.#members = new Set(members);
  }

  has(offset: bigint): boolean {
    return this.#members.has(offset);
  }

  occupy(offset: bigint): boolean {
    if (this.#members.has(offset)) return false;
    this.#members.add(offset);
    return true;
  }

  release(offset: bigint): boolean {
    return this.#members.delete(offset);
  }

  count(from: bigint, to: bigint): bigint {
    let count = 0n;
    for (const member of this.#members) if (member >= from && member <= to) count++;
    return count;
  }

  nextFree(from: bigint, to: bigint, start: bigint): bigint | undefined {
    for (let offset = start; offset <= to; offset++) if (!this.has(offset)) return offset;
    for (let offset = from; offset < start; offset++) if (!this.has(offset)) return offset;
    return undefined;
  }

  takeFree(from: bigint, to: bigint, start: bigint): bigint | undefined {
    const offset = this.nextFree(from, to, start);
    if (offset !== undefined) this.occupy(offset);
    return offset;
  }

  nextUsed(from: bigint, to: bigint): bigint | undefined {
    let least: bigint | undefined;
    for (const member of this.#members)
      if (member >= from && member <= to && (least === undefined || member < least)) least = member;
    return least;
  }

  paint(from: bigint, to: bigint, cellBits: number): RangePicture {
    const last = to < this.size ? to : this.size - 1n;
    const width = 1n << BigInt(cellBits);
    const counts: number[] = [];
    const fill: number[] = [];
    for (let first = from; first <= last; first += width) {
      const end = first + width - 1n < last ? first + width - 1n : last;
      const count = this.count(first, end);
      counts.push(Number(count));
      fill.push(count === 0n ? 0 : count === end - first + 1n ? 2 : 1);
    }
    return { counts: Uint32Array.from(counts), fill: Uint8Array.from(fill) };
  }

  spans(from: bigint, to: bigint, limit: number): RangeSpan[] {
    const spans: RangeSpan[] = [];
    for (let first = from; first <= to && spans.length < limit;) {
      const isUsed = this.has(first);
      const next = isUsed ? this.nextFree(first, to, first) : this.nextUsed(first, to);
      const last = next === undefined ? to : next - 1n;
      spans.push({ first, last, isUsed });
      first = last + 1n;
    }
    return spans;
  }

  snapshot(): ModelSet {
    return this.clone();
  }

  clone(): ModelSet {
    return new ModelSet(this.size, this.#members);
  }

  equals(other: RangeReader): boolean {
    if (!(other instanceof ModelSet) || other.size !== this.size || other.#members.size !== this.#members.size)
      return false;
    return [...this.#members].every((member) => other.has(member));
  }

  free(): void {}
}
