/** Not there yet. */
import type { Command } from '../types';
export const diff: Command = () => 127;
