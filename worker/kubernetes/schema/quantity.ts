/** Quantities in their canonical form, as the API prints them: `0.5` is `500m`, `1024Mi` is `1Gi`. */

const PATTERN = /^([+-]?)(\d+\.?\d*|\.\d+)(m|u|n|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/;
export const QUANTITY_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const THOUSAND = 1000n;
const KIBI = 1024n;
/** Values are counted in billionths: nothing is smaller. */
const NANO_DIGITS = 9;

/** @returns the value in billionths without its sign; 0 when `text` is no quantity. */
export function nanoOf(text: string | number): bigint {
  const match = PATTERN.exec(String(text));
  if (!match) return 0n;
  const [, , digits, suffix = ''] = match;
  const isBinary = BINARY.indexOf(suffix) > 0;
  const exponent = /^[eE](.*)$/.exec(suffix)?.[1];
  const power = exponent !== undefined ? Number(exponent) : isBinary ? 0 : 3 * (DECIMAL.indexOf(suffix) - 3);
  const nano = scaled(digits, power + NANO_DIGITS);
  return isBinary ? nano * KIBI ** BigInt(BINARY.indexOf(suffix)) : nano;
}

/** @returns undefined when `text` is no quantity. */
export function canonicalQuantity(text: string): string | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, sign, , suffix = ''] = match;
  const isBinary = BINARY.indexOf(suffix) > 0;
  const nano = nanoOf(text);
  if (nano === 0n) return '0';
  const minus = sign === '-' ? '-' : '';
  if (isBinary && nano % 10n ** BigInt(NANO_DIGITS) === 0n)
    return minus + binaryText(nano / 10n ** BigInt(NANO_DIGITS));
  return minus + decimalText(nano);
}

/** The digits times a power of ten, rounded up to a whole number. */
function scaled(digits: string, power: number): bigint {
  const [whole, fraction = ''] = digits.split('.');
  const shift = power - fraction.length;
  const value = BigInt(whole + fraction || '0');
  if (shift >= 0) return value * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (value + divisor - 1n) / divisor;
}

function binaryText(value: bigint): string {
  let step = 0;
  while (step < BINARY.length - 1 && value % KIBI === 0n) {
    value /= KIBI;
    step++;
  }
  return `${value}${BINARY[step]}`;
}

function decimalText(nano: bigint): string {
  let step = 0;
  while (step < DECIMAL.length - 1 && nano % THOUSAND === 0n) {
    nano /= THOUSAND;
    step++;
  }
  return `${nano}${DECIMAL[step]}`;
}
