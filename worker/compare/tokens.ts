/** What a cluster prints as tokens: what no two runs have in common is masked, and every token has a kind. */

import type { Addresses } from '../core/types';

const MASKS: readonly [pattern: RegExp, by: string][] = [
  [/^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ .*\n/gm, ''],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '‹uid›'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '‹time›'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, '‹time›'],
  [/("?resourceVersion"?: )"\d+"/g, '$1"‹rv›"'],
  [/\b(resourceVersion|continue)=\S+/g, '$1=‹rv›'],
];

/** @returns the text with a mark for each uid, time and resource version, and without client-go's log lines. */
export const mask = (text: string): string =>
  MASKS.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text);

export const AGE = /^(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/;
export const isAge = (token: string): boolean => token !== '' && /[a-z]$/.test(token) && AGE.test(token);

/** Hash of a Pod template: its form counts, not its value. */
export const TEMPLATE_HASH =
  /(^|-)(?=[^-]*\d)[bcdfghjklmnpqrstvwxz2456789]{8,10}(?=$|-[bcdfghjklmnpqrstvwxz2456789]{5}$)/;

const PIECES = /[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*|‹\w+›|[A-Za-z0-9_][A-Za-z0-9_.\-]*|[ ]+|\t|./gu;
const PLAIN_PIECES = /[A-Za-z0-9_][A-Za-z0-9_.\-]*|./g;

export type TokenKind = 'none' | 'gap' | 'IPv4 address' | 'IPv6 address' | 'number' | 'age' | 'word' | 'mark';

export interface Tokenizer {
  tokensOf(line: string): string[];
  kindOf(token: string): TokenKind;
}

/** @param addresses tell what is an address. */
export function createTokenizer(addresses: Addresses): Tokenizer {
  const isIPv6 = (text: string) => text.includes(':') && addresses.parse(text) !== undefined;
  const isPlain = (piece: string) => !piece.includes(':') || piece.length < 2 || isIPv6(piece);
  return {
    tokensOf: (line) =>
      (line.match(PIECES) ?? []).flatMap((piece) =>
        isPlain(piece) ? [piece] : (piece.match(PLAIN_PIECES) ?? [piece]),
      ),
    kindOf(token) {
      if (token === '') return 'none';
      if (/^ +$/.test(token)) return 'gap';
      if (/^\d+\.\d+\.\d+\.\d+$/.test(token) && addresses.parse(token)) return 'IPv4 address';
      if (isIPv6(token)) return 'IPv6 address';
      if (/^\d+$/.test(token)) return 'number';
      if (AGE.test(token)) return 'age';
      return /^[A-Za-z0-9_]/.test(token) ? 'word' : 'mark';
    },
  };
}

/** @returns every range that a text names. */
export function rangesIn(text: string, addresses: Addresses): string[] {
  const found = text.match(/\b[0-9a-fA-F:.]+\/\d{1,3}\b/g) ?? [];
  return [...new Set(found)].filter((range) => addresses.parse(range.split('/')[0]) !== undefined);
}
