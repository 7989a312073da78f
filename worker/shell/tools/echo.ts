/** echo. */

import type { CommandContext } from '../types';

const ESCAPES: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Replaces backslash escapes. `stop` is set where `\c` ends the output. */
export function expandEscapes(text: string, octalNeedsZero: boolean): { text: string; stop: boolean } {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char !== '\\' || at + 1 >= text.length) {
      result += char;
      continue;
    }
    const rest = text.slice(at + 1);
    if (rest[0] === 'c') return { text: result, stop: true };
    const number = (octalNeedsZero ? /^0([0-7]{0,3})/ : /^(0?[0-7]{1,3})/).exec(rest);
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest);
    const unicode = /^u([0-9a-fA-F]{1,4})/.exec(rest) ?? /^U([0-9a-fA-F]{1,8})/.exec(rest);
    const found = number ?? hex ?? unicode;
    if (found) {
      result += String.fromCodePoint(parseInt(found[1] || '0', number ? 8 : 16) & (unicode ? 0x1fffff : 0xff));
      at += found[0].length;
    } else {
      result += Object.hasOwn(ESCAPES, rest[0]) ? ESCAPES[rest[0]] : `\\${rest[0]}`;
      at += 1;
    }
  }
  return { text: result, stop: false };
}

/** @returns what `echo args…` prints. */
export function echoText(args: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let index = 0;
  for (; index < args.length && /^-[neE]+$/.test(args[index]); index++) {
    for (const letter of args[index].slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(index).join(' ');
  if (!escapes) return newline ? `${text}\n` : text;
  const expanded = expandEscapes(text, true);
  return expanded.text + (newline && !expanded.stop ? '\n' : '');
}

export function echo(context: CommandContext): number {
  context.stdout.write(echoText(context.args));
  return 0;
}
