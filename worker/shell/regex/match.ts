/**
 * Runs a compiled regular expression. No place of the program is tried twice at one place of the text, so that the time
 * grows with their product at most; with back-references, where that would be wrong, the steps are counted.
 */

import type { Instruction, Program } from './compile';
import { isWordCode, lowerCase, RegexLimitError, type Assertion } from './types';

/** Steps of one search; fewer where places may be tried again and again. */
const STEPS_MAX = 4_000_000;
const STEPS_WITH_BACK_REFERENCES_MAX = 500_000;
/** Bits of the table of places already tried. */
const TABLE_BITS_MAX = 400_000_000;

export interface Match {
  start: number;
  end: number;
  /** Start and end of each group, -1 where it took no part; the whole match first. */
  slots: number[];
}

/** @returns the text of group `index`, undefined where it took no part. */
export function groupText(text: string, match: Match, index: number): string | undefined {
  const start = match.slots[2 * index];
  return start === undefined || start < 0 ? undefined : text.slice(start, match.slots[2 * index + 1]);
}

/** Finds the leftmost match at or after `from`. `mode` shortest is for patterns that take as little as they can. */
export function search(
  program: Program,
  text: string,
  from = 0,
  mode: 'first' | 'shortest' = 'first',
): Match | undefined {
  const matcher = new Matcher(program, text, mode === 'shortest');
  const { prefix } = program;
  for (let start = from; start <= text.length; start++) {
    if (prefix !== '') {
      start = text.indexOf(prefix, start);
      if (start < 0) return undefined;
    }
    const slots = matcher.matchAt(start);
    if (slots) return { start, end: slots[1], slots };
    if (program.anchored && start === from) return undefined;
    if (isPair(text, start)) start += 1;
  }
  return undefined;
}

/** @returns the match that starts exactly at `at`. */
export function matchAt(
  program: Program,
  text: string,
  at: number,
  mode: 'first' | 'shortest' = 'first',
): Match | undefined {
  const slots = new Matcher(program, text, mode === 'shortest').matchAt(at);
  return slots && { start: at, end: slots[1], slots };
}

function isPair(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code <= 0xdbff && at + 1 < text.length;
}

/** Places tried: one bit for each instruction and position. */
class Table {
  private words: Uint32Array | undefined;

  constructor(
    private readonly instructionCount: number,
    private readonly width: number,
  ) {}

  /** @returns whether the place was tried before, and notes that it is now. */
  enter(pc: number, at: number): boolean {
    this.words ??= this.allocate();
    const bit = pc * this.width + at;
    const mask = 1 << (bit & 31);
    if (this.words[bit >>> 5] & mask) return true;
    this.words[bit >>> 5] |= mask;
    return false;
  }

  private allocate(): Uint32Array {
    const bits = this.instructionCount * this.width;
    if (bits > TABLE_BITS_MAX) throw new RegexLimitError('text too long for this regular expression');
    return new Uint32Array((bits >>> 5) + 1);
  }
}

class Matcher {
  private steps = 0;
  private readonly table: Table;
  private slots: number[] = [];
  private readonly stepsMax: number;

  constructor(
    private readonly program: Program,
    private readonly text: string,
    private readonly shortest: boolean,
  ) {
    this.stepsMax = program.isMemoizable ? STEPS_MAX : STEPS_WITH_BACK_REFERENCES_MAX;
    this.table = new Table(program.code.length, text.length + 1);
  }

  matchAt(start: number): number[] | undefined {
    this.slots = new Array<number>(this.program.slotCount).fill(-1);
    const choosing = this.program.longest || this.shortest;
    const end = this.run(0, start, this.program.isMemoizable ? this.table : undefined, choosing);
    if (end < 0) return undefined;
    this.slots[0] = start;
    this.slots[1] = end;
    return this.slots;
  }

  /** @returns where the match from `at` ends, -1 for none. Slots are left as that match set them. */
  private run(entry: number, at: number, table: Table | undefined, choosing: boolean): number {
    const { code } = this.program;
    const stack = [entry, at];
    let best = -1;
    let bestSlots: number[] = [];
    while (stack.length > 0) {
      let position = stack.pop()!;
      let pc = stack.pop()!;
      if (pc < 0) {
        this.slots[-pc - 1] = position;
        continue;
      }
      for (;;) {
        if (++this.steps > this.stepsMax) throw new RegexLimitError('regular expression takes too long');
        const instruction = code[pc];
        if (instruction.op === 'match') {
          if (!choosing) return position;
          if (best < 0 || (this.shortest ? position < best : position > best)) {
            best = position;
            bestSlots = [...this.slots];
          }
          break;
        }
        if (instruction.op === 'split') {
          if (table?.enter(pc, position)) break;
          stack.push(instruction.second, position);
          pc = instruction.first;
          continue;
        }
        if (instruction.op === 'jump') {
          pc = instruction.to;
          continue;
        }
        if (instruction.op === 'save' || instruction.op === 'mark') {
          stack.push(-instruction.slot - 1, this.slots[instruction.slot]);
          this.slots[instruction.slot] = position;
          pc += 1;
          continue;
        }
        if (instruction.op === 'look' || instruction.op === 'atomic') {
          position = this.runSub(instruction, position, stack);
          if (position < 0) break;
          pc = instruction.to;
          continue;
        }
        position = this.consume(instruction, position);
        if (position < 0) break;
        pc += 1;
      }
    }
    if (best >= 0) this.slots = bestSlots;
    return best;
  }

  /** Runs the body of a look-around or atomic group. @returns where to go on, -1 when it fails. */
  private runSub(instruction: Instruction & { op: 'look' | 'atomic' }, at: number, stack: number[]): number {
    const before = [...this.slots];
    const end =
      instruction.op === 'look' && instruction.behind
        ? this.runBehind(instruction, at)
        : this.runNested(instruction.body, at);
    if (instruction.op === 'look' && instruction.negate) {
      this.slots = before;
      return end < 0 ? at : -1;
    }
    if (end < 0) {
      this.slots = before;
      return -1;
    }
    before.forEach((value, slot) => {
      if (value !== this.slots[slot]) stack.push(-slot - 1, value);
    });
    return instruction.op === 'look' ? at : end;
  }

  private runNested(body: number, at: number): number {
    const table = this.program.isMemoizable ? new Table(this.program.code.length, this.text.length + 1) : undefined;
    return this.run(body, at, table, false);
  }

  private runBehind(instruction: Instruction & { op: 'look' }, at: number): number {
    for (const length of instruction.lengths) {
      if (length > at) break;
      const end = this.runNested(instruction.body, at - length);
      if (end === at) return at;
    }
    return -1;
  }

  /** Takes one character or checks an assertion. @returns the next position, -1 when it does not hold. */
  private consume(instruction: Instruction, at: number): number {
    const { text } = this;
    switch (instruction.op) {
      case 'assert':
        return holds(instruction.what, text, at) ? at : -1;
      case 'progress':
        return this.slots[instruction.slot] === at ? -1 : at;
      case 'back':
        return this.matchBack(instruction.index, at);
    }
    if (at >= text.length) return -1;
    const code = text.codePointAt(at)!;
    const next = code > 0xffff ? at + 2 : at + 1;
    const { ignoreCase } = this.program;
    switch (instruction.op) {
      case 'char':
        return code === instruction.code || (ignoreCase && lowerCase(code) === lowerCase(instruction.code)) ? next : -1;
      case 'any':
        return code !== 10 || instruction.newline ? next : -1;
      case 'set':
        return instruction.set.has(code, ignoreCase) ? next : -1;
      default:
        return -1;
    }
  }

  private matchBack(index: number, at: number): number {
    const start = this.slots[2 * index];
    if (start < 0 || this.slots[2 * index + 1] < 0) return -1;
    const wanted = this.text.slice(start, this.slots[2 * index + 1]);
    const found = this.text.slice(at, at + wanted.length);
    const same = this.program.ignoreCase ? found.toLowerCase() === wanted.toLowerCase() : found === wanted;
    return same ? at + wanted.length : -1;
  }
}

function holds(what: Assertion, text: string, at: number): boolean {
  const wordBefore = at > 0 && isWordCode(text.charCodeAt(at - 1));
  const wordAfter = at < text.length && isWordCode(text.charCodeAt(at));
  switch (what) {
    case 'textStart':
      return at === 0;
    case 'textEnd':
      return at === text.length;
    case 'textEndNewline':
      return at === text.length || (at === text.length - 1 && text[at] === '\n');
    case 'lineStart':
      return at === 0 || text[at - 1] === '\n';
    case 'lineEnd':
      return at === text.length || text[at] === '\n';
    case 'wordBoundary':
      return wordBefore !== wordAfter;
    case 'notWordBoundary':
      return wordBefore === wordAfter;
    case 'wordStart':
      return !wordBefore && wordAfter;
    case 'wordEnd':
      return wordBefore && !wordAfter;
  }
}
