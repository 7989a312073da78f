/** The parser, with its results kept for text that comes again, and the types of its tree. */

import { parse } from 'unbash';
import type { ParsedScript, Word } from 'unbash';

export type {
  AndOr,
  ArithmeticCommand,
  ArithmeticFor,
  Assignment,
  Case,
  Command,
  CommandNode,
  CompoundCommand,
  CompoundList,
  For,
  Function as FunctionNode,
  HereDoc,
  If,
  ParameterExpansionPart,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirected,
  Redirection,
  Select,
  Statement,
  Subshell,
  TestExpression,
  While,
  Word,
  WordPart,
} from 'unbash';
export { parse };

/** Parsed texts that are kept. */
const CACHE_MAX = 500;
const words = new Map<string, Word>();
/** Text in which nothing is special. */
const PLAIN_WORD = /^[\w.,:/@%+-]+$/;

/** @returns `text` read as one word, as it would stand after a command's name. */
export function parseWord(text: string): Word {
  if (PLAIN_WORD.test(text)) return { type: 'Word', text, value: text, pos: 0, end: text.length };
  const known = words.get(text);
  if (known) return known;
  const command = parse(`_ ${text}`).commands[0]?.command;
  const found = command?.type === 'Command' ? command.args[0] : undefined;
  const word: Word = found?.type === 'Word' ? found : { type: 'Word', text, value: text, pos: 0, end: text.length };
  if (words.size >= CACHE_MAX) words.clear();
  words.set(text, word);
  return word;
}

/** @returns `text` read as between double quotes. */
export function parseQuoted(text: string): Word {
  return parseWord(`"${text.replace(/"/g, '')}"`);
}

const scripts = new Map<string, ParsedScript>();

/** @returns the tree of a whole script. */
export function parseScript(text: string): ParsedScript {
  const known = scripts.get(text);
  if (known) return known;
  const script = parse(text);
  if (scripts.size >= CACHE_MAX) scripts.clear();
  scripts.set(text, script);
  return script;
}
