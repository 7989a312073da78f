/** match and its relatives. */

import { compile, type Program } from '../regex/compile';
import { search, type Match } from '../regex/match';
import { parseOniguruma } from '../regex/oniguruma';
import { RegexLimitError, RegexSyntaxError } from '../regex/types';
import { described, JqError, kindOf, type Value } from './value';

const programs = new Map<string, Program>();
const PROGRAMS_MAX = 200;

interface Flags {
  global: boolean;
  ignoreCase: boolean;
  extended: boolean;
  dotAll: boolean;
  skipEmpty: boolean;
  longest: boolean;
}

function readFlags(flags: Value): Flags {
  const result: Flags = {
    global: false,
    ignoreCase: false,
    extended: false,
    dotAll: false,
    skipEmpty: false,
    longest: false,
  };
  if (flags === null) return result;
  if (typeof flags !== 'string') throw new JqError(`${described(flags)} is not a string`);
  for (const letter of flags) {
    if (letter === 'g') result.global = true;
    else if (letter === 'i') result.ignoreCase = true;
    else if (letter === 'x') result.extended = true;
    else if (letter === 's') continue;
    else if (letter === 'n') result.skipEmpty = true;
    else if (letter === 'p') result.dotAll = true;
    else if (letter === 'l') result.longest = true;
    else throw new JqError(`${flags} is not a valid modifier string`);
  }
  return result;
}

function programFor(source: string, flags: Flags): Program {
  const key = `${flags.ignoreCase}${flags.extended}${flags.dotAll}${flags.longest}${source}`;
  const known = programs.get(key);
  if (known) return known;
  try {
    const tree = parseOniguruma(source, { singleLine: flags.dotAll, extended: flags.extended });
    const program = compile(tree, { ignoreCase: flags.ignoreCase, longest: flags.longest });
    if (programs.size >= PROGRAMS_MAX) programs.clear();
    programs.set(key, program);
    return program;
  } catch (error) {
    if (error instanceof RegexSyntaxError) throw new JqError(`Regex failure: ${error.message}`);
    throw error;
  }
}

/** `_match_impl`: true or false for a test, otherwise the list of matches. Throws JqError. */
export function matchAll(input: Value, pattern: Value, flagText: Value, isTest: boolean): Value {
  if (typeof input !== 'string') throw new JqError(`${described(input)} cannot be matched, as it is not a string`);
  if (typeof pattern !== 'string') throw new JqError(`${described(pattern)} cannot be matched, as it is not a string`);
  const flags = readFlags(flagText);
  const program = programFor(pattern, flags);
  const find = (from: number) => {
    try {
      return search(program, input, from);
    } catch (error) {
      if (error instanceof RegexLimitError) throw new JqError(`Regex failure: ${error.message}`);
      throw error;
    }
  };
  if (isTest) return find(0) !== undefined;
  const results: Value[] = [];
  for (let from = 0; from <= input.length;) {
    const match = find(from);
    if (!match) break;
    if (match.end > match.start || !flags.skipEmpty) results.push(describeMatch(input, match, program));
    from = match.end > match.start ? match.end : match.end + 1;
    if (!flags.global) break;
  }
  return results;
}

function describeMatch(text: string, match: Match, program: Program): Value {
  const count = (from: number, to: number) => [...text.slice(from, to)].length;
  const captures: Value[] = [];
  for (let index = 1; index <= program.groupCount; index++) {
    const [start, end] = [match.slots[2 * index], match.slots[2 * index + 1]];
    const isSet = start >= 0 && end >= 0;
    const name = program.names.get(index) ?? null;
    captures.push(
      new Map<string, Value>(
        isSet
          ? [
              ['offset', count(0, start)],
              ['length', count(start, end)],
              ['string', text.slice(start, end)],
              ['name', name],
            ]
          : [
              ['offset', -1],
              ['string', null],
              ['length', 0],
              ['name', name],
            ],
      ),
    );
  }
  return new Map<string, Value>([
    ['offset', count(0, match.start)],
    ['length', count(match.start, match.end)],
    ['string', text.slice(match.start, match.end)],
    ['captures', captures],
  ]);
}

/** `test("re")` and `test(["re", "flags"])`. */
export function patternAndFlags(value: Value): [Value, Value] {
  if (typeof value === 'string') return [value, null];
  if (Array.isArray(value) && value.length > 0) return [value[0], value[1] ?? null];
  throw new JqError(`${kindOf(value)} not a string or array`);
}
