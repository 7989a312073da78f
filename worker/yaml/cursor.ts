/** A place in YAML text, and the classes of characters that the scanner asks for. */

/** Offset (UTF-16), and line and column counted from 0. */
export interface Mark {
  index: number;
  line: number;
  column: number;
}

/** A syntax error in go-yaml's words, caught where a document is read. */
export class YamlFailure extends Error {
  constructor(
    message: string,
    readonly index = 0,
  ) {
    super(message);
  }
}

/**
 * A scanner error. The line is left out on the first line, as go-yaml does.
 * @param at where the scanner stood.
 */
export function scannerFailure(problem: string, at: Mark, context?: Mark): YamlFailure {
  return new YamlFailure(`${lineText(at.line === 0 ? (context?.line ?? 0) : at.line + 1)}${problem}`, at.index);
}

/** A parser error; go-yaml counts its line from 0. */
export function parserFailure(problem: string, at: Mark, context?: Mark): YamlFailure {
  return new YamlFailure(`${lineText(at.line || (context?.line ?? 0))}${problem}`, at.index);
}

const lineText = (line: number) => (line === 0 ? '' : `line ${line}: `);

export const isBreak = (char: string) =>
  char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029';
export const isBlank = (char: string) => char === ' ' || char === '\t';
/** Blank, line break or the end of the text. */
export const isBlankOrEnd = (char: string) => char === '' || isBlank(char) || isBreak(char);
export const isWordChar = (char: string) => /^[0-9A-Za-z_-]$/.test(char);

export class Cursor {
  index = 0;
  line = 0;
  column = 0;

  constructor(readonly text: string) {}

  get mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  /** The character `offset` places on; empty at the end. */
  peek(offset = 0): string {
    return this.text.charAt(this.index + offset);
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.index);
  }

  skip(count = 1): void {
    this.index += count;
    this.column += count;
  }

  /** Takes one character that is no line break; a surrogate pair counts as one column. */
  take(): string {
    const char = String.fromCodePoint(this.text.codePointAt(this.index)!);
    this.index += char.length;
    this.column++;
    return char;
  }

  skipBreak(): void {
    this.index += this.startsWith('\r\n') ? 2 : 1;
    this.column = 0;
    this.line++;
  }

  /** Takes a line break and returns it as it counts in a scalar. */
  takeBreak(): string {
    const char = this.peek();
    this.skipBreak();
    return char === '\u2028' || char === '\u2029' ? char : '\n';
  }

  /** `---` or `...` at the start of a line, followed by a blank. */
  isDocumentIndicator(): boolean {
    return this.column === 0 && (this.startsWith('---') || this.startsWith('...')) && isBlankOrEnd(this.peek(3));
  }
}
