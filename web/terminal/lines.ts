/** Output cut into lines, and whether it is what an author expected. */

import type { OutputChunk } from '../../worker/api';

/** More lines than this are folded. */
export const LINES_MAX = 200;

/** @returns the last lines of the output, and how many stand before them. */
export function fold(chunks: OutputChunk[], linesMax = LINES_MAX): { chunks: OutputChunk[]; hidden: number } {
  let excess = chunks.reduce((sum, chunk) => sum + newlines(chunk.text), 0) - linesMax;
  if (excess <= 0) return { chunks, hidden: 0 };
  const hidden = excess;
  const kept: OutputChunk[] = [];
  for (const chunk of chunks) {
    if (excess <= 0) {
      kept.push(chunk);
      continue;
    }
    let at = 0;
    while (excess > 0) {
      const next = chunk.text.indexOf('\n', at);
      if (next < 0) break;
      at = next + 1;
      excess--;
    }
    const text = excess > 0 ? '' : chunk.text.slice(at);
    if (text) kept.push({ ...chunk, text });
  }
  return { chunks: kept, hidden };
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Whether the output says the same as the printed one, apart from spacing and ages. */
export function saysTheSame(chunks: OutputChunk[], expected: string): boolean {
  const plain = (text: string) =>
    text
      .split('\n')
      .map((line) =>
        line
          .trim()
          .replace(/\s+/g, ' ')
          .replace(/(^|\s)(\d+[dhms])+(?=\s|$)/g, '$1<age>'),
      )
      .filter((line) => line !== '')
      .join('\n');
  return plain(chunks.map((chunk) => chunk.text).join('')) === plain(expected);
}
