/** Values as Go prints them in error texts: quoted strings, and lists and structs in JSON or in Go's own syntax. */

/** @returns `text` quoted as strconv.Quote does. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\t') out += '\\t';
    else if (char === '\r') out += '\\r';
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code >= 0x80 && code < 0xa0) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += char;
  }
  return `${out}"`;
}

/** A value that is no plain string, number or boolean, in both notations: JSON from 1.34 on, Go before. */
export interface Rendered {
  json: string;
  go: string;
}

/** What a field error shows of a value. */
export type ShownValue = string | number | boolean | null | Rendered;

export const NIL_LIST: Rendered = { json: 'null', go: '[]string(nil)' };

/** A list of strings; `type` is Go's name of the element. An absent list is nil. */
export function shownList(values: readonly string[] | null | undefined, type = 'string'): Rendered {
  if (!values) return { json: 'null', go: `[]${type}(nil)` };
  return { json: JSON.stringify(values), go: `[]${type}{${values.map(quote).join(', ')}}` };
}

/** A map from string to string; keys sorted. */
export function shownMap(map: Readonly<Record<string, string>> | undefined): Rendered {
  if (!map) return { json: 'null', go: 'map[string]string(nil)' };
  const keys = Object.keys(map).sort();
  return {
    json: `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(map[key])}`).join(',')}}`,
    go: `map[string]string{${keys.map((key) => `${quote(key)}:${quote(map[key])}`).join(', ')}}`,
  };
}

/** A struct of the server's internal types, whose JSON has Go's field names. */
export function shownStruct(type: string, fields: readonly (readonly [string, ShownValue])[]): Rendered {
  return {
    json: `{${fields.map(([name, value]) => `"${name}":${jsonOf(value)}`).join(',')}}`,
    go: `${type}{${fields.map(([name, value]) => `${name}:${goOf(value)}`).join(', ')}}`,
  };
}

function jsonOf(value: ShownValue): string {
  return typeof value === 'object' && value !== null ? value.json : JSON.stringify(value);
}

function goOf(value: ShownValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'object') return value.go;
  return typeof value === 'string' ? quote(value) : String(value);
}

/** @param json whether the release prints values as JSON (1.34 and later). */
export function showValue(value: ShownValue, json: boolean): string {
  if (value === null) return json ? 'null' : '"null"';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object') return json ? value.json : value.go;
  return String(value);
}
