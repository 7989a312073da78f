/** A unified difference of two texts, as `diff -u -N` prints it. */

const CONTEXT = 3;
/** Lines beyond which texts are shown as replaced whole. */
const LINES_MAX = 3000;

interface Edit {
  kind: ' ' | '-' | '+';
  line: string;
}

/** @returns empty when the texts are equal. */
export function unifiedDiff(fromName: string, toName: string, from: string, to: string, nowMs: number): string {
  if (from === to) return '';
  const edits = editScript(lines(from), lines(to));
  const time = new Date(nowMs).toISOString().replace('T', ' ').replace('Z', '000000 +0000');
  return `diff -u -N ${fromName} ${toName}\n--- ${fromName}\t${time}\n+++ ${toName}\t${time}\n${hunks(edits)}`;
}

function lines(text: string): string[] {
  if (text === '') return [];
  const list = text.split('\n');
  if (list[list.length - 1] === '') list.pop();
  return list;
}

/** The shortest edit script by the longest common subsequence, deletions first. */
function editScript(a: string[], b: string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (list: string[]) => list.map((line): Edit => ({ kind: ' ', line }));
  const middle = middleScript(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - end))];
}

function middleScript(a: string[], b: string[]): Edit[] {
  if (a.length > LINES_MAX || b.length > LINES_MAX)
    return [...a.map((line): Edit => ({ kind: '-', line })), ...b.map((line): Edit => ({ kind: '+', line }))];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  }
  const edits: Edit[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push({ kind: ' ', line: a[i++] });
      j++;
    } else if (i < a.length && (j >= b.length || lengths[i + 1][j] >= lengths[i][j + 1]))
      edits.push({ kind: '-', line: a[i++] });
    else edits.push({ kind: '+', line: b[j++] });
  }
  return edits;
}

function hunks(edits: readonly Edit[]): string {
  const changed = edits.map((edit, i) => (edit.kind === ' ' ? -1 : i)).filter((i) => i >= 0);
  let text = '';
  for (let c = 0; c < changed.length;) {
    let last = c;
    while (last + 1 < changed.length && changed[last + 1] - changed[last] <= 2 * CONTEXT) last++;
    text += hunk(edits, Math.max(0, changed[c] - CONTEXT), Math.min(edits.length, changed[last] + CONTEXT + 1));
    c = last + 1;
  }
  return text;
}

function hunk(edits: readonly Edit[], from: number, to: number): string {
  const before = edits.slice(0, from);
  const part = edits.slice(from, to);
  const side = (kind: '-' | '+') => {
    const length = part.filter((edit) => edit.kind !== (kind === '-' ? '+' : '-')).length;
    const start = before.filter((edit) => edit.kind !== (kind === '-' ? '+' : '-')).length + (length > 0 ? 1 : 0);
    return length === 1 ? String(start) : `${start},${length}`;
  };
  return `@@ -${side('-')} +${side('+')} @@\n${part.map(({ kind, line }) => `${kind}${line}\n`).join('')}`;
}
