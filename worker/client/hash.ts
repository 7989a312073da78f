/** Short stable hashes of templates in the alphabet that Kubernetes uses for them (pods-and-nodes.md R8.3, R8.4). */

/** Digits 0 to 9 of the decimal hash. */
const ALPHABET = '456789bcdf';

/** FNV-1a, 32 bits, over the UTF-8 bytes of `text`. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** A number in decimal, each digit mapped into the alphabet. */
export function safeEncode(hash: number): string {
  return String(hash).replace(/\d/g, (digit) => ALPHABET[Number(digit)]);
}

/** JSON with sorted keys, without absent fields: equal values give equal texts. */
export function canonicalJSON(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJSON).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJSON(field)}`).join(',')}}`;
}

/**
 * The hash that stands in names and labels. It is not Kubernetes' own, which depends on Go's dump of the object, but
 * has its form; equal templates give equal hashes, and each release has its own.
 */
export function templateHash(template: unknown, release: string, collisionCount?: number): string {
  const seed = collisionCount === undefined ? '' : `#${collisionCount}`;
  return safeEncode(fnv1a(`${release}\n${canonicalJSON(template)}${seed}`));
}

/** Structural equality of JSON values: what is absent equals a field that is undefined; no value equals null. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  const [from, to] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in from)
    if (from[key] !== undefined && (to[key] === undefined || !isSame(from[key], to[key]))) return false;
  for (const key in to) if (to[key] !== undefined && from[key] === undefined) return false;
  return true;
}
