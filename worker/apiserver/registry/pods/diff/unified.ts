/** Differences of two values as JSON texts, in unified form: what releases from 1.34 on print. */

import type { Node } from './internal';

const CONTEXT = 3;

/** JSON with one space a level. */
function linesOf(node: Node): string[] {
  const lines: string[] = [];
  write(node, '', '', '', lines);
  return lines;
}

function write(node: Node, indent: string, label: string, end: string, lines: string[]): void {
  if (node.kind === 'scalar') {
    lines.push(`${indent}${label}${node.json}${end}`);
    return;
  }
  const isList = node.kind === 'list';
  const items: readonly (readonly [string, Node])[] =
    node.kind === 'struct'
      ? node.fields
      : node.kind === 'map'
        ? node.entries
        : node.items.map((item) => ['', item] as const);
  if (items.length === 0) {
    lines.push(`${indent}${label}${isList ? '[]' : '{}'}${end}`);
    return;
  }
  lines.push(`${indent}${label}${isList ? '[' : '{'}`);
  items.forEach(([name, item], index) =>
    write(item, `${indent} `, isList ? '' : `${JSON.stringify(name)}: `, index < items.length - 1 ? ',' : '', lines),
  );
  lines.push(`${indent}${isList ? ']' : '}'}${end}`);
}

interface Edit {
  sign: ' ' | '-' | '+';
  text: string;
}

/** The longest common subsequence tells what stayed. */
function editsOf(before: readonly string[], after: readonly string[]): Edit[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i][j] =
        before[i] === after[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  const edits: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      edits.push({ sign: ' ', text: before[i] });
      i++;
      j++;
    } else if (i < before.length && (j === after.length || lengths[i + 1][j] >= lengths[i][j + 1]))
      edits.push({ sign: '-', text: before[i++] });
    else edits.push({ sign: '+', text: after[j++] });
  }
  return edits;
}

export function unifiedDiff(before: Node, after: Node): string {
  const edits = editsOf(linesOf(before), linesOf(after));
  const out: string[] = [];
  for (let at = 0; at < edits.length;) {
    const first = edits.findIndex((edit, index) => index >= at && edit.sign !== ' ');
    if (first < 0) break;
    let last = first;
    for (let index = first; index < edits.length && index <= last + 2 * CONTEXT; index++)
      if (edits[index].sign !== ' ') last = index;
    const start = Math.max(at, first - CONTEXT);
    const end = Math.min(edits.length, last + CONTEXT + 1);
    out.push(hunkHead(edits, start, end), ...edits.slice(start, end).map(({ sign, text }) => sign + text));
    at = end;
  }
  return `${out.join('\n')}\n`;
}

function hunkHead(edits: readonly Edit[], start: number, end: number): string {
  const count = (part: readonly Edit[], skip: string) => part.filter(({ sign }) => sign !== skip).length;
  const range = (skip: string) => {
    const lines = count(edits.slice(start, end), skip);
    const from = count(edits.slice(0, start), skip) + 1;
    return lines === 1 ? String(from) : `${from},${lines}`;
  };
  return `@@ -${range('+')} +${range('-')} @@`;
}
