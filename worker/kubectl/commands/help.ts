/** Help pages, made from the command tables. */

import type { FlagSpec } from '../flags';
import type { CommandSpec } from './types';

const NAME_WIDTH_MIN = 11;
const OPTIONS_HINT = 'Use "kubectl options" for a list of global command-line options (applies to all commands).';

/** One page about a command: what it does, its subcommands, flags and form. */
export function helpPage(path: string, command: CommandSpec): string {
  const parts: string[] = [`${command.short}.`];
  if (command.aliases?.length) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  const { subcommands } = command;
  if (subcommands?.length) {
    const width = Math.max(NAME_WIDTH_MIN, ...subcommands.map(({ name }) => name.length));
    parts.push(
      `Available Commands:\n${subcommands.map(({ name, short }) => `  ${name.padEnd(width)}   ${short}`).join('\n')}`,
    );
  }
  if (command.flags?.length) parts.push(`Options:\n${command.flags.map(flagLine).join('\n')}`);
  const usage = command.usage ?? (subcommands?.length ? '[flags] [options]' : '[options]');
  parts.push(`Usage:\n  ${path} ${usage}`);
  const hints = [OPTIONS_HINT];
  if (subcommands?.length) hints.unshift(`Use "${path} <command> --help" for more information about a given command.`);
  parts.push(hints.join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function flagLine({ name, short, type, default: value }: FlagSpec): string {
  const shown =
    type === 'list' || type === 'array'
      ? '[]'
      : type === 'bool'
        ? (value ?? 'false')
        : type === 'int'
          ? (value ?? '0')
          : type === 'duration'
            ? (value ?? '0s')
            : `'${value ?? ''}'`;
  return `    ${short ? `-${short}, ` : ''}--${name}=${shown}`;
}
