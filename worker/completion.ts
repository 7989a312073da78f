/** Words that fit at the end of a command line: what kubectl offers, and names of files. */

import { completeKubectl } from './kubectl';
import type { ApiClient } from './kubernetes/client';
import type { FileSystem } from './shell/types';

/** Flags of kubectl that want a file. */
const FILE_FLAGS = new Set(['-f', '--filename', '-k', '--kustomize', '--patch-file']);

/**
 * @param line the text before the caret.
 * @param cwd the folder in which names of files are looked up.
 * @returns full words for the last one, sorted; none when nothing fits.
 */
export async function completeLine(line: string, client: ApiClient, fs: FileSystem, cwd: string): Promise<string[]> {
  const words = line
    .split(/[|;&\n(]/)
    .at(-1)!
    .trimStart()
    .split(/\s+/);
  const last = words[words.length - 1];
  if (words.length === 1) return last !== '' && 'kubectl'.startsWith(last) ? ['kubectl'] : [];
  const files = () => (fs.list(cwd) ?? []).filter((name) => name.startsWith(last)).sort();
  if (words[0] !== 'kubectl' || FILE_FLAGS.has(words[words.length - 2])) return files();
  return completeKubectl(words.slice(1), client);
}
