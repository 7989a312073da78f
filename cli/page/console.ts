/** Tells commands from what they print, in blocks that hold both. */

import { isIncomplete } from '../../worker/shell';

/** One command of a block and what the block prints below it; lines count from 0. */
export interface ConsoleEntry {
  command: string;
  line: number;
  output?: { text: string; line: number; lineCount: number };
}

const PROMPT = /^\s*\$ /;
/** The first line of a table of kubectl: `NAME   READY`, at least two columns. */
const TABLE_HEADER = /^[A-Z][A-Z0-9()_-]*(?: {2,}|\t)[A-Z]/;

/** Whether a text begins as a session in a terminal does. */
export const hasPrompt = (text: string): boolean => PROMPT.test(text);

export const isTable = (text: string): boolean => TABLE_HEADER.test(text);

/**
 * @param text of a block of commands. With prompts every other line is output, but for the lines that a command wants more;
 *   without, everything is one command up to the header of a table.
 */
export function splitConsole(text: string): ConsoleEntry[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.some((line) => PROMPT.test(line)) ? splitAtPrompts(lines) : splitAtTable(lines);
}

function splitAtPrompts(lines: readonly string[]): ConsoleEntry[] {
  const entries: ConsoleEntry[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!PROMPT.test(lines[at])) continue;
    const line = at;
    let command = lines[at].replace(PROMPT, '');
    while (at + 1 < lines.length && !PROMPT.test(lines[at + 1]) && isIncomplete(command))
      command += `\n${lines[++at].replace(/^> /, '')}`;
    let end = at + 1;
    while (end < lines.length && !PROMPT.test(lines[end])) end++;
    entries.push({ command, line, ...outputOf(lines, at + 1, end) });
    at = end - 1;
  }
  return entries;
}

function splitAtTable(lines: readonly string[]): ConsoleEntry[] {
  const header = lines.findIndex((line, at) => isTable(line) && !isIncomplete(lines.slice(0, at).join('\n')));
  const end = header < 0 ? lines.length : header;
  const command = lines.slice(0, end).join('\n').trim();
  if (command === '') return [];
  const line = lines.findIndex((text) => text.trim() !== '');
  return [{ command, line, ...(header >= 0 && outputOf(lines, header, lines.length)) }];
}

/** The lines [from, to) without empty ones at their ends. */
function outputOf(lines: readonly string[], from: number, to: number): Pick<ConsoleEntry, 'output'> {
  while (to > from && lines[to - 1].trim() === '') to--;
  while (from < to && lines[from].trim() === '') from++;
  if (from === to) return {};
  const part = lines.slice(from, to);
  return { output: { text: part.map((line) => `${line}\n`).join(''), line: from, lineCount: part.length } };
}
