/** Assignments: `x=1`, `x+=1`, `a=(1 2)`, `a[i]=x`, `m=([k]=v)`. */

import { evaluateArithmetic } from './arithmetic';
import { arithmetic, expandText, expandWords } from './expand';
import type { Interpreter } from './interpreter';
import { elementKey } from './parameters';
import { quoteForShell } from './quote';
import { parseWord, type Assignment, type Word } from './syntax';
import { trace } from './trace';

/** Carries out one assignment. @returns the text it was given, for `set -x`. Throws ShellError. */
export async function assign(shell: Interpreter, assignment: Assignment): Promise<void> {
  const { name, value, append } = assignment;
  if (value.type === 'ArrayValue') {
    await assignArray(shell, name, value.elements, append ?? false);
    trace(shell, () => assignment.text);
    return;
  }
  const text = await expandText(shell, value, true);
  if (assignment.index) {
    const variable = shell.variables.get(name);
    const key = await elementKey(shell, variable, assignment.index);
    const old = append ? ((typeof key === 'string' ? variable?.map?.get(key) : variable?.list?.[key]) ?? '') : '';
    shell.variables.setElement(name, key, integerText(shell, name, old, text, append ?? false));
  } else assignText(shell, name, text, append ?? false);
  trace(shell, () => `${name}${append ? '+' : ''}=${quoteForShell(text)}`);
}

/** `name=text`, with the attributes of the variable. */
export function assignText(shell: Interpreter, name: string, text: string, append = false): void {
  shell.meter.checkLength(text.length);
  const old = append ? (shell.variables.text(name) ?? '') : '';
  const value = integerText(shell, name, old, text, append);
  shell.meter.checkLength(value.length);
  shell.variables.set(name, value);
  if (name === 'OPTIND') shell.getoptsAt = { index: Number(text) || 1, char: 1 };
}

function integerText(shell: Interpreter, name: string, old: string, text: string, append: boolean): string {
  if (!shell.variables.get(name)?.integer) return old + text;
  const value = evaluateArithmetic(shell, text);
  return String(append ? evaluateArithmetic(shell, old || '0') + value : value);
}

async function assignArray(
  shell: Interpreter,
  name: string,
  elements: readonly Word[],
  append: boolean,
): Promise<void> {
  const existing = shell.variables.get(name);
  if (existing?.map) return assignMap(shell, name, elements, append);
  const list = append ? (existing?.list?.slice() ?? (existing?.text === undefined ? [] : [existing.text])) : [];
  for (const element of elements) {
    const keyed = splitKeyed(element);
    if (keyed) {
      list[Number(await arithmetic(shell, keyed.key))] = await expandText(shell, keyed.value);
      continue;
    }
    list.push(...(await expandWords(shell, [element])));
  }
  shell.variables.setList(name, list);
}

async function assignMap(shell: Interpreter, name: string, elements: readonly Word[], append: boolean): Promise<void> {
  const entries: [string, string][] = [];
  const plain: string[] = [];
  for (const element of elements) {
    const keyed = splitKeyed(element);
    if (keyed) entries.push([await expandText(shell, parseWord(keyed.key)), await expandText(shell, keyed.value)]);
    else plain.push(...(await expandWords(shell, [element])));
  }
  for (let i = 0; i < plain.length; i += 2) entries.push([plain[i], plain[i + 1] ?? '']);
  if (!append) shell.variables.writable(name).map = new Map();
  for (const [key, text] of entries) shell.variables.setElement(name, key, text);
}

/** `[key]=value` as one element of an array. */
function splitKeyed(element: Word): { key: string; value: Word } | undefined {
  const found = /^\[((?:[^\]"'\\]|"[^"]*"|'[^']*'|\\.)*)\]=/.exec(element.text);
  if (!found) return undefined;
  const rest = element.text.slice(found[0].length);
  return {
    key: found[1],
    value: rest === '' ? { type: 'Word', text: '', value: '', pos: 0, end: 0 } : parseWord(rest),
  };
}
