/** Numbers that both compilers share: AssemblyScript for the core, TypeScript for the code that calls it. */

/** Longest text of one address or prefix, in bytes. */
export const TEXT_BYTES_MAX = 1024;

/** Largest range held as a bitmap; larger ones are sparse sets. */
export const BITMAP_SIZE_MAX = 16777216;

/** Most cells that one picture of a range may have. */
export const CELL_COUNT_MAX = 65536;

/** What parsing found; 0 is "no address". */
export const FAMILY_NONE = 0;
export const FAMILY_IPV4 = 4;
export const FAMILY_IPV6 = 6;

/** No answer where an answer is a number from 0 on. */
export const NOT_FOUND = -1;

/** Why arguments were refused; nothing has changed then. A name for each is in worker/core/errors.ts. */
export const ERROR_SIZE = -2;
export const ERROR_OFFSET = -3;
export const ERROR_BITS = -4;
export const ERROR_FAMILY = -5;
export const ERROR_ADDRESS = -6;
export const ERROR_LENGTH = -7;
export const ERROR_BLOCK = -8;
export const ERROR_OVERLAP = -9;
export const ERROR_RANGE = -10;
export const ERROR_CELLS = -11;
export const ERROR_READ_ONLY = -12;
export const ERROR_UNLINKED = -13;

/** Why the core trapped: a fault of the program, after which the instance is of no use. */
export const TRAP_NONE = 0;
export const TRAP_HANDLE = 1;
export const TRAP_BOUNDS = 2;
export const TRAP_MEMORY = 3;
