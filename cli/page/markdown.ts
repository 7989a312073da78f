/** Cuts Markdown, with Hugo's shortcodes, into the parts of a page. */

import { includedPath, readComment, wordsOf, type CodeBlock, type PagePart } from './parts';

const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^\s`{]*)[ \t]*([^`]*)$/;
const FRONT_MATTER = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** @returns the parts in order. Lines may end in CRLF; an unclosed fence runs to the end. */
export function readMarkdown(source: string): PagePart[] {
  const parts: PagePart[] = [];
  const lines = new Lines(source);
  const front = FRONT_MATTER.exec(source);
  if (front) {
    parts.push({ kind: 'front matter', text: front[1].replaceAll('\r', ''), line: 2 });
    lines.skipTo(front[0].length);
  }
  let words: string[] = [];
  let isInParagraph = false;
  while (lines.has()) {
    const { text, number } = lines.next();
    const fence = FENCE.exec(text);
    const path = includedPath(text);
    const wasInParagraph: boolean = isInParagraph;
    isInParagraph = false;
    if (fence) {
      parts.push(readFence(lines, fence, words));
      words = [];
    } else if (path !== undefined) {
      parts.push({ kind: 'include', line: number, path, words });
      words = [];
    } else if (text.trimStart().startsWith('<!--')) {
      const comment = readComment(commentFrom(lines, text), number);
      if (comment && 'kind' in comment) parts.push(comment);
      else if (comment) words.push(...comment.words);
      isInParagraph = wasInParagraph;
    } else if (/^ {0,3}#{1,6}\s/.test(text)) parts.push({ kind: 'heading' });
    else if (text.trim() !== '' && !/^\s*\{\{[<%].*[>%]\}\}\s*$/.test(text)) {
      if (!wasInParagraph) parts.push({ kind: 'paragraph' });
      isInParagraph = true;
    }
  }
  return parts;
}

function readFence(lines: Lines, [, indent, mark, language, info]: RegExpExecArray, words: string[]): CodeBlock {
  const end = new RegExp(`^[ \\t]*${mark[0]}{${mark.length},}[ \\t]*$`);
  const start = lines.offset;
  const line = lines.number + 1;
  const content: string[] = [];
  let stop = start;
  while (lines.has()) {
    const { text } = lines.next();
    if (end.test(text)) break;
    content.push(text.startsWith(indent) ? text.slice(indent.length) : text.trimStart());
    stop = lines.offset;
  }
  const isNamed = !language.includes('=');
  return {
    kind: 'block',
    language: isNamed ? language.toLowerCase() : '',
    words: [...words, ...wordsOf(isNamed ? info : `${language} ${info}`)],
    text: content.map((text) => `${text}\n`).join(''),
    start,
    end: stop,
    line,
    encode: (text) => text.replace(/^(?=.)/gm, indent).replaceAll('\n', lines.ending),
  };
}

/** The text inside a comment that begins in a line; lines up to its end are taken. */
function commentFrom(lines: Lines, first: string): string {
  let text = first;
  while (!text.includes('-->') && lines.has()) text += `\n${lines.next().text}`;
  return text.replace(/^\s*<!--/, '').replace(/-->[\s\S]*$/, '');
}

/** The source line by line, with offsets. */
class Lines {
  readonly ending: string;
  /** Offset of the line that comes next. */
  offset = 0;
  /** Number of the line that came last. */
  number = 0;

  constructor(private readonly source: string) {
    this.ending = /\r?\n/.exec(source)?.[0] ?? '\n';
  }

  has(): boolean {
    return this.offset < this.source.length;
  }

  next(): { text: string; number: number } {
    const at = this.source.indexOf('\n', this.offset);
    const end = at < 0 ? this.source.length : at;
    const text = this.source.slice(this.offset, end).replace(/\r$/, '');
    this.offset = Math.min(end + 1, this.source.length);
    this.number++;
    return { text, number: this.number };
  }

  skipTo(offset: number): void {
    while (this.offset < offset) this.next();
  }
}
