/** Not there yet. */
import type { Command } from '../types';
export const jq: Command = () => 127;
