/** The shortest edit between two lists of lines (Myers). */

import { limit } from '../meter';

/** Lines of the left that become lines of the right; ends are exclusive. */
export interface Change {
  leftStart: number;
  leftEnd: number;
  rightStart: number;
  rightEnd: number;
}

/** Differences that are searched for. */
const EDITS_MAX = 4_000;

/** @returns the changes in order. */
export function diffLines(left: readonly string[], right: readonly string[]): Change[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let tail = 0;
  while (
    tail < left.length - start &&
    tail < right.length - start &&
    left[left.length - 1 - tail] === right[right.length - 1 - tail]
  )
    tail += 1;
  const a = left.slice(start, left.length - tail);
  const b = right.slice(start, right.length - tail);
  return shift(merge(editPoints(a, b)), start).map((change) => slide(change, left, right));
}

/** The single steps of the shortest edit: positions on both sides before each. */
function editPoints(a: readonly string[], b: readonly string[]): { x: number; y: number; isInsert: boolean }[] {
  const trace: Map<number, number>[] = [];
  let frontier = new Map<number, number>([[1, 0]]);
  const total = a.length + b.length;
  for (let edits = 0; edits <= total; edits++) {
    if (edits > EDITS_MAX) throw limit(`more than ${EDITS_MAX} differing lines`);
    trace.push(new Map(frontier));
    const next = new Map(frontier);
    for (let k = -edits; k <= edits; k += 2) {
      const isDown = k === -edits || (k !== edits && (frontier.get(k - 1) ?? -1) < (frontier.get(k + 1) ?? -1));
      let x = isDown ? (frontier.get(k + 1) ?? 0) : (frontier.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next.set(k, x);
      frontier.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length);
    }
    frontier = next;
  }
  return [];
}

function backtrack(
  trace: readonly Map<number, number>[],
  endX: number,
  endY: number,
): { x: number; y: number; isInsert: boolean }[] {
  const steps: { x: number; y: number; isInsert: boolean }[] = [];
  let [x, y] = [endX, endY];
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const frontier = trace[edits];
    const k = x - y;
    const isDown = k === -edits || (k !== edits && (frontier.get(k - 1) ?? -1) < (frontier.get(k + 1) ?? -1));
    const previousK = isDown ? k + 1 : k - 1;
    const previousX = frontier.get(previousK) ?? 0;
    const previousY = previousX - previousK;
    steps.push({ x: previousX, y: previousY, isInsert: isDown });
    [x, y] = [previousX, previousY];
  }
  return steps.reverse();
}

/** Joins steps that follow each other. */
function merge(steps: readonly { x: number; y: number; isInsert: boolean }[]): Change[] {
  const changes: Change[] = [];
  for (const { x, y, isInsert } of steps) {
    const last = changes[changes.length - 1];
    const change =
      last && last.leftEnd === x && last.rightEnd === y
        ? last
        : { leftStart: x, leftEnd: x, rightStart: y, rightEnd: y };
    if (change !== last) changes.push(change);
    if (isInsert) change.rightEnd += 1;
    else change.leftEnd += 1;
  }
  return changes;
}

function shift(changes: readonly Change[], by: number): Change[] {
  return changes.map(({ leftStart, leftEnd, rightStart, rightEnd }) => ({
    leftStart: leftStart + by,
    leftEnd: leftEnd + by,
    rightStart: rightStart + by,
    rightEnd: rightEnd + by,
  }));
}

/** A pure insertion or deletion moves down as far as the lines allow, as GNU diff places it. */
function slide(change: Change, left: readonly string[], right: readonly string[]): Change {
  let { leftStart, leftEnd, rightStart, rightEnd } = change;
  if (leftStart === leftEnd) {
    while (
      rightEnd < right.length &&
      leftEnd < left.length &&
      right[rightStart] === right[rightEnd] &&
      right[rightEnd] === left[leftEnd]
    ) {
      [leftStart, leftEnd, rightStart, rightEnd] = [leftStart + 1, leftEnd + 1, rightStart + 1, rightEnd + 1];
    }
  } else if (rightStart === rightEnd) {
    while (
      leftEnd < left.length &&
      rightEnd < right.length &&
      left[leftStart] === left[leftEnd] &&
      left[leftEnd] === right[rightEnd]
    ) {
      [leftStart, leftEnd, rightStart, rightEnd] = [leftStart + 1, leftEnd + 1, rightStart + 1, rightEnd + 1];
    }
  }
  return { leftStart, leftEnd, rightStart, rightEnd };
}
