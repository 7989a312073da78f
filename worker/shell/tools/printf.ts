/** printf of the shell: formats reused until the arguments are used up. */

import { quoteWithBackslashes } from '../interpreter/quote';
import { formatDate } from './date-format';
import { expandEscapes } from './echo';
import { formatFloat, formatInteger, pad, type FormatFlags } from './format';

export interface PrintfResult {
  text: string;
  errors: string[];
}

/** Rounds over the arguments at most. */
const ROUNDS_MAX = 1_000_000;

/** @returns the text and the complaints (`foo: invalid number`). */
export function formatPrintf(format: string, args: readonly string[], nowMs: number): PrintfResult {
  const printer = new Printer(format, args, nowMs);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = printer.next;
    printer.printOnce();
    if (printer.stopped || printer.next >= args.length || printer.next === before) break;
  }
  return { text: printer.text, errors: printer.errors };
}

const DIRECTIVE = /^%([-+ #0]*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|q|j|z|t)?(?:\(([^)]*)\))?([a-zA-Z%])/;

class Printer {
  text = '';
  errors: string[] = [];
  next = 0;
  stopped = false;

  constructor(
    private readonly format: string,
    private readonly args: readonly string[],
    private readonly nowMs: number,
  ) {}

  printOnce(): void {
    const { format } = this;
    for (let at = 0; at < format.length && !this.stopped;) {
      if (format[at] === '\\') {
        const escape = /^\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|.|$)/s.exec(
          format.slice(at),
        )![0];
        this.text +=
          escape === '\\"' ? '"' : escape === "\\'" ? "'" : escape === '\\c' ? '' : expandEscapes(escape, false).text;
        if (escape === '\\c') this.stopped = true;
        at += escape.length;
      } else if (format[at] === '%') {
        const directive = DIRECTIVE.exec(format.slice(at));
        if (!directive) {
          this.errors.push(
            `\`${format.slice(at)[1] ?? '%'}': ${format.slice(at).length === 1 ? 'missing format character' : 'invalid format character'}`,
          );
          this.stopped = true;
          return;
        }
        this.directive(directive);
        at += directive[0].length;
      } else this.text += format[at++];
    }
  }

  private argument(): string | undefined {
    return this.args[this.next++];
  }

  private directive(found: RegExpExecArray): void {
    const [, flagText, widthText, precisionText, dateFormat, conversion] = found;
    if (conversion === '%') {
      this.text += '%';
      return;
    }
    const flags: FormatFlags = {
      left: flagText.includes('-'),
      plus: flagText.includes('+'),
      space: flagText.includes(' '),
      zero: flagText.includes('0'),
      alternate: flagText.includes('#'),
    };
    let width = widthText === '*' ? Number(this.argument() ?? 0) : Number(widthText ?? 0);
    if (width < 0) {
      flags.left = true;
      width = -width;
    }
    const precision =
      precisionText === undefined
        ? undefined
        : precisionText === '*'
          ? Number(this.argument() ?? 0)
          : Number(precisionText);
    this.text += this.convert(
      conversion,
      flags,
      width,
      precision !== undefined && precision < 0 ? undefined : precision,
      dateFormat,
    );
  }

  private convert(
    conversion: string,
    flags: FormatFlags,
    width: number,
    precision: number | undefined,
    dateFormat: string | undefined,
  ): string {
    const cut = (text: string) =>
      pad(precision === undefined ? text : [...text].slice(0, precision).join(''), width, flags);
    switch (conversion) {
      case 's':
        return cut(this.argument() ?? '');
      case 'b': {
        const expanded = expandEscapes(this.argument() ?? '', false);
        if (expanded.stop) this.stopped = true;
        return cut(expanded.text);
      }
      case 'q':
        return cut(quoteWithBackslashes(this.argument() ?? ''));
      case 'c':
        return pad([...(this.argument() ?? '')][0] ?? '', width, flags);
      case 'T': {
        const given = this.argument();
        const seconds =
          given === undefined || given === '-1' || given === '-2' ? Math.floor(this.nowMs / 1000) : Number(given);
        return cut(formatDate(seconds * 1000, dateFormat || '%H:%M:%S'));
      }
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        return formatInteger(this.integer(this.argument()), conversion, flags, width, precision);
      case 'f':
      case 'F':
      case 'e':
      case 'E':
      case 'g':
      case 'G':
        return formatFloat(this.float(this.argument()), conversion, flags, width, precision);
      default:
        this.errors.push(`\`${conversion}': invalid format character`);
        this.stopped = true;
        return '';
    }
  }

  private integer(text: string | undefined): bigint {
    if (text === undefined || text === '') return 0n;
    if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
    const found = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
    if (!found || found[0] !== text)
      this.errors.push(`${text}: invalid ${found && /^\s*[-+]?0\d/.test(text) ? 'octal ' : ''}number`);
    if (!found) return 0n;
    const digits = found[2];
    const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return found[1] === '-' ? -value : value;
  }

  private float(text: string | undefined): number {
    if (text === undefined || text === '') return 0;
    if (/^['"]/.test(text)) return text.codePointAt(1) ?? 0;
    const value = Number(text);
    if (!Number.isNaN(value) && text.trim() !== '') return value;
    if (/^[-+]?(?:inf(?:inity)?|nan)$/i.test(text))
      return /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity;
    this.errors.push(`${text}: invalid number`);
    return parseFloat(text) || 0;
  }
}
