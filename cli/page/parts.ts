/** What a documentation page is made of, whatever its format: blocks of code, words to Berth, files by name, and prose. */

export interface CodeBlock {
  kind: 'block';
  /** Half-open range of offsets of its text in the source: whole lines in Markdown. */
  start: number;
  end: number;
  /** Line of its first character, from 1. */
  line: number;
  /** How a text is spelled there. */
  encode(text: string): string;
  /** Lower case; empty where the page names none. */
  language: string;
  /** `off`, `file=pod.yaml`: from the info string, an attribute or a comment before it. */
  words: string[];
  /** Its lines, each with its end. */
  text: string;
}

/** `<!-- berth: … -->` with more than words for the next block. */
export interface Directive {
  kind: 'directive';
  line: number;
  /** `cluster`, `setup`, `replace`, `file=NAME`. */
  name: string;
  /** What stands behind the name: the rest of its line, and the lines below it. */
  rest: string;
  body: string;
}

/** A shortcode that shows a file of the documentation's examples. */
export interface IncludedFile {
  kind: 'include';
  line: number;
  path: string;
  words: string[];
}

export type PagePart =
  | CodeBlock
  | Directive
  | IncludedFile
  | { kind: 'front matter'; text: string; line: number }
  | { kind: 'heading' }
  | { kind: 'paragraph' };

/** Words that say what a block is for. */
export const WORDS = ['off', 'setup', 'hidden', 'expect', 'apply'];

/**
 * @param text an info string, or the value of `data-berth`.
 * @returns the words of it that are meant for Berth.
 */
export function wordsOf(text: string): string[] {
  const attribute = /data-berth=(?:"([^"]*)"|(\S+))/.exec(text);
  const own = attribute ? (attribute[1] ?? attribute[2]) : text;
  return own
    .replace(/[{},]/g, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^(file(?:name)?)="?([^"]*)"?$/, 'file=$2'))
    .filter((word) => WORDS.includes(word) || /^file=./.test(word));
}

/**
 * Reads the text of a comment.
 * @returns a directive, words for the block that follows, or nothing where the comment is not for Berth.
 */
export function readComment(text: string, line: number): Directive | { words: string[] } | undefined {
  const found = /^\s*berth:[ \t]*(\S*)[ \t]*([^\n]*)\n?([\s\S]*)$/.exec(text);
  if (!found) return undefined;
  const [, name, rest, body] = found;
  const hasBody = body.trim() !== '';
  if (name === 'cluster' || name === 'replace' || (hasBody && (name === 'setup' || name.startsWith('file='))))
    return { kind: 'directive', line, name, rest: rest.trim(), body: hasBody ? body.replace(/\s*$/, '\n') : '' };
  return { words: wordsOf(`${name} ${rest} ${body}`) };
}

/** Paths that a shortcode of the documentation names: `{{% code_sample file="…" %}}`. */
export function includedPath(line: string): string | undefined {
  return /\{\{[<%]\s*(?:codenew|code_sample|code)\s[^}]*\bfile="([^"]+)"/.exec(line)?.[1];
}
