/** diff: normal and unified output. */

import type { CommandContext } from '../types';
import { openFile, parseOptions, pathOf, readText, tool, ToolError, type Options } from './common';
import { formatDate } from './date-format';
import { diffLines, type Change } from './diff-lines';

/** Exit status of trouble. */
const TROUBLE = 2;

interface Side {
  name: string;
  lines: string[];
  endsWithNewline: boolean;
}

export const diff = tool(async (context) => {
  const args = context.args.map((word) => (/^-\d+$/.test(word) ? `-U${word.slice(1)}` : word));
  const options = parseOptions(
    { ...context, args },
    {
      flags: 'uNrqsbwiBay',
      values: 'UL',
      long: {
        unified: 'u',
        brief: 'q',
        recursive: 'r',
        'new-file': 'N',
        'report-identical-files': 's',
        label: 'L',
        'ignore-all-space': 'w',
        'ignore-space-change': 'b',
        'ignore-case': 'i',
        'ignore-blank-lines': 'B',
        color: 'a',
      },
    },
    TROUBLE,
  );
  if (options.operands.length < 2) {
    const last = context.args[context.args.length - 1] ?? 'diff';
    throw new ToolError(
      `diff: missing operand after '${last}'\ndiff: Try 'diff --help' for more information.`,
      TROUBLE,
    );
  }
  const [left, right] = options.operands;
  const isFolder = (name: string) => context.fs.kind(pathOf(context, name)) === 'folder';
  if (isFolder(left) && isFolder(right)) return compareFolders(context, options, left, right);
  return compareFiles(context, options, ...withFolders(context, left, right, isFolder), '');
});

/** `diff folder file` means the file of that name in the folder. */
function withFolders(
  context: CommandContext,
  left: string,
  right: string,
  isFolder: (name: string) => boolean,
): [string, string] {
  const base = (name: string) => pathOf(context, name).split('/').pop()!;
  if (isFolder(left)) return [`${left.replace(/\/$/, '')}/${base(right)}`, right];
  if (isFolder(right)) return [left, `${right.replace(/\/$/, '')}/${base(left)}`];
  return [left, right];
}

async function compareFolders(context: CommandContext, options: Options, left: string, right: string): Promise<number> {
  const names = new Set([
    ...(context.fs.list(pathOf(context, left)) ?? []),
    ...(context.fs.list(pathOf(context, right)) ?? []),
  ]);
  let status = 0;
  for (const name of [...names].sort()) {
    const [a, b] = [`${left}/${name}`, `${right}/${name}`];
    const kinds = [a, b].map((path) => context.fs.kind(pathOf(context, path)));
    if (kinds.includes(undefined) && !options.has('N')) {
      context.stdout.write(`Only in ${kinds[0] === undefined ? right : left}: ${name}\n`);
      status = Math.max(status, 1);
    } else if (kinds[0] === 'folder' && kinds[1] === 'folder') {
      if (options.has('r')) status = Math.max(status, await compareFolders(context, options, a, b));
      else context.stdout.write(`Common subdirectories: ${a} and ${b}\n`);
    } else {
      const words = context.args.filter((word) => word.startsWith('-')).join(' ');
      status = Math.max(
        status,
        await compareFiles(context, options, a, b, `diff ${words}${words ? ' ' : ''}${a} ${b}\n`),
      );
    }
  }
  return status;
}

async function readSide(context: CommandContext, name: string, allowMissing: boolean): Promise<Side | undefined> {
  const source = openFile(context, name);
  if (typeof source === 'string') {
    if (allowMissing) return { name, lines: [], endsWithNewline: true };
    context.stderr.write(`diff: ${name}: ${source}\n`);
    return undefined;
  }
  const text = await readText(context, source);
  const lines = text.split('\n');
  const endsWithNewline = lines[lines.length - 1] === '';
  if (endsWithNewline) lines.pop();
  return { name, lines, endsWithNewline: endsWithNewline || text === '' };
}

async function compareFiles(
  context: CommandContext,
  options: Options,
  leftName: string,
  rightName: string,
  title: string,
): Promise<number> {
  const left = await readSide(context, leftName, options.has('N'));
  const right = await readSide(context, rightName, options.has('N'));
  if (!left || !right) return TROUBLE;
  const key = keyFunction(options);
  const mark = (side: Side) =>
    side.lines.map(
      (line, index) => key(line) + (index === side.lines.length - 1 && !side.endsWithNewline ? '\u0000' : ''),
    );
  const changes = diffLines(mark(left), mark(right));
  if (changes.length === 0) {
    if (options.has('s')) context.stdout.write(`Files ${leftName} and ${rightName} are identical\n`);
    return 0;
  }
  if (options.has('q')) context.stdout.write(`Files ${leftName} and ${rightName} differ\n`);
  else {
    context.stdout.write(title);
    if (options.has('u') || options.has('U')) printUnified(context, options, left, right, changes);
    else printNormal(context, left, right, changes);
  }
  return 1;
}

function keyFunction(options: Options): (line: string) => string {
  return (line) => {
    let key = line;
    if (options.has('w')) key = key.replace(/\s+/g, '');
    else if (options.has('b')) key = key.replace(/\s+$/, '').replace(/\s+/g, ' ');
    return options.has('i') ? key.toLowerCase() : key;
  };
}

const NO_NEWLINE = '\\ No newline at end of file\n';

function lineText(side: Side, index: number, mark: string): string {
  const isBare = index === side.lines.length - 1 && !side.endsWithNewline;
  return `${mark}${side.lines[index]}\n${isBare ? NO_NEWLINE : ''}`;
}

function printNormal(context: CommandContext, left: Side, right: Side, changes: readonly Change[]): void {
  const span = (start: number, end: number) => (end - start > 1 ? `${start + 1},${end}` : `${start + 1}`);
  for (const { leftStart, leftEnd, rightStart, rightEnd } of changes) {
    const isAdd = leftStart === leftEnd;
    const isDelete = rightStart === rightEnd;
    const head = isAdd
      ? `${leftStart}a${span(rightStart, rightEnd)}`
      : isDelete
        ? `${span(leftStart, leftEnd)}d${rightStart}`
        : `${span(leftStart, leftEnd)}c${span(rightStart, rightEnd)}`;
    let text = `${head}\n`;
    for (let index = leftStart; index < leftEnd; index++) text += lineText(left, index, '< ');
    if (!isAdd && !isDelete) text += '---\n';
    for (let index = rightStart; index < rightEnd; index++) text += lineText(right, index, '> ');
    context.stdout.write(text);
  }
}

function printUnified(
  context: CommandContext,
  options: Options,
  left: Side,
  right: Side,
  changes: readonly Change[],
): void {
  const around = Number(options.value('U') ?? 3);
  const labels = options.all.filter(({ letter }) => letter === 'L').map(({ value }) => value);
  const stamp = formatDate(context.now(), '%Y-%m-%d %H:%M:%S.%N %z');
  const head = (side: Side, index: number) => labels[index] ?? `${side.name}\t${stamp}`;
  context.stdout.write(`--- ${head(left, 0)}\n+++ ${head(right, 1)}\n`);
  for (const group of groupChanges(changes, around)) {
    const first = group[0];
    const last = group[group.length - 1];
    const leftStart = Math.max(0, first.leftStart - around);
    const rightStart = Math.max(0, first.rightStart - around);
    const leftEnd = Math.min(left.lines.length, last.leftEnd + around);
    const rightEnd = Math.min(right.lines.length, last.rightEnd + around);
    const range = (start: number, end: number) =>
      end - start === 1 ? `${start + 1}` : `${end === start ? start : start + 1},${end - start}`;
    let text = `@@ -${range(leftStart, leftEnd)} +${range(rightStart, rightEnd)} @@\n`;
    let at = leftStart;
    for (const change of group) {
      for (; at < change.leftStart; at++) text += lineText(left, at, ' ');
      for (; at < change.leftEnd; at++) text += lineText(left, at, '-');
      for (let index = change.rightStart; index < change.rightEnd; index++) text += lineText(right, index, '+');
    }
    for (; at < leftEnd; at++) text += lineText(left, at, ' ');
    context.stdout.write(text);
  }
}

/** Changes whose surroundings touch are printed together. */
function groupChanges(changes: readonly Change[], around: number): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const group = groups[groups.length - 1];
    if (group && change.leftStart - group[group.length - 1].leftEnd <= 2 * around) group.push(change);
    else groups.push([change]);
  }
  return groups;
}
