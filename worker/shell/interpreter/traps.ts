/** `trap`: commands that run when a shell ends or a command fails. */

import { runStatements } from './execute';
import type { Interpreter } from './interpreter';
import { parseScript } from './syntax';

/** Runs the command of a trap, leaving `$?` as it was. */
export async function runTrap(shell: Interpreter, signal: string): Promise<void> {
  const text = shell.traps.get(signal);
  if (!text) return;
  const { lastStatus, source } = shell;
  if (signal === 'EXIT') shell.traps.delete(signal);
  shell.source = { text, firstLine: 1 };
  try {
    await runStatements(shell, parseScript(text).commands);
  } finally {
    shell.source = source;
    shell.lastStatus = lastStatus;
  }
}
