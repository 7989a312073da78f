/** Many addresses at once: the text goes into the core's memory whole, and comes out whole. */

import { FAMILY_NONE } from '../../assembly/constants';
import { checked } from './errors';
import type { CoreModule } from './module';
import { familyName, familyNumber } from './module';
import type { Address, AddressBatch, Prefix } from './types';

/** Room that the core wants for one written line. */
const LINE_BYTES_MAX = 64;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class CoreBatch implements AddressBatch {
  readonly count: number;
  readonly #module: CoreModule;
  readonly #pairs: number;
  readonly #families: number;

  /** @param lines one address a line; whatever is no address stays as "none". */
  constructor(module: CoreModule, lines: string, isLegacy: boolean) {
    const core = module.exports;
    this.#module = module;
    // UTF-8 has at most three bytes a UTF-16 unit; the core closes the text with one more.
    const textBytes = lines.length * 3 + 1;
    const text = module.blockNew(textBytes);
    const { written } = encoder.encodeInto(lines, module.bytes.subarray(text, text + textBytes));
    this.count = checked(core.countLines(text, written));
    this.#pairs = module.blockNew(this.count * 16);
    this.#families = module.blockNew(this.count);
    checked(core.parseLines(text, written, this.#pairs, this.#families, isLegacy));
    core.blockFree(text);
  }

  at(index: number): Address | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined;
    const number = this.#module.bytes[this.#families + index];
    if (number === FAMILY_NONE) return undefined;
    const [hi, lo] = new BigUint64Array(this.#module.exports.memory.buffer, this.#pairs + index * 16, 2);
    return { family: familyName(number), hi, lo };
  }

  format(): string {
    const core = this.#module.exports;
    const text = this.#module.blockNew(this.count * LINE_BYTES_MAX);
    const length = checked(core.formatLines(this.#pairs, this.#families, this.count, text));
    const lines = decoder.decode(this.#module.bytes.subarray(text, text + length));
    core.blockFree(text);
    return lines;
  }

  containedIn({ address: { family, hi, lo }, bits }: Prefix): Uint8Array {
    const core = this.#module.exports;
    const out = this.#module.blockNew(this.count);
    checked(core.containsEach(this.#pairs, this.#families, this.count, familyNumber(family), hi, lo, bits, out));
    const answers = this.#module.bytes.slice(out, out + this.count);
    core.blockFree(out);
    return answers;
  }

  /** @param lists linked lists of prefixes, one a family. */
  matchEach(lists: readonly number[]): Int32Array {
    const core = this.#module.exports;
    const byteCount = this.count * 4;
    const out = this.#module.blockNew(byteCount);
    this.#module.bytes.fill(255, out, out + byteCount);
    for (const records of lists) checked(core.matchEach(this.#pairs, this.#families, this.count, records, out));
    const answers = new Int32Array(this.#module.bytes.slice(out, out + byteCount).buffer);
    core.blockFree(out);
    return answers;
  }

  free(): void {
    this.#module.exports.blockFree(this.#pairs);
    this.#module.exports.blockFree(this.#families);
  }
}
