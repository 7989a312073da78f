/** `berth`: finds the command that the first word names. */

import { check } from './commands/check';
import { link } from './commands/link';
import { record } from './commands/record';
import { run } from './commands/run';
import { serve } from './commands/serve';

const COMMANDS = [run, check, record, serve, link];

const HELP = `Berth simulates a Kubernetes cluster's networking.

usage: berth COMMAND ...

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`).join('\n')}

berth COMMAND --help tells more. Output has colours on a terminal, unless NO_COLOR is set.
`;

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

/**
 * @param argv words after `berth`.
 * @returns exit status: 0 when the work was done, 2 for wrong words, else what the command says.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...words] = argv[0] === 'help' ? [...argv.slice(1, 2), '--help'] : argv;
  if (name !== undefined && isHelp(name)) return print(HELP);
  const command = COMMANDS.find((known) => known.name === name);
  if (!command) {
    process.stderr.write(name === undefined ? HELP : `berth: unknown command ${name}\n\n${HELP}`);
    return 2;
  }
  if (words.some(isHelp)) return print(command.help);
  const ended = await command.run(words);
  if (typeof ended === 'number') return ended;
  process.stderr.write(`berth ${command.name}: ${ended}\n\n${command.help}`);
  return 2;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

export { compareCase, withRandomTokens } from '../worker/compare';
export { createCore } from '../worker/core';
export { createPlayground } from '../worker/playground';
export { encodeLink } from '../worker/scenario/links';
export { parseScenario } from '../worker/scenario/markdown';
export { runScenario, Session, settingsOf } from '../worker/session';
export { loadCore } from './core';
