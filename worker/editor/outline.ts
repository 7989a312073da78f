/** Where the lines of a YAML text stand, by indentation alone, so that it also holds for text that is half typed. */

export type Path = readonly (string | number)[];

/** A line that has a key, an item of a list, or both. */
export interface OutlineLine {
  /** Index of the line in the text, from 0, and the offset at which it begins. */
  line: number;
  start: number;
  /** Path of the innermost thing on the line: of the key, or of the item. */
  path: Path;
  key?: { start: number; end: number };
  /** Range of what stands behind the colon or dash, without a comment. */
  value: { start: number; end: number };
}

export interface Outline {
  /** Half-open range of the document in the text. */
  start: number;
  end: number;
  lines: OutlineLine[];
}

interface Open {
  indent: number;
  step: string | number;
}

const KEY =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#:"'[\]{},&*!|>%@`-](?:[^:#]|:(?=\S)|(?<=\S)#)*?|-(?:\S(?:[^:#]|:(?=\S))*?))\s*:(?=\s|$)/;
const DASH = /^-(?:\s+|$)/;
const BLOCK_SCALAR = /(?:^|\s)[|>][+-]?\d?[+-]?\s*(?:#.*)?$/;

/** @returns the outline of the document in which the offset stands. */
export function outlineAt(text: string, offset: number): Outline {
  const lines = text.split('\n');
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  let first = 0;
  let last = lines.length;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('---')) continue;
    if (starts[index] + line.length < offset) first = index + 1;
    else {
      last = index;
      break;
    }
  }
  const reader = new Reader();
  for (let index = first; index < last; index++) reader.read(lines[index], index, starts[index]);
  return {
    start: starts[first] ?? text.length,
    end: last < lines.length ? starts[last] : text.length,
    lines: reader.lines,
  };
}

class Reader {
  readonly lines: OutlineLine[] = [];
  #open: Open[] = [];
  /** Lines deeper than this are the text of a block scalar. */
  #scalarIndent: number | undefined;

  read(text: string, line: number, start: number): void {
    const trimmed = text.trim();
    let indent = text.length - text.trimStart().length;
    if (this.#scalarIndent !== undefined) {
      if (trimmed === '' || indent > this.#scalarIndent) return;
      this.#scalarIndent = undefined;
    }
    if (trimmed === '' || trimmed.startsWith('#')) return;
    let rest = text.slice(indent);
    let isItem = false;
    for (let dash = DASH.exec(rest); dash; dash = DASH.exec(rest)) {
      this.#openItem(indent);
      isItem = true;
      indent += dash[0].length;
      rest = rest.slice(dash[0].length);
    }
    const key = KEY.exec(rest);
    if (key) this.#openKey(indent, plain(key[1]));
    else if (!isItem) return;
    if (BLOCK_SCALAR.test(rest)) this.#scalarIndent = this.#open.at(-1)!.indent;
    const from = indent + (key?.[0].length ?? 0);
    const value = withoutComment(text.slice(from));
    const lead = value.length - value.trimStart().length;
    this.lines.push({
      line,
      start,
      path: this.#open.map(({ step }) => step),
      ...(key && { key: { start: start + indent, end: start + indent + key[1].length } }),
      value: { start: start + from + lead, end: start + from + value.trimEnd().length },
    });
  }

  #openItem(indent: number): void {
    while (this.#open.length > 0 && this.#open.at(-1)!.indent > indent) this.#open.pop();
    const top = this.#open.at(-1);
    if (top && top.indent === indent && typeof top.step === 'number') top.step++;
    else this.#open.push({ indent, step: 0 });
  }

  #openKey(indent: number, step: string): void {
    while (this.#open.length > 0 && this.#open.at(-1)!.indent >= indent) this.#open.pop();
    this.#open.push({ indent, step });
  }

  /** The path of a key that would stand at this column after the lines that were read. */
  containerAt(indent: number): Path {
    return this.#open.filter((one) => one.indent < indent).map(({ step }) => step);
  }
}

/** What stands around the caret: the map or list that a word there belongs to. */
export interface Caret {
  document: Outline;
  /** Start of the word that is being typed, up to the caret. */
  wordStart: number;
  word: string;
  /** Path of the map in which a key is typed, or of the value. */
  path: Path;
  isKey: boolean;
  /** Column of the key. */
  indent: number;
  /** False where the word is a bare item of a list: `- IPv4`. */
  mayBeItem: boolean;
  isFlow: boolean;
}

/** @returns undefined inside comments and block scalars. */
export function caretAt(text: string, offset: number): Caret | undefined {
  const document = outlineAt(text, offset);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (withoutComment(before) !== before) return undefined;
  const earlier = text.slice(document.start, Math.max(document.start, lineStart)).split('\n').slice(0, -1);
  let indent = before.length - before.trimStart().length;
  if (isInScalar(earlier, indent, before)) return undefined;
  let rest = before.slice(indent);
  let mayBeItem = false;
  const steps = new Reader();
  for (const [index, line] of earlier.entries()) steps.read(line, index, 0);
  while (/^-\s/.test(rest)) {
    const width = /^-\s+/.exec(rest)![0].length;
    steps.read(`${' '.repeat(indent)}- ?`, 0, 0);
    indent += width;
    rest = rest.slice(width);
    mayBeItem = true;
  }
  const key = KEY.exec(rest);
  if (key && rest.length > key[0].length) {
    const value = rest.slice(key[0].length);
    const path = [...steps.containerAt(indent), plain(key[1])];
    return inValue(document, path, value, offset, indent);
  }
  if (key) return undefined;
  if (/^[[{]/.test(rest)) return inValue(document, steps.containerAt(indent), ` ${rest}`, offset, indent);
  return {
    document,
    word: rest,
    wordStart: offset - rest.length,
    path: steps.containerAt(indent),
    isKey: true,
    indent,
    mayBeItem,
    isFlow: false,
  };
}

/** Behind a colon: one value, or the inside of a list or map in brackets. */
function inValue(document: Outline, path: Path, value: string, offset: number, indent: number): Caret {
  const shared = { document, indent, mayBeItem: false };
  const trimmed = value.trimStart();
  if (!/^[[{]/.test(trimmed))
    return { ...shared, path, word: trimmed, wordStart: offset - trimmed.length, isKey: false, isFlow: false };
  const steps: (string | number)[] = [...path];
  const kinds: string[] = [];
  let word = '';
  let isKey = false;
  for (const char of trimmed) {
    if (char === '[' || char === '{') {
      kinds.push(char);
      if (char === '[') steps.push(0);
      isKey = char === '{';
      word = '';
    } else if (char === ']' || char === '}') {
      if (kinds.pop() === '[') steps.pop();
      else if (!isKey) steps.pop();
      isKey = false;
      word = '';
    } else if (char === ',') {
      if (kinds.at(-1) === '{') {
        if (!isKey) steps.pop();
        isKey = true;
      } else steps.push((steps.pop() as number) + 1);
      word = '';
    } else if (char === ':' && isKey) {
      steps.push(plain(word.trim()));
      isKey = false;
      word = '';
    } else word += char;
  }
  const typed = word.trimStart();
  return { ...shared, path: steps, word: typed, wordStart: offset - typed.length, isKey, isFlow: true };
}

function isInScalar(earlier: readonly string[], indent: number, before: string): boolean {
  const column = before.trim() === '' ? before.length : indent;
  let scalar: number | undefined;
  for (const line of earlier) {
    const own = line.length - line.trimStart().length;
    if (scalar !== undefined && (line.trim() === '' || own > scalar)) continue;
    scalar = BLOCK_SCALAR.test(line) && !line.trim().startsWith('#') ? own : undefined;
  }
  return scalar !== undefined && column > scalar;
}

/** Keys that the map at a path has already. */
export function keysIn({ lines }: Outline, path: Path): Set<string> {
  const wanted = JSON.stringify(path);
  return new Set(
    lines.flatMap((line) =>
      line.key && JSON.stringify(line.path.slice(0, -1)) === wanted ? [String(line.path.at(-1))] : [],
    ),
  );
}

/** The scalar at a path, as it stands there, without quotes. */
export function scalarAt(text: string, { lines }: Outline, path: Path): string | undefined {
  const wanted = JSON.stringify(path);
  const line = lines.find((one) => JSON.stringify(one.path) === wanted);
  return line && plain(text.slice(line.value.start, line.value.end));
}

const plain = (text: string) => (/^(["']).*\1$/.test(text) ? text.slice(1, -1) : text);

/** Cuts a comment off, if the `#` is not inside quotes. */
function withoutComment(text: string): string {
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = /[\w]/.test(text[index - 1] ?? '') ? '' : char;
    else if (char === '#' && (index === 0 || /\s/.test(text[index - 1]))) return text.slice(0, index);
  }
  return text;
}
