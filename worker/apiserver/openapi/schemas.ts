/** OpenAPI schemas of the types, with descriptions and the values of named strings. */

import { DOCS, ENUMS } from '../../kubernetes/schema/generated/docs';
import { findStruct, type FieldType, type StructType } from '../../kubernetes/schema/types';
import type { Release } from '../../releases';
import { definitionName, FIELDS_V1, INT_OR_STRING, LIST_META, MICRO_TIME, NETWORKING, QUANTITY, TIME } from './names';

export type Schema = Record<string, unknown>;

/** Schemas that are no structs. */
const BASIC: Readonly<Record<string, Schema>> = {
  [QUANTITY]: { type: 'string', description: 'Quantity is a fixed-point representation of a number.' },
  [INT_OR_STRING]: {
    description:
      'IntOrString is a type that can hold an int32 or a string.  When used in JSON or YAML marshalling and unmarshalling, it produces or consumes the inner type.  This allows you to have, for example, a JSON field that can accept a name or number.',
    format: 'int-or-string',
    type: 'string',
  },
  [TIME]: {
    description:
      'Time is a wrapper around time.Time which supports correct marshaling to YAML and JSON.  Wrappers are provided for many of the factory methods that the time package offers.',
    format: 'date-time',
    type: 'string',
  },
  [FIELDS_V1]: {
    description:
      "FieldsV1 stores a set of fields in a data structure like a Trie, in JSON format.\n\nEach key is either a '.' representing the field itself, and will always map to an empty set, or a string representing a sub-field or item. The string will follow one of these four formats: 'f:<name>', where <name> is the name of a field in a struct, or key in a map 'v:<value>', where <value> is the exact json formatted value of a list item 'i:<index>', where <index> is position of a item in a list 'k:<keys>', where <keys> is a map of  a list item's key fields to their unique values If a key maps to an empty Fields value, the field that key represents is part of the set.\n\nThe exact format is defined in sigs.k8s.io/structured-merge-diff",
    type: 'object',
  },
  [LIST_META]: {
    type: 'object',
    properties: {
      continue: { type: 'string' },
      remainingItemCount: { type: 'integer', format: 'int64' },
      resourceVersion: { type: 'string' },
      selfLink: { type: 'string' },
    },
  },
  [MICRO_TIME]: {
    description: 'MicroTime is version of Time with microsecond level precision.',
    format: 'date-time',
    type: 'string',
  },
};

/** Version 3 says which types a value may have. */
const ONE_OF: Readonly<Record<string, readonly string[]>> = {
  [QUANTITY]: ['string', 'number'],
  [INT_OR_STRING]: ['integer', 'string'],
};

const oneOf = (schema: Schema, types: readonly string[]): Schema => ({
  ...schema,
  type: undefined,
  oneOf: types.map((type) => ({ type })),
});

/** Builds the schemas of the types that are reached, for one prefix of references. */
export class SchemaBuilder {
  readonly #schemas = new Map<string, Schema>();
  readonly #prefix: string;
  readonly #isV3: boolean;
  readonly #release: Release;

  /** @param prefix `#/components/schemas/` or `#/definitions/`. */
  constructor(prefix: string, release: Release) {
    this.#prefix = prefix;
    this.#isV3 = prefix !== '#/definitions/';
    this.#release = release;
  }

  /** Adds a type and all that it refers to. @returns its schema, so that a kind can add to it. */
  add(type: string): Schema {
    const name = definitionName(type);
    const known = this.#schemas.get(name);
    if (known) return known;
    const schema: Schema = {};
    this.#schemas.set(name, schema);
    const struct = findStruct(type)!;
    const docs = DOCS[type];
    const properties: Record<string, Schema> = {};
    for (const field of struct.fields) {
      if (field.since && !this.#release.since(field.since as '1.32')) continue;
      properties[field.name] = this.#property(struct, field.name, field.type);
    }
    if (docs.description) schema.description = docs.description;
    schema.type = 'object';
    if (docs.required.length > 0) schema.required = docs.required;
    schema.properties = properties;
    return schema;
  }

  /** Adds the list of a type that was added. @returns its schema. */
  addList(type: string, listKind: string): Schema {
    const name = definitionName(type).replace(/[^.]+$/, listKind);
    const known = this.#schemas.get(name);
    if (known) return known;
    const own = findStruct(type)!;
    const schema: Schema = {
      type: 'object',
      required: ['items'],
      properties: {
        apiVersion: this.#property(own, 'apiVersion', own.byName.get('apiVersion')!.type),
        items: {
          description: 'Items is the list of objects.',
          type: 'array',
          items: this.#item({ kind: 'struct', name: type, atomic: false }),
        },
        kind: this.#property(own, 'kind', own.byName.get('kind')!.type),
        metadata: { ...this.#refer(LIST_META), default: {}, description: 'Standard list metadata.' },
      },
    };
    this.#schemas.set(name, schema);
    return schema;
  }

  /** Sorted by name. */
  result(): Record<string, Schema> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #property(struct: StructType, name: string, type: FieldType): Schema {
    const description = this.#describe(struct.name, name);
    const isFieldSet = struct.name === 'ManagedFieldsEntry' && name === 'fieldsV1';
    const schema = isFieldSet ? this.#refer(FIELDS_V1) : this.#schemaOf(type);
    const values = type.kind === 'string' ? ENUMS[type.goType] : undefined;
    const text = values ? describeValues(description, values) : description;
    if (values) schema.enum = Object.keys(values).sort();
    if (text) schema.description = text;
    return schema;
  }

  /** From 1.37 on the texts of networking.k8s.io spell a field as in a manifest. */
  #describe(type: string, field: string): string {
    const text = DOCS[type].fields[field];
    const isLower = this.#release.since('1.37') && definitionName(type).startsWith(NETWORKING);
    return isLower && text.slice(0, field.length).toLowerCase() === field.toLowerCase()
      ? field + text.slice(field.length)
      : text;
  }

  #refer(name: string): Schema {
    if (BASIC[name])
      this.#schemas.set(name, this.#isV3 && ONE_OF[name] ? oneOf(BASIC[name], ONE_OF[name]) : BASIC[name]);
    return { allOf: [{ $ref: this.#prefix + name }] };
  }

  #item(type: FieldType): Schema {
    const schema = this.#schemaOf(type);
    const values = type.kind === 'string' ? ENUMS[type.goType] : undefined;
    if (values) schema.enum = Object.keys(values).sort();
    if (type.kind === 'struct') return { ...schema, default: {} };
    return type.kind === 'string' ? { ...schema, default: '' } : schema;
  }

  #schemaOf(type: FieldType): Schema {
    switch (type.kind) {
      case 'string':
        return { type: 'string' };
      case 'boolean':
        return { type: 'boolean' };
      case 'int32':
      case 'int64':
        return { type: 'integer', format: type.kind };
      case 'number':
        return { type: 'number', format: 'double' };
      case 'bytes':
        return { type: 'string', format: 'byte' };
      case 'any':
        return { type: 'object' };
      case 'time':
        return this.#refer(TIME);
      case 'microTime':
        return this.#refer(MICRO_TIME);
      case 'quantity':
        return this.#refer(QUANTITY);
      case 'intOrString':
        return this.#refer(INT_OR_STRING);
      case 'struct':
        this.add(type.name);
        return { allOf: [{ $ref: this.#prefix + definitionName(type.name) }], default: {} };
      case 'map':
        return { type: 'object', additionalProperties: this.#item(type.element) };
      case 'list':
        return { type: 'array', items: this.#item(type.element), ...listExtensions(type.keys) };
    }
  }
}

function listExtensions(keys: readonly string[] | 'set' | undefined): Schema {
  if (keys === undefined) return { 'x-kubernetes-list-type': 'atomic' };
  if (keys === 'set') return { 'x-kubernetes-list-type': 'set', 'x-kubernetes-patch-strategy': 'merge' };
  return {
    'x-kubernetes-list-map-keys': keys,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-patch-merge-key': keys[0],
    'x-kubernetes-patch-strategy': 'merge',
  };
}

function describeValues(description: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.keys(values)
    .sort()
    .map((value) => ` - \`${JSON.stringify(value)}\`${values[value] ? ` ${values[value]}` : ''}`);
  return `${description}\n\nPossible enum values:\n${lines.join('\n')}`;
}
