/** Reads a file of manifests as kubectl does: JSON objects one after the other, or YAML documents between `---` lines. */

import type { JSONValue } from '../kubernetes/patch';
import { compose, type YamlNode } from './compose';
import { toJSONValue, UnsupportedValue } from './convert';
import { YamlFailure } from './cursor';
import { readJSON } from './json-text';

export interface YamlDocument {
  value: JSONValue;
  /** Range of the document's text in the file. */
  start: number;
  end: number;
  /** Node tree of a YAML document; absent for JSON. Offsets in it count from `start`. */
  root?: YamlNode;
}

export interface ReadResult {
  /** Those before the error. Empty documents are left out. */
  documents: YamlDocument[];
  /** kubectl's text, to stand behind `error parsing FILE: `, and the offset it points at. */
  error?: { message: string; offset: number };
}

/** Reads all documents of a text up to the first broken one. */
export function readDocuments(text: string): ReadResult {
  return /^\s*\{/.test(text) ? readJSONDocuments(text) : readYAMLDocuments(text, 0);
}

/** Reads one YAML or JSON text, such as the value of `--patch`. */
export function readValue(
  text: string,
): { value: JSONValue; error?: undefined } | { value?: undefined; error: string } {
  const result = readDocument(text, 0);
  return 'error' in result ? { error: result.error.message } : { value: result.document?.value ?? null };
}

function readJSONDocuments(text: string): ReadResult {
  const documents: YamlDocument[] = [];
  let at = 0;
  for (;;) {
    at += /^\s*/.exec(text.slice(at))![0].length;
    if (at >= text.length) return { documents };
    if (documents.length > 0 && text.startsWith('---', at)) {
      const rest = readYAMLDocuments(text.slice(at), at);
      return { documents: [...documents, ...rest.documents], error: rest.error };
    }
    const read = readJSON(text, at);
    if (read.error !== undefined) {
      const message = read.isSyntax ? `json: offset ${read.offset}: ${read.error}` : read.error;
      return { documents, error: { message, offset: Math.max(0, read.offset - 1) } };
    }
    if (read.value !== null) documents.push({ value: read.value, start: at, end: read.end });
    at = read.end;
  }
}

function readYAMLDocuments(text: string, base: number): ReadResult {
  const documents: YamlDocument[] = [];
  for (const part of splitDocuments(text)) {
    if ('separator' in part)
      return {
        documents,
        error: { message: `invalid Yaml document separator: ${part.separator}`, offset: base + part.start },
      };
    const result = readDocument(text.slice(part.start, part.end), base + part.start);
    if ('error' in result)
      return {
        documents,
        error: { message: `error converting YAML to JSON: ${result.error.message}`, offset: result.error.offset },
      };
    if (result.document) documents.push(result.document);
  }
  return { documents };
}

function readDocument(
  text: string,
  start: number,
): { document?: YamlDocument } | { error: { message: string; offset: number } } {
  try {
    const root = compose(text);
    const value = root ? toJSONValue(root) : null;
    return { document: value === null ? undefined : { value, start, end: start + text.length, root } };
  } catch (failure) {
    if (!(failure instanceof YamlFailure)) throw failure;
    const message = failure instanceof UnsupportedValue ? failure.message : `yaml: ${failure.message}`;
    return { error: { message, offset: start + failure.index } };
  }
}

/** Parts between lines that begin with `---`. The first such line stays in its part when nothing stands before it. */
function* splitDocuments(
  text: string,
): Generator<{ start: number; end: number } | { separator: string; start: number }> {
  let start = 0;
  let hasLines = false;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    if (text.startsWith('---', at)) {
      const rest = text.slice(at + 3, end).trim();
      if (rest !== '' && !rest.startsWith('#')) return yield { separator: rest, start: at };
      if (hasLines) {
        yield { start, end: at };
        start = end;
        hasLines = false;
        at = end;
        continue;
      }
    }
    hasLines = true;
    at = end;
  }
  if (hasLines) yield { start, end: text.length };
}
