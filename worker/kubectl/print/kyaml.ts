/** `-o kyaml`: YAML in flow style, every string in quotes. */

import { isObject } from '../../kubernetes/patch';
import { compareKeys } from '../../yaml';
import { resolveScalar } from '../../yaml/scalars';

/** @param keepOrder keys stand as they are, else sorted. */
export function printKYAML(value: unknown, keepOrder = false): string {
  return `---\n${flow(value, '', keepOrder)}\n`;
}

function flow(value: unknown, indent: string, keepOrder: boolean): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.every((item) => isObject(item) && Object.keys(item).length > 0))
      return `[${value.map((item) => flow(item, indent, keepOrder)).join(', ')}]`;
    return `[\n${value.map((item) => `${indent}  ${flow(item, `${indent}  `, keepOrder)},\n`).join('')}${indent}]`;
  }
  if (isObject(value)) {
    const keys = keepOrder ? Object.keys(value) : Object.keys(value).sort(compareKeys);
    if (keys.length === 0) return '{}';
    return `{\n${keys.map((key) => `${indent}  ${keyText(key)}: ${flow(value[key], `${indent}  `, keepOrder)},\n`).join('')}${indent}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function keyText(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && resolveScalar(key).type === 'str' ? key : JSON.stringify(key);
}
