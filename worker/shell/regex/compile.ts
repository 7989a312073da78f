/** Turns the tree of a regular expression into instructions for the matcher. */

import { RegexSyntaxError, type RegexNode, type RegexTree, type CharSet, type Assertion } from './types';

export type Instruction =
  | { op: 'char'; code: number }
  | { op: 'any'; newline: boolean }
  | { op: 'set'; set: CharSet }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'assert'; what: Assertion }
  | { op: 'back'; index: number }
  | { op: 'look'; body: number; to: number; behind: boolean; negate: boolean; lengths: readonly number[] }
  | { op: 'atomic'; body: number; to: number }
  | { op: 'mark'; slot: number }
  | { op: 'progress'; slot: number }
  | { op: 'match' };

export interface Program {
  code: Instruction[];
  slotCount: number;
  groupCount: number;
  names: ReadonlyMap<number, string>;
  ignoreCase: boolean;
  longest: boolean;
  /** Results of a place do not depend on the way there, so that no place is tried twice. */
  isMemoizable: boolean;
  /** Text that each match starts with. */
  prefix: string;
  anchored: boolean;
}

export interface CompileOptions {
  ignoreCase?: boolean;
  /** The longest of the leftmost matches, as POSIX wants; otherwise the first that is found. */
  longest?: boolean;
}

/** Longest program: what `{1000}{1000}` would ask for is refused. */
const INSTRUCTION_MAX = 40_000;
/** Farthest that a look-behind looks. */
const BEHIND_MAX = 255;

export function compile(tree: RegexTree, options: CompileOptions = {}): Program {
  const compiler = new Compiler(tree.groupCount, contains(tree.node, 'back'));
  compiler.emit(tree.node);
  compiler.add({ op: 'match' });
  const first = tree.node.kind === 'sequence' ? tree.node.items[0] : tree.node;
  return {
    code: compiler.code,
    slotCount: compiler.slotCount,
    groupCount: tree.groupCount,
    names: tree.names,
    ignoreCase: options.ignoreCase ?? false,
    longest: options.longest ?? false,
    isMemoizable: !compiler.hasBackReference,
    prefix: options.ignoreCase ? '' : literalPrefix(tree.node),
    anchored: first?.kind === 'assert' && first.what === 'textStart',
  };
}

function contains(node: RegexNode, kind: RegexNode['kind']): boolean {
  if (node.kind === kind) return true;
  if (node.kind === 'sequence' || node.kind === 'alternatives') return node.items.some((item) => contains(item, kind));
  return 'node' in node && contains(node.node, kind);
}

function literalPrefix(node: RegexNode): string {
  const items = node.kind === 'sequence' ? node.items : [node];
  let prefix = '';
  for (const item of items) {
    if (item.kind !== 'char') break;
    prefix += String.fromCodePoint(item.code);
  }
  return prefix;
}

/** The shortest and longest text that `node` can match, in characters. */
function widths(node: RegexNode): [number, number] {
  switch (node.kind) {
    case 'char':
    case 'any':
    case 'set':
      return [1, node.kind === 'char' && node.code < 0x10000 ? 1 : 2];
    case 'sequence':
      return node.items.map(widths).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    case 'alternatives':
      return node.items.map(widths).reduce(([a, b], [c, d]) => [Math.min(a, c), Math.max(b, d)]);
    case 'repeat': {
      const [min, max] = widths(node.node);
      return [min * node.min, max === 0 ? 0 : max * node.max];
    }
    case 'group':
    case 'atomic':
      return widths(node.node);
    case 'back':
      return [0, Infinity];
    default:
      return [0, 0];
  }
}

class Compiler {
  readonly code: Instruction[] = [];
  slotCount: number;

  constructor(
    groupCount: number,
    readonly hasBackReference: boolean,
  ) {
    this.slotCount = 2 * (groupCount + 1);
  }

  add(instruction: Instruction): number {
    if (this.code.length >= INSTRUCTION_MAX) throw new RegexSyntaxError('Regular expression too big');
    return this.code.push(instruction) - 1;
  }

  emit(node: RegexNode): void {
    switch (node.kind) {
      case 'char':
        this.add({ op: 'char', code: node.code });
        return;
      case 'any':
        this.add({ op: 'any', newline: node.newline });
        return;
      case 'set':
        this.add({ op: 'set', set: node.set });
        return;
      case 'assert':
        this.add({ op: 'assert', what: node.what });
        return;
      case 'back':
        this.add({ op: 'back', index: node.index });
        return;
      case 'sequence':
        for (const item of node.items) this.emit(item);
        return;
      case 'alternatives':
        this.emitAlternatives(node.items);
        return;
      case 'group':
        this.add({ op: 'save', slot: 2 * node.index });
        this.emit(node.node);
        this.add({ op: 'save', slot: 2 * node.index + 1 });
        return;
      case 'repeat':
        if (node.possessive) this.emitSub('atomic', { ...node, possessive: false });
        else this.emitRepeat(node);
        return;
      case 'look':
        this.emitLook(node);
        return;
      case 'atomic':
        this.emitSub('atomic', node.node);
    }
  }

  private emitAlternatives(items: RegexNode[]): void {
    const jumps: { op: 'jump'; to: number }[] = [];
    items.forEach((item, index) => {
      if (index === items.length - 1) return this.emit(item);
      const split = { op: 'split' as const, first: this.code.length + 1, second: 0 };
      this.add(split);
      this.emit(item);
      const jump = { op: 'jump' as const, to: 0 };
      this.add(jump);
      jumps.push(jump);
      split.second = this.code.length;
    });
    for (const jump of jumps) jump.to = this.code.length;
  }

  private emitRepeat(node: RegexNode & { kind: 'repeat' }): void {
    for (let i = 0; i < node.min; i++) this.emit(node.node);
    if (node.max === Infinity) return this.emitLoop(node.node, node.lazy ?? false);
    const splits: (Instruction & { op: 'split' })[] = [];
    for (let i = node.min; i < node.max; i++) {
      splits.push(this.addSplit());
      this.emit(node.node);
    }
    for (const split of splits) this.aim(split, this.code.length, node.lazy ?? false);
  }

  private addSplit(): Instruction & { op: 'split' } {
    const split = { op: 'split' as const, first: this.code.length + 1, second: 0 };
    this.add(split);
    return split;
  }

  /** Points a split past its body; the lazy one tries that first. */
  private aim(split: Instruction & { op: 'split' }, exit: number, lazy: boolean): void {
    split.second = exit;
    if (lazy) [split.first, split.second] = [split.second, split.first];
  }

  private emitLoop(body: RegexNode, lazy: boolean): void {
    const start = this.code.length;
    const split = this.addSplit();
    const slot = this.hasBackReference && widths(body)[0] === 0 ? this.slotCount++ : -1;
    if (slot >= 0) this.add({ op: 'mark', slot });
    this.emit(body);
    if (slot >= 0) this.add({ op: 'progress', slot });
    this.add({ op: 'jump', to: start });
    this.aim(split, this.code.length, lazy);
  }

  private emitLook(node: RegexNode & { kind: 'look' }): void {
    const lengths: number[] = [];
    if (node.behind) {
      const [min, max] = widths(node.node);
      for (let length = min; length <= Math.min(max, BEHIND_MAX); length++) lengths.push(length);
    }
    const look = {
      op: 'look' as const,
      body: this.code.length + 1,
      to: 0,
      behind: node.behind,
      negate: node.negate,
      lengths,
    };
    this.add(look);
    this.emit(node.node);
    this.add({ op: 'match' });
    look.to = this.code.length;
  }

  private emitSub(op: 'atomic', body: RegexNode): void {
    const atomic = { op, body: this.code.length + 1, to: 0 };
    this.add(atomic);
    this.emit(body);
    this.add({ op: 'match' });
    atomic.to = this.code.length;
  }
}
