/** sleep, and times as its arguments are written. */

import { tool, ToolError } from './common';

const HELP = `\nTry 'sleep --help' for more information.`;

const SLEEP_UNITS_MS: Record<string, number> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `1.5`, `2m`, `1h`. @returns milliseconds, undefined for what is no time. */
export function parseDuration(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return 1e12;
  const found = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  return found ? Number(found[1]) * SLEEP_UNITS_MS[found[2]] : undefined;
}

export const sleep = tool(async (context) => {
  if (context.args.length === 0) throw new ToolError(`sleep: missing operand${HELP}`);
  let total = 0;
  for (const word of context.args) {
    const ms = parseDuration(word);
    if (ms === undefined && context.isBusybox) throw new ToolError(`sleep: invalid number '${word}'`);
    if (ms === undefined) throw new ToolError(`sleep: invalid time interval ‘${word}’${HELP}`);
    total += ms;
  }
  await context.sleep(total);
  return 0;
}, true);
