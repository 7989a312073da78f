/** The API's types as data: which fields each has, of what type, and how they are merged. */

import { TYPES } from './generated/types';

/**
 * Grammar of one field in generated/types.ts: `name[@since]OPERATOR type`.
 * Operators: `!` always printed, `?` left out when zero, `*` a pointer to a scalar (left out only when absent).
 * Types: s string (`s:GoType`), i int32, l int64, n number, b boolean, t time, m time with microseconds, q quantity,
 * x int or string, y bytes, o any value; `[` a list of, `{` a map of; else the name of a type, `~` owned as a whole.
 * After a list: `#keys` merged by these keys, `#=` a set.
 */
export type FieldType =
  | { kind: 'string'; goType: string }
  | {
      kind:
        'int32' | 'int64' | 'number' | 'boolean' | 'time' | 'microTime' | 'quantity' | 'intOrString' | 'bytes' | 'any';
    }
  | { kind: 'struct'; name: string; atomic: boolean }
  | { kind: 'list'; element: FieldType; keys?: readonly string[] | 'set' }
  | { kind: 'map'; element: FieldType; atomic: boolean };

export interface Field {
  name: string;
  /** Place among the fields of its type. */
  index: number;
  /** The name in sets of fields: `f:name`. */
  element: string;
  type: FieldType;
  /** `always` printed; `omitempty` left out when zero; `pointer` left out when absent. */
  presence: 'always' | 'omitempty' | 'pointer';
  /** First release that knows the field, where that is not all of them. */
  since?: string;
}

export interface StructType {
  name: string;
  /** Name in Go, without package: `EndpointPort` for `discovery.EndpointPort`. */
  goName: string;
  /** Sorted by name. */
  fields: readonly Field[];
  byName: ReadonlyMap<string, Field>;
  /** Those that are printed without a value too. */
  always: readonly Field[];
}

const SCALARS = {
  i: 'int32',
  l: 'int64',
  n: 'number',
  b: 'boolean',
  t: 'time',
  m: 'microTime',
  q: 'quantity',
  x: 'intOrString',
  y: 'bytes',
  o: 'any',
} as const;

function parseType(code: string): FieldType {
  if (code[0] === '[') {
    const at = code.lastIndexOf('#');
    const keys = at < 0 ? undefined : code.slice(at + 1);
    const element = parseType(code.slice(1, at < 0 ? undefined : at));
    return { kind: 'list', element, keys: keys === '=' ? 'set' : keys?.split(',') };
  }
  const atomic = code.endsWith('~');
  const bare = atomic ? code.slice(0, -1) : code;
  if (bare[0] === '{') return { kind: 'map', element: parseType(bare.slice(1)), atomic };
  if (bare === 's') return { kind: 'string', goType: 'string' };
  if (bare.startsWith('s:')) return { kind: 'string', goType: bare.slice(2) };
  if (bare in SCALARS) return { kind: SCALARS[bare as keyof typeof SCALARS] };
  return { kind: 'struct', name: bare, atomic };
}

const PRESENCE = { '!': 'always', '?': 'omitempty', '*': 'pointer' } as const;

function parseField(text: string): Field {
  const [, name, since, operator, code] = /^([^@!?*]+)(?:@([\d.]+))?([!?*])(.*)$/.exec(text)!;
  const presence = PRESENCE[operator as keyof typeof PRESENCE];
  return { name, index: 0, element: `f:${name}`, type: parseType(code), presence, since };
}

const structs = new Map<string, StructType>();

/** @returns the struct type of that name; undefined when the schema has none. */
export function findStruct(name: string): StructType | undefined {
  let struct = structs.get(name);
  if (!struct) {
    const text = TYPES[name];
    if (text === undefined) return undefined;
    const fields = text === '' ? [] : text.split(' ').map(parseField);
    fields.sort((a, b) => (a.name < b.name ? -1 : 1)).forEach((field, index) => (field.index = index));
    const goName = name.slice(name.indexOf('.') + 1);
    const byName = new Map(fields.map((field) => [field.name, field]));
    struct = { name, goName, fields, byName, always: fields.filter(({ presence }) => presence === 'always') };
    structs.set(name, struct);
  }
  return struct;
}

/** The Go type, as decoding errors name it. */
export function goTypeOf(type: FieldType): string {
  switch (type.kind) {
    case 'string':
      return type.goType;
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'time':
      return 'v1.Time';
    case 'microTime':
      return 'v1.MicroTime';
    case 'quantity':
      return 'resource.Quantity';
    case 'intOrString':
      return 'intstr.IntOrString';
    case 'bytes':
      return '[]uint8';
    case 'any':
      return 'runtime.RawExtension';
    case 'struct':
      return `v1.${type.name.slice(type.name.indexOf('.') + 1)}`;
    case 'list':
      return `[]${goTypeOf(type.element)}`;
    case 'map':
      return `map[string]${goTypeOf(type.element)}`;
    default:
      return type.kind;
  }
}
