/** Prints JSON values as Go's `%v` prints the maps, slices and scalars that they were decoded into. */

import { compareText, isObject } from './json';

/**
 * A float64 as Go's `%v` prints it (shortest form, exponent below 1e-4 and from 1e21).
 * @param value a number with a fraction, or one too large for int64.
 */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return plainFloat(value, power);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function plainFloat(value: number, power: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const digits = value.toExponential().split('e')[0].replace(/[-.]/g, '');
  const sign = value < 0 ? '-' : '';
  return power < 0 ? `${sign}0.${'0'.repeat(-power - 1)}${digits}` : `${sign}${digits.padEnd(power + 1, '0')}`;
}

/** A number as Go prints it: whole numbers are int64, all others float64. */
export function goNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString();
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) {
    return Object.is(value, -0) ? '0' : Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  }
  return goFloat(value);
}

/** `%v` of a decoded JSON value: `map[a:1 b:[x y]]`, `<nil>`. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number' || typeof value === 'bigint') return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort(compareText);
    return `map[${keys.map((key) => `${key}:${goValue(value[key])}`).join(' ')}]`;
  }
  return String(value);
}
