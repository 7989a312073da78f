/** Runs kubectl for the page: what it prints comes back as text, and neither time nor the cluster changes. */

import type { Command, CommandContext } from '../shell/types';

/**
 * @param nowMs virtual time, milliseconds since 1970.
 * @param input of the command.
 * @returns what is printed, errors included.
 */
export async function printedBy(command: Command, args: readonly string[], nowMs: number, input = ''): Promise<string> {
  let text = '';
  const output = { write: (more: string) => void (text += more) };
  const context: CommandContext = {
    name: 'kubectl',
    args,
    env: {},
    cwd: '/',
    fs: {
      read: () => undefined,
      write: () => 'Read-only file system',
      list: () => undefined,
      kind: () => undefined,
      makeFolder: () => 'Read-only file system',
      remove: () => 'Read-only file system',
    },
    stdin: { readAll: () => input, readLine: () => undefined },
    stdout: output,
    stderr: output,
    now: () => nowMs,
    sleep: async () => {},
    tick: () => undefined,
    exists: () => false,
    run: async () => 127,
  };
  await command(context);
  return text;
}
