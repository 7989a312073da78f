/** Headers of SPDY streams: names and values, compressed with one state a direction. */

import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { DICTIONARY } from './dictionary';

/** Bytes of one stream's headers at the most. */
const HEADERS_MAX = 16 * 1024;

/** @returns what a (de)compressor makes of `input`. @throws what zlib says of broken input. */
function pass(codec: Deflate | Inflate, input: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const take = (part: Buffer) => {
      size += part.length;
      if (size > HEADERS_MAX) codec.destroy(new RangeError('headers are too long'));
      parts.push(part);
    };
    codec.on('data', take).once('error', reject);
    codec.write(input);
    codec.flush(constants.Z_SYNC_FLUSH, () => {
      codec.off('data', take).off('error', reject);
      resolve(Buffer.concat(parts));
    });
  });
}

export class HeaderCodec {
  readonly #inflate = createInflate({ dictionary: DICTIONARY });
  readonly #deflate = createDeflate({ dictionary: DICTIONARY });

  /** @returns values by lower-case name. */
  async read(block: Buffer): Promise<Map<string, string>> {
    const bytes = await pass(this.#inflate, block);
    let at = 4;
    const text = () => {
      const length = bytes.readUInt32BE(at);
      at += 4 + length;
      return bytes.toString('utf8', at - length, at);
    };
    const headers = new Map<string, string>();
    for (let count = bytes.readUInt32BE(0); count > 0; count--) headers.set(text().toLowerCase(), text());
    return headers;
  }

  /** A block without any header. */
  writeNone(): Promise<Buffer> {
    return pass(this.#deflate, Buffer.alloc(4));
  }

  close(): void {
    this.#inflate.close();
    this.#deflate.close();
  }
}
