/** What a YAML scalar means, as go-yaml v2 resolves it: the YAML 1.1 of Kubernetes. */

export type Resolved =
  | { type: 'null'; value: null }
  | { type: 'bool'; value: boolean }
  | { type: 'int'; value: number | bigint }
  | { type: 'float'; value: number }
  | { type: 'timestamp'; value: string }
  | { type: 'merge'; value: string }
  | { type: 'str'; value: string };

const WORDS = new Map<string, Resolved>();
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, { type: 'null', value: null });
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
  WORDS.set(word, { type: 'bool', value: true });
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
  WORDS.set(word, { type: 'bool', value: false });
for (const word of ['.nan', '.NaN', '.NAN']) WORDS.set(word, { type: 'float', value: NaN });
for (const word of ['.inf', '.Inf', '.INF']) {
  WORDS.set(word, { type: 'float', value: Infinity });
  WORDS.set(`+${word}`, { type: 'float', value: Infinity });
  WORDS.set(`-${word}`, { type: 'float', value: -Infinity });
}
WORDS.set('<<', { type: 'merge', value: '<<' });

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+)|0([0-7]+)|([1-9][0-9]*|0))$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:$|(?:[Tt]|[ ])\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})?$)/;
const INT64 = 2n ** 63n;

/** Resolves a plain scalar. */
export function resolveScalar(text: string): Resolved {
  const word = WORDS.get(text);
  if (word) return word;
  if (!/^[-+.0-9]/.test(text)) return { type: 'str', value: text };
  if (text.startsWith('.')) return resolveFloat(text) ?? { type: 'str', value: text };
  if (TIMESTAMP.test(text)) return { type: 'timestamp', value: text };
  const plain = text.replaceAll('_', '');
  return resolveInteger(plain) ?? resolveFloat(plain) ?? { type: 'str', value: text };
}

function resolveFloat(text: string): Resolved | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

function resolveInteger(text: string): Resolved | undefined {
  const match = INTEGER.exec(text);
  if (!match) return undefined;
  const [, sign, hex, octal, binary, oldOctal, decimal] = match;
  const digits = hex ?? octal ?? binary ?? oldOctal ?? decimal;
  const prefix = hex ? '0x' : octal || oldOctal ? '0o' : binary ? '0b' : '';
  const value = BigInt(prefix + digits) * (sign === '-' ? -1n : 1n);
  if (value >= INT64 && value < 2n * INT64) return sign === '' ? { type: 'float', value: Number(value) } : undefined;
  if (value >= INT64 || value < -INT64) return undefined;
  return { type: 'int', value: toInteger(value) };
}

/** A number where it is exact, a bigint beyond 2^53. */
export function toInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** True for `12:30`: go-yaml quotes these when it prints, because older parsers read them as numbers. */
export function isBase60(text: string): boolean {
  return /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}
