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

/** Why the core trapped: a programmer's error, never a user's. */
export const TRAP_NONE = 0;
export const TRAP_HANDLE = 1;
export const TRAP_BOUNDS = 2;
export const TRAP_MEMORY = 3;
export const TRAP_OVERLAP = 4;
