/** The command line of jq. */

import { openFile, readText, ToolError } from '../tools/common';
import type { CommandContext } from '../types';
import type { PrintOptions } from './print';
import { JsonReader, JsonSyntaxError, readOne } from './read';
import type { Value } from './value';

export const USAGE_STATUS = 2;
const INDENT_MAX = 7;

export interface JqArguments {
  source: string;
  files: string[];
  named: Map<string, Value>;
  print: PrintOptions;
  raw: boolean;
  join: boolean;
  nul: boolean;
  sequence: boolean;
  slurp: boolean;
  nullInput: boolean;
  rawInput: boolean;
  exitStatus: boolean;
  help?: string;
}

const HELP = `Usage:\tjq [OPTIONS] FILTER [FILES...]
\tjq [OPTIONS] -n FILTER
\tjq [OPTIONS] --args FILTER [ARGUMENTS...]
\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]
`;

const LONG: Record<string, string> = {
  'raw-output': 'r',
  'compact-output': 'c',
  'sort-keys': 'S',
  'exit-status': 'e',
  slurp: 's',
  'null-input': 'n',
  'join-output': 'j',
  'ascii-output': 'a',
  'raw-input': 'R',
  'color-output': 'C',
  'monochrome-output': 'M',
  'from-file': 'f',
  help: 'h',
  version: 'V',
  tab: 'tab',
  seq: 'seq',
  unbuffered: 'unbuffered',
  'raw-output0': 'raw0',
  stream: 'stream',
};

/** Reads the arguments and the files they name. Throws ToolError. */
export async function readArguments(context: CommandContext): Promise<JqArguments> {
  const reader = new ArgumentReader(context);
  return reader.read();
}

class ArgumentReader {
  private readonly flags = new Set<string>();
  private readonly words: string[];
  private readonly positional: Value[] = [];
  private readonly named = new Map<string, Value>();
  private readonly plain: string[] = [];
  private indent = 2;
  private mode: 'files' | 'args' | 'jsonargs' = 'files';
  private source: string | undefined;

  constructor(private readonly context: CommandContext) {
    this.words = [...context.args];
  }

  async read(): Promise<JqArguments> {
    let onlyOperands = false;
    while (this.words.length > 0) {
      const word = this.words.shift()!;
      if (onlyOperands || !word.startsWith('-') || word === '-' || /^-\d/.test(word)) this.operand(word);
      else if (word === '--') onlyOperands = true;
      else if (word.startsWith('--')) await this.long(word.slice(2));
      else this.short(word.slice(1));
    }
    if (this.flags.has('h')) return { ...this.result(''), help: HELP };
    if (this.flags.has('V')) return { ...this.result(''), help: 'jq-1.7.1\n' };
    const { flags } = this;
    if (flags.has('f')) {
      const name = this.source ?? this.plain.shift();
      if (name === undefined) throw new ToolError(HELP.trimEnd(), USAGE_STATUS);
      if (this.source !== undefined) this.source = undefined;
      return this.result(await this.fileText(name, '-f'));
    }
    return this.result(this.source ?? '.');
  }

  private result(source: string): JqArguments {
    const { flags, named } = this;
    const arguments_: Value = new Map<string, Value>([
      ['positional', this.positional],
      ['named', new Map(named)],
    ]);
    named.set('__prog_args', null);
    named.set('ARGS', arguments_);
    const isCompact = flags.has('c') || this.indent === 0;
    return {
      source,
      files: this.plain,
      named,
      print: {
        indent: flags.has('tab') ? '\t' : isCompact ? undefined : ' '.repeat(this.indent),
        sortKeys: flags.has('S'),
        ascii: flags.has('a'),
        color: flags.has('C'),
      },
      raw: flags.has('r') || flags.has('j') || flags.has('raw0'),
      join: flags.has('j'),
      nul: flags.has('raw0'),
      sequence: flags.has('seq'),
      slurp: flags.has('s'),
      nullInput: flags.has('n'),
      rawInput: flags.has('R'),
      exitStatus: flags.has('e'),
    };
  }

  private operand(word: string): void {
    if (this.source === undefined) this.source = word;
    else if (this.mode === 'files') this.plain.push(word);
    else if (this.mode === 'args') this.positional.push(word);
    else this.positional.push(this.json(word, () => usageLine('jq: Invalid JSON text passed to --jsonargs')));
  }

  private json(text: string, error: () => ToolError): Value {
    try {
      return readOne(text);
    } catch (problem) {
      if (problem instanceof JsonSyntaxError) throw error();
      throw problem;
    }
  }

  private short(letters: string): void {
    for (const letter of letters) {
      if (!'rcSesnjaRCMfhV'.includes(letter)) throw unknown(`-${letters}`);
      this.flags.add(letter);
      if (letter === 'c') this.flags.delete('tab');
    }
  }

  private async long(name: string): Promise<void> {
    if (name === 'args' || name === 'jsonargs') {
      this.mode = name;
      return;
    }
    if (name === 'indent') {
      const value = this.words.shift();
      if (value === undefined) throw usageLine('jq: --indent takes one parameter');
      this.indent = Number(value);
      if (this.indent > INDENT_MAX) throw usageLine('jq: Cannot indent more than 7 characters');
      if (this.indent < 0) throw usageLine('jq: Cannot indent less than -1 characters');
      this.flags.delete('tab');
      return;
    }
    if (['arg', 'argjson', 'slurpfile', 'rawfile'].includes(name)) return this.variable(name);
    const flag = Object.hasOwn(LONG, name) ? LONG[name] : undefined;
    if (flag === undefined) throw unknown(`--${name}`);
    this.flags.add(flag);
  }

  private async variable(kind: string): Promise<void> {
    const [name, text] = [this.words.shift(), this.words.shift()];
    if (name === undefined || text === undefined) {
      const shape =
        kind === 'arg'
          ? '--arg varname value'
          : kind === 'argjson'
            ? '--argjson varname text'
            : `--${kind} varname filename`;
      throw usageLine(`jq: --${kind} takes two parameters (e.g. ${shape})`);
    }
    if (this.named.has(name)) return;
    if (kind === 'arg') this.named.set(name, text);
    else if (kind === 'argjson')
      this.named.set(
        name,
        this.json(text, () => usageLine(`jq: Invalid JSON text passed to --argjson`)),
      );
    else this.named.set(name, await this.fileValue(kind, name, text));
  }

  private async fileValue(kind: string, name: string, path: string): Promise<Value> {
    const text = await this.fileText(path, kind, name);
    if (kind === 'rawfile') return text;
    const reader = new JsonReader(text);
    const values: Value[] = [];
    try {
      for (let value = reader.read(); value !== undefined; value = reader.read()) values.push(value);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw usageLine(`jq: Bad JSON in --${kind} ${name} ${path}: ${error.message}`);
    }
    return values;
  }

  private async fileText(path: string, kind: string, name = ''): Promise<string> {
    const source = openFile(this.context, path);
    if (typeof source !== 'string') return readText(this.context, source);
    if (kind === '-f') throw new ToolError(`jq: error: Could not open ${path}: ${source}`, USAGE_STATUS);
    throw usageLine(`jq: Bad JSON in --${kind} ${name} ${path}: Could not open ${path}: ${source}`);
  }
}

const HINT =
  'Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq';

function usageLine(message: string): ToolError {
  return new ToolError(`${message}\n${HINT}`, USAGE_STATUS);
}

function unknown(word: string): ToolError {
  return usageLine(`jq: Unknown option ${word}`);
}
