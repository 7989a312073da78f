/** `set -x`: prints commands before they run. */

import type { Interpreter } from './interpreter';

/** Prints what `text` returns when tracing is on. */
export function trace(shell: Interpreter, text: () => string): void {
  if (!shell.flags.has('x')) return;
  const prompt = shell.variables.text('PS4') ?? '+ ';

  shell.stderr.write(`${prompt}${text()}\n`);
}
