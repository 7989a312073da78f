/** Numbers and widths as C's printf writes them. */

export interface FormatFlags {
  left: boolean;
  plus: boolean;
  space: boolean;
  zero: boolean;
  alternate: boolean;
}

/** @returns `text` padded to `width`. */
export function pad(text: string, width: number, flags: FormatFlags, canZero = false): string {
  const length = [...text].length;
  if (length >= width) return text;
  if (flags.left) return text + ' '.repeat(width - length);
  if (!flags.zero || !canZero) return ' '.repeat(width - length) + text;
  const sign = /^(?:[-+ ]?0[xX]|[-+ ])/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(width - length) + text.slice(sign.length);
}

/** `%d %i %u %o %x %X` of a whole number. */
export function formatInteger(
  value: bigint,
  conversion: string,
  flags: FormatFlags,
  width: number,
  precision: number | undefined,
): string {
  const isSigned = conversion === 'd' || conversion === 'i';
  const magnitude = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  const base = conversion === 'o' ? 8 : conversion === 'x' || conversion === 'X' ? 16 : 10;
  let digits = magnitude.toString(base);
  if (conversion === 'X') digits = digits.toUpperCase();
  if (precision !== undefined) digits = precision === 0 && magnitude === 0n ? '' : digits.padStart(precision, '0');
  if (flags.alternate && base === 16 && magnitude !== 0n) digits = `0${conversion}${digits}`;
  if (flags.alternate && base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  const sign = isSigned ? (value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '') : '';
  return pad(sign + digits, width, flags, precision === undefined);
}

/** `%f %e %g` and their capital forms. */
export function formatFloat(
  value: number,
  conversion: string,
  flags: FormatFlags,
  width: number,
  precision = 6,
): string {
  const lower = conversion.toLowerCase();
  const magnitude = Math.abs(value);
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? 'nan' : 'inf';
  else if (lower === 'f') text = fixed(magnitude, precision);
  else if (lower === 'e') text = exponential(magnitude, precision);
  else text = general(magnitude, precision, flags.alternate);
  if (conversion !== lower) text = text.toUpperCase();
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  return pad(sign + text, width, flags, Number.isFinite(value));
}

/** toFixed for all sizes; it rounds the exact binary value, as C does. */
function fixed(value: number, precision: number): string {
  if (value < 1e21) return value.toFixed(Math.min(precision, 100));
  const whole = BigInt(value).toString();
  return precision > 0 ? `${whole}.${'0'.repeat(precision)}` : whole;
}

function exponential(value: number, precision: number): string {
  return value.toExponential(Math.min(precision, 100)).replace(/e([-+])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  const isScientific = exponent < -4 || exponent >= digits;
  const text = isScientific ? exponential(value, digits - 1) : fixed(value, digits - 1 - exponent);
  if (keepZeros) return text;
  return isScientific ? text.replace(/\.?0*(?=e)/, '') : text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
