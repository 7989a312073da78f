/** What a running jq program is made of: outputs, paths, scopes, the library. */

import type { Evaluator } from './evaluate';
import type { Definition, Node } from './syntax';
import type { Value } from './value';

export const PAUSE = Symbol('pause');

/** The way to a value, the last key first. */
export interface Path {
  parent: Path | undefined;
  key: Value;
}

/** The path of the start. */
export const ROOT: Path = { parent: undefined, key: null };
/** The path of a value that was made, not reached. */
export const MADE: Path = { parent: undefined, key: null };

export interface Output {
  value: Value;
  path: Path | undefined;
}

export type Outputs = Generator<Output | typeof PAUSE, void, undefined>;

/** Names that are in reach, the innermost first. */
export type Scope =
  | { kind: 'variable'; name: string; value: Value; next: Scope }
  | { kind: 'function'; definition: Definition; next: Scope }
  | { kind: 'closure'; name: string; body: Node; scope: Scope; next: Scope }
  | { kind: 'label'; name: string; id: object; next: Scope }
  | undefined;

/** Thrown by `break`. */
export class BreakSignal {
  constructor(readonly id: object) {}
}

/** Thrown by `halt` and `halt_error`. */
export class HaltSignal {
  constructor(
    readonly status: number,
    readonly message: string | undefined,
  ) {}
}

/** A builtin over values: its arguments are all combinations of what they give. */
export type ValueFunction = (input: Value, ...args: Value[]) => Value;
/** A builtin over filters. */
export type FilterFunction = (
  run: Evaluator,
  args: readonly Node[],
  scope: Scope,
  input: Value,
  path: Path | undefined,
) => Outputs;

export interface Library {
  values: ReadonlyMap<string, ValueFunction>;
  filters: ReadonlyMap<string, FilterFunction>;
  definitions: ReadonlyMap<string, Definition>;
}
