/** Finds a tool by its name. All but the smallest are loaded when first used, with the others of their file. */

import { once } from '../once';
import type { Command, CommandLookup } from '../types';
import { echo } from './echo';
import { seq } from './seq';
import { sleep } from './sleep';

const TOOLS: Readonly<Record<string, Command>> = { echo, seq, sleep };

type Loader = () => Promise<Command>;
type ToolOf<Module> = { [Key in keyof Module]: Module[Key] extends Command ? Key : never }[keyof Module] & string;

/** @returns loaders of the tools of one module by the names that they are called by. */
function loaders<Module>(
  load: () => Promise<Module>,
  names: readonly ToolOf<Module>[],
  otherNames: Readonly<Record<string, ToolOf<Module>>> = {},
): Record<string, Loader> {
  const module = once(load);
  const pairs = [...names.map((name) => [name, name] as const), ...Object.entries(otherNames)];
  return Object.fromEntries(pairs.map(([name, tool]) => [name, async () => (await module())[tool] as Command]));
}

const LOADERS: Readonly<Record<string, Loader>> = {
  ...loaders(() => import('../awk'), ['awk'], { gawk: 'awk', mawk: 'awk' }),
  ...loaders(() => import('../jq'), ['jq']),
  ...loaders(() => import('./columns'), ['column', 'cut', 'paste', 'tr']),
  ...loaders(() => import('./diff'), ['diff']),
  ...loaders(() => import('./digest'), ['base64', 'md5sum', 'sha1sum', 'sha256sum']),
  ...loaders(
    () => import('./files'),
    ['basename', 'cp', 'dirname', 'ls', 'mkdir', 'mktemp', 'mv', 'realpath', 'rm', 'touch'],
    { readlink: 'realpath', rmdir: 'rm' },
  ),
  ...loaders(() => import('./grep'), ['grep'], { egrep: 'grep', fgrep: 'grep' }),
  ...loaders(() => import('./lines'), ['cat', 'fold', 'head', 'nl', 'rev', 'tac', 'tail', 'tee', 'wc']),
  ...loaders(() => import('./numbers'), ['expr', 'yes']),
  ...loaders(() => import('./offline'), ['curl', 'getent', 'nslookup', 'ping', 'wget']),
  ...loaders(() => import('./sed'), ['sed']),
  ...loaders(() => import('./sort'), ['comm', 'sort', 'uniq']),
  ...loaders(
    () => import('./system'),
    [
      'clear',
      'date',
      'env',
      'hostname',
      'id',
      'nproc',
      'printenv',
      'timeout',
      'uname',
      'watch',
      'which',
      'whoami',
      'xargs',
    ],
  ),
};

/** @returns the tool, a promise of it, or undefined when there is none of that name. */
export const lookupTool: CommandLookup = (name) => {
  if (Object.hasOwn(TOOLS, name)) return TOOLS[name];
  return Object.hasOwn(LOADERS, name) ? LOADERS[name]() : undefined;
};

/** Begins to load the tools that stand where commands do, so that they are there when `source` runs. */
export function prefetchTools(source: string): void {
  for (const [, name] of source.matchAll(/(?:^|[|;&(])\s*(\w+)/gm))
    if (Object.hasOwn(LOADERS, name)) LOADERS[name]().catch(() => {});
}
