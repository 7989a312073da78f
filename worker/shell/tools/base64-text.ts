/** Bytes as base64 text and back. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** @returns the base64 text of bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const count = Math.min(3, bytes.length - at) + 1;
    for (let index = 0; index < 4; index++) text += index < count ? ALPHABET[(group >> (18 - 6 * index)) & 63] : '=';
  }
  return text;
}

/** @returns the bytes, and whether all of the text was base64. */
export function decodeBase64(text: string): { bytes: Uint8Array; isValid: boolean } {
  const clean = text.replace(/[\r\n]/g, '');
  const body = clean.replace(/=+$/, '');
  const bytes: number[] = [];
  let group = 0;
  let bits = 0;
  for (const char of body) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return { bytes: new Uint8Array(bytes), isValid: false };
    group = ((group << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((group >> bits) & 255);
  }
  return { bytes: new Uint8Array(bytes), isValid: clean.length % 4 === 0 && body.length % 4 !== 1 };
}
