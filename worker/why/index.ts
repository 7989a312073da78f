/** `berth why` and `berth why-not`: the page's explanations in the terminal, as a client of the API. */

import type { Account } from '../../sentences/decision';
import type { Command, CommandContext } from '../shell/types';
import { why } from './why';
import { whyNot } from './why-not';
import type { WhyFacts } from './facts';

export type { WhyFacts } from './facts';

const USAGE = `berth tells why the cluster is as it is.

Usage:
  berth why ADDRESS        why somebody has an address, a block or a node port, or a line of a hosts file has it
  berth why NAME           which lines of hosts files have a name
  berth why TYPE/NAME      what was decided for a service, a pod or a node (-n NAMESPACE)
  berth why-not ADDRESS    why nobody has an address, or who has it
`;

/** @returns `berth` as a program of the shell. */
export function createBerth(facts: WhyFacts): Command {
  return (context) => {
    const { words, namespace } = readArguments(context.args);
    const [command, subject] = words;
    if (command === undefined || command === 'help') return print(context, USAGE);
    if ((command !== 'why' && command !== 'why-not') || subject === undefined || words.length > 2) {
      context.stderr.write(`berth: ${complaint(words)}\n\n${USAGE}`);
      return 1;
    }
    const answer = command === 'why' ? why(facts, subject, namespace) : whyNot(facts, subject);
    if (typeof answer !== 'string') return print(context, answer.map(accountText).join('\n'));
    context.stderr.write(`berth: ${answer}\n`);
    return 1;
  };
}

function readArguments(args: readonly string[]): { words: string[]; namespace: string } {
  const words: string[] = [];
  let namespace = 'default';
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '-n' || arg === '--namespace') namespace = args[++index] ?? namespace;
    else if (arg.startsWith('--namespace=')) namespace = arg.slice('--namespace='.length);
    else if (arg === '-h' || arg === '--help') words.unshift('help');
    else words.push(arg);
  }
  return { words, namespace };
}

function complaint([command, subject]: readonly string[]): string {
  if (command !== 'why' && command !== 'why-not') return `unknown command "${command}"`;
  return subject === undefined ? `${command} needs an argument` : `${command} takes one argument`;
}

function print(context: CommandContext, text: string): number {
  context.stdout.write(text);
  return 0;
}

/** The question, its answer, the steps behind it, and what is likely asked next; marks for the page are left out. */
function accountText({ question, lead, rows, further }: Account): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = [
    question,
    ...(lead ? [lead] : []),
    ...rows.map(({ name, text }) => `  ${`${name}:`.padEnd(width + 1)} ${text}`),
    ...further.flatMap(({ question: next, text }) => [next, `  ${text}`]),
  ];
  return lines.map((line) => `${line.replace(/\[\[|\]\]|`/g, '')}\n`).join('');
}
