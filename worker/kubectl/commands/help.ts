/** Help pages: as kubectl prints them, and for a command that has none there made from its table. */

import type { FlagSpec } from '../flags';
import type { CommandSpec } from './types';

const OPTIONS_HINT = 'Use "kubectl options" for a list of global command-line options (applies to all commands).';

/** @param path `kubectl create service`. @returns what `--help` prints for it. */
export async function helpOf(path: string, command?: CommandSpec): Promise<string> {
  const { OPTIONS, PAGES } = await import('../help/generated/pages');
  const page = PAGES[path.replace(/^kubectl ?/, '')];
  if (page === undefined) return command ? madePage(path, command) : '';
  return page.replace(/^@@$/m, OPTIONS_HINT).replace(/^@(\d+)$/gm, (_, number: string) => OPTIONS[Number(number)]);
}

/** What `kubectl help WORD` prints where there is no such command. */
export async function unknownTopic(words: readonly string[]): Promise<string> {
  const page = await helpOf('kubectl');
  const list = words.map((word) => `\`${word}\``).join(' ');
  return `Unknown help topic [${list}]\n\n${page.slice(page.indexOf('\n', page.indexOf('Find more')) + 1)}`;
}

function madePage(path: string, command: CommandSpec): string {
  const parts: string[] = [`${command.short}.`];
  if (command.flags?.length) parts.push(`Options:\n${command.flags.map(flagLine).join('\n')}`);
  parts.push(`Usage:\n  ${path} ${command.usage ?? '[options]'}`, OPTIONS_HINT);
  return `${parts.join('\n\n')}\n`;
}

function flagLine({ name, short, type, default: value }: FlagSpec): string {
  const empty: Readonly<Record<string, string>> = { list: '[]', array: '[]', bool: 'false', int: '0', duration: '0s' };
  return `    ${short ? `-${short}, ` : ''}--${name}=${value ?? empty[type] ?? "''"}`;
}
