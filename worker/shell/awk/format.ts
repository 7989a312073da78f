/** printf and sprintf of awk. */

import { formatFloat, formatInteger, pad, type FormatFlags } from '../tools/format';
import { ToolError } from '../tools/common';
import { InputText, toNumber, type AwkValue } from './values';

const DIRECTIVE = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:hh|h|ll|l|L|q|j|z|t)?([a-zA-Z%])|%/g;

/** @returns `format` with its directives filled from `values`. `text` turns a value into text. */
export function formatValues(format: string, values: readonly AwkValue[], text: (value: AwkValue) => string): string {
  let next = 0;
  return format.replace(
    DIRECTIVE,
    (whole, flagText?: string, widthText?: string, precisionText?: string, conversion?: string, offset?: number) => {
      if (conversion === undefined || conversion === '%') return '%';
      const flags: FormatFlags = {
        left: flagText!.includes('-'),
        plus: flagText!.includes('+'),
        space: flagText!.includes(' '),
        zero: flagText!.includes('0'),
        alternate: flagText!.includes('#'),
      };
      let width = widthText === '*' ? toNumber(values[next++]) : Number(widthText ?? 0);
      if (width < 0) {
        flags.left = true;
        width = -width;
      }
      const hasPrecision = /\.(?=[*\d]*[a-zA-Z]$)/.test(whole);
      const precision = !hasPrecision
        ? undefined
        : precisionText === '*'
          ? toNumber(values[next++])
          : Number(precisionText ?? 0);
      if (next >= values.length)
        throw new ToolError(
          `awk: cmd. line:1: fatal: not enough arguments to satisfy format string\n\t\`${format}'\n\t${' '.repeat(offset as number)} ^ ran out for this one`,
          2,
        );
      const value = values[next++];
      switch (conversion) {
        case 'd':
        case 'i':
          return integer(toNumber(value), 'd', flags, width, precision);
        case 'o':
        case 'x':
        case 'X':
        case 'u':
          return integer(toNumber(value), conversion, flags, width, precision);
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G':
          return formatFloat(toNumber(value), conversion, flags, width, precision);
        case 'c': {
          const isNumber = typeof value === 'number' || (value instanceof InputText && value.number !== undefined);
          return pad(
            isNumber ? String.fromCodePoint(toNumber(value) & 0x1fffff) : ([...text(value)][0] ?? ''),
            width,
            flags,
          );
        }
        case 's': {
          const chars = text(value);
          return pad(precision === undefined ? chars : [...chars].slice(0, precision).join(''), width, flags);
        }
        default:
          return whole;
      }
    },
  );
}

function integer(
  value: number,
  conversion: string,
  flags: FormatFlags,
  width: number,
  precision: number | undefined,
): string {
  if (!Number.isFinite(value)) return pad(Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf', width, flags);
  return formatInteger(BigInt(Math.trunc(value)), conversion, flags, width, precision);
}

/** A number by a format such as `%.6g`. */
export function printNumber(format: string, value: number): string {
  return formatValues(format, [value], () => '');
}
