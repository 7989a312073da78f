/** Shell patterns as texts: which characters are special in them. */

/** @returns `text` as a pattern that matches just that text. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@]/g, '\\$&');
}

/** @returns whether a pattern has anything but literal characters. */
export function hasPattern(pattern: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*(?:[*?[]|[!+@]\()/.test(pattern);
}

/** @returns the text of a pattern that has only literal characters. */
export function unquotePattern(pattern: string): string {
  return pattern.replace(/\\(.)/gs, '$1');
}
