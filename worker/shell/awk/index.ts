/** Not there yet. */
import type { Command } from '../types';
export const awk: Command = () => 127;
