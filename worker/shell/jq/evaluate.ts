/**
 * Runs jq programs: each node is a generator of outputs; with paths where `path(…)` and the update operators want them.
 * Now and then a generator yields PAUSE, so that whoever drives it can let messages in.
 */

import { objects, texts } from './construct';
import { bindings } from './patterns';
import { assign } from './update';
import { binary, formatText, negate } from './operators';
import { entriesOf, getKey } from './paths';
import { isObject, isTrue, JqError, kindOf, shown, type Value } from './value';
import {
  BreakSignal,
  MADE,
  PAUSE,
  ROOT,
  type Library,
  type Output,
  type Outputs,
  type Path,
  type Scope,
  type ValueFunction,
} from './runtime';
import { boundNames, type Definition, type Node, type Pattern } from './syntax';

/** Steps between two pauses, and steps in all. */
const STEPS_PER_PAUSE = 256;
const STEPS_MAX = 40_000_000;

/** More steps than allowed. */
export class JqLimitError extends Error {}

export class Evaluator {
  private steps = 0;

  constructor(
    private readonly library: Library,
    /** What `$ENV` is. */
    readonly environment: Value,
    readonly nowMs: () => number,
    readonly nextInput: () => Value | undefined,
    readonly debug: (text: string) => void,
    readonly inputName: () => Value,
  ) {}

  /** All outputs of `node` for one input. */
  *run(node: Node, scope: Scope, input: Value, path?: Path): Outputs {
    if (++this.steps % STEPS_PER_PAUSE === 0) {
      if (this.steps > STEPS_MAX) throw new JqLimitError('too many steps');
      yield PAUSE;
    }
    switch (node.type) {
      case 'identity':
        yield { value: input, path };
        return;
      case 'literal':
        yield this.made(node.value, path);
        return;
      case 'pipe':
        for (const left of this.run(node.left, scope, input, path)) {
          if (left === PAUSE) yield PAUSE;
          else yield* this.run(node.right, scope, left.value, left.path);
        }
        return;
      case 'comma':
        yield* this.run(node.left, scope, input, path);
        yield* this.run(node.right, scope, input, path);
        return;
      case 'index':
        yield* this.index(node.target, node.key, scope, input, path);
        return;
      case 'slice':
        yield* this.slice(node, scope, input, path);
        return;
      case 'iterate':
        for (const target of this.run(node.target, scope, input, path)) {
          if (target === PAUSE) yield PAUSE;
          else yield* this.iterate(target.value, target.path);
        }
        return;
      case 'recurseDefault':
        yield* this.recurse(input, path);
        return;
      case 'call':
        yield* this.call(node, scope, input, path);
        return;
      case 'variable':
        yield this.made(this.variable(node.name, scope), path);
        return;
      case 'if':
        for (const test of this.run(node.test, scope, input)) {
          if (test === PAUSE) yield PAUSE;
          else if (isTrue(test.value)) yield* this.run(node.then, scope, input, path);
          else if (node.otherwise) yield* this.run(node.otherwise, scope, input, path);
          else yield { value: input, path };
        }
        return;
      case 'try':
        yield* this.attempt(node, scope, input, path);
        return;
      case 'alternative':
        yield* this.alternative(node, scope, input, path);
        return;
      case 'reduce':
        yield* this.reduce(node, scope, input, path);
        return;
      case 'foreach':
        yield* this.foreach(node, scope, input, path);
        return;
      case 'define':
        yield* this.run(node.body, { kind: 'function', definition: node.definition, next: scope }, input, path);
        return;
      case 'bind':
        for (const source of this.run(node.source, scope, input)) {
          if (source === PAUSE) yield PAUSE;
          else yield* this.bind(node.patterns, node.body, scope, source.value, input, path);
        }
        return;
      case 'label': {
        const id = {};
        try {
          yield* this.run(node.body, { kind: 'label', name: node.name, id, next: scope }, input, path);
        } catch (error) {
          if (!(error instanceof BreakSignal) || error.id !== id) throw error;
        }
        return;
      }
      case 'break':
        throw new BreakSignal(this.label(node.name, scope));
      case 'assign':
        yield* assign(this, node, scope, input, path);
        return;
      default:
        yield* this.computed(node, scope, input, path);
    }
  }

  /** Nodes that make new values. */
  private *computed(node: Node, scope: Scope, input: Value, path: Path | undefined): Outputs {
    switch (node.type) {
      case 'array': {
        const items: Value[] = [];
        if (node.body) {
          for (const item of this.run(node.body, scope, input)) {
            if (item === PAUSE) yield PAUSE;
            else items.push(item.value);
          }
        }
        yield this.made(items, path);
        return;
      }
      case 'object':
        yield* objects(this, node.entries, 0, new Map(), scope, input, path);
        return;
      case 'string':
        yield* texts(this, node.parts, node.format, node.parts.length - 1, '', scope, input, path);
        return;
      case 'format':
        yield this.made(formatText(node.name, input), path);
        return;
      case 'negate':
        for (const operand of this.run(node.operand, scope, input)) {
          if (operand === PAUSE) yield PAUSE;
          else yield this.made(negate(operand.value), path);
        }
        return;
      case 'binary':
        for (const right of this.run(node.right, scope, input)) {
          if (right === PAUSE) {
            yield PAUSE;
            continue;
          }
          for (const left of this.run(node.left, scope, input)) {
            if (left === PAUSE) yield PAUSE;
            else yield this.made(binary(node.operator, left.value, right.value), path);
          }
        }
        return;
      case 'and':
      case 'or':
        for (const left of this.run(node.left, scope, input)) {
          if (left === PAUSE) {
            yield PAUSE;
            continue;
          }
          if (isTrue(left.value) === (node.type === 'or')) {
            yield this.made(node.type === 'or', path);
            continue;
          }
          for (const right of this.run(node.right, scope, input)) {
            if (right === PAUSE) yield PAUSE;
            else yield this.made(isTrue(right.value), path);
          }
        }
    }
  }

  /** An output that is new: where paths are wanted it has none that can be followed. */
  made(value: Value, path: Path | undefined): Output {
    return { value, path: path && MADE };
  }

  /** `value` at `key` of something at `path`. */
  private step(target: Value, key: Value, path: Path | undefined): Output {
    if (path === MADE)
      throw new JqError(
        `Invalid path expression near attempt to access element ${shown(key, 29)} of ${shown(target, 29)}`,
      );
    return { value: getKey(target, key), path: path && { parent: path, key } };
  }

  private *index(target: Node, key: Node, scope: Scope, input: Value, path: Path | undefined): Outputs {
    if (key.type === 'literal') {
      for (const from of this.run(target, scope, input, path)) {
        if (from === PAUSE) yield PAUSE;
        else yield this.step(from.value, key.value, from.path);
      }
      return;
    }
    for (const name of this.run(key, scope, input)) {
      if (name === PAUSE) {
        yield PAUSE;
        continue;
      }
      for (const from of this.run(target, scope, input, path)) {
        if (from === PAUSE) yield PAUSE;
        else yield this.step(from.value, name.value, from.path);
      }
    }
  }

  private *slice(node: Node & { type: 'slice' }, scope: Scope, input: Value, path: Path | undefined): Outputs {
    const nothing: Node = { type: 'literal', value: null };
    for (const to of this.run(node.to ?? nothing, scope, input)) {
      if (to === PAUSE) {
        yield PAUSE;
        continue;
      }
      for (const from of this.run(node.from ?? nothing, scope, input)) {
        if (from === PAUSE) {
          yield PAUSE;
          continue;
        }
        for (const target of this.run(node.target, scope, input, path)) {
          if (target === PAUSE) {
            yield PAUSE;
            continue;
          }
          const { value } = target;
          if (value !== null && typeof value !== 'string' && !Array.isArray(value))
            throw new JqError(`Cannot index ${kindOf(value)} with object`);
          for (const edge of [from.value, to.value]) {
            if (edge !== null && kindOf(edge) !== 'number')
              throw new JqError('Array/string slice indices must be integers');
          }
          yield this.step(
            value,
            new Map([
              ['start', from.value],
              ['end', to.value],
            ]),
            target.path,
          );
        }
      }
    }
  }

  *iterate(target: Value, path: Path | undefined): Outputs {
    if (path === MADE)
      throw new JqError(`Invalid path expression near attempt to iterate through ${shown(target, 29)}`);
    for (const [key, value] of entriesOf(target)) {
      if (++this.steps % STEPS_PER_PAUSE === 0) yield PAUSE;
      yield { value, path: path && { parent: path, key } };
    }
  }

  /** `..` */
  *recurse(input: Value, path: Path | undefined): Outputs {
    yield { value: input, path };
    if (!Array.isArray(input) && !isObject(input)) return;
    for (const child of this.iterate(input, path)) {
      if (child === PAUSE) yield PAUSE;
      else yield* this.recurse(child.value, child.path);
    }
  }

  private variable(name: string, scope: Scope): Value {
    for (let entry = scope; entry; entry = entry.next)
      if (entry.kind === 'variable' && entry.name === name) return entry.value;
    if (name === 'ENV') return this.environment;
    throw new JqError(`$${name} is not defined`);
  }

  private label(name: string, scope: Scope): object {
    for (let entry = scope; entry; entry = entry.next)
      if (entry.kind === 'label' && entry.name === name) return entry.id;
    throw new JqError(`$*label-${name} is not defined`);
  }

  private *call(node: Node & { type: 'call' }, scope: Scope, input: Value, path: Path | undefined): Outputs {
    const { name, args } = node;
    for (let entry = scope; entry; entry = entry.next) {
      if (entry.kind === 'closure' && entry.name === name && args.length === 0) {
        yield* this.run(entry.body, entry.scope, input, path);
        return;
      }
      if (
        entry.kind === 'function' &&
        entry.definition.name === name &&
        entry.definition.params.length === args.length
      ) {
        yield* this.apply(entry.definition, entry, args, scope, input, path);
        return;
      }
    }
    const key = `${name}/${args.length}`;
    const filter = this.library.filters.get(key);
    if (filter) {
      yield* filter(this, args, scope, input, path);
      return;
    }
    const valueFunction = this.library.values.get(key);
    if (valueFunction) {
      yield* this.callValues(valueFunction, args, 0, [], scope, input, path);
      return;
    }
    const definition = this.library.definitions.get(key);
    if (!definition) throw new JqError(`${key} is not defined`);
    yield* this.apply(definition, { kind: 'function', definition, next: undefined }, args, scope, input, path);
  }

  private *callValues(
    body: ValueFunction,
    args: readonly Node[],
    index: number,
    values: Value[],
    scope: Scope,
    input: Value,
    path: Path | undefined,
  ): Outputs {
    if (index === args.length) {
      yield this.made(body(input, ...values), path);
      return;
    }
    for (const arg of this.run(args[index], scope, input)) {
      if (arg === PAUSE) yield PAUSE;
      else yield* this.callValues(body, args, index + 1, [...values, arg.value], scope, input, path);
    }
  }

  /** Calls a function written in jq; `$x` parameters take all values of their arguments in turn. */
  private *apply(
    definition: Definition,
    own: Scope,
    args: readonly Node[],
    scope: Scope,
    input: Value,
    path: Path | undefined,
    index = 0,
    inner: Scope = own,
  ): Outputs {
    if (index === args.length) {
      yield* this.run(definition.body, inner, input, path);
      return;
    }
    const param = definition.params[index];
    const arg = args[index];
    if (!param.startsWith('$')) {
      yield* this.apply(definition, own, args, scope, input, path, index + 1, {
        kind: 'closure',
        name: param,
        body: arg,
        scope,
        next: inner,
      });
      return;
    }
    const name = param.slice(1);
    for (const value of this.run(arg, scope, input)) {
      if (value === PAUSE) {
        yield PAUSE;
        continue;
      }
      const closure: Scope = {
        kind: 'closure',
        name,
        body: { type: 'literal', value: value.value },
        scope: undefined,
        next: inner,
      };
      yield* this.apply(definition, own, args, scope, input, path, index + 1, {
        kind: 'variable',
        name,
        value: value.value,
        next: closure,
      });
    }
  }

  private *attempt(node: Node & { type: 'try' }, scope: Scope, input: Value, path: Path | undefined): Outputs {
    try {
      yield* this.run(node.body, scope, input, path);
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      if (!node.handler) return;
      yield* this.run(node.handler, scope, error.value, path && MADE);
    }
  }

  private *alternative(
    node: Node & { type: 'alternative' },
    scope: Scope,
    input: Value,
    path: Path | undefined,
  ): Outputs {
    let found = false;
    try {
      for (const left of this.run(node.left, scope, input, path)) {
        if (left === PAUSE) yield PAUSE;
        else if (isTrue(left.value)) {
          found = true;
          yield left;
        }
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
    }
    if (!found) yield* this.run(node.right, scope, input, path);
  }

  private *reduce(node: Node & { type: 'reduce' }, scope: Scope, input: Value, path: Path | undefined): Outputs {
    for (const init of this.run(node.init, scope, input, path)) {
      if (init === PAUSE) {
        yield PAUSE;
        continue;
      }
      let state = init;
      for (const source of this.run(node.source, scope, input)) {
        if (source === PAUSE) {
          yield PAUSE;
          continue;
        }
        let last: Output = this.made(null, path);
        for (const next of this.bind(node.patterns, node.update, scope, source.value, state.value, state.path)) {
          if (next === PAUSE) yield PAUSE;
          else last = next;
        }
        state = last;
      }
      yield state;
    }
  }

  private *foreach(node: Node & { type: 'foreach' }, scope: Scope, input: Value, path: Path | undefined): Outputs {
    const keep: Node = { type: 'identity' };
    for (const init of this.run(node.init, scope, input, path)) {
      if (init === PAUSE) {
        yield PAUSE;
        continue;
      }
      let state = init;
      for (const source of this.run(node.source, scope, input)) {
        if (source === PAUSE) {
          yield PAUSE;
          continue;
        }
        const names = bindings(this, node.patterns[0], source.value, scope, input);
        for (const inner of names) {
          for (const next of this.run(node.update, inner, state.value, state.path)) {
            if (next === PAUSE) {
              yield PAUSE;
              continue;
            }
            state = next;
            yield* this.run(node.extract ?? keep, inner, next.value, next.path);
          }
        }
      }
    }
  }

  /** Runs `body` with the variables of the first pattern that works. */
  private *bind(
    patterns: readonly Pattern[],
    body: Node,
    scope: Scope,
    source: Value,
    input: Value,
    path: Path | undefined,
  ): Outputs {
    const names = patterns.length > 1 ? patterns.flatMap(boundNames) : [];
    const base = names.reduce<Scope>((next, name) => ({ kind: 'variable', name, value: null, next }), scope);
    for (const [index, pattern] of patterns.entries()) {
      try {
        for (const inner of bindings(this, pattern, source, base, input)) yield* this.run(body, inner, input, path);
        return;
      } catch (error) {
        if (!(error instanceof JqError) || index === patterns.length - 1) throw error;
      }
    }
  }

  /** The paths that `node` reaches from `input`. Throws for what is not reached but made. */
  *paths(node: Node, scope: Scope, input: Value): Generator<Value[] | typeof PAUSE> {
    for (const output of this.run(node, scope, input, ROOT)) {
      if (output === PAUSE) yield PAUSE;
      else if (output.path === MADE)
        throw new JqError(`Invalid path expression with result ${shown(output.value, 29)}`);
      else yield keysOf(output.path);
    }
  }
}

/** @returns the keys of a path from its start. */
export function keysOf(path: Path | undefined): Value[] {
  const keys: Value[] = [];
  for (let at = path; at?.parent; at = at.parent) keys.push(at.key);
  return keys.reverse();
}
