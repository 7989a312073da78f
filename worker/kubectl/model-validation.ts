/** Holds an object against its schema in the OpenAPI document (kube-openapi's proto/validation); loaded for lists alone. */

import { compareText, isObject, type JSONObject, type JSONValue } from '../kubernetes/patch';
import { goQuote } from './text/go-syntax';

type Definitions = Readonly<Record<string, JSONObject>>;

/** Where a value stands in the object, and its schema in the document. */
interface Place {
  item: string;
  schema: string;
}

/** @returns what is wrong with the fields; nothing for a kind that the document does not have. */
export function modelProblems(definitions: Definitions, object: JSONObject): string[] {
  const name = definitionOf(definitions, String(object.apiVersion), String(object.kind));
  if (name === undefined) return [];
  const problems: string[] = [];
  new ModelValidator(definitions, problems).visit(object, definitions[name], {
    item: String(object.kind),
    schema: name,
  });
  return problems;
}

function definitionOf(definitions: Definitions, apiVersion: string, kind: string): string | undefined {
  const [version, group = ''] = apiVersion.split('/').reverse();
  return Object.keys(definitions).find((name) =>
    ((definitions[name]['x-kubernetes-group-version-kind'] ?? []) as JSONObject[]).some(
      (gvk) => gvk.group === group && gvk.version === version && gvk.kind === kind,
    ),
  );
}

class ModelValidator {
  constructor(
    private readonly definitions: Definitions,
    private readonly problems: string[],
  ) {}

  visit(value: JSONValue, schema: JSONObject, place: Place): void {
    const reference = typeof schema.$ref === 'string' ? schema.$ref.slice('#/definitions/'.length) : undefined;
    if (reference !== undefined) return this.visit(value, this.definitions[reference], { ...place, schema: reference });
    if (schema.type === 'array') return this.visitArray(value, schema, place);
    if (isObject(schema.properties)) return this.visitKind(value, schema, schema.properties, place);
    if (isObject(schema.additionalProperties)) return this.visitMap(value, schema.additionalProperties, place);
    if (schema.type !== 'object') this.visitPrimitive(value, String(schema.type), place);
  }

  private visitKind(value: JSONValue, schema: JSONObject, properties: JSONObject, place: Place): void {
    if (!isObject(value)) return this.addType(place, 'map', value);
    for (const key of keysOf(value)) {
      if (value[key] === null) continue;
      const inner = properties[key];
      if (!isObject(inner)) this.add(place, `unknown field ${goQuote(key)} in ${place.schema}`);
      else this.visit(value[key], inner, { item: `${place.item}.${key}`, schema: `${place.schema}.${key}` });
    }
    for (const key of (schema.required ?? []) as string[])
      if (value[key] === undefined || value[key] === null)
        this.add(place, `missing required field ${goQuote(key)} in ${place.schema}`);
  }

  private visitMap(value: JSONValue, element: JSONObject, place: Place): void {
    if (!isObject(value)) return this.addType(place, 'map', value);
    for (const key of keysOf(value)) {
      const item = `${place.item}.${key}`;
      if (value[key] === null) this.problems.push(`unknown object type "nil" in ${item}`);
      else this.visit(value[key], element, { ...place, item });
    }
  }

  private visitArray(value: JSONValue, schema: JSONObject, place: Place): void {
    if (!Array.isArray(value)) return this.addType(place, 'array', value);
    value.forEach((one, index) => {
      const item = `${place.item}[${index}]`;
      if (one === null) this.add(place, `unknown object type "nil" in ${item}`);
      else this.visit(one, schema.items as JSONObject, { ...place, item });
    });
  }

  /** A text may be written as a number or a truth value. */
  private visitPrimitive(value: JSONValue, type: string, place: Place): void {
    const actual = wordOf(value);
    const isScalar = actual !== 'map' && actual !== 'array';
    if (isScalar && (type === 'string' || type === actual || (type === 'integer' && actual === 'number'))) return;
    this.addType(place, type, value);
  }

  private addType(place: Place, expected: string, value: JSONValue): void {
    this.add(place, `invalid type for ${place.schema}: got ${goQuote(wordOf(value))}, expected ${goQuote(expected)}`);
  }

  private add({ item }: Place, text: string): void {
    this.problems.push(`ValidationError(${item}): ${text}`);
  }
}

const keysOf = (object: JSONObject) => Object.keys(object).sort(compareText);

function wordOf(value: JSONValue): string {
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'map';
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'integer';
  return typeof value;
}
