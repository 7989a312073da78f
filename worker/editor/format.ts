/** Evens out the indentation of a file. Every comment stays, and every value is what it was, or the text is left alone. */

import { readDocuments } from '../yaml';
import { outlineAt, type Outline, type OutlineLine } from './outline';

const UNEVEN = 'The text is left as it is: its indentation cannot be changed without changing what it says.';

/** @returns the text with two blanks a level, lists indented below their key, no blanks at the ends of lines. */
export function formatYAML(text: string): { text: string } | { fault: string } {
  const before = readDocuments(text);
  if (before.error) return { fault: `The text cannot be formatted: ${before.error.message}` };
  if (/^\s*\{/.test(text)) return { fault: 'Only YAML is formatted.' };
  for (const attempt of [indented(text), trimmed(text)]) if (saysTheSame(text, attempt)) return { text: attempt };
  return { fault: UNEVEN };
}

function saysTheSame(before: string, after: string): boolean {
  const valuesOf = (text: string) => JSON.stringify(readDocuments(text).documents.map(({ value }) => value));
  return (
    !readDocuments(after).error &&
    valuesOf(before) === valuesOf(after) &&
    JSON.stringify(commentsOf(before)) === JSON.stringify(commentsOf(after))
  );
}

/** Whatever may be a comment, so that none is lost. */
const commentsOf = (text: string) =>
  text.split('\n').flatMap((line) => {
    const at = line.indexOf('#');
    return at < 0 ? [] : [line.slice(at).trimEnd()];
  });

const trimmed = (text: string) => `${text.replace(/[ \t]+$/gm, '').trimEnd()}\n`;

function indented(text: string): string {
  const lines = text.split('\n');
  const output: string[] = [];
  let offset = 0;
  let index = 0;
  while (index < lines.length) {
    if (lines[index].startsWith('---')) {
      output.push(lines[index].trimEnd());
      offset += lines[index].length + 1;
      index++;
      continue;
    }
    const document = outlineAt(text, offset);
    const first = index;
    while (index < lines.length && !lines[index].startsWith('---')) offset += lines[index++].length + 1;
    output.push(...documentLines(lines.slice(first, index), first, document));
  }
  return `${output.join('\n').trimEnd()}\n`;
}

function documentLines(lines: readonly string[], first: number, document: Outline): string[] {
  const known = new Map(document.lines.map((line) => [line.line - first, line]));
  const output: string[] = [];
  let shift = 0;
  /** Comments that wait for the line that they stand above. */
  let waiting: string[] = [];
  const flush = (indent: number) => {
    output.push(...waiting.map((comment) => (comment === '' ? '' : ' '.repeat(indent) + comment)));
    waiting = [];
  };
  let hasText = false;
  for (const [index, line] of lines.entries()) {
    const own = line.length - line.trimStart().length;
    const place = known.get(index);
    if (place) {
      const indent = indentOf(place, line);
      flush(indent);
      output.push((' '.repeat(indent) + evenDashes(line.trimStart())).trimEnd());
      shift = indent - own;
      hasText = true;
    } else if (line.trim() === '' || (line.trim().startsWith('#') && !isContinued(lines, index, known))) {
      waiting.push(line.trim());
    } else {
      flush(Math.max(0, own + shift));
      output.push(hasText && line.trim() !== '' ? ' '.repeat(Math.max(0, own + shift)) + line.trimStart() : line);
    }
  }
  flush(0);
  return output;
}

/** True inside a block scalar: what follows is text that belongs to no key before the next key. */
function isContinued(lines: readonly string[], index: number, known: ReadonlyMap<number, OutlineLine>): boolean {
  for (let at = index - 1; at >= 0; at--) {
    if (known.has(at)) {
      const own = lines[at].length - lines[at].trimStart().length;
      return (
        /[|>][+-]?\d?[+-]?\s*(#.*)?$/.test(lines[at]) && lines[index].length - lines[index].trimStart().length > own
      );
    }
  }
  return false;
}

/** Two blanks for each map and each list above the first thing on the line. */
function indentOf(place: OutlineLine, line: string): number {
  let dashes = 0;
  for (let rest = line.trimStart(); /^-(\s|$)/.test(rest); rest = rest.replace(/^-\s*/, '')) dashes++;
  const depth = place.path.length - (place.key ? 1 : 0) - dashes;
  return 2 * depth;
}

const evenDashes = (text: string): string => {
  const dash = /^-\s+(?=\S)/.exec(text);
  return dash ? `- ${evenDashes(text.slice(dash[0].length))}` : text.replace(/^([\w./-]+):\s{2,}(?=[^\s#])/, '$1: ');
};
