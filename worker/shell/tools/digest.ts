/** base64, md5sum, sha1sum, sha256sum. */

import type { CommandContext } from '../types';
import { decodeBase64, encodeBase64 } from './base64-text';
import { bytesOf, openFile, openOperands, parseOptions, readText, textOf, tool, ToolError } from './common';

export const base64 = tool(async (context) => {
  const options = parseOptions(context, {
    flags: 'di',
    values: 'w',
    long: { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' },
  });
  const { sources, status } = openOperands(context, options.operands.slice(0, 1));
  if (status !== 0) return status;
  const text = await readText(context, sources[0].source);
  if (options.has('d')) {
    const { bytes, isValid } = decodeBase64(options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text);
    context.stdout.write(textOf(bytes));
    if (!isValid) throw new ToolError('base64: invalid input');
    return 0;
  }
  const width = Number(options.value('w') ?? 76);
  const encoded = encodeBase64(bytesOf(text));
  context.stdout.write(
    width > 0 ? (encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => `${line}\n`).join('') : encoded,
  );
  return 0;
});

function digestTool(digest: (bytes: Uint8Array) => string) {
  return tool(async (context) => {
    const options = parseOptions(context, {
      flags: 'cbtqsw',
      long: { check: 'c', quiet: 'q', status: 's', binary: 'b', text: 't' },
    });
    if (options.has('c')) return check(context, options.operands, digest, options.has('q') || options.has('s'));
    const { sources, status } = openOperands(context, options.operands);
    for (const { name, source } of sources)
      context.stdout.write(`${digest(bytesOf(await readText(context, source)))}  ${name}\n`);
    return status;
  });
}

async function check(
  context: CommandContext,
  operands: readonly string[],
  digest: (bytes: Uint8Array) => string,
  quiet: boolean,
): Promise<number> {
  const { sources, status } = openOperands(context, operands);
  let failed = 0;
  for (const { source } of sources) {
    for (const line of (await readText(context, source)).split('\n')) {
      const found = /^([0-9a-f]+) [ *](.+)$/.exec(line);
      if (!found) continue;
      const file = openFile(context, found[2]);
      const isSame = typeof file !== 'string' && digest(bytesOf(file.readAll())) === found[1];
      if (!isSame) failed += 1;
      if (!quiet || !isSame) context.stdout.write(`${found[2]}: ${isSame ? 'OK' : 'FAILED'}\n`);
    }
  }
  if (failed > 0)
    context.stderr.write(
      `${context.name}: WARNING: ${failed} computed checksum${failed === 1 ? '' : 's'} did NOT match\n`,
    );
  return failed > 0 ? 1 : status;
}

/** Message with its padding, as 32-bit words. */
function padded(bytes: Uint8Array, littleEndian: boolean): DataView {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const buffer = new Uint8Array(length);
  buffer.set(bytes);
  buffer[bytes.length] = 0x80;
  const view = new DataView(buffer.buffer);
  const bits = BigInt(bytes.length) * 8n;
  view.setBigUint64(length - 8, bits, littleEndian);
  return view;
}

const rotateLeft = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));
const rotateRight = (value: number, bits: number) => (value >>> bits) | (value << (32 - bits));
const hex = (words: readonly number[]) => words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}

const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;

function sha256(bytes: Uint8Array): string {
  const numbers = primes(64);
  const constants = numbers.map((prime) => fraction(Math.cbrt(prime)));
  const state = numbers.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const view = padded(bytes, false);
  const words = new Int32Array(64);
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) words[i] = view.getInt32(block + 4 * i);
      else {
        const s0 = rotateRight(words[i - 15], 7) ^ rotateRight(words[i - 15], 18) ^ (words[i - 15] >>> 3);
        const s1 = rotateRight(words[i - 2], 17) ^ rotateRight(words[i - 2], 19) ^ (words[i - 2] >>> 10);
        words[i] = words[i - 16] + s0 + words[i - 7] + s1;
      }
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i] + words[i]) | 0;
      const s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => (state[index] = (state[index] + value) | 0));
  }
  return hex(state);
}

function sha1(bytes: Uint8Array): string {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const view = padded(bytes, false);
  const words = new Int32Array(80);
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 80; i++)
      words[i] =
        i < 16
          ? view.getInt32(block + 4 * i)
          : rotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    let [a, b, c, d, e] = state;
    for (let i = 0; i < 80; i++) {
      const round = Math.floor(i / 20);
      const mixed = [(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d), b ^ c ^ d][round];
      const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round];
      const next = (rotateLeft(a, 5) + mixed + e + constant + words[i]) | 0;
      [a, b, c, d, e] = [next, a, rotateLeft(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((value, index) => (state[index] = (state[index] + value) | 0));
  }
  return hex(state);
}

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

function md5(bytes: Uint8Array): string {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const view = padded(bytes, true);
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i++) {
      const round = Math.floor(i / 16);
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round];
      const word = view.getInt32(block + 4 * [i, (5 * i + 1) % 16, (3 * i + 5) % 16, (7 * i) % 16][round], true);
      const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0;
      const next = (b + rotateLeft((a + mixed + constant + word) | 0, MD5_SHIFTS[4 * round + (i % 4)])) | 0;
      [a, b, c, d] = [d, next, b, c];
    }
    [a, b, c, d].forEach((value, index) => (state[index] = (state[index] + value) | 0));
  }
  const swap = (word: number) =>
    ((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  return hex(state.map(swap));
}

export const md5sum = digestTool(md5);
export const sha1sum = digestTool(sha1);
export const sha256sum = digestTool(sha256);
