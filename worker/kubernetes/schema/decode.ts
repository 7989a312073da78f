/** Turns a JSON value into an object of a type, as the server's decoder does: a fresh copy with only known fields. */

import { copyJSON, setField } from '../patch/json';
import { canonicalQuantity, QUANTITY_ERROR } from './quantity';
import { findStruct, goTypeOf, type Field, type FieldType, type StructType } from './types';

export interface DecodeOptions {
  /** Is a field known that came with this release? */
  isKnown(since: string): boolean;
  /** Up to 1.33 a missing creationTimestamp of a template is printed as null. */
  nullCreationTimestamp: boolean;
}

export interface Decoded {
  value: Record<string, unknown>;
  /** Paths of unknown fields, sorted as the decoder meets them; they are not in `value`. */
  unknown: string[];
  /** The decoder's error, without a prefix. */
  error?: string;
  /** The value of the wrong type that `error` is about, and what was wanted. */
  mismatch?: Mismatch;
}

export interface Mismatch {
  wanted: FieldType;
  given: unknown;
}

interface State {
  options: DecodeOptions;
  hasUnknown: boolean;
  error?: string;
  mismatch?: Mismatch;
}

/**
 * @param typeName a type of the schema.
 * @param input any JSON value; it is not changed.
 * @param stored an object that was decoded before. What `input` has from it by reference, as a field of the object or
 * of its metadata, is in the result as it is: nobody may change it. The status is always a copy.
 */
export function decode(
  typeName: string,
  input: unknown,
  options: DecodeOptions,
  stored?: Readonly<Record<string, unknown>>,
): Decoded {
  const struct = findStruct(typeName)!;
  const state: State = { options, hasUnknown: false };
  const value = decodeStruct(struct, input as Record<string, unknown>, '', state, stored);
  return {
    value,
    unknown: state.hasUnknown ? findUnknown(struct, input, '', options) : [],
    error: state.error,
    mismatch: state.mismatch,
  };
}

/** @param path the field names that lead to the struct, as Go's decoder prints them. */
function decodeStruct(
  struct: StructType,
  input: Record<string, unknown>,
  path: string,
  state: State,
  stored?: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  for (const field of fieldsToPrint(struct, input, state)) {
    const { name } = field;
    const given = input[name];
    if (given !== undefined && given !== null) {
      const inner = path === '' ? name : `${path}.${name}`;
      const known = stored && path === '' && name === 'metadata' ? stored[name] : undefined;
      const value =
        stored && given === stored[name] && !(path === '' && COPIED.has(name))
          ? given
          : decodeValue(field.type, given, struct, inner, state, known as Record<string, unknown> | undefined);
      if (value !== undefined && !(field.presence === 'omitempty' && isZero(field.type, value))) output[name] = value;
      if (field.presence === 'always' && isEmptyList(value)) output[name] = null;
    }
    if (output[name] === undefined && field.presence === 'always') fillZero(struct, field, path, state, output);
  }
  if (struct.name === 'ObjectMeta' && state.options.nullCreationTimestamp && path !== 'metadata')
    output.creationTimestamp ??= null;
  return output;
}

/** What an update changes itself. */
const COPIED: ReadonlySet<string> = new Set(['metadata', 'status']);

/** The fields that are given or always printed, in the order of the schema; notes whether there are unknown ones. */
function fieldsToPrint(struct: StructType, input: Record<string, unknown>, state: State): readonly Field[] {
  const fields: Field[] = [];
  for (const name in input) {
    if (input[name] === undefined) continue;
    const field = struct.byName.get(name);
    if (field && isKnown(field, state.options)) fields.push(field);
    else state.hasUnknown = true;
  }
  for (const field of struct.always)
    if (input[field.name] === undefined || !isKnown(field, state.options)) fields.push(field);
  return isSorted(fields) ? fields : fields.sort((a, b) => a.index - b.index);
}

function isSorted(fields: readonly Field[]): boolean {
  for (let index = 1; index < fields.length; index++) if (fields[index - 1].index > fields[index].index) return false;
  return true;
}

export const isKnown = (field: Field, options: DecodeOptions) => !field.since || options.isKnown(field.since);

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

function isZero(type: FieldType, value: unknown): boolean {
  if (value === '' || value === 0 || value === false) return true;
  if (type.kind === 'list') return (value as unknown[]).length === 0;
  if (type.kind === 'map') {
    for (const _ in value as object) return false;
    return true;
  }
  return false;
}

function fillZero(struct: StructType, field: Field, path: string, state: State, output: Record<string, unknown>): void {
  const { type } = field;
  const inner = path === '' ? field.name : `${path}.${field.name}`;
  if (type.kind === 'string' || type.kind === 'quantity') output[field.name] = '';
  else if (type.kind === 'boolean') output[field.name] = false;
  else if (type.kind === 'struct') output[field.name] = decodeStruct(findStruct(type.name)!, {}, inner, state);
  else if (type.kind === 'int32' || type.kind === 'int64' || type.kind === 'number' || type.kind === 'intOrString')
    output[field.name] = 0;
  else if (struct.name !== 'ObjectMeta') output[field.name] = null;
}

/**
 * @param struct the innermost one around the value.
 * @returns undefined after an error.
 */
function decodeValue(
  type: FieldType,
  given: unknown,
  struct: StructType,
  path: string,
  state: State,
  stored?: Readonly<Record<string, unknown>>,
): unknown {
  switch (type.kind) {
    case 'string':
      return typeof given === 'string' ? given : mismatch(type, given, struct, path, state);
    case 'boolean':
      return typeof given === 'boolean' ? given : mismatch(type, given, struct, path, state);
    case 'int32':
      return isInteger(given, 2 ** 31) ? given : mismatch(type, given, struct, path, state);
    case 'int64':
      return isInteger(given, 2 ** 63) ? given : mismatch(type, given, struct, path, state);
    case 'number':
      return typeof given === 'number' ? given : mismatch(type, given, struct, path, state);
    case 'time':
      return decodeTime(given, state, false);
    case 'microTime':
      return decodeTime(given, state, true);
    case 'quantity':
      return decodeQuantity(type, given, struct, path, state);
    case 'intOrString':
      if (typeof given === 'string' || isInteger(given, 2 ** 31)) return given;
      return fail(state, `json: cannot unmarshal ${jsonKind(given)} into Go value of type int32`);
    case 'bytes':
      return typeof given === 'string' ? given : mismatch(type, given, struct, path, state);
    case 'any':
      return copyJSON(given);
    case 'struct':
      if (!isObject(given)) return mismatch(type, given, struct, path, state);
      return decodeStruct(findStruct(type.name)!, given, path, state, stored);
    case 'list':
      return decodeList(type, given, struct, path, state);
    case 'map':
      return decodeMap(type, given, struct, path, state);
  }
}

function decodeList(
  type: FieldType & { kind: 'list' },
  given: unknown,
  struct: StructType,
  path: string,
  state: State,
): unknown {
  if (!Array.isArray(given)) return mismatch(type, given, struct, path, state);
  const output: unknown[] = [];
  for (const element of given) {
    const value =
      element === null ? zeroOf(type.element, state) : decodeValue(type.element, element, struct, path, state);
    if (value !== undefined) output.push(value);
  }
  return output;
}

function decodeMap(
  type: FieldType & { kind: 'map' },
  given: unknown,
  struct: StructType,
  path: string,
  state: State,
): unknown {
  if (!isObject(given)) return mismatch(type, given, struct, path, state);
  const output: Record<string, unknown> = {};
  for (const key of Object.keys(given).sort()) {
    const element = given[key];
    if (element === undefined) continue;
    const value =
      element === null ? zeroOf(type.element, state) : decodeValue(type.element, element, struct, path, state);
    if (value !== undefined) setField(output, key, value);
  }
  return output;
}

function zeroOf(type: FieldType, state: State): unknown {
  if (type.kind === 'string' || type.kind === 'quantity' || type.kind === 'bytes') return '';
  if (type.kind === 'struct') return decodeStruct(findStruct(type.name)!, {}, '', state);
  if (type.kind === 'boolean') return false;
  return type.kind === 'list' || type.kind === 'map' ? null : 0;
}

function decodeQuantity(type: FieldType, given: unknown, struct: StructType, path: string, state: State): unknown {
  if (typeof given !== 'string' && typeof given !== 'number') return mismatch(type, given, struct, path, state);
  return canonicalQuantity(String(given)) ?? fail(state, QUANTITY_ERROR);
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** What needs no look at a calendar and is kept as it is. */
const PLAIN_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const PLAIN_MICRO_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** Times are kept in UTC, in whole seconds or microseconds. */
function decodeTime(given: unknown, state: State, micro: boolean): unknown {
  if (typeof given !== 'string') {
    return fail(state, `json: cannot unmarshal ${jsonKind(given)} into Go value of type string`);
  }
  if (given === '') return undefined;
  if ((micro ? PLAIN_MICRO_TIME : PLAIN_TIME).test(given)) return given;
  const match = TIME.exec(given);
  const ms = match ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(ms)) {
    const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
    return fail(
      state,
      `parsing time ${JSON.stringify(given)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(given)} as "2006"`,
    );
  }
  const iso = new Date(ms).toISOString();
  if (!micro) return `${iso.slice(0, 19)}Z`;
  const fraction = (match![1] ?? '.').slice(1).padEnd(6, '0').slice(0, 6);
  return `${iso.slice(0, 19)}.${fraction}Z`;
}

function isInteger(given: unknown, limit: number): given is number {
  return typeof given === 'number' && Number.isInteger(given) && given >= -limit && given < limit;
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** The word that decoding errors have for a value. */
export function jsonKind(given: unknown): string {
  if (Array.isArray(given)) return 'array';
  if (given === null || given === undefined) return 'null';
  return typeof given === 'boolean' ? 'bool' : typeof given;
}

function mismatch(type: FieldType, given: unknown, struct: StructType, path: string, state: State): undefined {
  if (state.error === undefined) state.mismatch = { wanted: type, given };
  const isNumber = type.kind === 'int32' || type.kind === 'int64';
  const what = isNumber && typeof given === 'number' ? `number ${given}` : jsonKind(given);
  const where = `${struct.goName}.${path}`;
  return fail(state, `json: cannot unmarshal ${what} into Go struct field ${where} of type ${goTypeOf(type)}`);
}

/** The decoder goes on after an error and reports the first. */
function fail(state: State, message: string): undefined {
  state.error ??= message;
  return undefined;
}

/** Walks once more, keys sorted, for the paths of the fields that the schema does not know. */
function findUnknown(struct: StructType, input: unknown, prefix: string, options: DecodeOptions): string[] {
  if (!isObject(input)) return [];
  const found: string[] = [];
  for (const name of Object.keys(input).sort()) {
    if (input[name] === undefined) continue;
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const field = struct.byName.get(name);
    if (!field || !isKnown(field, options)) found.push(path);
    else found.push(...unknownIn(field.type, input[name], path, options));
  }
  return found;
}

function unknownIn(type: FieldType, value: unknown, path: string, options: DecodeOptions): string[] {
  if (type.kind === 'struct') return findUnknown(findStruct(type.name)!, value, path, options);
  if (type.kind === 'list' && Array.isArray(value))
    return value.flatMap((element, index) => unknownIn(type.element, element, `${path}[${index}]`, options));
  if (type.kind === 'map' && isObject(value))
    return Object.keys(value)
      .sort()
      .flatMap((key) => unknownIn(type.element, value[key], `${path}.${key}`, options));
  return [];
}
