/** Finds the value of a wrong type that a decoder complains about: its message has no indexes of lists. */

import { findStruct, type FieldType } from '../kubernetes/schema/types';
import type { FieldPath } from '../yaml';

/** @returns the path of the first value, in the decoder's order, that has not the type of its field. */
export function firstMismatch(type: FieldType, value: unknown): FieldPath | undefined {
  if (value === null || value === undefined) return undefined;
  switch (type.kind) {
    case 'struct': {
      if (!isMap(value)) return [];
      for (const field of findStruct(type.name)?.fields ?? []) {
        const inner = firstMismatch(field.type, value[field.name]);
        if (inner) return [field.name, ...inner];
      }
      return undefined;
    }
    case 'map': {
      if (!isMap(value)) return [];
      for (const key of Object.keys(value).sort()) {
        const inner = firstMismatch(type.element, value[key]);
        if (inner) return [key, ...inner];
      }
      return undefined;
    }
    case 'list': {
      if (!Array.isArray(value)) return [];
      for (const [index, item] of value.entries()) {
        const inner = firstMismatch(type.element, item);
        if (inner) return [index, ...inner];
      }
      return undefined;
    }
    default:
      return isScalarOf(type, value) ? undefined : [];
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalarOf({ kind }: FieldType, value: unknown): boolean {
  switch (kind) {
    case 'any':
      return true;
    case 'boolean':
      return typeof value === 'boolean';
    case 'int32':
    case 'int64':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
    case 'intOrString':
      return typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value));
    default:
      return typeof value === 'string';
  }
}
