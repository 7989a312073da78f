/** Frames of SPDY/3.1, as far as streams of `exec` need them. */

export const SYN_STREAM = 1;
export const SYN_REPLY = 2;
export const RST_STREAM = 3;
export const PING = 6;
export const GOAWAY = 7;

export const FIN = 1;

export type Frame =
  { type: 'data'; stream: number; flags: number; payload: Buffer } | { type: number; flags: number; payload: Buffer };

const HEAD = 8;
const VERSION = 3;
/** Longer frames than clients send: more than one command's input at a time. */
const FRAME_MAX = 1 << 20;
const ID_MASK = 0x7fffffff;

/** Cuts what comes in into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws RangeError for a frame that is too long. */
  read(chunk: Buffer): Frame[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    while (this.#rest.length >= HEAD) {
      const length = this.#rest.readUIntBE(5, 3);
      if (length > FRAME_MAX) throw new RangeError(`a frame of ${length} bytes`);
      if (this.#rest.length < HEAD + length) break;
      const first = this.#rest.readUInt32BE(0);
      const flags = this.#rest[4];
      const payload = this.#rest.subarray(HEAD, HEAD + length);
      const isControl = first > ID_MASK;
      frames.push(
        isControl ? { type: first & 0xffff, flags, payload } : { type: 'data', stream: first, flags, payload },
      );
      this.#rest = this.#rest.subarray(HEAD + length);
    }
    return frames;
  }
}

/** Reads a stream's number. */
export const streamOf = (payload: Buffer): number => (payload.length >= 4 ? payload.readUInt32BE(0) & ID_MASK : 0);

export function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export const controlFrame = (type: number, payload: Buffer): Buffer =>
  frameOf(((VERSION | 0x8000) << 16) + type, 0, payload);

/** Data in frames that are not too long; the last may end the stream. */
export function dataFrames(stream: number, payload: Buffer, flags = 0): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + FRAME_MAX < payload.length; at += FRAME_MAX)
    parts.push(frameOf(stream, 0, payload.subarray(at, at + FRAME_MAX)));
  return Buffer.concat([...parts, frameOf(stream, flags, payload.subarray(parts.length * FRAME_MAX))]);
}

function frameOf(first: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(first >>> 0, 0);
  head[4] = flags;
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}
