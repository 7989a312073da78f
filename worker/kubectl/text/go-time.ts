/** What Go's time.Parse finds wrong with a time of RFC 3339. */

import { goQuote } from './go-syntax';

const LAYOUT = '2006-01-02T15:04:05Z07:00';

/** Pieces of the layout, in order: what stands there in it, what a value has there, and the greatest number. */
const PIECES: readonly (readonly [layout: string, pattern: RegExp, range?: readonly [string, number, number]])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/, ['month', 1, 12]],
  ['-', /^-/],
  ['02', /^\d\d/, ['day', 1, 31]],
  ['T', /^T/],
  ['15', /^\d\d?/, ['hour', 0, 23]],
  [':', /^:/],
  ['04', /^\d\d/, ['minute', 0, 59]],
  [':', /^:/],
  ['05', /^\d\d(?:[.,]\d+)?/, ['second', 0, 59]],
  ['Z07:00', /^(?:Z|[-+]\d\d:\d\d)/],
];

/** @returns the error's text; undefined for a time. */
export function parseRFC3339Problem(text: string): string | undefined {
  let rest = text;
  for (const [layout, pattern, range] of PIECES) {
    const match = pattern.exec(rest)?.[0];
    if (match === undefined)
      return `parsing time ${goQuote(text)} as ${goQuote(LAYOUT)}: cannot parse ${goQuote(rest)} as ${goQuote(layout)}`;
    if (range && (parseInt(match, 10) < range[1] || parseInt(match, 10) > range[2]))
      return `parsing time ${goQuote(text)}: ${range[0]} out of range`;
    rest = rest.slice(match.length);
  }
  if (rest !== '') return `parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}`;
  const [year, month, day] = text.split(/[-T]/).map(Number);
  return day > new Date(Date.UTC(year, month, 0)).getUTCDate()
    ? `parsing time ${goQuote(text)}: day out of range`
    : undefined;
}
