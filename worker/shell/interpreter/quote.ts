/** Text as bash prints it so that it can be read again. */

/** @returns `text` quoted where needed, as `set -x`, `declare -p` and `%q` do. */
export function quoteForShell(text: string, always = false): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return `$'${[...text].map(escapeControl).join('')}'`;
  if (always) return `'${text.replace(/'/g, "'\\''")}'`;
  if (text === '') return "''";
  return /^[\w@%+=:,./^-]+$/.test(text) && !text.startsWith('~') ? text : `'${text.replace(/'/g, "'\\''")}'`;
}

const CONTROL_NAMES: Record<string, string> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\x1b': '\\E',
};

function escapeControl(char: string): string {
  if (CONTROL_NAMES[char]) return CONTROL_NAMES[char];
  if (char === "'" || char === '\\') return `\\${char}`;
  const code = char.charCodeAt(0);
  return code < 32 || code === 127 ? `\\${code.toString(8).padStart(3, '0')}` : char;
}

/** @returns `text` with backslashes, as `printf %q` prints it. */
export function quoteWithBackslashes(text: string): string {
  if (text === '') return "''";

  if (/[\x00-\x1f\x7f]/.test(text)) return quoteForShell(text);
  return text.replace(/[^\w@%+=:./^\u0080-\uffff-]/g, '\\$&').replace(/^[~#]/, '\\$&');
}

/** @returns `text` in double quotes, as `declare -p` and `export -p` print it. */
export function doubleQuote(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return quoteForShell(text);
  return `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}
