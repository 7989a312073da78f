/** Does a configuration of server-side apply fit the schema: the words of structured-merge-diff for what does not. */

import { goValue, isObject } from '../../kubernetes/patch';
import { isKnown, type DecodeOptions } from '../../kubernetes/schema/decode';
import { findStruct, type FieldType } from '../../kubernetes/schema/types';
import { quote } from '../go-text';
import { elementOf, printElement } from './field-set';

/** @returns what is wrong, a line each, with the path of the value in front. */
export function typedErrors(type: FieldType, value: unknown, options: DecodeOptions, path = ''): string[] {
  if (value === null || value === undefined) return [];
  const refuse = (text: string) => [path === '' ? text : `${path}: ${text}`];
  switch (type.kind) {
    case 'struct':
    case 'map':
      return isObject(value)
        ? Object.keys(value)
            .sort()
            .flatMap((name) => fieldErrors(type, name, value[name], options, `${path}.${name}`))
        : refuse(`expected map, got &{${goValue(value)}}`);
    case 'list':
      return Array.isArray(value)
        ? listErrors(type, value, options, path)
        : refuse(`expected list, got &{${goValue(value)}}`);
    case 'any':
      return [];
    case 'int32':
    case 'int64':
    case 'number':
      return typeof value === 'number' ? [] : refuse(`expected numeric (int or float), got ${goTypeOf(value)}`);
    case 'boolean':
      return typeof value === 'boolean' ? [] : refuse(`expected boolean, got &{${goValue(value)}}`);
    case 'string':
    case 'bytes':
      return typeof value === 'string'
        ? []
        : refuse(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
    default:
      return typeof value === 'object' ? refuse(`expected any scalar, got &{${goValue(value)}}`) : [];
  }
}

function fieldErrors(
  type: FieldType & { kind: 'struct' | 'map' },
  name: string,
  value: unknown,
  options: DecodeOptions,
  path: string,
): string[] {
  if (type.kind === 'map') return typedErrors(type.element, value, options, path);
  const field = findStruct(type.name)!.byName.get(name);
  if (!field || !isKnown(field, options)) return [`${path}: field not declared in schema`];
  return typedErrors(field.type, value, options, path);
}

function listErrors(
  type: FieldType & { kind: 'list' },
  list: readonly unknown[],
  options: DecodeOptions,
  path: string,
): string[] {
  const errors: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    if (!type.keys) {
      errors.push(...typedErrors(type.element, item, options, `${path}[${index}]`));
      continue;
    }
    const why = type.keys === 'set' ? whyNoMember(item) : whyNoKey(item, type.keys);
    // without a key nothing behind it is looked at
    if (why) return [...errors, `${path}: element ${index}: ${why}`];
    const element = elementOf(item, type.keys);
    if (seen.has(element)) errors.push(`${path}: duplicate entries for key ${printElement(element)}`);
    seen.add(element);
    errors.push(...typedErrors(type.element, item, options, path + printElement(element)));
  }
  return errors;
}

function whyNoMember(item: unknown): string | undefined {
  if (item === null || item === undefined) return "associative list without keys has an element that's null";
  if (typeof item !== 'object') return undefined;
  return `associative list without keys has an element that's a ${Array.isArray(item) ? 'list' : 'map'} type`;
}

/** The one key that need not be given, because it has a default. */
const DEFAULTED = 'protocol';

function whyNoKey(item: unknown, keys: readonly string[]): string | undefined {
  if (item === null || item === undefined) return 'associative list with keys may not have a null element';
  if (!isObject(item)) return 'associative list with keys may not have non-map elements';
  const missing = keys.find((key) => item[key] === undefined && key !== DEFAULTED);
  return missing === undefined
    ? undefined
    : `associative list with keys has an element that omits key field ${quote(missing)} (and doesn't have default value)`;
}

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

/** A value as Go writes it in its source. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return goValue(value);
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${quote(key)}:${goSyntax(value[key])}`);
  return `map[string]interface {}{${pairs.join(', ')}}`;
}
