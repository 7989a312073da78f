/** Files that a command line names. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param paths of files or folders.
 * @param endings of the files of a folder that count.
 * @param isDeep whether folders inside folders count; hidden ones and node_modules never do.
 * @returns files in order, those of a folder sorted; or the paths that are not there.
 */
export function filesOf(
  paths: readonly string[],
  endings: RegExp,
  isDeep = false,
): { files: string[] } | { missing: string[] } {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) return { missing };
  const filesIn = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = join(folder, entry.name);
        if (!entry.isDirectory()) return endings.test(entry.name) ? [path] : [];
        return isDeep && !entry.name.startsWith('.') && entry.name !== 'node_modules' ? filesIn(path) : [];
      });
  return { files: paths.flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path])) };
}

/** Says on standard error which paths are not there. */
export function complainOfMissing(paths: readonly string[]): void {
  for (const path of paths) process.stderr.write(`berth: ${path}: no such file or folder\n`);
}
