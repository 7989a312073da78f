/** What a container runs: command, arguments and whether the image has the program. */

import type { FileSystem } from '../shell/types';
import type { Container } from './container';
import { baseName } from './process';

/** `command` replaces the image's whole command, `args` alone only what follows its first word. */
export function entryPoint(
  image: readonly string[],
  command: string[] | undefined,
  args: string[] | undefined,
): string[] {
  if (command) return [...command, ...(args ?? [])];
  if (!args) return [...image];
  const isBare = image.length === 1 && image[0] === 'sh';
  return isBare || image[0] === 'nginx' ? args : [image[0], ...args];
}

/** @returns runc's words when the first word is no program of the image. */
export function missingProgram(container: Container, fs: FileSystem, argv: readonly string[]): string | undefined {
  const [program] = argv;
  const programs = container.image!.programs;
  if (program.includes('/')) {
    const isThere =
      (/^\/(usr\/)?s?bin\//.test(program) && programs.has(baseName(program))) ||
      program === '/pause' ||
      program === '/agnhost' ||
      fs.kind(program) === 'file';
    return isThere ? undefined : `exec: "${program}": stat ${program}: no such file or directory`;
  }
  return programs.has(program) ? undefined : `exec: "${program}": executable file not found in $PATH`;
}
