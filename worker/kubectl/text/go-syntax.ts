/** Go's printing of values: `%#v`, `%q`, JSON as encoding/json writes it. */

import { compareText, goFloat, goNumber, isObject } from '../../kubernetes/patch';

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** strconv.Quote. */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '"' || char === '\\') quoted += `\\${char}`;
    else if (SHORT_ESCAPES[char]) quoted += SHORT_ESCAPES[char];
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (/^[\p{C}\p{Zl}\p{Zp}]|^(?! )\p{Zs}$/u.test(char)) quoted += unicodeEscape(code);
    else quoted += char;
  }
  return `${quoted}"`;
}

function unicodeEscape(code: number): string {
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** `%#v` of a decoded JSON value: `map[string]interface {}{"a":1}`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number' || typeof value === 'bigint') return goNumber(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort(compareText);
    return `map[string]interface {}{${keys.map((key) => `${goQuote(key)}:${goSyntax(value[key])}`).join(', ')}}`;
  }
  return String(value);
}

/** `U+0026 '&'`, as `%#U` prints a character. */
export function goRune(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code < 0x20 || code === 0x7f ? hex : `${hex} '${char}'`;
}

function jsonString(text: string): string {
  return JSON.stringify(text)
    .replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\x7f/g, '\x7f');
}

function jsonNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString();
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value === 0 ? 0 : value);
  return Math.abs(value) < 1e-6 || Math.abs(value) >= 1e21
    ? goFloat(value).replace(/e([-+])0(\d)$/, 'e$1$2')
    : String(value);
}

/**
 * json.Marshal: sorted keys, `<`, `>` and `&` escaped.
 * @param indent blanks a level; 0 prints one line.
 * @param keepOrder keys stay as they are, as for Go structs.
 */
export function marshalJSON(value: unknown, indent = 0, keepOrder = false, level = 0): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number' || typeof value === 'bigint') return jsonNumber(value);
  const inner = indent ? `\n${' '.repeat(indent * (level + 1))}` : '';
  const outer = indent ? `\n${' '.repeat(indent * level)}` : '';
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${inner}${value.map((item) => marshalJSON(item, indent, keepOrder, level + 1)).join(`,${inner}`)}${outer}]`;
  }
  if (!isObject(value)) return String(value);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  if (keys.length === 0) return '{}';
  if (!keepOrder) keys.sort(compareText);
  const fields = keys.map(
    (key) => `${jsonString(key)}:${indent ? ' ' : ''}${marshalJSON(value[key], indent, keepOrder, level + 1)}`,
  );
  return `{${inner}${fields.join(`,${inner}`)}${outer}}`;
}
