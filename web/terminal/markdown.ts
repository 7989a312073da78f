/** The small part of Markdown that prose beside commands uses: paragraphs, lists, code, emphasis, links. */

export type Inline =
  { kind: 'text' | 'code' | 'em' | 'strong'; text: string } | { kind: 'link'; text: string; href: string };

export interface Block {
  /** The one item of a code block is its text. */
  kind: 'paragraph' | 'list' | 'heading' | 'code';
  items: Inline[][];
}

const INLINE = /(`[^`]+`)|\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|_([^_\s][^_]*)_(?![A-Za-z0-9])/g;

const FENCED = /^(```+|~~~+)[^\n]*\n([\s\S]*?)\n\1[^\S\n]*$/m;

/** @returns blocks in order. Text that fits no rule is a paragraph as it stands. */
export function parseMarkdown(source: string): Block[] {
  const fenced = FENCED.exec(source);
  if (!fenced) return parseProse(source);
  return [
    ...parseProse(source.slice(0, fenced.index)),
    { kind: 'code', items: [[{ kind: 'code', text: fenced[2]! }]] },
    ...parseMarkdown(source.slice(fenced.index + fenced[0].length)),
  ];
}

function parseProse(source: string): Block[] {
  const blocks: Block[] = [];
  for (const chunk of source.trim().split(/\n{2,}/)) {
    const lines = chunk.split('\n').filter((line) => line.trim() !== '');
    const first = lines[0];
    if (first === undefined) continue;
    const heading = /^#{1,6}\s+(.*)$/.exec(first);
    if (heading) {
      blocks.push({ kind: 'heading', items: [parseInline(heading[1]!)] });
      if (lines.length > 1) blocks.push(...parseProse(lines.slice(1).join('\n')));
    } else if (lines.some(isItem)) {
      const start = lines.findIndex(isItem);
      if (start > 0) blocks.push({ kind: 'paragraph', items: [parseInline(lines.slice(0, start).join(' '))] });
      blocks.push({ kind: 'list', items: listItems(lines.slice(start)).map(parseInline) });
    } else blocks.push({ kind: 'paragraph', items: [parseInline(lines.join(' '))] });
  }
  return blocks;
}

const isItem = (line: string) => /^\s*([-*+]|\d+[.)])\s+/.test(line);

function listItems(lines: string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (isItem(line)) items.push(line.replace(/^\s*([-*+]|\d+[.)])\s+/, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return items;
}

export function parseInline(source: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const match of source.matchAll(INLINE)) {
    if (match.index > at) parts.push({ kind: 'text', text: source.slice(at, match.index) });
    at = match.index + match[0].length;
    const [whole, code, text, href, strong, star, underscore] = match;
    if (code !== undefined) parts.push({ kind: 'code', text: code.slice(1, -1) });
    else if (href !== undefined && /^https?:\/\//.test(href)) parts.push({ kind: 'link', text: text!, href });
    else if (href !== undefined) parts.push({ kind: 'text', text: text! });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else parts.push({ kind: 'em', text: star ?? underscore ?? whole });
  }
  if (at < source.length) parts.push({ kind: 'text', text: source.slice(at) });
  return parts;
}
