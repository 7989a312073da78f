/** Words of a command line: flags with and without values, and what is left. */

export interface FlagSpecs {
  /** Flags that take a value, with what the value must look like. */
  values?: Readonly<Record<string, RegExp>>;
  switches?: readonly string[];
}

export interface Words {
  values: Partial<Record<string, string>>;
  switches: ReadonlySet<string>;
  operands: string[];
}

/**
 * @param words behind the command.
 * @returns what they say, or one sentence that says what is wrong. `--flag=value` and `--flag value` are the same, and
 *   everything behind `--` is an operand.
 */
export function readWords(words: readonly string[], { values = {}, switches = [] }: FlagSpecs): Words | string {
  const read = { values: {} as Record<string, string>, switches: new Set<string>(), operands: [] as string[] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === '--') {
      read.operands.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      read.operands.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const flag = equals < 0 ? word : word.slice(0, equals);
    if (switches.includes(flag)) {
      if (equals >= 0) return `${flag} takes no value`;
      read.switches.add(flag);
    } else if (Object.hasOwn(values, flag)) {
      const value = equals < 0 ? (words[++at] as string | undefined) : word.slice(equals + 1);
      if (value === undefined) return `${flag} wants a value`;
      if (!values[flag].test(value)) return `${flag}: ${value} is no value for it`;
      read.values[flag] = value;
    } else return `unknown flag ${flag}`;
  }
  return read;
}

export const ANY = /^/;
export const RELEASE = /^v?1\.\d+(\.\d+)?$/;
export const SEED = /^\d{1,10}$/;
export const PORT = /^\d{1,5}$/;
export const COUNT = /^[1-9]\d?$/;
