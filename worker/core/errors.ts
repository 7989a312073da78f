/** What goes wrong in the core: refusals with a name, and traps, after which an instance is of no use. */

import * as codes from '../../assembly/constants';

/** Each refusal by its code: a name, and what it means. */
const REFUSALS: ReadonlyMap<number, readonly [name: string, meaning: string]> = new Map([
  [codes.ERROR_SIZE, ['size', 'a set has 1 to 2^64 values']],
  [codes.ERROR_OFFSET, ['offset', 'an offset lies outside of its set or band']],
  [codes.ERROR_BITS, ['bits', 'a prefix is longer than its family has bits']],
  [codes.ERROR_FAMILY, ['family', 'there is no such family']],
  [codes.ERROR_ADDRESS, ['address', 'an IPv4 address has 32 bits']],
  [codes.ERROR_LENGTH, ['length', 'a text or a list has another length']],
  [codes.ERROR_BLOCK, ['block', 'a pointer is no block, or its block is too small']],
  [codes.ERROR_OVERLAP, ['overlap', 'two parameters are the same block']],
  [codes.ERROR_RANGE, ['range', 'a range ends before it begins, or beyond its family']],
  [codes.ERROR_CELLS, ['cells', 'a picture has 1 to 65,536 cells of 2^0 to 2^63 values']],
  [codes.ERROR_READ_ONLY, ['read only', 'a snapshot does not change']],
  [codes.ERROR_UNLINKED, ['unlinked', 'a list of prefixes has changed since it was linked']],
]);

const TRAPS: ReadonlyMap<number, string> = new Map([
  [codes.TRAP_HANDLE, 'a handle was used that is none'],
  [codes.TRAP_BOUNDS, 'a length was out of bounds'],
  [codes.TRAP_MEMORY, 'the memory is used up'],
]);

/** The core refused arguments that its caller should not have given; nothing has changed. */
export class CoreRefusal extends RangeError {
  /** Short and stable: `bits`, `overlap`. */
  readonly reason: string;

  constructor(readonly code: number) {
    const [reason, meaning] = REFUSALS.get(code) ?? ['unknown', `code ${code}`];
    super(`${reason}: ${meaning}`);
    this.reason = reason;
  }
}

/** @returns the answer of the core unless it is a refusal. @throws CoreRefusal */
export function checked(answer: number): number {
  if (answer < codes.NOT_FOUND) throw new CoreRefusal(answer);
  return answer;
}

/** Whether an error is a trap of the core. */
export function isCoreTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError;
}

/** Why an instance trapped, by the code that it noted before; undefined for 0. */
export function trapText(code: number): string | undefined {
  return TRAPS.get(code);
}
