/** The tree of a jq program. */

import type { Value } from './value';

export type Node =
  | { type: 'identity' }
  | { type: 'recurseDefault' }
  | { type: 'literal'; value: Value }
  | { type: 'string'; format: string | undefined; parts: (string | Node)[] }
  | { type: 'format'; name: string }
  | { type: 'index'; target: Node; key: Node }
  | { type: 'slice'; target: Node; from: Node | undefined; to: Node | undefined }
  | { type: 'iterate'; target: Node }
  | { type: 'array'; body: Node | undefined }
  | { type: 'object'; entries: { key: Node; value: Node }[] }
  | { type: 'negate'; operand: Node }
  | { type: 'pipe'; left: Node; right: Node }
  | { type: 'comma'; left: Node; right: Node }
  | { type: 'binary'; operator: string; left: Node; right: Node }
  | { type: 'and'; left: Node; right: Node }
  | { type: 'or'; left: Node; right: Node }
  | { type: 'alternative'; left: Node; right: Node }
  | { type: 'assign'; operator: string; left: Node; right: Node }
  | { type: 'if'; test: Node; then: Node; otherwise: Node | undefined }
  | { type: 'try'; body: Node; handler: Node | undefined }
  | { type: 'reduce'; source: Node; patterns: Pattern[]; init: Node; update: Node }
  | { type: 'foreach'; source: Node; patterns: Pattern[]; init: Node; update: Node; extract: Node | undefined }
  | { type: 'define'; definition: Definition; body: Node }
  | { type: 'call'; name: string; args: Node[]; at: number }
  | { type: 'variable'; name: string; at: number }
  | { type: 'bind'; source: Node; patterns: Pattern[]; body: Node }
  | { type: 'label'; name: string; body: Node }
  | { type: 'break'; name: string; at: number };

export type Pattern =
  | { type: 'variable'; name: string }
  | { type: 'array'; items: Pattern[] }
  | { type: 'object'; entries: { key: Node; variable: string | undefined; value: Pattern | undefined }[] };

export interface Definition {
  name: string;
  /** Parameters; those with a `$` are values. */
  params: string[];
  body: Node;
}

/** @returns the names that a pattern binds. */
export function boundNames(pattern: Pattern): string[] {
  if (pattern.type === 'variable') return [pattern.name];
  if (pattern.type === 'array') return pattern.items.flatMap(boundNames);
  return pattern.entries.flatMap(({ variable, value }) => [
    ...(variable === undefined ? [] : [variable]),
    ...(value ? boundNames(value) : []),
  ]);
}
