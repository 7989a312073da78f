/** Functions of awk. */

import { groupText, type Match } from '../regex/match';
import { ToolError } from '../tools/common';
import { formatDate } from '../tools/date-format';
import { formatValues } from './format';
import type { AwkRunner } from './run';
import type { Expression } from './syntax';
import { InputText, toNumber, type AwkValue } from './values';

/** Calls builtin `name`. `nodes` are its arguments as written, for arrays, regexes and targets. */
export async function callBuiltin(
  run: AwkRunner,
  name: string,
  values: readonly AwkValue[],
  nodes: readonly Expression[],
): Promise<AwkValue> {
  const text = (index: number) => run.text(values[index]);
  const number = (index: number) => toNumber(values[index]);
  switch (name) {
    case 'length':
      return length(run, values, nodes);
    case 'substr':
      return substring(text(0), number(1), values.length > 2 ? number(2) : Infinity);
    case 'index':
      return [...text(0).slice(0, Math.max(0, text(0).indexOf(text(1))))].length + (text(0).includes(text(1)) ? 1 : 0);
    case 'split':
      return split(run, text(0), nodes, values);
    case 'sub':
    case 'gsub':
      return substitute(run, name === 'gsub', values, nodes);
    case 'gensub':
      return generalSubstitute(run, values, nodes);
    case 'match':
      return match(run, text(0), regexOf(run, nodes[1], values[1]), nodes[2]);
    case 'sprintf':
      return formatValues(text(0), values.slice(1), (value) => run.text(value));
    case 'tolower':
      return text(0).toLowerCase();
    case 'toupper':
      return text(0).toUpperCase();
    case 'int':
      return Math.trunc(number(0)) + 0;
    case 'sin':
    case 'cos':
    case 'exp':
    case 'log':
    case 'sqrt':
      return Math[name](number(0));
    case 'atan2':
      return Math.atan2(number(0), number(1));
    case 'rand':
      run.seed = (Math.imul(run.seed, 1103515245) + 12345) & 0x7fffffff;
      return run.seed / 0x80000000;
    case 'srand': {
      const previous = run.previousSeed;
      run.previousSeed = values.length > 0 ? number(0) : Math.floor(run.context.now() / 1000);
      run.seed = run.previousSeed;
      return previous;
    }
    case 'system':
      return run.context.run(['sh', '-c', text(0)]);
    case 'close':
      return run.close(text(0));
    case 'fflush':
      return 0;
    case 'systime':
      return Math.floor(run.context.now() / 1000);
    case 'strftime':
      return formatDate(
        (values.length > 1 ? number(1) : Math.floor(run.context.now() / 1000)) * 1000,
        values.length > 0 ? text(0) : '%a %b %e %H:%M:%S %Z %Y',
      );
    case 'mktime': {
      const parts = text(0).trim().split(/\s+/).map(Number);
      return parts.length < 6 ? -1 : Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3], parts[4], parts[5]) / 1000;
    }
    case 'strtonum':
      return /^\s*0[xX]/.test(text(0))
        ? parseInt(text(0), 16)
        : /^\s*0[0-7]+$/.test(text(0))
          ? parseInt(text(0), 8)
          : number(0);
    case 'and':
      return Number(BigInt(number(0)) & BigInt(number(1)));
    case 'or':
      return Number(BigInt(number(0)) | BigInt(number(1)));
    case 'xor':
      return Number(BigInt(number(0)) ^ BigInt(number(1)));
    case 'lshift':
      return number(0) * 2 ** number(1);
    case 'rshift':
      return Math.floor(number(0) / 2 ** number(1));
    case 'asort':
    case 'asorti':
      return sortArray(run, nodes, name === 'asorti');
    default:
      throw new ToolError(`awk: cmd. line:1: fatal: function \`${name}' not defined`, 2);
  }
}

function length(run: AwkRunner, values: readonly AwkValue[], nodes: readonly Expression[]): number {
  const [node] = nodes;
  if (!node) return [...run.text(recordOf(run))].length;
  if (node.type === 'variable' && values[0] === undefined && run.isArray(node.name)) return run.array(node.name).size;
  return [...run.text(values[0])].length;
}

function recordOf(run: AwkRunner): AwkValue {
  return run.currentRecord;
}

function substring(text: string, start: number, count: number): string {
  const chars = [...text];
  const from = Math.max(1, Math.trunc(start) || 0);
  return count === Infinity
    ? chars.slice(from - 1).join('')
    : chars.slice(from - 1, from - 1 + Math.max(0, Math.trunc(count) || 0)).join('');
}

/** A regex argument: written as one, or any text. */
function regexOf(run: AwkRunner, node: Expression | undefined, value: AwkValue): string {
  return node?.type === 'regex' ? node.source : run.text(value);
}

function split(run: AwkRunner, text: string, nodes: readonly Expression[], values: readonly AwkValue[]): number {
  const target = nodes[1];
  if (target?.type !== 'variable') throw new ToolError('awk: fatal: split: second argument is not an array', 2);
  const isRegex = nodes[2]?.type === 'regex';
  const separator = nodes[2] === undefined ? run.global('FS') : isRegex ? regexOf(run, nodes[2], undefined) : values[2];
  const parts = run.split(text, separator, isRegex);
  const array = run.array(target.name);
  array.clear();
  parts.forEach((part, index) => array.set(String(index + 1), new InputText(part)));
  return parts.length;
}

function replacementText(replacement: string, matched: string): string {
  return replacement.replace(/\\\\&|\\&|&|\\\\/g, (part) =>
    part === '&' ? matched : part === '\\&' ? '&' : part === '\\\\&' ? `\\${matched}` : '\\',
  );
}

/** Replaces matches; `pick` says which. @returns the new text and how many were replaced. */
function replaceMatches(
  run: AwkRunner,
  source: string,
  text: string,
  pick: (index: number) => boolean,
  replace: (match: Match) => string,
  onlyFirst: boolean,
) {
  const program = run.regex(source);
  let result = '';
  let at = 0;
  let count = 0;
  let index = 0;
  let lastEnd = -1;
  for (let from = 0; from <= text.length;) {
    const match = run.find(program, text, from);
    if (!match) break;
    const isEmpty = match.end === match.start;
    if (!(isEmpty && match.start === lastEnd)) {
      index += 1;
      if (pick(index)) {
        result += text.slice(at, match.start) + replace(match);
        at = match.end;
        count += 1;
        if (onlyFirst) break;
      }
    }
    lastEnd = match.end;
    from = isEmpty ? match.end + 1 : match.end;
  }
  return { text: result + text.slice(at), count };
}

async function substitute(
  run: AwkRunner,
  isGlobal: boolean,
  values: readonly AwkValue[],
  nodes: readonly Expression[],
): Promise<number> {
  const target: Expression = nodes[2] ?? { type: 'field', index: { type: 'number', value: 0 } };
  const text = run.text(await run.evaluate(target));
  const replacement = run.text(values[1]);
  const source = regexOf(run, nodes[0], values[0]);
  const replace = (found: Match) => replacementText(replacement, text.slice(found.start, found.end));
  const result = replaceMatches(run, source, text, () => true, replace, !isGlobal);
  if (result.count > 0) await run.assign(target, result.text);
  return result.count;
}

function generalSubstitute(run: AwkRunner, values: readonly AwkValue[], nodes: readonly Expression[]): string {
  const text = nodes[3] ? run.text(values[3]) : run.text(recordOf(run));
  const how = run.text(values[2]);
  const isGlobal = /^[gG]/.test(how);
  const wanted = Math.max(1, Math.trunc(toNumber(values[2])) || 1);
  const replacement = run.text(values[1]);
  const replace = (found: Match) =>
    replacement.replace(/\\(\d|\\|&)|&/g, (part, escape?: string) =>
      part === '&'
        ? text.slice(found.start, found.end)
        : /\d/.test(escape!)
          ? (groupText(text, found, Number(escape)) ?? '')
          : escape!,
    );
  return replaceMatches(
    run,
    regexOf(run, nodes[0], values[0]),
    text,
    (index) => isGlobal || index === wanted,
    replace,
    false,
  ).text;
}

function match(run: AwkRunner, text: string, source: string, target: Expression | undefined): number {
  const program = run.regex(source);
  const found = run.find(program, text, 0);
  run.setGlobal('RSTART', found ? found.start + 1 : 0);
  run.setGlobal('RLENGTH', found ? found.end - found.start : -1);
  if (target?.type === 'variable') {
    const array = run.array(target.name);
    array.clear();
    if (found)
      for (let index = 0; index <= program.groupCount; index++)
        array.set(String(index), new InputText(groupText(text, found, index) ?? ''));
  }
  return found ? found.start + 1 : 0;
}

/** gawk's asort and asorti, into the second array or in place. */
function sortArray(run: AwkRunner, nodes: readonly Expression[], byIndex: boolean): number {
  const [from, to] = nodes;
  if (from?.type !== 'variable') throw new ToolError('awk: fatal: asort: first argument is not an array', 2);
  const array = run.array(from.name);
  const items: AwkValue[] = byIndex ? [...array.keys()] : [...array.values()];
  const isNumber = (value: AwkValue) =>
    typeof value === 'number' || (value instanceof InputText && value.number !== undefined);
  items.sort((a, b) => {
    if (isNumber(a) && isNumber(b)) return toNumber(a) - toNumber(b);
    if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
    return run.text(a) < run.text(b) ? -1 : run.text(a) > run.text(b) ? 1 : 0;
  });
  const target = to?.type === 'variable' ? run.array(to.name) : array;
  target.clear();
  items.forEach((item, index) => target.set(String(index + 1), item));
  return items.length;
}
