/** `/openapi/v2` in protobuf, the only form in which Go clients ask for it: messages of the package openapi.v2. */

import { writeBoolean, writeBytes } from './wire';

/** As the answer names it. */
export const OPENAPI_PROTOBUF_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** Clients also ask with `@`, which no media type may have. */
export const asksForProtobuf = (accept: string): boolean => accept.replace('@', '.').includes(OPENAPI_PROTOBUF_TYPE);

type Value = Readonly<Record<string, unknown>>;
type Writer = (value: unknown) => Buffer;

/** Fields by their names in JSON: the number, and how the value is written. */
type Message = Readonly<Record<string, readonly [number: number, write: Writer]>>;

const text: Writer = (value) => Buffer.from(value as string);

/** Values of any type are YAML, of which JSON is a part. */
const any: Writer = (value) => writeBytes(2, JSON.stringify(value));

const wrapped =
  (number: number, write: Writer): Writer =>
  (value) =>
    writeBytes(number, write(value));

/** A map: its entries are messages of a name and a value. */
const named =
  (number: number, write: Writer): Writer =>
  (value) =>
    Buffer.concat(Object.entries(value as Value).map(([name, held]) => entryOf(number, name, write(held))));

const entryOf = (number: number, name: string, value: Buffer): Buffer =>
  writeBytes(number, Buffer.concat([writeBytes(1, name), writeBytes(2, value)]));

/** @param extensions number of the field that holds what begins with `x-`. */
function message(fields: () => Message, extensions?: number): Writer {
  return (value) =>
    Buffer.concat(
      Object.entries(value as Value).flatMap(([name, held]) => {
        if (extensions !== undefined && name.startsWith('x-')) return [entryOf(extensions, name, any(held))];
        const field = fields()[name];
        return field ? fieldsOf(field[0], field[1], held) : [];
      }),
    );
}

function fieldsOf(number: number, write: Writer, value: unknown): Buffer[] {
  if (typeof value === 'boolean') return [writeBoolean(number, value)];
  if (Array.isArray(value)) return value.map((item) => writeBytes(number, write(item)));
  return [writeBytes(number, write(value))];
}

const schema: Writer = message(
  () => ({
    $ref: [1, text],
    format: [2, text],
    description: [4, text],
    default: [5, any],
    required: [19, text],
    enum: [20, any],
    additionalProperties: [21, wrapped(1, schema)],
    type: [22, wrapped(1, text)],
    items: [23, wrapped(1, schema)],
    properties: [25, named(1, schema)],
  }),
  31,
);

const queryParameter = message(() => ({ in: [2, text], name: [4, text], type: [6, text], uniqueItems: [20, text] }));

const response = message(() => ({ description: [1, text] }));

const operation = message(
  () => ({
    operationId: [5, text],
    parameters: [8, wrapped(1, wrapped(2, wrapped(3, queryParameter)))],
    responses: [9, named(1, wrapped(1, response))],
  }),
  13,
);

const pathItem = message(() => ({
  get: [2, operation],
  put: [3, operation],
  post: [4, operation],
  delete: [5, operation],
  patch: [8, operation],
}));

const info = message(() => ({ title: [1, text], version: [2, text] }));

const swagger = message(() => ({
  swagger: [1, text],
  info: [2, info],
  paths: [8, named(2, pathItem)],
  definitions: [9, named(1, schema)],
}));

/** @param document as `/openapi/v2` has it in JSON. */
export const encodeOpenAPI = (document: unknown): Buffer => swagger(document);
