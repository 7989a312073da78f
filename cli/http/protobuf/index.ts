/** Request bodies in protobuf, which typed Go clients send, as the JSON value that they mean. */

import { FIELDS } from './fields';
import { readFields, readText, type WireField } from './wire';

/** `k8s` and a zero byte go before the envelope. */
const MAGIC = Buffer.from('k8s\0');

interface Field {
  name: string;
  form: string;
  /** JSON leaves it out when it is empty. */
  isOptional: boolean;
  /** Its message's fields stand beside the others. */
  isInline: boolean;
}

type Message = ReadonlyMap<number, Field>;

let messages: Map<string, Message> | undefined;

function messageOf(name: string): Message | undefined {
  messages ??= new Map(
    FIELDS.trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), new Map(fieldsOf(line.slice(line.indexOf(':') + 2)))]),
  );
  return messages.get(name);
}

const fieldsOf = (text: string): [number, Field][] =>
  text
    .split('; ')
    .filter((field) => field !== '')
    .map((field) => {
      const [number, name, ...form] = field.split(' ');
      return [
        Number(number),
        {
          name: name.replace('?', ''),
          form: form.join(' '),
          isOptional: name.endsWith('?'),
          isInline: name === '...',
        },
      ];
    });

/** The first word of the group names the package. */
const packageOf = (apiVersion: string, kind: string): string => {
  if (kind === 'DeleteOptions') return 'meta';
  return apiVersion.includes('/') ? apiVersion.split(/[./]/)[0] : 'core';
};

/**
 * @param body as it came.
 * @returns the JSON value, of a kind that is not known here no more than its name; or what is wrong with the body, in
 * the words of the server's decoder.
 */
export function decodeProtobuf(body: Buffer): { value: unknown; error?: undefined } | { error: string } {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC))
    return {
      error: `provided data does not appear to be a protobuf message, expected prefix [${[...MAGIC].join(' ')}]`,
    };
  if (body.length === MAGIC.length) return { error: 'empty body' };
  try {
    const envelope = readFields(body.subarray(MAGIC.length));
    const type = readFields(bytesOf(envelope, 1));
    const apiVersion = readText(bytesOf(type, 1));
    const kind = readText(bytesOf(type, 2));
    const message = messageOf(`${packageOf(apiVersion, kind)}.${kind}`);
    return { value: { apiVersion, kind, ...(message && objectOf(message, bytesOf(envelope, 2))) } };
  } catch (error) {
    if (error instanceof RangeError) return { error: 'unexpected EOF' };
    throw error;
  }
}

const bytesOf = (fields: readonly WireField[], number: number): Buffer =>
  (fields.findLast((field) => field.number === number)?.value as Buffer | undefined) ?? Buffer.alloc(0);

function objectOf(message: Message, bytes: Buffer): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { number, value } of readFields(bytes)) {
    const field = message.get(number);
    if (field) put(object, field, value);
  }
  return object;
}

function put(object: Record<string, unknown>, { name, form, isOptional, isInline }: Field, value: WireField['value']) {
  if (isInline) Object.assign(object, valueOf(form, value));
  else if (form.startsWith('list ')) ((object[name] ??= []) as unknown[]).push(valueOf(form.slice(5), value));
  else if (form.startsWith('map ')) {
    const entry = readFields(value as Buffer);
    const key = readText(bytesOf(entry, 1));
    const held = entry.find(({ number }) => number === 2);
    const map = (object[name] ??= {}) as Record<string, unknown>;
    map[key] = valueOf(form.slice(4), held?.value ?? Buffer.alloc(0));
  } else {
    const decoded = valueOf(form, value);
    if (decoded === undefined || (isOptional && (decoded === '' || decoded === 0 || decoded === false))) return;
    object[name] = decoded;
  }
}

function valueOf(form: string, value: WireField['value']): unknown {
  if (form === 'int') return Number(BigInt.asIntN(64, value as bigint));
  if (form === 'bool') return value !== 0n;
  const bytes = value as Buffer;
  switch (form) {
    case 'text':
      return readText(bytes);
    case 'bytes':
      return bytes.toString('base64');
    case 'time':
    case 'micro':
      return timeOf(bytes, form === 'micro');
    case 'json':
      return jsonOf(bytesOf(readFields(bytes), 1));
    case 'quantity':
      return readText(bytesOf(readFields(bytes), 1));
    case 'port':
      return portOf(bytes);
  }
  return objectOf(messageOf(form)!, bytes);
}

const jsonOf = (bytes: Buffer): unknown => (bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8')));

const integerOf = (fields: readonly WireField[], number: number) =>
  Number(BigInt.asIntN(64, (fields.find((field) => field.number === number)?.value as bigint | undefined) ?? 0n));

/** A number, or a name. */
function portOf(bytes: Buffer): number | string {
  const fields = readFields(bytes);
  return integerOf(fields, 1) === 1 ? readText(bytesOf(fields, 3)) : integerOf(fields, 2);
}

/** Seconds and nanoseconds; nothing where they are not set. */
function timeOf(bytes: Buffer, isMicro: boolean): string | undefined {
  const fields = readFields(bytes);
  if (fields.length === 0) return undefined;
  const text = new Date(integerOf(fields, 1) * 1_000).toISOString().slice(0, 19);
  const micros = String(Math.floor(integerOf(fields, 2) / 1_000)).padStart(6, '0');
  return isMicro ? `${text}.${micros}Z` : `${text}Z`;
}
