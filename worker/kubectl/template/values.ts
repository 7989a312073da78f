/** Values inside a running template: JSON values, typed literals and the absence of a value. */

import { goFloat, goNumber, goValue, isObject } from '../../kubernetes/patch';

/** A number whose Go type is not what JSON would give it: literals and results of functions. */
export class GoNumber {
  constructor(
    readonly type: 'int' | 'float64' | 'int64',
    readonly value: number | bigint,
  ) {}
}

/** reflect's zero Value: a missing key. Prints as `<no value>`. */
export const NO_VALUE = Symbol('no value');

export const isMissing = (value: unknown) => value === NO_VALUE || value === undefined;
export const isNil = (value: unknown) => value === null || isMissing(value);

/** The number behind a value, with its kind; undefined for anything else. */
export function numberOf(value: unknown): { kind: 'int' | 'float'; value: number | bigint } | undefined {
  if (value instanceof GoNumber) return { kind: value.type === 'float64' ? 'float' : 'int', value: value.value };
  if (typeof value === 'bigint') return { kind: 'int', value };
  if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'int' : 'float', value };
  return undefined;
}

/** `%T`. */
export function typeName(value: unknown): string {
  if (isNil(value)) return '<nil>';
  if (value instanceof GoNumber) return value.type;
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  const number = numberOf(value);
  return number ? (number.kind === 'int' ? 'int64' : 'float64') : 'string';
}

/** `%v`. */
export function printValue(value: unknown): string {
  if (value === NO_VALUE) return '<no value>';
  if (value instanceof GoNumber) return value.type === 'float64' ? goFloat(Number(value.value)) : goNumber(value.value);
  return goValue(value);
}

/** text/template's truth. */
export function isTrue(value: unknown): boolean {
  if (isNil(value)) return false;
  const number = numberOf(value);
  if (number) return Number(number.value) !== 0;
  if (Array.isArray(value) || typeof value === 'string') return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return value === true;
}
