/** The update operators. */

import type { Evaluator } from './evaluate';
import { binary } from './operators';
import { deletePaths, getPath, setPath } from './paths';
import { PAUSE, type Output, type Outputs, type Path, type Scope } from './runtime';
import type { Node } from './syntax';
import { isTrue, type Value } from './value';

/** `=`, `|=`, `+=` and the others. */
export function* assign(
  run: Evaluator,
  node: Node & { type: 'assign' },
  scope: Scope,
  input: Value,
  path: Path | undefined,
): Outputs {
  if (node.operator === '|=') {
    yield* modify(run, node.left, (value) => run.run(node.right, scope, value), scope, input, path);
    return;
  }
  for (const right of run.run(node.right, scope, input)) {
    if (right === PAUSE) {
      yield PAUSE;
      continue;
    }
    if (node.operator === '=') {
      let result = input;
      for (const keys of run.paths(node.left, scope, input)) {
        if (keys === PAUSE) yield PAUSE;
        else result = setPath(result, keys, right.value);
      }
      yield run.made(result, path);
      continue;
    }
    const operator = node.operator.slice(0, -1);
    const update = (value: Value): Value =>
      operator === '//' ? (isTrue(value) ? value : right.value) : binary(operator, value, right.value);
    yield* modify(run, node.left, (value) => [{ value: update(value), path: undefined }], scope, input, path);
  }
}

/** `|=`: each place becomes the first output of `update`; without one it is deleted. */
function* modify(
  run: Evaluator,
  target: Node,
  update: (value: Value) => Iterable<Output | typeof PAUSE>,
  scope: Scope,
  input: Value,
  path: Path | undefined,
): Outputs {
  let result = input;
  const deleted: Value[] = [];
  for (const keys of run.paths(target, scope, input)) {
    if (keys === PAUSE) {
      yield PAUSE;
      continue;
    }
    let changed: Output | undefined;
    for (const output of update(getPath(result, keys))) {
      if (output === PAUSE) {
        yield PAUSE;
        continue;
      }
      changed = output;
      break;
    }
    if (changed) result = setPath(result, keys, changed.value);
    else deleted.push(keys);
  }
  yield run.made(deleted.length > 0 ? deletePaths(result, deleted) : result, path);
}
