/** What busybox's programs say when they are called wrongly. */

import type { CommandContext } from '../shell/types';

/** First line of busybox's usage texts. */
const BUSYBOX_BANNER = 'BusyBox v1.35.0 multi-call binary.\n\n';
/** @param problem what was wrong, when the program says so. @returns the exit status. */
export function usage(context: CommandContext, text: string, problem?: string): 1 {
  context.stderr.write(
    `${problem === undefined ? '' : `${context.name}: ${problem}\n`}${BUSYBOX_BANNER}Usage: ${text}`,
  );
  return 1;
}
