/** Destructuring: the variables that a pattern makes of a value. */

import type { Evaluator } from './evaluate';
import { getKey } from './paths';
import { PAUSE, type Scope } from './runtime';
import type { Pattern } from './syntax';
import { JqError, kindOf, type Value } from './value';

/** The scopes that a pattern makes of a value: more than one where its keys are computed. */
export function* bindings(
  run: Evaluator,
  pattern: Pattern,
  value: Value,
  scope: Scope,
  input: Value,
): Generator<Scope> {
  if (pattern.type === 'variable') {
    yield { kind: 'variable', name: pattern.name, value, next: scope };
    return;
  }
  if (pattern.type === 'array') {
    if (value !== null && !Array.isArray(value)) throw new JqError(`Cannot index ${kindOf(value)} with number`);
    yield* bindItems(run, pattern.items, 0, value ?? [], scope, input);
    return;
  }
  yield* bindEntries(run, pattern.entries, 0, value, scope, input);
}

function* bindItems(
  run: Evaluator,
  items: readonly Pattern[],
  index: number,
  list: readonly Value[],
  scope: Scope,
  input: Value,
): Generator<Scope> {
  if (index === items.length) {
    yield scope;
    return;
  }
  for (const inner of bindings(run, items[index], list[index] ?? null, scope, input))
    yield* bindItems(run, items, index + 1, list, inner, input);
}

function* bindEntries(
  run: Evaluator,
  entries: (Pattern & { type: 'object' })['entries'],
  index: number,
  value: Value,
  scope: Scope,
  input: Value,
): Generator<Scope> {
  if (index === entries.length) {
    yield scope;
    return;
  }
  const { key, variable, value: inner } = entries[index];
  for (const name of run.run(key, scope, input)) {
    if (name === PAUSE) continue;
    if (typeof name.value !== 'string') throw new JqError(`Cannot index ${kindOf(value)} with ${kindOf(name.value)}`);
    const found = getKey(value, name.value);
    const own: Scope = variable === undefined ? scope : { kind: 'variable', name: variable, value: found, next: scope };
    const scopes = inner ? bindings(run, inner, found, own, input) : [own];
    for (const next of scopes) yield* bindEntries(run, entries, index + 1, value, next, input);
  }
}
