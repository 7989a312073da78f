/** ls, mkdir, touch, cp, mv, rm, basename, dirname, realpath, mktemp. */

import { resolvePath } from '../files';
import type { CommandContext } from '../types';
import { byteLength, parseOptions, pathOf, tool, ToolError, type Options } from './common';
import { formatDate } from './date-format';

const help = (name: string) => `\nTry '${name} --help' for more information.`;

function needOperands(context: CommandContext, operands: readonly string[], what = 'missing operand'): void {
  if (operands.length === 0) throw new ToolError(`${context.name}: ${what}${help(context.name)}`);
}

export const ls = tool((context) => {
  const options = parseOptions(
    context,
    {
      flags: 'alA1dhRrtSFCGiogsp',
      values: 'I',
      long: {
        all: 'a',
        'almost-all': 'A',
        directory: 'd',
        recursive: 'R',
        reverse: 'r',
        'human-readable': 'h',
        color: 'G',
      },
    },
    2,
  );
  const names = options.operands.length > 0 ? options.operands : ['.'];
  let status = 0;
  const files: string[] = [];
  const folders: string[] = [];
  for (const name of [...names].sort()) {
    const kind = context.fs.kind(pathOf(context, name));
    if (kind === undefined) {
      context.stderr.write(
        context.isBusybox
          ? `ls: ${name}: No such file or directory\n`
          : `ls: cannot access '${name}': No such file or directory\n`,
      );
      status = context.isBusybox ? 1 : 2;
    } else (kind === 'folder' && !options.has('d') ? folders : files).push(name);
  }
  printEntries(
    context,
    options,
    files.map((name) => ({ name, path: pathOf(context, name) })),
    false,
  );
  const hasTitles = names.length > 1 || options.has('R');
  let isFirst = files.length === 0;
  const printFolder = (name: string) => {
    const path = pathOf(context, name);
    if (hasTitles) context.stdout.write(`${isFirst ? '' : '\n'}${name}:\n`);
    isFirst = false;
    const hidden = options.has('a') ? ['.', '..'] : [];
    const inside = (context.fs.list(path) ?? []).filter(
      (entry) => options.has('a') || options.has('A') || !entry.startsWith('.'),
    );
    const entries = [...hidden, ...inside].map((entry) => ({ name: entry, path: resolvePath(path, entry) }));
    printEntries(context, options, entries, true);
    if (!options.has('R')) return;
    for (const entry of inside)
      if (context.fs.kind(resolvePath(path, entry)) === 'folder') printFolder(`${name.replace(/\/$/, '')}/${entry}`);
  };
  for (const name of folders) printFolder(name);
  return status;
});

interface Entry {
  name: string;
  path: string;
}

function printEntries(context: CommandContext, options: Options, given: readonly Entry[], hasTotal: boolean): void {
  const size = (path: string) => (context.fs.kind(path) === 'folder' ? 4096 : byteLength(context.fs.read(path) ?? ''));
  const entries = [...given];
  if (options.has('S')) entries.sort((a, b) => size(b.path) - size(a.path));
  if (options.has('r')) entries.reverse();
  const mark = (path: string) =>
    (options.has('F') || options.has('p')) && context.fs.kind(path) === 'folder' ? '/' : '';
  if (!options.has('l')) {
    context.stdout.write(entries.map(({ name, path }) => `${name}${mark(path)}\n`).join(''));
    return;
  }
  const sizes = entries.map(({ path }) => (options.has('h') ? human(size(path)) : String(size(path))));
  const width = Math.max(0, ...sizes.map((text) => text.length));
  if (hasTotal) context.stdout.write(`total ${entries.length * 4}\n`);
  const date = formatDate(context.now(), '%b %e %H:%M');
  entries.forEach(({ name, path }, index) => {
    const isFolder = context.fs.kind(path) === 'folder';
    if (context.isBusybox) {
      const head = isFolder ? 'drwxr-xr-x    2' : '-rw-r--r--    1';
      context.stdout.write(`${head} root     root     ${sizes[index].padStart(9)} ${date} ${name}${mark(path)}\n`);
      return;
    }
    const mode = isFolder ? 'drwxr-xr-x 2' : '-rw-r--r-- 1';
    context.stdout.write(`${mode} root root ${sizes[index].padStart(width)} ${date} ${name}${mark(path)}\n`);
  });
}

function human(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const value = bytes / 1024;
  return value < 10
    ? `${(Math.ceil(value * 10) / 10).toFixed(1)}K`
    : value < 1024
      ? `${Math.ceil(value)}K`
      : `${(value / 1024).toFixed(1)}M`;
}

export const mkdir = tool((context) => {
  const options = parseOptions(context, { flags: 'pv', values: 'm', long: { parents: 'p', verbose: 'v', mode: 'm' } });
  needOperands(context, options.operands);
  let status = 0;
  const make = (path: string, name: string) => {
    const error = context.fs.makeFolder(path);
    if (error === undefined) {
      if (options.has('v')) context.stdout.write(`mkdir: created directory '${name}'\n`);
      return;
    }
    if (options.has('p') && context.fs.kind(path) === 'folder') return;
    context.stderr.write(
      context.isBusybox
        ? `mkdir: can't create directory '${name}': ${error}\n`
        : `mkdir: cannot create directory ‘${name}’: ${error}\n`,
    );
    status = 1;
  };
  for (const name of options.operands) {
    const parts = name.split('/');
    if (options.has('p'))
      for (let end = 1; end < parts.length; end++)
        if (parts[end - 1] !== '') make(pathOf(context, parts.slice(0, end).join('/')), parts.slice(0, end).join('/'));
    if (name !== '') make(pathOf(context, name), name);
  }
  return status;
});

export const touch = tool((context) => {
  const options = parseOptions(context, {
    flags: 'acmh',
    values: 'dtr',
    long: { 'no-create': 'c', date: 'd', reference: 'r' },
  });
  needOperands(context, options.operands, 'missing file operand');
  let status = 0;
  for (const name of options.operands) {
    const path = pathOf(context, name);
    if (context.fs.kind(path) !== undefined || options.has('c')) continue;
    const error = context.fs.write(path, '');
    if (!error) continue;
    context.stderr.write(
      context.isBusybox ? `touch: ${name}: ${error}\n` : `touch: cannot touch '${name}': ${error}\n`,
    );
    status = 1;
  }
  return status;
});

function copyTree(context: CommandContext, from: string, to: string): string | undefined {
  if (context.fs.kind(from) === 'file') return context.fs.write(to, context.fs.read(from) ?? '');
  if (context.fs.kind(to) === undefined) {
    const error = context.fs.makeFolder(to);
    if (error) return error;
  }
  for (const name of context.fs.list(from) ?? []) {
    const error = copyTree(context, `${from}/${name}`, `${to}/${name}`);
    if (error) return error;
  }
  return undefined;
}

function removeTree(context: CommandContext, path: string): string | undefined {
  for (const name of context.fs.list(path) ?? []) removeTree(context, `${path}/${name}`);
  return context.fs.remove(path);
}

/** The part that cp and mv share: several sources into a folder, or one into a name. */
function transfer(
  context: CommandContext,
  operands: readonly string[],
  move: (from: string, to: string, name: string, target: string) => string | undefined,
): number {
  const verb = context.name;
  if (operands.length === 0) throw new ToolError(`${verb}: missing file operand${help(verb)}`);
  if (operands.length === 1)
    throw new ToolError(`${verb}: missing destination file operand after '${operands[0]}'${help(verb)}`);
  const target = operands[operands.length - 1];
  const targetPath = pathOf(context, target);
  const intoFolder = context.fs.kind(targetPath) === 'folder';
  if (operands.length > 2 && !intoFolder) throw new ToolError(`${verb}: target '${target}': No such file or directory`);
  let status = 0;
  for (const name of operands.slice(0, -1)) {
    const from = pathOf(context, name);
    const base = from.split('/').pop()!;
    const to = intoFolder ? `${targetPath}/${base}` : targetPath;
    const shown = intoFolder ? `${target.replace(/\/$/, '')}/${base}` : target;
    const error =
      context.fs.kind(from) === undefined
        ? missingSource(context, name)
        : from === to
          ? `'${name}' and '${shown}' are the same file`
          : move(from, to, name, shown);
    if (error === undefined) continue;
    context.stderr.write(`${verb}: ${error}\n`);
    status = 1;
  }
  return status;
}

export const cp = tool((context) => {
  const options = parseOptions(context, {
    flags: 'rRafvpnudi',
    values: 't',
    long: { recursive: 'r', archive: 'a', force: 'f', verbose: 'v' },
  });
  const isDeep = options.has('r') || options.has('R') || options.has('a');
  return transfer(context, options.operands, (from, to, name, target) => {
    if (context.fs.kind(from) === 'folder' && !isDeep) return `-r not specified; omitting directory '${name}'`;
    if (to.startsWith(`${from}/`)) return `cannot copy a directory, '${name}', into itself, '${target}'`;
    const error = copyTree(context, from, to);
    if (error) return `cannot create regular file '${target}': ${error}`;
    if (options.has('v')) context.stdout.write(`'${name}' -> '${target}'\n`);
    return undefined;
  });
});

export const mv = tool((context) => {
  const options = parseOptions(context, { flags: 'fvnui', values: 't', long: { force: 'f', verbose: 'v' } });
  return transfer(context, options.operands, (from, to, name, target) => {
    if (to.startsWith(`${from}/`)) return `cannot move '${name}' to a subdirectory of itself, '${target}'`;
    const error = copyTree(context, from, to);
    if (error) return `cannot move '${name}' to '${target}': ${error}`;
    removeTree(context, from);
    if (options.has('v')) context.stdout.write(`renamed '${name}' -> '${target}'\n`);
    return undefined;
  });
});

export const rm = tool((context) => {
  if (context.name === 'rmdir') return removeFolders(context);
  const options = parseOptions(context, { flags: 'rRfvid', long: { recursive: 'r', force: 'f', verbose: 'v' } });
  if (!options.has('f')) needOperands(context, options.operands);
  let status = 0;
  for (const name of options.operands) {
    const path = pathOf(context, name);
    const kind = context.fs.kind(path);
    let error: string | undefined;
    if (kind === undefined) error = options.has('f') ? undefined : 'No such file or directory';
    else if (kind === 'folder' && !options.has('r') && !options.has('R')) error = 'Is a directory';
    else {
      error = removeTree(context, path);
      if (!error && options.has('v'))
        context.stdout.write(kind === 'folder' ? `removed directory '${name}'\n` : `removed '${name}'\n`);
    }
    if (!error) continue;
    context.stderr.write(
      context.isBusybox ? busyboxRemoveError(name, error) : `rm: cannot remove '${name}': ${error}\n`,
    );
    status = 1;
  }
  return status;
});

function busyboxRemoveError(name: string, error: string): string {
  return error === 'Is a directory' ? `rm: '${name}' is a directory\n` : `rm: can't remove '${name}': ${error}\n`;
}

function missingSource(context: CommandContext, name: string): string {
  if (!context.isBusybox) return `cannot stat '${name}': No such file or directory`;
  return `${context.name === 'mv' ? "can't rename" : "can't stat"} '${name}': No such file or directory`;
}

function removeFolders(context: CommandContext): number {
  let status = 0;
  for (const name of context.args.filter((word) => !word.startsWith('-'))) {
    const path = pathOf(context, name);
    const error = context.fs.kind(path) === 'file' ? 'Not a directory' : context.fs.remove(path);
    if (!error) continue;
    context.stderr.write(
      context.isBusybox ? `rmdir: '${name}': ${error}\n` : `rmdir: failed to remove '${name}': ${error}\n`,
    );
    status = 1;
  }
  return status;
}

export const basename = tool((context) => {
  const options = parseOptions(context, {
    flags: 'az',
    values: 's',
    long: { multiple: 'a', suffix: 's' },
    stopsAtOperand: true,
  });
  needOperands(context, options.operands);
  const isMany = options.has('a') || options.has('s');
  if (!isMany && options.operands.length > 2)
    throw new ToolError(`basename: extra operand '${options.operands[2]}'${help('basename')}`);
  const suffix = options.value('s') ?? (isMany ? '' : (options.operands[1] ?? ''));
  for (const name of isMany ? options.operands : options.operands.slice(0, 1)) {
    const base = /^\/+$/.test(name) ? '/' : (name.replace(/\/+$/, '').split('/').pop() ?? '');
    context.stdout.write(
      `${suffix !== '' && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base}\n`,
    );
  }
  return 0;
});

export const dirname = tool((context) => {
  const options = parseOptions(context, { flags: 'z' });
  needOperands(context, options.operands);
  for (const name of options.operands) {
    const trimmed = name.replace(/\/+$/, '');
    const at = trimmed.lastIndexOf('/');
    const folder =
      at < 0 ? (trimmed === '' && name.startsWith('/') ? '/' : '.') : trimmed.slice(0, at).replace(/\/+$/, '') || '/';
    context.stdout.write(`${folder}\n`);
  }
  return 0;
});

export const realpath = tool((context) => {
  const options = parseOptions(context, { flags: 'efmsqznLP', values: '', long: {} });
  needOperands(context, options.operands);
  let status = 0;
  for (const name of options.operands) {
    const path = pathOf(context, name);
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    const exists = context.fs.kind(path) !== undefined;
    if (context.name === 'readlink' && !options.has('f') && !options.has('e') && !options.has('m')) status = 1;
    else if (exists || options.has('m') || (!options.has('e') && context.fs.kind(parent) === 'folder'))
      context.stdout.write(`${path}\n`);
    else {
      if (context.name === 'realpath') context.stderr.write(`realpath: ${name}: No such file or directory\n`);
      status = 1;
    }
  }
  return status;
});

/** Letters of made-up names. */
const NAME_LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** The name is the first free one of a fixed row, so that runs repeat. */
export const mktemp = tool((context) => {
  const options = parseOptions(context, {
    flags: 'dqtu',
    values: 'p',
    long: { directory: 'd', 'dry-run': 'u', tmpdir: 'p', suffix: 'S' },
  });
  const template = options.operands[0] ?? 'tmp.XXXXXXXXXX';
  const runs = [...template.matchAll(/X{3,}/g)];
  const last = runs[runs.length - 1];
  if (!last) throw new ToolError(`mktemp: too few X's in template ‘${template}’`);
  const folder = options.value('p') ?? (options.operands.length === 0 || options.has('t') ? '/tmp' : '');
  if (folder === '/tmp' && context.fs.kind('/tmp') === undefined) context.fs.makeFolder('/tmp');
  for (let number = 0; ; number++) {
    let seed = number * 7919 + 17;
    const letters = Array.from({ length: last[0].length }, () => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return NAME_LETTERS[(seed >> 8) % NAME_LETTERS.length];
    }).join('');
    const name = template.slice(0, last.index) + letters + template.slice(last.index + last[0].length);
    const shown = folder === '' ? name : `${folder.replace(/\/$/, '')}/${name}`;
    const path = pathOf(context, shown);
    if (context.fs.kind(path) !== undefined) continue;
    const error = options.has('u')
      ? undefined
      : options.has('d')
        ? context.fs.makeFolder(path)
        : context.fs.write(path, '');
    if (error)
      throw new ToolError(
        `mktemp: failed to create ${options.has('d') ? 'directory' : 'file'} via template ‘${shown.replace(letters, last[0])}’: ${error}`,
      );
    context.stdout.write(`${shown}\n`);
    return 0;
  }
});
