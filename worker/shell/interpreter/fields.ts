/** Collects the pieces of an expanded word: as fields that are split and globbed, as plain text, as a pattern, as a regex. */

import { hasPattern, quotePattern } from './pattern-text';

export interface Sink {
  /** Text that stands for itself. */
  quoted(text: string): void;
  /** Characters of a pattern that were written as such. */
  glob(text: string): void;
  /** The result of an expansion outside quotes. */
  split(text: string): void;
  /** `$@` and `$*` and arrays. */
  items(items: readonly string[], quoted: boolean, joined: boolean): void;
  /** An empty pair of quotes makes a field. */
  touch(): void;
}

export interface Field {
  text: string;
  pattern: string;
  isPattern: boolean;
}

export class FieldSink implements Sink {
  readonly fields: Field[] = [];
  private current: Field | undefined;

  constructor(private readonly ifs: string) {}

  private get open(): Field {
    if (!this.current) this.fields.push((this.current = { text: '', pattern: '', isPattern: false }));
    return this.current;
  }

  touch(): void {
    void this.open;
  }

  quoted(text: string): void {
    this.open.text += text;
    this.open.pattern += quotePattern(text);
  }

  glob(text: string): void {
    this.open.text += text;
    this.open.pattern += text;
    this.open.isPattern = true;
  }

  private raw(text: string): void {
    const field = this.open;
    field.text += text;
    field.pattern += text;
    if (/[*?[]/.test(text)) field.isPattern = true;
  }

  split(text: string): void {
    if (text === '') return;
    if (this.ifs === '') return this.raw(text);
    let piece = '';
    let at = 0;
    const isSpace = (char: string) => (char === ' ' || char === '\t' || char === '\n') && this.ifs.includes(char);
    while (at < text.length) {
      const char = text[at];
      if (!this.ifs.includes(char)) {
        piece += char;
        at += 1;
        continue;
      }
      if (piece !== '') this.raw(piece);
      piece = '';
      let separators = 0;
      const startedOpen = this.current !== undefined;
      while (at < text.length && this.ifs.includes(text[at])) {
        if (!isSpace(text[at])) {
          if (separators > 0) break;
          separators += 1;
        }
        at += 1;
      }
      if (separators > 0 && !startedOpen) this.touch();
      this.current = undefined;
    }
    if (piece !== '') this.raw(piece);
  }

  items(items: readonly string[], quoted: boolean, joined: boolean): void {
    if (quoted && joined) {
      this.quoted(items.join(this.ifs === '' ? '' : this.ifs[0]));
      return;
    }
    items.forEach((item, index) => {
      if (index > 0) this.current = undefined;
      if (quoted) this.quoted(item);
      else this.split(item);
    });
  }
}

export class TextSink implements Sink {
  text = '';

  constructor(
    private readonly separator: string,
    private readonly mode: 'text' | 'pattern' | 'regex',
  ) {}

  touch(): void {}

  quoted(text: string): void {
    if (this.mode === 'text') this.text += text;
    else this.text += this.mode === 'pattern' ? quotePattern(text) : text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  }

  glob(text: string): void {
    this.text += text;
  }

  split(text: string): void {
    this.text += text;
  }

  items(items: readonly string[], quoted: boolean, joined: boolean): void {
    const text = items.join(joined ? this.separator : ' ');
    if (quoted) this.quoted(text);
    else this.split(text);
  }
}

/** @returns whether a field has to be looked up among the files. */
export function isGlob(field: Field): boolean {
  return field.isPattern && hasPattern(field.pattern);
}
