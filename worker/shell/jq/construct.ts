/** Objects and interpolated text. */

import type { Evaluator } from './evaluate';
import { formatText } from './operators';
import { PAUSE, type Outputs, type Path, type Scope } from './runtime';
import type { Node } from './syntax';
import { described, JqError, toText, type Value } from './value';

/** `{…}`: all combinations of keys and values. */
export function* objects(
  run: Evaluator,
  entries: readonly { key: Node; value: Node }[],
  index: number,
  built: ReadonlyMap<string, Value>,
  scope: Scope,
  input: Value,
  path: Path | undefined,
): Outputs {
  if (index === entries.length) {
    yield run.made(new Map(built), path);
    return;
  }
  for (const key of run.run(entries[index].key, scope, input)) {
    if (key === PAUSE) {
      yield PAUSE;
      continue;
    }
    if (typeof key.value !== 'string') throw new JqError(`Cannot use ${described(key.value)} as object key`);
    for (const value of run.run(entries[index].value, scope, input)) {
      if (value === PAUSE) yield PAUSE;
      else yield* objects(run, entries, index + 1, new Map(built).set(key.value, value.value), scope, input, path);
    }
  }
}

/** Interpolation: the first part varies fastest. */
export function* texts(
  run: Evaluator,
  parts: readonly (string | Node)[],
  format: string | undefined,
  index: number,
  after: string,
  scope: Scope,
  input: Value,
  path: Path | undefined,
): Outputs {
  if (index < 0) {
    yield run.made(after, path);
    return;
  }
  const part = parts[index];
  if (typeof part === 'string') {
    yield* texts(run, parts, format, index - 1, part + after, scope, input, path);
    return;
  }
  for (const item of run.run(part, scope, input)) {
    if (item === PAUSE) {
      yield PAUSE;
      continue;
    }
    const piece = format === undefined ? toText(item.value) : toText(formatText(format, item.value));
    yield* texts(run, parts, format, index - 1, piece + after, scope, input, path);
  }
}
