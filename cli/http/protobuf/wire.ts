/** The wire format of protobuf: numbered fields of integers and bytes. */

export interface WireField {
  number: number;
  /** An integer, or bytes whose meaning the field says. */
  value: bigint | Buffer;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const VARINT_BYTES_MAX = 10;

/** @throws RangeError when the bytes are cut off or are no fields. */
export function readFields(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let at = 0;

  function varint(): bigint {
    let value = 0n;
    for (let index = 0; index < VARINT_BYTES_MAX; index++) {
      if (at >= bytes.length) throw new RangeError('cut off');
      const byte = bytes[at++];
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return value;
    }
    throw new RangeError('integer too long');
  }

  function take(count: number): Buffer {
    if (count > bytes.length - at) throw new RangeError('cut off');
    at += count;
    return bytes.subarray(at - count, at);
  }

  while (at < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (type === VARINT) fields.push({ number, value: varint() });
    else if (type === BYTES) fields.push({ number, value: take(Number(varint())) });
    else if (type === FIXED64) fields.push({ number, value: take(8) });
    else if (type === FIXED32) fields.push({ number, value: take(4) });
    else throw new RangeError(`wire type ${type}`);
  }
  return fields;
}

export const readText = (bytes: Buffer): string => bytes.toString('utf8');

/** @param value not negative. */
function varintOf(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}

/** A field of bytes: a text, or a message that has been written. */
export function writeBytes(number: number, value: Buffer | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varintOf(number * 8 + BYTES), varintOf(bytes.length), bytes]);
}

export const writeBoolean = (number: number, value: boolean): Buffer =>
  Buffer.concat([varintOf(number * 8 + VARINT), Buffer.of(value ? 1 : 0)]);
