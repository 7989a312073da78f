/** cat, head, tail, wc, tee, tac, rev, nl, fold. */

import { NOWHERE, type Source } from '../streams';
import type { CommandContext, Output } from '../types';
import {
  allLines,
  byteLength,
  bytesOf,
  eachLine,
  openOperands,
  parseOptions,
  pathOf,
  readText,
  textOf,
  tool,
  ToolError,
  type NamedSource,
} from './common';

export const cat = tool(async (context) => {
  const options = parseOptions(context, {
    flags: 'nbsAeEtTuv',
    long: {
      number: 'n',
      'number-nonblank': 'b',
      'squeeze-blank': 's',
      'show-all': 'A',
      'show-ends': 'E',
      'show-tabs': 'T',
      'show-nonprinting': 'v',
    },
  });
  const { sources, status } = openOperands(context, options.operands);
  const showEnds = /[AeE]/.test(options.all.map((option) => option.letter).join(''));
  const showTabs = options.has('A') || options.has('T') || options.has('t');
  let number = 0;
  let wasBlank = false;
  for (const { source } of sources) {
    await eachLine(context, source, (line, hasNewline) => {
      const isBlank = line === '' && hasNewline;
      if (options.has('s') && isBlank && wasBlank) return;
      wasBlank = isBlank;
      const isNumbered = options.has('b') ? !isBlank : options.has('n');
      const head = isNumbered ? `${String(++number).padStart(6)}\t` : '';
      const shown = showTabs ? line.replace(/\t/g, '^I') : line;
      context.stdout.write(head + shown + (hasNewline ? (showEnds ? '$\n' : '\n') : ''));
    });
  }
  return status;
}, true);

/** Reads `5`, `+5`, `-5`, `2K`. */
function count(context: CommandContext, text: string, what: string): { sign: string; value: number } {
  const found = /^([-+]?)(\d+)([bkKMG]?)B?$/.exec(text);
  if (!found) throw new ToolError(`${context.name}: invalid number of ${what}: ${`‘${text}’`}`);
  const factor = { b: 512, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[found[3]] ?? 1;
  return { sign: found[1], value: Number(found[2]) * factor };
}

const HEAD_TAIL = {
  values: 'nc',
  long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v', follow: 'f' },
};

/** `-5` as the first option means `-n 5`. */
function withOldCount(context: CommandContext): CommandContext {
  const args = context.args.map((word, index) => (index === 0 && /^-\d+$/.test(word) ? `-n${word.slice(1)}` : word));
  return { ...context, args };
}

async function eachFile(
  context: CommandContext,
  operands: readonly string[],
  options: { has(letter: string): boolean },
  print: (file: NamedSource) => Promise<void>,
): Promise<number> {
  const { sources, status } = openAs(context, operands);
  const hasHeaders = options.has('v') || (operands.length > 1 && !options.has('q'));
  for (const [index, file] of sources.entries()) {
    if (hasHeaders)
      context.stdout.write(`${index > 0 ? '\n' : ''}==> ${file.name === '-' ? 'standard input' : file.name} <==\n`);
    await print(file);
  }
  return status;
}

/** head and tail say "cannot open". */
function openAs(context: CommandContext, operands: readonly string[]): { sources: NamedSource[]; status: number } {
  if (context.isBusybox) return openOperands(context, operands);
  const stderr: Output = {
    write: (text) => {
      const match = /^(\w+): (.*): (No such file or directory)\n$/s.exec(text);
      context.stderr.write(
        match
          ? `${match[1]}: cannot open '${match[2]}' for reading: ${match[3]}\n`
          : text.replace(/^(\w+): (.*): Is a directory/, "$1: error reading '$2': Is a directory"),
      );
    },
  };
  return openOperands({ ...context, stderr }, operands);
}

export const head = tool(async (given) => {
  const context = withOldCount(given);
  const options = parseOptions(context, { flags: 'qv', ...HEAD_TAIL });
  const bytes = options.value('c');
  const limit =
    bytes === undefined ? count(context, options.value('n') ?? '10', 'lines') : count(context, bytes, 'bytes');
  return eachFile(context, options.operands, options, async ({ source }) => {
    if (bytes !== undefined) return headBytes(context, source, limit);
    if (limit.sign === '-') {
      const kept: string[] = [];
      await eachLine(context, source, (line, hasNewline) => {
        kept.push(line + (hasNewline ? '\n' : ''));
        if (kept.length > limit.value) context.stdout.write(kept.shift()!);
      });
      return;
    }
    let left = limit.value;
    if (left > 0) {
      await eachLine(context, source, (line, hasNewline) => {
        context.stdout.write(line + (hasNewline ? '\n' : ''));
        left -= 1;
        return left > 0;
      });
    }
  });
}, true);

/** The first bytes; what comes later is not waited for. */
async function headBytes(
  context: CommandContext,
  source: Source,
  limit: { sign: string; value: number },
): Promise<void> {
  if (limit.sign === '-') {
    const data = bytesOf(await readText(context, source));
    context.stdout.write(textOf(data.slice(0, Math.max(0, data.length - limit.value))));
    return;
  }
  let left = limit.value;
  if (left <= 0) return;
  await eachLine(context, source, (line, hasNewline) => {
    const data = bytesOf(line + (hasNewline ? '\n' : ''));
    context.stdout.write(textOf(data.slice(0, left)));
    left -= data.length;
    return left > 0;
  });
}

export const tail = tool(async (given) => {
  const context = withOldCount(given.args[0]?.startsWith('+') ? { ...given, args: ['-n', ...given.args] } : given);
  const options = parseOptions(context, { flags: 'qvfF', ...HEAD_TAIL });
  const bytes = options.value('c');
  const limit =
    bytes === undefined ? count(context, options.value('n') ?? '10', 'lines') : count(context, bytes, 'bytes');
  return eachFile(context, options.operands, options, async ({ source }) => {
    if (bytes !== undefined) {
      const data = bytesOf(await readText(context, source));
      const start = limit.sign === '+' ? Math.max(0, limit.value - 1) : Math.max(0, data.length - limit.value);
      context.stdout.write(textOf(data.slice(start)));
      return;
    }
    let kept: string[] = [];
    let number = 0;
    await eachLine(context, source, (line, hasNewline) => {
      const text = line + (hasNewline ? '\n' : '');
      number += 1;
      if (limit.sign === '+') {
        if (number >= limit.value) context.stdout.write(text);
        return;
      }
      kept.push(text);
      if (kept.length > 2 * limit.value + 1000) kept = kept.slice(-limit.value || kept.length);
    });
    if (limit.sign !== '+' && limit.value > 0) context.stdout.write(kept.slice(-limit.value).join(''));
  });
}, true);

export const wc = tool(async (context) => {
  const options = parseOptions(context, {
    flags: 'lwcmL',
    long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' },
  });
  const { sources, status } = openOperands(context, options.operands);
  const letters =
    options.all.length === 0 ? ['l', 'w', 'c'] : ['l', 'w', 'm', 'c', 'L'].filter((letter) => options.has(letter));
  const rows: { name: string; values: number[] }[] = [];
  for (const { name, source } of sources) {
    const text = await readText(context, source);
    rows.push({
      name: options.operands.length === 0 ? '' : name,
      values: letters.map((letter) => measure(text, letter)),
    });
  }
  if (options.operands.length > 1) {
    rows.push({
      name: 'total',
      values: letters.map((letter, column) =>
        (letter === 'L' ? Math.max : sum)(...rows.map((row) => row.values[column])),
      ),
    });
  }
  const isPlain = rows.length === 1 && letters.length === 1;
  const fromInput = options.operands.length === 0 || options.operands.includes('-');
  const total = Math.max(...rows.map((row) => Math.max(...row.values)), 0);
  const biggest = Math.max(total, ...(await sizes(context, options.operands)));
  const width = isPlain ? 1 : context.isBusybox ? 9 : fromInput ? 7 : String(biggest).length;
  for (const row of rows) {
    const numbers = row.values.map((value) => String(value).padStart(width)).join(' ');
    context.stdout.write(row.name === '' ? `${numbers}\n` : `${numbers} ${row.name}\n`);
  }
  return status;
});

/** wc makes room for the size of all files, whatever it counts. */
async function sizes(context: CommandContext, operands: readonly string[]): Promise<number[]> {
  const all = operands.map((name) => byteLength(context.fs.read(pathOf(context, name)) ?? ''));
  return [all.reduce((a, b) => a + b, 0)];
}

function sum(...values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function measure(text: string, letter: string): number {
  switch (letter) {
    case 'l':
      return text.split('\n').length - 1;
    case 'w':
      return text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '').length;
    case 'm':
      return [...text].length;
    case 'c':
      return byteLength(text);
    default:
      return Math.max(0, ...text.split('\n').map((line) => [...line].length));
  }
}

export const tee = tool(async (context) => {
  const options = parseOptions(context, { flags: 'aip', long: { append: 'a' } });
  let status = 0;
  const paths: string[] = [];
  for (const name of options.operands) {
    const path = pathOf(context, name);
    const error = path === '/dev/null' ? undefined : context.fs.write(path, '', options.has('a'));
    if (error) {
      context.stderr.write(`tee: ${name}: ${error}\n`);
      status = 1;
    } else if (path !== '/dev/null') paths.push(path);
  }
  const devices: Output[] = [context.stdout, NOWHERE];
  await eachLine(context, openOperands(context, []).sources[0].source, (line, hasNewline) => {
    const text = line + (hasNewline ? '\n' : '');
    devices[0].write(text);
    for (const path of paths) {
      if (path === '/dev/stderr') context.stderr.write(text);
      else context.fs.write(path, text, true);
    }
  });
  return status;
}, true);

export const tac = tool(async (context) => {
  const { lines, status } = await allLines(context, parseOptions(context, { flags: 'b', values: 's' }).operands);
  if (lines.length > 0) context.stdout.write(`${lines.reverse().join('\n')}\n`);
  return status;
});

export const rev = tool(async (context) => {
  const { sources, status } = openOperands(context, context.args);
  for (const { source } of sources) {
    await eachLine(context, source, (line, hasNewline) =>
      context.stdout.write([...line].reverse().join('') + (hasNewline ? '\n' : '')),
    );
  }
  return status;
}, true);

export const nl = tool(async (context) => {
  const options = parseOptions(context, { flags: 'p', values: 'bwsnvi' });
  const style = options.value('b') ?? 't';
  const width = Number(options.value('w') ?? 6);
  const separator = options.value('s') ?? '\t';
  const format = options.value('n') ?? 'rn';
  let number = Number(options.value('v') ?? 1);
  const { lines, status } = await allLines(context, options.operands);
  for (const line of lines) {
    if (style === 'n' || (style === 't' && line === '')) {
      context.stdout.write(
        line === '' ? `${' '.repeat(width + separator.length)}\n` : `${' '.repeat(width + separator.length)}${line}\n`,
      );
      continue;
    }
    const text =
      format === 'ln' ? String(number).padEnd(width) : String(number).padStart(width, format === 'rz' ? '0' : ' ');
    context.stdout.write(`${text}${separator}${line}\n`);
    number += Number(options.value('i') ?? 1);
  }
  return status;
});

export const fold = tool(async (context) => {
  const args = context.args.map((word) => (/^-\d+$/.test(word) ? `-w${word.slice(1)}` : word));
  const options = parseOptions({ ...context, args }, { flags: 'sb', values: 'w', long: { width: 'w', spaces: 's' } });
  const width = Number(options.value('w') ?? 80);
  if (!(width > 0)) throw new ToolError(`fold: invalid number of columns: ‘${options.value('w')}’`);
  const { sources, status } = openOperands(context, options.operands);
  for (const { source } of sources) {
    await eachLine(context, source, (line, hasNewline) => {
      let rest = line;
      while (rest.length > width) {
        const space = options.has('s') ? rest.slice(0, width).lastIndexOf(' ') : -1;
        const cut = space >= 0 ? space + 1 : width;
        context.stdout.write(`${rest.slice(0, cut)}\n`);
        rest = rest.slice(cut);
      }
      context.stdout.write(rest + (hasNewline ? '\n' : ''));
    });
  }
  return status;
}, true);
