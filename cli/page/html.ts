/** Cuts an HTML page into the parts of a page: its `pre` elements, headings, paragraphs and comments. */

import { readComment, wordsOf, type CodeBlock, type PagePart } from './parts';

const TOKENS =
  /<!--([\s\S]*?)-->|<(script|style)\b[\s\S]*?<\/\2\s*>|<pre\b[^>]*>([\s\S]*?)<\/pre\s*>|<(h[1-6]|p|div)\b[^>]*>/gi;
const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

/** @returns the parts in order. The language is that of a class `language-…` or an attribute `data-lang`. */
export function readHTML(source: string): PagePart[] {
  const parts: PagePart[] = [];
  let words: string[] = [];
  for (const token of source.matchAll(TOKENS)) {
    const [all, comment, , pre, tag] = token;
    if (comment !== undefined) {
      const read = readComment(decode(comment), lineAt(source, token.index));
      if (read && 'kind' in read) parts.push(read);
      else if (read) words.push(...read.words);
    } else if (pre !== undefined) {
      parts.push(readPre(source, token.index, all, words));
      words = [];
    } else if (tag?.toLowerCase() === 'div') words.push(...attributeWords(all));
    else if (tag) parts.push({ kind: tag.toLowerCase() === 'p' ? 'paragraph' : 'heading' });
  }
  return parts;
}

function readPre(source: string, at: number, element: string, words: string[]): CodeBlock {
  const opening = /^<pre\b[^>]*>(?:\s*<code\b[^>]*>)?/i.exec(element)![0];
  const content = element.slice(opening.length).replace(/(?:<\/code\s*>\s*)?<\/pre\s*>$/i, '');
  // A line end right behind the tag is not part of the text.
  const skipped = /^\r?\n/.exec(content)?.[0].length ?? 0;
  const start = at + opening.length + skipped;
  const inner = content.slice(skipped);
  const text = decode(inner.replace(/<[^>]*>/g, '')).replaceAll('\r', '');
  const language = /\blanguage-([\w-]+)/.exec(opening)?.[1] ?? /\bdata-lang="([^"]*)"/.exec(opening)?.[1] ?? '';
  const hasLastEnd = inner.endsWith('\n');
  return {
    kind: 'block',
    language: language.toLowerCase(),
    words: [...words, ...attributeWords(opening)],
    text: text === '' || text.endsWith('\n') ? text : `${text}\n`,
    start,
    end: start + inner.length,
    line: lineAt(source, start),
    encode: (printed) => encode(hasLastEnd ? printed : printed.replace(/\n$/, '')),
  };
}

const attributeWords = (tags: string): string[] => (tags.includes('data-berth=') ? wordsOf(tags) : []);

const lineAt = (source: string, offset: number): number => source.slice(0, offset).split('\n').length;

const encode = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? parseInt(hex, 16) : undefined;
    if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    return NAMED[name.toLowerCase()] ?? all;
  });
}
