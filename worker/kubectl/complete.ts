/** Completion of words behind `kubectl`: commands, flags, types and names. */

import type { ApiClient } from '../kubernetes/client';
import { loaded, ROOT } from './commands';
import type { CommandSpec } from './commands/types';
import { Discovery, pathOf } from './discovery';
import { KubectlError } from './errors';
import { GLOBAL_FLAGS } from './flags';

/** Commands whose first argument is a type. */
const TYPED = [
  'get',
  'describe',
  'delete',
  'label',
  'annotate',
  'patch',
  'scale',
  'expose',
  'wait',
  'explain',
  'edit',
  'status',
  'restart',
  'history',
  'undo',
];
const POD_COMMANDS = ['logs', 'exec'];

/**
 * @param words what stands behind `kubectl`, the unfinished word last (it may be empty).
 * @returns full words for the last one, sorted.
 */
export async function completeKubectl(words: readonly string[], client: ApiClient): Promise<string[]> {
  const last = words[words.length - 1] ?? '';
  let command: CommandSpec = ROOT;
  const args: string[] = [];
  for (const word of words.slice(0, -1)) {
    const next: CommandSpec | undefined =
      args.length === 0
        ? command.subcommands?.find(({ name, aliases }) => name === word || aliases?.includes(word))
        : undefined;
    if (next) command = await loaded(next);
    else if (!word.startsWith('-')) args.push(word);
  }
  const candidates = last.startsWith('-')
    ? flagsOf(command)
    : (command.subcommands?.map(({ name }) => name) ?? argumentsOf(command, args, last, words, client));
  return [...new Set(candidates.filter((candidate) => candidate.startsWith(last)))].sort();
}

const flagsOf = (command: CommandSpec) => [...(command.flags ?? []), ...GLOBAL_FLAGS].map(({ name }) => `--${name}`);

function argumentsOf(
  command: CommandSpec,
  args: readonly string[],
  last: string,
  words: readonly string[],
  client: ApiClient,
): string[] {
  const discovery = new Discovery(client, false);
  if (POD_COMMANDS.includes(command.name) && args.length === 0) return names(discovery, 'pods', words, client);
  if (!TYPED.includes(command.name)) return [];
  if (args.length > 0) return names(discovery, args[0], words, client);
  const slash = last.indexOf('/');
  if (slash > 0)
    return names(discovery, last.slice(0, slash), words, client).map((name) => `${last.slice(0, slash)}/${name}`);
  return discovery.types.flatMap(({ resource }) => resource);
}

function names(discovery: Discovery, word: string, words: readonly string[], client: ApiClient): string[] {
  const type = discovery.find(word);
  if (type instanceof KubectlError) return [];
  const at = words.findIndex((candidate) => candidate === '-n' || candidate === '--namespace');
  const namespace = at >= 0 ? words[at + 1] : 'default';
  const { body } = client.request({ method: 'GET', path: pathOf(type, type.namespaced ? namespace : undefined) });
  return ((body as { items?: { metadata: { name: string } }[] }).items ?? []).map(({ metadata }) => metadata.name);
}
