/** The word under a point of the page. */

/** What parts words in the output of commands: blanks, quotes, brackets, and the punctuation around addresses. */
const PARTS = /[\s"'`()[\]{}<>,;=]/;

/** @returns the word of the text at a point; nothing while something is marked. */
export function wordAt(x: number, y: number): string | undefined {
  if (!(window.getSelection()?.isCollapsed ?? true)) return undefined;
  const { node, offset } = placeAt(x, y);
  if (!(node instanceof Text)) return undefined;
  const text = node.data;
  let start = offset;
  let end = offset;
  while (start > 0 && !PARTS.test(text[start - 1]!)) start--;
  while (end < text.length && !PARTS.test(text[end]!)) end++;
  return text.slice(start, end).replace(/[.:]+$/, '') || undefined;
}

function placeAt(x: number, y: number): { node: Node | null; offset: number } {
  if (document.caretPositionFromPoint) {
    const position = document.caretPositionFromPoint(x, y);
    return { node: position?.offsetNode ?? null, offset: position?.offset ?? 0 };
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return { node: range?.startContainer ?? null, offset: range?.startOffset ?? 0 };
}
