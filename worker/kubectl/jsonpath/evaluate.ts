/** Runs a parsed JSONPath over a JSON value, as client-go's jsonpath does. */

import { compareText, goNumber, goValue, isObject } from '../../kubernetes/patch';
import { marshalJSON } from '../text/go-syntax';
import { parsePath, PathFailure, type PathNode } from './parser';

type Value = unknown;

/** A literal with a decimal point, which is no int even when it is whole. */
class FloatValue {
  constructor(readonly value: number) {}
}

/** Values that one template may visit. */
const VISITS_MAX = 1_000_000;

/** A compiled template. Its range state lasts from one object to the next, as in kubectl. */
export class JSONPath {
  private nodes: PathNode[];
  private beginRange = 0;
  private inRange = 0;
  private endRange = 0;
  private lastEnd: PathNode | undefined;
  private visits = 0;

  /**
   * @param allowMissingKeys false: a missing field is an error.
   * @throws PathFailure when the template cannot be parsed.
   */
  constructor(
    text: string,
    private readonly allowMissingKeys = true,
  ) {
    this.nodes = parsePath(text).nodes;
  }

  /**
   * @returns one list of values for each part of the template.
   * @throws PathFailure at run time.
   */
  find(data: Value): Value[][] {
    const { nodes } = this;
    try {
      return this.findIn(data, nodes);
    } finally {
      this.nodes = nodes;
    }
  }

  /** The output of `-o jsonpath`, or of `-o jsonpath-as-json`. */
  print(data: Value, asJSON = false): string {
    return this.find(data)
      .map((results) => (asJSON ? `${marshalJSON(results, 4)}\n` : results.map(printValue).join(' ')))
      .join('');
  }

  private findIn(data: Value, nodes: PathNode[]): Value[][] {
    const all: Value[][] = [];
    for (let i = 0; i < nodes.length; i++) {
      const results = this.walk([data], nodes[i]);
      if (this.endRange > 0 && this.endRange <= this.inRange) {
        this.endRange--;
        this.lastEnd = nodes[i];
        break;
      }
      if (this.beginRange > 0) {
        this.beginRange--;
        this.inRange++;
        const rest = nodes.slice(i + 1);
        for (const value of results) all.push(...this.findIn(value, rest));
        if (results.length === 0) this.findIn(null, rest);
        this.inRange--;
        const end = this.lastEnd ? nodes.indexOf(this.lastEnd, i + 1) : -1;
        if (end >= 0) i = end;
        continue;
      }
      all.push(results);
    }
    return all;
  }

  private walk(input: Value[], node: PathNode): Value[] {
    this.visits += input.length + 1;
    if (this.visits > VISITS_MAX) throw new PathFailure('too many values');
    switch (node.type) {
      case 'list':
        return node.nodes.reduce((values, child) => this.walk(values, child), input);
      case 'text':
        return [node.text];
      case 'number':
        return [node.isFloat ? new FloatValue(node.value) : node.value];
      case 'bool':
        return [node.value];
      case 'identifier':
        return this.identifier(input, node.name);
      case 'field':
        return this.field(input, node.name);
      case 'array':
        return input.flatMap((value) => (isNil(value) ? [] : slice(value, node.bounds)));
      case 'filter':
        return input.flatMap((value) => this.filter(value, node));
      case 'wildcard':
        return input.flatMap(children);
      case 'recursive':
        return input.flatMap((value) => this.descend(value));
      case 'union':
        return node.nodes.flatMap((child) => this.walk(input, child));
    }
  }

  private identifier(input: Value[], name: string): Value[] {
    if (name === 'range') {
      this.beginRange++;
      return input;
    }
    if (name !== 'end') throw new PathFailure(`unrecognized identifier ${name}`);
    if (this.inRange === 0) throw new PathFailure('not in range, nothing to end');
    this.endRange++;
    return [];
  }

  private field(input: Value[], name: string): Value[] {
    const results: Value[] = [];
    for (const value of input) if (isObject(value) && Object.hasOwn(value, name)) results.push(value[name]);
    if (results.length === 0 && !this.allowMissingKeys) throw new PathFailure(`${name} is not found`);
    return results;
  }

  private descend(value: Value): Value[] {
    if (++this.visits > VISITS_MAX) throw new PathFailure('too many values');
    const inner = children(value);
    return inner.length === 0 ? [] : [value, ...inner.flatMap((child) => this.descend(child))];
  }

  /** A path that cannot be followed counts as there: client-go looks at the values before the error. */
  private exists(item: Value, path: PathNode): boolean {
    try {
      return this.walk([item], path).length > 0;
    } catch (failure) {
      if (!(failure instanceof PathFailure)) throw failure;
      return true;
    }
  }

  private filter(value: Value, node: Extract<PathNode, { type: 'filter' }>): Value[] {
    if (!Array.isArray(value)) throw new PathFailure(`${goValue(value)} is not array or slice and cannot be filtered`);
    return value.filter((item) => {
      if (node.operator === 'exists') return this.exists(item, node.left);
      const lefts = this.walk([item], node.left);
      const rights = this.walk([item], node.right);
      if (lefts.length > 1 || rights.length > 1) throw new PathFailure('can only compare one element at a time');
      if (lefts.length === 0 || rights.length === 0) return false;
      return compare(lefts[0], rights[0], node.operator);
    });
  }
}

const isNil = (value: Value) => value === null || value === undefined;

function children(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort(compareText)
    .map((key) => value[key]);
}

function goType(value: Value): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'bigint' ? 'int64' : 'string';
}

function slice(value: Value, bounds: Extract<PathNode, { type: 'array' }>['bounds']): Value[] {
  if (!Array.isArray(value)) throw new PathFailure(`${goType(value)} is not array or slice`);
  const { length } = value;
  let start = bounds[0].isKnown ? bounds[0].value : 0;
  if (start < 0) start += length;
  let end = bounds[1].isKnown ? bounds[1].value : length;
  if (end < 0 || (end === 0 && bounds[1].isDerived)) end += length;
  if (start === end) return [];
  if (start >= length || start < 0)
    throw new PathFailure(`array index out of bounds: index ${start}, length ${length}`);
  if (end > length || end < 0) throw new PathFailure(`array index out of bounds: index ${end - 1}, length ${length}`);
  if (start > end) throw new PathFailure(`starting index ${start} is greater than ending index ${end}`);
  const step = bounds[2].isKnown ? bounds[2].value : 1;
  if (step <= 0) throw new PathFailure('step must be > 0');
  return value.slice(start, end).filter((_, i) => i % step === 0);
}

function basicKind(value: Value): string {
  if (value instanceof FloatValue) return 'float';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value;
  throw new PathFailure('invalid type for comparison');
}

function compare(a: Value, b: Value, operator: string): boolean {
  if (!['<', '>', '==', '!=', '<=', '>='].includes(operator))
    throw new PathFailure(`unrecognized filter operator ${operator}`);
  const kind = basicKind(a);
  const plain = (value: Value) => (value instanceof FloatValue ? value.value : value);
  const [left, right] = [plain(a), plain(b)];
  if (kind !== basicKind(b)) throw new PathFailure('incompatible types for comparison');
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (kind === 'boolean') throw new PathFailure('invalid type for comparison');
  const order = kind === 'string' ? compareText(left as string, right as string) : Number(left) - Number(right);
  return operator === '<' ? order < 0 : operator === '>' ? order > 0 : operator === '<=' ? order <= 0 : order >= 0;
}

function printValue(value: Value): string {
  if (isNil(value)) return 'null';
  if (value instanceof FloatValue) return goNumber(value.value);
  if (typeof value === 'number' || typeof value === 'bigint') return goNumber(value);
  return typeof value === 'object' ? marshalJSON(value) : String(value);
}
