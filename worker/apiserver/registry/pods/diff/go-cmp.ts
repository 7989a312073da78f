/** Differences of two values in Go's own syntax, with what is equal left out: what releases up to 1.33 print. */

import { isEqual } from '../../../../kubernetes/patch';
import type { Node } from './internal';

/** Equal fields that are printed before and after a difference. */
const CONTEXT = 2;

/** A value in one line. */
function inline(node: Node): string {
  if (node.kind === 'scalar') return node.go;
  if (node.kind === 'struct') return `${node.isPointer ? '&' : ''}{...}`;
  if (node.kind === 'list') return node.items.length === 0 ? '{}' : `{${node.items.map(inline).join(', ')}}`;
  return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}: ${inline(value)}`).join(', ')}}`;
}

interface Line {
  sign: ' ' | '-' | '+';
  key: string;
  text: string;
}

export function goCmpDiff(before: Node, after: Node): string {
  const out: string[] = [`  ${before.kind === 'scalar' ? '' : before.type}{`];
  out.push(...bodyOf(before, after, 1), '  }', '');
  return out.join('\n');
}

type Pair = readonly [key: string, before: Node | undefined, after: Node | undefined];

function pairsOf(before: Node, after: Node): Pair[] {
  if (before.kind === 'struct' && after.kind === 'struct')
    return before.fields.map(([name, value], index) => [name, value, after.fields[index][1]]);
  if (before.kind === 'list' && after.kind === 'list') {
    const count = Math.max(before.items.length, after.items.length);
    return Array.from({ length: count }, (_, index) => ['', before.items[index], after.items[index]]);
  }
  if (before.kind === 'map' && after.kind === 'map') {
    const keys = [...new Set([...before.entries, ...after.entries].map(([key]) => key))].sort();
    const find = (entries: readonly (readonly [string, Node])[], key: string) =>
      entries.find(([name]) => name === key)?.[1];
    return keys.map((key) => [JSON.stringify(key), find(before.entries, key), find(after.entries, key)]);
  }
  return [];
}

const NOUNS = { struct: 'fields', list: 'elements', map: 'entries', scalar: 'values' };

function bodyOf(before: Node, after: Node, depth: number): string[] {
  const pairs = pairsOf(before, after);
  const differs = pairs.map(([, a, b]) => !isEqual(a, b));
  const isShown = (index: number) =>
    differs.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((isDifferent) => isDifferent);
  const out: string[] = [];
  let block: Line[] = [];
  let hidden = 0;
  const flush = () => {
    out.push(...align(block, depth));
    block = [];
    if (hidden > 0) out.push(`  ${'\t'.repeat(depth)}... // ${hidden} identical ${NOUNS[before.kind]}`);
    hidden = 0;
  };
  pairs.forEach(([key, a, b], index) => {
    if (!isShown(index)) {
      if (hidden === 0) flush();
      hidden++;
      return;
    }
    if (hidden > 0) flush();
    if (!differs[index]) block.push({ sign: ' ', key, text: inline(a!) });
    else if (canDescend(a, b)) {
      flush();
      out.push(...nested(key, a!, b!, depth));
    } else {
      if (a) block.push({ sign: '-', key, text: inline(a) });
      if (b) block.push({ sign: '+', key, text: inline(b) });
    }
  });
  flush();
  return out;
}

const canDescend = (a: Node | undefined, b: Node | undefined) => a && b && a.kind === b.kind && a.kind !== 'scalar';

function nested(key: string, before: Node, after: Node, depth: number): string[] {
  const tabs = '\t'.repeat(depth);
  const type =
    before.kind === 'scalar' || key === ''
      ? ''
      : `${before.kind === 'struct' && before.isPointer ? '&' : ''}${before.type}`;
  return [`  ${tabs}${key && `${key}: `}${type}{`, ...bodyOf(before, after, depth + 1), `  ${tabs}},`];
}

/** Values of neighbouring lines stand in one column. */
function align(lines: readonly Line[], depth: number): string[] {
  const width = Math.max(0, ...lines.map(({ key }) => key.length)) + 2;
  return lines.map(({ sign, key, text }) => `${sign} ${'\t'.repeat(depth)}${key && `${key}:`.padEnd(width)}${text},`);
}
