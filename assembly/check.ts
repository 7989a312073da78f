/** Assertions that stay on in release builds: they note a code and trap, without an import. */

import { TRAP_NONE } from './constants';

let code: i32 = TRAP_NONE;

/** The code of the check that trapped last; readable after the trap. */
export function trapCode(): i32 {
  return code;
}

export function check(isTrue: bool, trap: i32): void {
  if (!isTrue) fail(trap);
}

function fail(trap: i32): void {
  code = trap;
  unreachable();
}
