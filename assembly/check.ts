/**
 * Two ways to say no. Arguments that make no sense are refused with a code, and nothing changes; a handle that is none and
 * memory that is used up are faults: they note a code and trap, without an import, in release builds too.
 */

import { TRAP_NONE } from './constants';

let trap: i32 = TRAP_NONE;
let error: i32 = 0;

/** The code of the check that trapped; readable after the trap. */
export function trapCode(): i32 {
  return trap;
}

/** The code of the last refusal since this was asked, 0 when there was none. */
export function errorCode(): i32 {
  const last = error;
  error = 0;
  return last;
}

/** @returns the code, for the caller to return. */
export function refuse(code: i32): i32 {
  error = code;
  return code;
}

export function check(isTrue: bool, code: i32): void {
  if (!isTrue) fail(code);
}

function fail(code: i32): void {
  trap = code;
  unreachable();
}
