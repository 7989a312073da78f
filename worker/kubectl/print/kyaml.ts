/** `-o kyaml`: YAML in flow style, every string in quotes. */

import { isObject } from '../../kubernetes/patch';
import { compareKeys } from '../../yaml';
import { resolveScalar } from '../../yaml/scalars';

export function printKYAML(value: unknown): string {
  return `---\n${flow(value, '')}\n`;
}

function flow(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.every((item) => isObject(item) && Object.keys(item).length > 0))
      return `[${value.map((item) => flow(item, indent)).join(', ')}]`;
    return `[\n${value.map((item) => `${indent}  ${flow(item, `${indent}  `)},\n`).join('')}${indent}]`;
  }
  if (isObject(value)) {
    const keys = Object.keys(value).sort(compareKeys);
    if (keys.length === 0) return '{}';
    return `{\n${keys.map((key) => `${indent}  ${keyText(key)}: ${flow(value[key], `${indent}  `)},\n`).join('')}${indent}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function keyText(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && resolveScalar(key).type === 'str' ? key : JSON.stringify(key);
}
