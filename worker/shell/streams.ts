/** Text that is read, text that is written, and the pipe that is both. */

import { BrokenPipe, type Stage } from './pipeline';
import type { Input, Output } from './types';

/** A pipe that holds this much makes its writer wait, as the 64 KB of a real one. */
const PIPE_FULL_CHARS = 65_536;

/** Text with a reading position. */
export class Source implements Input {
  protected text: string;
  protected at = 0;

  constructor(text = '') {
    this.text = text;
  }

  /** Fetches what was written since the last read. */
  protected refill(): void {}

  readAll(): string {
    this.refill();
    const rest = this.text.slice(this.at);
    this.text = '';
    this.at = 0;
    return rest;
  }

  readLine(): string | undefined {
    const line = this.readRaw();
    return line?.endsWith('\n') ? line.slice(0, -1) : line;
  }

  /** The next line with its newline, where it has one. */
  readRaw(delimiter = '\n'): string | undefined {
    this.refill();
    if (this.at >= this.text.length) return undefined;
    const end = this.text.indexOf(delimiter, this.at);
    const stop = end < 0 ? this.text.length : end + delimiter.length;
    const line = this.text.slice(this.at, stop);
    this.at = stop;
    return line;
  }

  readChars(count: number): string {
    this.refill();
    const chars = this.text.slice(this.at, this.at + count);
    this.at += chars.length;
    return chars;
  }

  wait(): Promise<void> | undefined {
    return undefined;
  }

  /** Waits until the end is there, for programs that read all at once. */
  waitForEnd(): Promise<void> | undefined {
    return undefined;
  }
}

/** A source over an input of which only the interface is known. */
class ForeignSource extends Source {
  private loaded = false;

  constructor(private readonly input: Input) {
    super();
  }

  protected override refill(): void {
    if (this.loaded) return;
    this.loaded = true;
    this.text = this.input.readAll();
  }
}

/** @returns `input` with all the ways of reading. */
export function asSource(input: Input): Source {
  return input instanceof Source ? input : new ForeignSource(input);
}

/** What the stage before writes and the stage after reads. */
export class Pipe extends Source implements Output {
  private chunks: string[] = [];
  private waitingChars = 0;
  private hasLine = false;
  writerClosed = false;
  readerClosed = false;

  constructor(
    private readonly reader: Stage,
    private readonly checkLength: (length: number) => void,
  ) {
    super();
  }

  write(text: string): void {
    if (this.readerClosed) throw new BrokenPipe(this);
    if (text === '') return;
    this.chunks.push(text);
    this.waitingChars += text.length;
    this.hasLine ||= text.includes('\n');
    this.checkLength(this.waitingChars + this.text.length - this.at);
  }

  protected override refill(): void {
    if (this.chunks.length === 0) return;
    this.text = this.text.slice(this.at) + this.chunks.join('');
    this.at = 0;
    this.chunks = [];
    this.waitingChars = 0;
    this.hasLine = false;
  }

  /** The writer has to let the reader go on. */
  get isFull(): boolean {
    return !this.readerClosed && !this.wantsAll && this.waitingChars + this.text.length - this.at >= PIPE_FULL_CHARS;
  }

  get canReadLine(): boolean {
    return this.writerClosed || this.hasLine || this.text.indexOf('\n', this.at) >= 0;
  }

  override wait(): Promise<void> | undefined {
    return this.canReadLine ? undefined : this.reader.suspend(() => this.canReadLine);
  }

  override waitForEnd(): Promise<void> | undefined {
    return this.writerClosed
      ? undefined
      : this.reader.suspend(
          () => this.writerClosed,
          () => (this.wantsAll = true),
        );
  }

  /** The reader takes nothing before the end: the writer need not pause for it. */
  wantsAll = false;
}

/** Collects what is written. */
export class Capture implements Output {
  private readonly chunks: string[] = [];
  private length = 0;

  constructor(private readonly checkLength: (length: number) => void = () => {}) {}

  write(text: string): void {
    this.length += text.length;
    this.checkLength(this.length);
    this.chunks.push(text);
  }

  get text(): string {
    return this.chunks.join('');
  }
}

/** Takes everything and keeps nothing. */
export const NOWHERE: Output = { write() {} };
