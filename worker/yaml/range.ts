/** Finds the piece of source behind a field path, for marks in the editor. */

import type { YamlNode } from './compose';
import type { YamlDocument } from './documents';

export type FieldPath = readonly (string | number)[];

/**
 * The range of the deepest node on the path: the value, or the key for an object or list.
 * @param path `['spec', 'ports', 0, 'port']`.
 * @returns offsets in the file; the whole document for JSON text.
 */
export function rangeOf(document: YamlDocument, path: FieldPath): { start: number; end: number } {
  if (!document.root) return { start: document.start, end: document.end };
  let node: YamlNode = document.root;
  let range = { start: node.start, end: firstLineEnd(node) };
  for (const step of path) {
    while (node.kind === 'alias') node = node.target;
    const found = child(node, step);
    if (!found) break;
    node = found.value;
    range =
      found.value.kind === 'scalar' && found.value.end > found.value.start ? found.value : (found.key ?? found.value);
  }
  return { start: document.start + range.start, end: document.start + range.end };
}

/** As `rangeOf`, but of the key that leads to the last step that is there, whatever its value is. */
export function keyRangeOf(document: YamlDocument, path: FieldPath): { start: number; end: number } {
  const node = document.root && nodeAt(document.root, path.slice(0, -1));
  const key = node && path.length > 0 ? child(node, path[path.length - 1])?.key : undefined;
  if (!key) return rangeOf(document, path);
  return { start: document.start + key.start, end: document.start + key.end };
}

function nodeAt(root: YamlNode, path: FieldPath): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const step of path) {
    while (node?.kind === 'alias') node = node.target;
    node = node && child(node, step)?.value;
  }
  return node;
}

function child(node: YamlNode, step: string | number): { key?: YamlNode; value: YamlNode } | undefined {
  if (node.kind === 'list' && typeof step === 'number') return node.items[step] && { value: node.items[step] };
  if (node.kind !== 'map') return undefined;
  return node.pairs.findLast(({ key }) => key.kind === 'scalar' && key.text === String(step));
}

/** An object is marked by its first key. */
function firstLineEnd(node: YamlNode): number {
  return node.kind === 'map' && node.pairs.length > 0 ? node.pairs[0].key.end : node.end;
}
