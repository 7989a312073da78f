/** Command-line flags as pflag parses them. */

import { goQuote } from './text/go-syntax';

export type FlagType = 'string' | 'bool' | 'int' | 'list' | 'array' | 'duration';

export interface FlagSpec {
  name: string;
  short?: string;
  type: FlagType;
  /** Value when the flag is given without one (`--dry-run`). */
  optional?: string;
  default?: string;
}

/**
 * A flag table in short form: `output,o string; all,A bool; replicas int=1; cascade string?background`.
 * `?` is the value of the flag without a value, `=` the default.
 */
export function flagTable(text: string): FlagSpec[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([\w-]+)(?:,(\w))? (\w+)(?:\?([^=]*))?(?:=(.*))?$/.exec(part)!;
      return { name: match[1], short: match[2], type: match[3] as FlagType, optional: match[4], default: match[5] };
    });
}

/** What was given on the command line. */
export class FlagValues {
  readonly #values = new Map<string, string[]>();
  readonly #specs: ReadonlyMap<string, FlagSpec>;

  constructor(specs: Iterable<FlagSpec>) {
    // the first of a name counts: a command's own flags go before those of all
    this.#specs = new Map([...specs].reverse().map((spec) => [spec.name, spec]));
  }

  add(spec: FlagSpec, value: string): void {
    const values = spec.type === 'list' ? splitCSV(value) : [value];
    const isMany = spec.type === 'list' || spec.type === 'array';
    this.#values.set(spec.name, isMany ? [...(this.#values.get(spec.name) ?? []), ...values] : values);
  }

  has(name: string): boolean {
    return this.#specs.has(name);
  }

  isSet(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string {
    return this.#values.get(name)?.[0] ?? this.#specs.get(name)?.default ?? '';
  }

  isTrue(name: string): boolean {
    return parseBool(this.text(name)) ?? false;
  }

  list(name: string): string[] {
    return this.#values.get(name) ?? [];
  }

  number(name: string): number {
    return Number(this.text(name) || '0');
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseDuration(this.text(name)) ?? 0;
  }
}

export interface ParsedArgs {
  args: string[];
  values: FlagValues;
  /** Count of arguments before `--`; -1 without one. */
  dashAt: number;
  error?: string;
  wantsHelp: boolean;
}

/** Parses what follows the command's name. Flags and arguments may be mixed. */
export function parseFlags(words: readonly string[], specs: readonly FlagSpec[]): ParsedArgs {
  const result: ParsedArgs = { args: [], values: new FlagValues(specs), dashAt: -1, wantsHelp: false };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--') {
      result.dashAt = result.args.length;
      result.args.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') result.args.push(word);
    else {
      const taken = word.startsWith('--')
        ? takeLong(word, words[i + 1], specs, result)
        : takeShort(word, words[i + 1], specs, result);
      if (typeof taken === 'string') return { ...result, error: taken };
      i += taken;
    }
  }
  return result;
}

/** @returns how many further words were used, or the error. */
function takeLong(
  word: string,
  next: string | undefined,
  specs: readonly FlagSpec[],
  result: ParsedArgs,
): number | string {
  const body = word.slice(2);
  const equals = body.indexOf('=');
  const name = equals < 0 ? body : body.slice(0, equals);
  if (name === '' || name.startsWith('-') || name.startsWith('=')) return `bad flag syntax: ${word}`;
  const spec = specs.find((candidate) => candidate.name === name);
  if (!spec) {
    if (name !== 'help') return `unknown flag: --${name}`;
    result.wantsHelp = true;
    return 0;
  }
  if (equals >= 0) return setFlag(spec, body.slice(equals + 1), result) ?? 0;
  const bare = spec.optional ?? (spec.type === 'bool' ? 'true' : undefined);
  if (bare !== undefined) return setFlag(spec, bare, result) ?? 0;
  if (next === undefined) return `flag needs an argument: --${name}`;
  return setFlag(spec, next, result) ?? 1;
}

function takeShort(
  word: string,
  next: string | undefined,
  specs: readonly FlagSpec[],
  result: ParsedArgs,
): number | string {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at];
    const spec = specs.find((candidate) => candidate.short === letter);
    if (!spec) {
      if (letter !== 'h') return `unknown shorthand flag: ${quoteLetter(letter)} in -${word.slice(at)}`;
      result.wantsHelp = true;
      continue;
    }
    const rest = word.slice(at + 1);
    if (rest.length > 1 && rest.startsWith('=')) return setFlag(spec, rest.slice(1), result) ?? 0;
    const bare = spec.optional ?? (spec.type === 'bool' ? 'true' : undefined);
    if (bare !== undefined) {
      const error = setFlag(spec, bare, result);
      if (error !== undefined) return error;
      continue;
    }
    if (rest !== '') return setFlag(spec, rest, result) ?? 0;
    if (next === undefined) return `flag needs an argument: ${quoteLetter(letter)} in -${word.slice(at)}`;
    return setFlag(spec, next, result) ?? 1;
  }
  return 0;
}

const quoteLetter = (letter: string) => `'${letter}'`;

function setFlag(spec: FlagSpec, value: string, result: ParsedArgs): string | undefined {
  const problem = checkValue(spec.type, value);
  if (problem !== undefined) {
    const name = spec.short ? `-${spec.short}, --${spec.name}` : `--${spec.name}`;
    return `invalid argument ${goQuote(value)} for "${name}" flag: ${problem}`;
  }
  result.values.add(spec, value);
  return undefined;
}

function checkValue(type: FlagType, value: string): string | undefined {
  if (type === 'bool' && parseBool(value) === undefined)
    return `strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`;
  if (type === 'int' && !/^[-+]?\d+$/.test(value)) return `strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`;
  if (type === 'duration' && parseDuration(value) === undefined) return durationProblem(value);
  return undefined;
}

/** strconv.ParseBool. */
export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** time.ParseDuration. @returns milliseconds, undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+|0)$/.exec(text);
  if (!match) return undefined;
  let total = 0;
  for (const [, number, unit] of match[2].matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g))
    total += Number(number) * UNITS[unit];
  return match[1] === '-' ? -total : total;
}

function durationProblem(text: string): string {
  if (/^[-+]?\d+(\.\d*)?$/.test(text)) return `time: missing unit in duration ${goQuote(text)}`;
  const unit = /^[-+]?(?:\d+\.?\d*(?:ns|us|µs|ms|s|m|h))*\d+\.?\d*([a-zA-Z]+)/.exec(text)?.[1];
  return unit
    ? `time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`
    : `time: invalid duration ${goQuote(text)}`;
}

/** encoding/csv of one line, as far as people use it. */
function splitCSV(text: string): string[] {
  if (text === '') return [];
  const fields: string[] = [];
  for (const match of text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return fields;
}

/** Flags that every command has. */
export const GLOBAL_FLAGS: readonly FlagSpec[] = flagTable(
  'namespace,n string; kubeconfig string; context string; cluster string; user string; server,s string; token string; username string; password string;' +
    'request-timeout string=0; as string; as-group array; as-uid string; as-user-extra array; cache-dir string; certificate-authority string; client-certificate string;' +
    'client-key string; insecure-skip-tls-verify bool; tls-server-name string; disable-compression bool; match-server-version bool; profile string; profile-output string;' +
    'warnings-as-errors bool; v,v string?0; vmodule string; log-flush-frequency duration; kuberc string',
);
