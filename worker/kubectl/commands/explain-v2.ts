/** The old form of `kubectl explain`, `-o plaintext-openapiv2`. */

import { compareText, type JSONObject } from '../../kubernetes/patch';

/** How the schemas of a document are read. */
export interface SchemaReader {
  /** The schema behind a reference. */
  resolve(schema: JSONObject): JSONObject;
}

const WIDTH = 80;
const FIELD_INDENT = 3;
const TEXT_INDENT = 5;

/** What is explained: a kind, or a field below it. */
export interface Explained {
  header: string;
  /** Of the field; empty for a kind. */
  name: string;
  schema: JSONObject;
}

/** @returns the page. */
export function explainV2(reader: SchemaReader, { header, name, schema }: Explained, isRecursive: boolean): string {
  const texts: string[] = [];
  let inner = schema;
  let type = '';
  for (;;) {
    texts.push(textOf(inner.description));
    const next = reader.resolve(inner);
    if (next !== inner) inner = next;
    else if (inner.items || typeof inner.additionalProperties === 'object') {
      type ||= typeName(reader, inner);
      inner = (inner.items ?? inner.additionalProperties) as JSONObject;
    } else break;
  }
  type ||= typeName(reader, inner);
  const isKind = inner.properties !== undefined || typeName(reader, inner) === 'Object';
  const title = isKind ? (name === '' ? '' : `RESOURCE: ${name} <${type}>\n\n`) : `FIELD:    ${name} <${type}>\n\n`;
  return `${header}${title}${description(texts)}${isKind ? fieldsOf(reader, inner, isRecursive) : ''}`;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

function description(texts: readonly string[]): string {
  const parts = texts
    .map((text, index) => (text === '' ? '' : `${index > 0 ? '\n' : ''}${wrapped(text, TEXT_INDENT)}`))
    .join('');
  return `DESCRIPTION:\n${parts === '' ? wrapped('<empty>', TEXT_INDENT) : parts}`;
}

function fieldsOf(reader: SchemaReader, schema: JSONObject, isRecursive: boolean): string {
  const properties = (schema.properties ?? {}) as Record<string, JSONObject>;
  const names = Object.keys(properties).sort(compareText);
  if (names.length === 0) return '';
  const required = (schema.required ?? []) as string[];
  const lines = isRecursive
    ? treeOf(reader, schema, FIELD_INDENT, [])
    : names
        .map((name) => {
          const property = properties[name];
          const mark = required.includes(name) ? ' -required-' : '';
          const text = wrapped(textOf(property.description), TEXT_INDENT);
          return `${' '.repeat(FIELD_INDENT)}${name}\t<${typeName(reader, property)}>${mark}\n${text}\n`;
        })
        .join('');
  return `\nFIELDS:\n${lines}`;
}

function treeOf(reader: SchemaReader, schema: JSONObject, indent: number, seen: readonly JSONObject[]): string {
  const properties = (schema.properties ?? {}) as Record<string, JSONObject>;
  return Object.keys(properties)
    .sort(compareText)
    .map((name) => {
      const inner = elementOf(reader, properties[name]);
      const line = `${' '.repeat(indent)}${name}\t<${typeName(reader, properties[name])}>\n`;
      return seen.includes(inner) ? line : line + treeOf(reader, inner, indent + FIELD_INDENT, [...seen, inner]);
    })
    .join('');
}

/** The type behind references, lists and maps. */
function elementOf(reader: SchemaReader, schema: JSONObject): JSONObject {
  const resolved = reader.resolve(schema);
  const inner = (resolved.items ?? resolved.additionalProperties) as JSONObject | undefined;
  return typeof inner === 'object' ? elementOf(reader, inner) : resolved;
}

function typeName(reader: SchemaReader, schema: JSONObject): string {
  const resolved = reader.resolve(schema);
  if (resolved.items) return `[]${typeName(reader, resolved.items as JSONObject)}`;
  if (typeof resolved.additionalProperties === 'object')
    return `map[string]${typeName(reader, resolved.additionalProperties as JSONObject)}`;
  if (resolved.oneOf) return 'string';
  if (resolved.type === 'object' && resolved.properties === undefined) return 'map[string]';
  return resolved.type === undefined || resolved.type === 'object' ? 'Object' : String(resolved.type);
}

/** Words anew in lines; code, empty lines and lists keep theirs. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) lines.push(words.join(' '));
    words = [];
  };
  for (const line of text.split('\n')) {
    const isEmpty = line.trim() === '';
    if (line.startsWith('    ') || (isEmpty && lines.length > 0)) {
      flush();
      lines.push(isEmpty ? '' : line);
      continue;
    }
    if (isEmpty || words.at(-1)?.endsWith(':') || /^(\d+\.?|-|\*)\s/.test(line.trim())) flush();
    for (const word of line.split(/\s+/).filter(Boolean)) {
      if (words.length > 0 && words.join(' ').length + 1 + word.length > WIDTH - indent) flush();
      words.push(word);
    }
  }
  flush();
  return lines.map((line) => (line === '' ? '\n' : `${' '.repeat(indent)}${line}\n`)).join('');
}
