/** How long addresses are. */

import type { IPFamily } from '../api';

/** @returns bits of an address of the family: 32 (RFC 791) or 128 (RFC 8200). */
export const addressBits = (family: IPFamily): number => (family === 'IPv4' ? 32 : 128);
