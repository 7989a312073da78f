/** env, date, xargs, timeout, watch and what tells about the machine. */

import { asSource, Capture, Source } from '../streams';
import type { CommandContext } from '../types';
import { openFile, parseOptions, readText, tool, ToolError, byteLength } from './common';
import { formatDate, parseDate } from './date-format';
import { parseDuration } from './sleep';

const help = (name: string) => `\nTry '${name} --help' for more information.`;
/** Exit status where the program that a tool should run does not exist. */
const NOT_FOUND = 127;

export const env = tool(async (context) => {
  const words = [...context.args];
  let variables: Record<string, string> = { ...context.env };
  while (words.length > 0) {
    const word = words[0];
    if (word === '-i' || word === '-' || word === '--ignore-environment') variables = {};
    else if (word === '-u' || word === '--unset') {
      words.shift();
      delete variables[words[0] ?? ''];
    } else if (word.startsWith('--unset=')) delete variables[word.slice(8)];
    else if (/^[^=]+=/.test(word)) variables[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
    else break;
    words.shift();
  }
  if (words[0] === '--') words.shift();
  if (words.length === 0) {
    for (const [name, text] of Object.entries(variables)) context.stdout.write(`${name}=${text}\n`);
    return 0;
  }
  if (!context.exists(words[0]))
    throw new ToolError(
      context.isBusybox
        ? `env: can't execute '${words[0]}': No such file or directory`
        : `env: ‘${words[0]}’: No such file or directory`,
      NOT_FOUND,
    );
  return context.run(words, { env: variables });
}, true);

export const printenv = tool((context) => {
  const names = context.args.filter((word) => word !== '-0');
  if (names.length === 0)
    for (const [name, text] of Object.entries(context.env)) context.stdout.write(`${name}=${text}\n`);
  let status = 0;
  for (const name of names) {
    if (Object.hasOwn(context.env, name)) context.stdout.write(`${context.env[name]}\n`);
    else status = 1;
  }
  return status;
});

/** Name of the machine: the first word of /etc/hostname. */
function machineName(context: CommandContext): string {
  return context.env.HOSTNAME ?? context.fs.read('/etc/hostname')?.trim() ?? 'localhost';
}

export const hostname = tool((context) => {
  const name = machineName(context);
  if (context.args.some((word) => /^-[a-zA-Z]*[iI]/.test(word))) {
    const lines = (context.fs.read('/etc/hosts') ?? '')
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
    context.stdout.write(
      `${lines
        .filter((fields) => fields.slice(1).includes(name))
        .map((fields) => fields[0])
        .join(' ')}\n`,
    );
    return 0;
  }
  context.stdout.write(`${context.args.includes('-s') ? name.split('.')[0] : name}\n`);
  return 0;
});

export const whoami = tool((context) => {
  context.stdout.write('root\n');
  return 0;
});

export const id = tool((context) => {
  const flags = context.args.join('');
  if (/[ugG]/.test(flags)) context.stdout.write(flags.includes('n') ? 'root\n' : '0\n');
  else context.stdout.write('uid=0(root) gid=0(root) groups=0(root)\n');
  return 0;
});

export const uname = tool((context) => {
  const options = parseOptions(context, {
    flags: 'asnrvmpio',
    long: { all: 'a', 'kernel-name': 's', nodename: 'n', 'kernel-release': 'r', machine: 'm', 'operating-system': 'o' },
  });
  const values: Record<string, string> = {
    s: 'Linux',
    n: machineName(context),
    r: '6.1.0',
    v: '#1 SMP',
    m: 'x86_64',
    o: 'GNU/Linux',
  };
  const wanted = options.has('a') ? Object.keys(values) : Object.keys(values).filter((letter) => options.has(letter));
  context.stdout.write(`${(wanted.length > 0 ? wanted : ['s']).map((letter) => values[letter]).join(' ')}\n`);
  return 0;
});

export const nproc = tool((context) => {
  context.stdout.write('2\n');
  return 0;
});

export const clear = tool(() => 0);

export const which = tool((context) => {
  let status = 0;
  for (const name of context.args.filter((word) => !word.startsWith('-'))) {
    if (context.exists(name) && !name.includes('/')) context.stdout.write(`/usr/bin/${name}\n`);
    else status = 1;
  }
  return status;
});

export const date = tool((context) => {
  const options = parseOptions(context, {
    flags: 'uRI',
    values: 'drs',
    long: {
      utc: 'u',
      universal: 'u',
      date: 'd',
      'rfc-email': 'R',
      'iso-8601': 'I',
      'rfc-3339': 'f',
      set: 's',
      reference: 'r',
    },
  });
  const given = options.value('d');
  const ms = given === undefined ? context.now() : parseDate(given, context.now());
  if (ms === undefined)
    throw new ToolError(context.isBusybox ? `date: invalid date '${given}'` : `date: invalid date ‘${given}’`);
  const format = options.operands.find((word) => word.startsWith('+'));
  const extra = options.operands.find((word) => !word.startsWith('+'));
  if (extra !== undefined) throw new ToolError(`date: invalid date ‘${extra}’`);
  const iso = isoPrecision(context.args);
  const standard = options.has('R')
    ? '%a, %d %b %Y %H:%M:%S %z'
    : options.has('f')
      ? options.value('f') === 'date'
        ? '%Y-%m-%d'
        : '%Y-%m-%d %H:%M:%S%:z'
      : (iso ?? '%a %b %e %H:%M:%S %Z %Y');
  context.stdout.write(`${formatDate(ms, format?.slice(1) ?? standard)}\n`);
  return 0;
});

function isoPrecision(args: readonly string[]): string | undefined {
  const word = args.find((arg) => /^(?:-I|--iso-8601)/.test(arg));
  if (word === undefined) return undefined;
  const what = word.replace(/^(?:-I|--iso-8601=?)/, '');
  if (/^s/.test(what)) return '%Y-%m-%dT%H:%M:%S%:z';
  return /^m/.test(what) ? '%Y-%m-%dT%H:%M%:z' : /^h/.test(what) ? '%Y-%m-%dT%H%:z' : '%Y-%m-%d';
}

/** Longest command line that xargs makes. */
const XARGS_LENGTH_MAX = 131_072;

interface XargsOptions {
  replace?: string;
  perLine?: number;
  perCommand?: number;
  delimiter?: string;
  skipEmpty: boolean;
  trace: boolean;
  file?: string;
}

function xargsOptions(context: CommandContext): { options: XargsOptions; command: string[] } {
  const parsed = parseOptions(context, {
    flags: 'rtpx0',
    values: 'InLPdsaEi',
    long: {
      replace: 'I',
      'max-args': 'n',
      'max-lines': 'L',
      'max-procs': 'P',
      delimiter: 'd',
      'no-run-if-empty': 'r',
      verbose: 't',
      null: '0',
      'arg-file': 'a',
    },
    stopsAtOperand: true,
  });
  const number = (letter: string) => {
    const value = parsed.value(letter);
    if (value === undefined) return undefined;
    if (!/^\d+$/.test(value)) throw new ToolError(`xargs: invalid number "${value}" for -${letter} option`);
    if (Number(value) === 0) throw new ToolError(`xargs: value 0 for -${letter} option should be >= 1${help('xargs')}`);
    return Number(value);
  };
  const delimiter = parsed.has('0')
    ? '\0'
    : parsed.value('d')?.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0');
  return {
    options: {
      replace: parsed.value('I'),
      perLine: number('L'),
      perCommand: number('n'),
      delimiter,
      skipEmpty: parsed.has('r'),
      trace: parsed.has('t'),
      file: parsed.value('a'),
    },
    command: parsed.operands.length > 0 ? parsed.operands : ['echo'],
  };
}

/** Splits at blanks and newlines; quotes and backslashes protect. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, at + 1);
      const line = text.indexOf('\n', at + 1);
      if (end < 0 || (line >= 0 && line < end)) {
        const kind = char === '"' ? 'double' : 'single';
        throw new ToolError(
          `xargs: unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`,
        );
      }
      word = (word ?? '') + text.slice(at + 1, end);
      at = end;
    } else if (char === '\\' && at + 1 < text.length) word = (word ?? '') + text[++at];
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function xargsBatches(text: string, options: XargsOptions, command: readonly string[]): string[][] {
  const { replace, delimiter } = options;
  const split = (separator: string) => {
    const items = text.split(separator);
    if (items[items.length - 1] === '') items.pop();
    return items;
  };
  if (replace !== undefined) {
    const items =
      delimiter === undefined
        ? text
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line) => splitWords(line.trimStart().replace(/ /g, '\\ ')).join(' '))
        : split(delimiter);
    return items.map((item) => command.map((word) => word.split(replace).join(item)));
  }
  if (options.perLine !== undefined) {
    const lines = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(splitWords);
    const batches: string[][] = [];
    for (let at = 0; at < lines.length; at += options.perLine)
      batches.push([...command, ...lines.slice(at, at + options.perLine).flat()]);
    return batches;
  }
  const items = delimiter === undefined ? splitWords(text) : split(delimiter);
  if (items.length === 0) return options.skipEmpty ? [] : [[...command]];
  const batches: string[][] = [];
  let batch: string[] = [];
  let length = 0;
  for (const item of items) {
    const size = byteLength(item) + 1;
    if (batch.length > 0 && (batch.length >= (options.perCommand ?? Infinity) || length + size > XARGS_LENGTH_MAX)) {
      batches.push([...command, ...batch]);
      batch = [];
      length = 0;
    }
    batch.push(item);
    length += size;
  }
  batches.push([...command, ...batch]);
  return batches;
}

export const xargs = tool(async (context) => {
  const { options, command } = xargsOptions(context);
  if (options.replace !== undefined && options.perCommand !== undefined) {
    context.stderr.write(
      'xargs: warning: options --max-args and --replace/-I/-i are mutually exclusive, ignoring previous --max-args value\n',
    );
  }
  const source = options.file === undefined ? asSource(context.stdin) : openFile(context, options.file);
  if (typeof source === 'string') throw new ToolError(`xargs: Cannot open input file '${options.file}': ${source}`);
  const text = await readText(context, source);
  let status = 0;
  for (const words of xargsBatches(text, options, command)) {
    if (options.trace) context.stderr.write(`${words.join(' ')}\n`);
    if (!context.exists(words[0])) throw new ToolError(`xargs: ${words[0]}: No such file or directory`, NOT_FOUND);
    const result = await context.run(words, { stdin: new Source() });
    if (result === 255) throw new ToolError(`xargs: ${words[0]}: exited with status 255; aborting`, 124);
    if (result !== 0) status = 123;
  }
  return status;
}, true);

export const timeout = tool(async (context) => {
  const options = parseOptions(
    context,
    {
      flags: 'v',
      values: 'sk',
      long: { signal: 's', 'kill-after': 'k', 'preserve-status': 'p', foreground: 'f', verbose: 'v' },
      stopsAtOperand: true,
    },
    125,
  );
  const [duration, ...command] = options.operands;
  if (command.length === 0) throw new ToolError(`timeout: missing operand${help('timeout')}`, 125);
  const ms = parseDuration(duration);
  if (ms === undefined) throw new ToolError(`timeout: invalid time interval ‘${duration}’${help('timeout')}`, 125);
  if (!context.exists(command[0]))
    throw new ToolError(`timeout: failed to run command ‘${command[0]}’: No such file or directory`, NOT_FOUND);
  return context.run(command, ms === 0 ? {} : { timeoutMs: ms });
}, true);

/** Rounds of `watch`: it has no end of its own. */
const WATCH_ROUNDS = 5;

/** Shows a command's output again and again; stops after a few rounds, since nobody presses Ctrl-C in a script. */
export const watch = tool(async (context) => {
  const options = parseOptions(context, {
    flags: 'tdgex',
    values: 'n',
    long: { interval: 'n', 'no-title': 't', differences: 'd', chgexit: 'g', errexit: 'e', exec: 'x' },
    stopsAtOperand: true,
  });
  if (options.operands.length === 0) throw new ToolError('Usage:\n watch [options] command');
  const seconds = Number(options.value('n') ?? 2);
  const command = options.operands.join(' ');
  let last: string | undefined;
  for (let round = 0; round < WATCH_ROUNDS; round++) {
    if (round > 0) await context.sleep(Math.max(0.1, seconds || 0) * 1000);
    const capture = new Capture();
    const status = await context.run(options.has('x') ? options.operands : ['sh', '-c', command], {
      stdout: capture,
      stderr: capture,
    });
    if (options.has('g') && last !== undefined && last !== capture.text) return 0;
    if (options.has('e') && status !== 0) return 8;
    last = capture.text;
    const title = `Every ${seconds.toFixed(1)}s: ${command}`;
    const stamp = `${machineName(context)}: ${formatDate(context.now(), '%a %b %e %H:%M:%S %Y')}`;
    context.stdout.write(`${options.has('t') ? '' : `${title}    ${stamp}\n\n`}${capture.text}\n`);
  }
  return 0;
}, true);
