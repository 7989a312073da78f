/** Files that a command line names. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param paths of files or folders.
 * @param endings of the files of a folder that count.
 * @returns files in order, those of a folder sorted; or the paths that are not there.
 */
export function filesOf(paths: readonly string[], endings: RegExp): { files: string[] } | { missing: string[] } {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) return { missing };
  const files = paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => endings.test(name));
    return names.sort().map((name) => join(path, name));
  });
  return { files };
}

/** Says on standard error which paths are not there. */
export function complainOfMissing(paths: readonly string[]): void {
  for (const path of paths) process.stderr.write(`berth: ${path}: no such file or folder\n`);
}
