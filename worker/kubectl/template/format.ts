/** fmt.Sprintf, Sprint and Sprintln over template values. */

import { compareText, goFloat, isObject } from '../../kubernetes/patch';
import { goQuote, goSyntax } from '../text/go-syntax';
import { GoNumber, isNil, numberOf, printValue, typeName } from './values';

/** Characters that a width or precision may ask for. */
const WIDTH_MAX = 100_000;

interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width?: number;
  precision?: number;
}

/** fmt.Sprint: a blank between operands when neither is a string. */
export function sprint(args: readonly unknown[]): string {
  return args
    .map((arg, i) => (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + printArg(arg))
    .join('');
}

/** fmt.Sprintln. */
export function sprintln(args: readonly unknown[]): string {
  return `${args.map(printArg).join(' ')}\n`;
}

const printArg = (arg: unknown) => (isNil(arg) ? '<nil>' : printValue(arg));

/** fmt.Sprintf. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?([\s\S]?)/gu,
    (_, flagText: string, widthText: string | undefined, precisionText: string | undefined, verb: string) => {
      const flags = readFlags(flagText);
      const star = (text: string | undefined) => {
        if (text !== '*') return text === undefined ? undefined : Math.min(Number(text), WIDTH_MAX);
        const number = numberOf(args[next++]);
        return number ? Math.min(Number(number.value), WIDTH_MAX) : undefined;
      };
      flags.width = star(widthText);
      if (flags.width !== undefined && flags.width < 0) {
        flags.minus = true;
        flags.width = -flags.width;
      }
      flags.precision = precisionText === undefined ? undefined : star(precisionText);
      if (verb === '') return '%!(NOVERB)';
      if (verb === '%') return '%';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      return formatVerb(verb, args[next++], flags);
    },
  );
  if (next >= args.length) return text;
  const extra = args.slice(next).map((arg) => (isNil(arg) ? '<nil>' : `${typeName(arg)}=${printValue(arg)}`));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function readFlags(text: string): Flags {
  return {
    minus: text.includes('-'),
    plus: text.includes('+'),
    sharp: text.includes('#'),
    space: text.includes(' '),
    zero: text.includes('0'),
  };
}

function formatVerb(verb: string, value: unknown, flags: Flags): string {
  if (verb === 'T') return pad(typeName(value), flags);
  if (isNil(value)) return verb === 'v' ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
  if (verb === 'v' && flags.sharp) return goSyntax(value instanceof GoNumber ? value.value : value);
  if (Array.isArray(value)) {
    if (verb === 'v' || verb !== 'T') return `[${value.map((item) => formatVerb(verb, item, flags)).join(' ')}]`;
  }
  if (isObject(value) && !(value instanceof GoNumber)) {
    const keys = Object.keys(value).sort(compareText);
    return `map[${keys.map((key) => `${formatVerb(verb, key, flags)}:${formatVerb(verb, value[key], flags)}`).join(' ')}]`;
  }
  const formatted = formatScalar(verb, value, flags);
  return formatted ?? `%!${verb}(${typeName(value)}=${printValue(value)})`;
}

function formatScalar(verb: string, value: unknown, flags: Flags): string | undefined {
  if (typeof value === 'string') return formatString(verb, value, flags);
  if (typeof value === 'boolean') return verb === 't' || verb === 'v' ? pad(String(value), flags) : undefined;
  const number = numberOf(value)!;
  return number.kind === 'int'
    ? formatInteger(verb, BigInt(number.value), flags)
    : formatFloat(verb, Number(number.value), flags);
}

function formatString(verb: string, text: string, flags: Flags): string | undefined {
  const cut = flags.precision === undefined ? text : [...text].slice(0, flags.precision).join('');
  if (verb === 's' || verb === 'v') return pad(cut, flags);
  if (verb === 'q') return pad(flags.sharp && !cut.includes('`') ? `\`${cut}\`` : goQuote(cut), flags);
  if (verb !== 'x' && verb !== 'X') return undefined;
  const hex = [...new TextEncoder().encode(cut)].map((byte) => byte.toString(16).padStart(2, '0'));
  const joined = hex.join(flags.space ? ' ' : '');
  return pad(verb === 'X' ? joined.toUpperCase() : joined, flags);
}

const BASES: Readonly<Record<string, number>> = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

function formatInteger(verb: string, value: bigint, flags: Flags): string | undefined {
  if (verb === 'c') return pad(String.fromCodePoint(Number(value)), flags);
  if (verb === 'q') return pad(`'${String.fromCodePoint(Number(value))}'`, flags);
  if (verb === 'U') return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, flags);
  const base = BASES[verb];
  if (base === undefined) return undefined;
  let digits = (value < 0n ? -value : value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  if (flags.precision !== undefined) digits = digits.padStart(flags.precision, '0');
  const prefix = verb === 'O' ? '0o' : !flags.sharp ? '' : ({ b: '0b', o: '0', x: '0x', X: '0X' }[verb] ?? '');
  return padNumber((value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '') + prefix, digits, {
    ...flags,
    zero: flags.zero && flags.precision === undefined,
  });
}

function formatFloat(verb: string, value: number, flags: Flags): string | undefined {
  let text: string;
  const size = Math.abs(value);
  if (verb === 'v' || verb === 'g' || verb === 'G')
    text = flags.precision === undefined ? goFloat(size) : String(Number(size.toPrecision(flags.precision || 1)));
  else if (verb === 'f' || verb === 'F') text = size.toFixed(Math.min(flags.precision ?? 6, 100));
  else if (verb === 'e' || verb === 'E')
    text = size.toExponential(Math.min(flags.precision ?? 6, 100)).replace(/e([-+])(\d)$/, 'e$10$2');
  else return undefined;
  if (verb === 'E' || verb === 'G') text = text.toUpperCase();
  return padNumber(value < 0 ? '-' : flags.plus ? '+' : flags.space ? ' ' : '', text, flags);
}

function padNumber(sign: string, digits: string, flags: Flags): string {
  if (flags.zero && !flags.minus && flags.width !== undefined)
    return sign + digits.padStart(flags.width - sign.length, '0');
  return pad(sign + digits, { ...flags, zero: false });
}

function pad(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  return flags.minus ? text + ' '.repeat(missing) : (flags.zero ? '0' : ' ').repeat(missing) + text;
}
