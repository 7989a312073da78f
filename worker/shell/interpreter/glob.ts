/** File names that match a pattern. */

import { resolvePath } from '../files';
import type { Interpreter } from './interpreter';
import { matchesPattern } from './pattern';
import { hasPattern, unquotePattern } from './pattern-text';

/** @returns the matching paths in order; undefined when there is none and the pattern stays as it is. */
export function expandGlob(shell: Interpreter, pattern: string): string[] | undefined {
  const isAbsolute = pattern.startsWith('/');
  const parts = pattern.split('/').filter((part) => part !== '');
  let paths = [isAbsolute ? '/' : ''];
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    paths = paths.flatMap((path) => extend(shell, path, part, isLast && !pattern.endsWith('/')));
  });
  if (pattern.endsWith('/')) paths = paths.map((path) => `${path}/`);
  if (paths.length > 0) return paths.sort(compareText);
  return shell.shoptions.has('nullglob') ? [] : undefined;
}

/** The order of code points. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function extend(shell: Interpreter, path: string, part: string, isLast: boolean): string[] {
  const join = (name: string) => (path === '' || path.endsWith('/') ? path + name : `${path}/${name}`);
  if (part === '**' && shell.shoptions.has('globstar')) return deepPaths(shell, path, isLast);
  if (!hasPattern(part)) {
    const candidate = join(unquotePattern(part));
    const kind = shell.fs.kind(resolvePath(shell.cwd, candidate));
    return kind === undefined || (!isLast && kind !== 'folder') ? [] : [candidate];
  }
  const names = shell.fs.list(resolvePath(shell.cwd, path === '' ? '.' : path)) ?? [];
  const isHiddenWanted = part.startsWith('.') || shell.shoptions.has('dotglob');
  return names
    .filter((name) => (isHiddenWanted || !name.startsWith('.')) && matchesPattern(part, name))
    .map(join)
    .filter((found) => isLast || shell.fs.kind(resolvePath(shell.cwd, found)) === 'folder');
}

function deepPaths(shell: Interpreter, path: string, isLast: boolean): string[] {
  const result = isLast ? [] : [path];
  const names = shell.fs.list(resolvePath(shell.cwd, path === '' ? '.' : path)) ?? [];
  for (const name of names) {
    const found = path === '' || path.endsWith('/') ? path + name : `${path}/${name}`;
    const isFolder = shell.fs.kind(resolvePath(shell.cwd, found)) === 'folder';
    if (isLast) result.push(found);
    if (isFolder) result.push(...deepPaths(shell, found, isLast));
  }
  return result;
}
