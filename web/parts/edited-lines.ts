/** The lines that an edit touches, before and after. */

import type { TextEdit } from '../../worker/api';

export interface EditedLine {
  sign: '-' | '+';
  text: string;
}

/** @param content of the edit's file, as it is before. */
export function editedLines(content: string, { start, end, was, text }: Omit<TextEdit, 'file'>): EditedLine[] {
  const from = content.lastIndexOf('\n', start - 1) + 1;
  const upTo = was.endsWith('\n') ? end : (content + '\n').indexOf('\n', end);
  const lines = (part: string) => (part === '' ? [] : part.replace(/\n$/, '').split('\n'));
  const before = lines(content.slice(from, upTo));
  const after = lines(content.slice(from, start) + text + content.slice(end, upTo));
  return [
    ...before.map((line) => ({ sign: '-' as const, text: line })),
    ...after.map((line) => ({ sign: '+' as const, text: line })),
  ];
}
