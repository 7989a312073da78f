/** Brace expansion, on the text of a word before anything else. */

import { limit } from '../meter';

/** Words that one expansion may make. */
const BRACE_WORDS_MAX = 200_000;

/** @returns the words that `{a,b}` and `{1..3}` make of `text`, in order. */
export function expandBraces(text: string): string[] {
  const open = findOpening(text, 0);
  if (!open) return [text];
  const before = text.slice(0, open.start);
  const choices = open.choices.flatMap((choice) => (open.isSequence ? [choice] : expandBraces(choice)));
  const after = expandBraces(text.slice(open.end));
  if (choices.length * after.length > BRACE_WORDS_MAX)
    throw limit(`more than ${BRACE_WORDS_MAX} words of a brace expansion`);
  return choices.flatMap((choice) => after.map((rest) => before + choice + rest));
}

interface Braces {
  start: number;
  end: number;
  choices: string[];
  isSequence: boolean;
}

/** Skips what is quoted or belongs to an expansion. @returns the index after it. */
function skipQuoted(text: string, at: number): number {
  const char = text[at];
  if (char === '\\') return at + 2;
  if (char === "'") return afterChar(text, "'", at + 1);
  if (char === '"') {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end = text[end] === '\\' ? end + 2 : end + 1;
    return end + 1;
  }
  if (char === '`') return afterChar(text, '`', at + 1);
  if (char === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) return skipNested(text, at + 1);
  return at + 1;
}

function afterChar(text: string, char: string, from: number): number {
  const end = text.indexOf(char, from);
  return end < 0 ? text.length : end + 1;
}

function skipNested(text: string, at: number): number {
  const open = text[at];
  const close = open === '{' ? '}' : ')';
  let depth = 0;
  while (at < text.length) {
    if (text[at] === open) depth += 1;
    else if (text[at] === close && --depth === 0) return at + 1;
    at = text[at] === open || text[at] === close ? at + 1 : skipQuoted(text, at);
  }
  return at;
}

function findOpening(text: string, from: number): Braces | undefined {
  for (let at = from; at < text.length;) {
    if (text[at] !== '{') {
      at = skipQuoted(text, at);
      continue;
    }
    const found = readBraces(text, at);
    if (found) return found;
    at += 1;
  }
  return undefined;
}

function readBraces(text: string, start: number): Braces | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let at = start; at < text.length;) {
    const char = text[at];
    if (char === '{') depth += 1;
    else if (char === ',' && depth === 1) commas.push(at);
    else if (char === '}' && --depth === 0) {
      const body = text.slice(start + 1, at);
      if (commas.length > 0)
        return { start, end: at + 1, choices: splitAt(text, start, commas, at), isSequence: false };
      const sequence = expandSequence(body);
      return sequence && { start, end: at + 1, choices: sequence, isSequence: true };
    }
    at = '{},'.includes(char) ? at + 1 : skipQuoted(text, at);
  }
  return undefined;
}

function splitAt(text: string, start: number, commas: readonly number[], end: number): string[] {
  const bounds = [start, ...commas, end];
  return bounds.slice(1).map((bound, index) => text.slice(bounds[index] + 1, bound));
}

/** `1..9`, `a..e`, `1..9..2`. */
function expandSequence(body: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(body);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  const found = numbers ?? letters;
  if (!found) return undefined;
  const from = numbers ? Number(found[1]) : found[1].charCodeAt(0);
  const to = numbers ? Number(found[2]) : found[2].charCodeAt(0);
  const step = Math.abs(Number(found[3] ?? 1)) || 1;
  if (Math.abs(to - from) / step > BRACE_WORDS_MAX)
    throw limit(`more than ${BRACE_WORDS_MAX} words of a brace expansion`);
  const isPadded = (numbers !== null && /^-?0\d/.test(found[1])) || (numbers !== null && /^-?0\d/.test(found[2]));
  const width = isPadded ? Math.max(found[1].length, found[2].length) : 0;
  const result: string[] = [];
  for (let value = from; from <= to ? value <= to : value >= to; value += from <= to ? step : -step) {
    result.push(numbers ? pad(value, width) : String.fromCharCode(value));
  }
  return result;
}

function pad(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0');
}
