/**
 * Holds printed lines against lines that were recorded. What all recorded runs print must be printed; where they differ (a random
 * address, a generated name, an age) something of the same kind must stand there, the same for one entity all through a case.
 */

import type { Addresses } from '../core/types';
import { AGE, createTokenizer, isAge, mask, TEMPLATE_HASH, type TokenKind } from './tokens';

/** What is known of a case as a whole. */
export interface CaseContext {
  /** The ranges that the case names. */
  ranges: readonly string[];
  /** What stands for each random value that was seen. */
  entities: Map<string, string>;
  /** Whether another address may stand in the place of a recorded one, although no second run shows that. */
  isAddressFree?(recorded: string, printed: string): boolean;
  /** What a random value is known by; the values of all recorded runs when absent. */
  entityOf?(seen: readonly string[]): string;
}

/** Why a text differs, with both of its lines or as a whole. */
export interface Difference {
  why: string;
  want: string;
  got: string;
}

export class LineComparer {
  private readonly tokenizer;

  constructor(private readonly addresses: Addresses) {
    this.tokenizer = createTokenizer(addresses);
  }

  /** Compares one stream of one step with the recorded runs of it. @returns undefined where it is the same. */
  compareText(recorded: readonly string[], printed: string, context: CaseContext): Difference | undefined {
    const runs = recorded.map(mask);
    const mine = mask(printed);
    if (runs.includes(mine)) return undefined;
    const runLines = runs.map((run) => run.split('\n'));
    const myLines = mine.split('\n');
    if (runLines.some((lines) => lines.length !== runLines[0].length)) return compareCommonLines(runLines, myLines);
    if (myLines.length !== runLines[0].length)
      return {
        why: `${myLines.length - 1} lines, the cluster printed ${runLines[0].length - 1}`,
        want: runs[0],
        got: printed,
      };
    const areGapsFree = this.hasMovingColumns(runLines, myLines);
    for (const [index, line] of myLines.entries()) {
      const seen = runLines.map((lines) => lines[index]);
      const why = this.compareLine(seen, line, areGapsFree, context);
      if (!why) continue;
      if (isSameInAnyOrder(runLines, myLines)) return undefined;
      return { why: `line ${index + 1}: ${why}`, want: runLines[0][index], got: line };
    }
    return undefined;
  }

  /** A random token or a long age anywhere in a table moves the columns of all of its lines. */
  hasMovingColumns(runLines: readonly (readonly string[])[], myLines: readonly string[]): boolean {
    const isMoving = (line: string) =>
      line.split(/\s+/).some((word) => (AGE.test(word) && word.length > 3) || TEMPLATE_HASH.test(word));
    return (
      myLines.some(isMoving) ||
      runLines[0].some(
        (line, index) =>
          isMoving(line) || runLines.some((lines) => lines[index] !== line && this.differsAtRandom(lines[index], line)),
      )
    );
  }

  /**
   * @param recorded the line in each of the recorded runs, masked as `line` is.
   * @param areGapsFree columns of the text move.
   * @returns why they differ.
   */
  compareLine(
    recorded: readonly string[],
    line: string,
    areGapsFree: boolean,
    context: CaseContext,
  ): string | undefined {
    if (recorded.includes(line)) return undefined;
    const runs = recorded.map((text) => this.tokensOf(text));
    const mine = this.tokensOf(line);
    if (runs.some((tokens) => tokens.length !== runs[0].length)) return line.trim() === '' ? 'is empty' : undefined;
    if (mine.length !== runs[0].length) return `"${line}" instead of "${recorded[0]}"`;
    const isFree =
      areGapsFree ||
      runs.some((tokens) => tokens.some((token, at) => token !== runs[0][at])) ||
      mine.some((token, at) => token !== runs[0][at] && this.isFreeInOneRun(runs[0][at], token, context));
    for (const [at, token] of mine.entries()) {
      const seen = runs.map((tokens) => tokens[at]);
      const why = this.compareToken(seen, token, isFree, context);
      if (why) return why === 'spacing' ? `spacing: "${line}" instead of "${recorded[0]}"` : why;
    }
    return undefined;
  }

  tokensOf(line: string): string[] {
    return this.tokenizer.tokensOf(line);
  }

  kindOf(token: string): TokenKind {
    return this.tokenizer.kindOf(token);
  }

  private differsAtRandom(a: string, b: string): boolean {
    const [x, y] = [a, b].map((line) => this.tokensOf(line).filter((token) => this.kindOf(token) !== 'gap'));
    return x.length !== y.length || x.some((token, at) => token !== y[at] && !(AGE.test(token) && AGE.test(y[at])));
  }

  private isFreeInOneRun(recorded: string, printed: string, context: CaseContext): boolean {
    return (isAge(printed) && isAge(recorded)) || context.isAddressFree?.(recorded, printed) === true;
  }

  private compareToken(
    seen: readonly string[],
    token: string,
    areGapsFree: boolean,
    context: CaseContext,
  ): string | undefined {
    const [first] = seen;
    const isFixed = seen.every((other) => other === first);
    if (isFixed && token === first) return undefined;
    if (this.kindOf(first) === 'gap' && this.kindOf(token) === 'gap') return areGapsFree ? undefined : 'spacing';
    if (isAge(token) && isAge(first)) return undefined;
    if (TEMPLATE_HASH.test(first) && TEMPLATE_HASH.test(token))
      return this.compareRandom([first, first.replace(TEMPLATE_HASH, '$1')], token, context);
    if (isFixed && !context.isAddressFree?.(first, token)) return `"${token}" instead of "${first}"`;
    const kinds = new Set(seen.map((other) => this.kindOf(other)));
    const mine = this.kindOf(token);
    if (!kinds.has(mine) && !kinds.has('word') && !(kinds.has('number') && mine === 'word'))
      return `"${token}" is no ${[...kinds].join(' or ')}`;
    return this.compareRandom(seen, token, context);
  }

  private compareRandom(
    seen: readonly string[],
    token: string,
    { ranges, entities, entityOf = (values) => values.join('|') }: CaseContext,
  ): string | undefined {
    const kind = this.kindOf(seen[0]);
    const isAddress = kind === 'IPv4 address' || kind === 'IPv6 address';
    if (isAddress && seen.every((other) => this.kindOf(other) === kind)) {
      const place = this.placeOf(token, ranges);
      if (!seen.some((other) => this.placeOf(other, ranges) === place))
        return `${token} lies in {${place}}, the cluster's ${seen[0]} in {${this.placeOf(seen[0], ranges)}}`;
    }
    if (kind === 'word' && this.kindOf(token) === 'word') {
      const stem = stemOf(seen);
      if (stem && !token.startsWith(stem)) return `"${token}" does not begin with "${stem}"`;
      if (stem && seen.every((other) => other.length === seen[0].length) && token.length !== seen[0].length)
        return `"${token}" has not the length of "${seen[0]}"`;
    }
    if (isAddress || kind === 'word') {
      const entity = entityOf(seen);
      const before = entities.get(entity);
      if (before !== undefined && before !== token) return `"${token}", which was "${before}" before in this case`;
      entities.set(entity, token);
    }
    return undefined;
  }

  /** The ranges that an address lies in. */
  placeOf(address: string, ranges: readonly string[]): string {
    const parsed = this.addresses.parse(address);
    const holds = (range: string) => {
      const prefix = this.addresses.parsePrefix(range);
      return parsed && prefix && this.addresses.contains(prefix, parsed);
    };
    return ranges.filter(holds).join(' ');
  }
}

/** Lines whose order is random in the recordings. */
function isSameInAnyOrder(runLines: readonly string[][], myLines: readonly string[]): boolean {
  if (runLines.length < 2 || runLines.every((lines) => lines.join('\n') === runLines[0].join('\n'))) return false;
  const sorted = runLines.map((lines) => [...lines].sort().join('\n'));
  return sorted.every((text) => text === sorted[0]) && [...myLines].sort().join('\n') === sorted[0];
}

/** The runs differ in their number of lines: what is common to all is required. */
function compareCommonLines(runLines: readonly string[][], myLines: readonly string[]): Difference | undefined {
  const missing = runLines[0].find(
    (line) => line.trim() !== '' && runLines.every((lines) => lines.includes(line)) && !myLines.includes(line),
  );
  return missing === undefined
    ? undefined
    : { why: 'a line that every recording has is missing', want: missing, got: myLines.join('\n') };
}

/** What all of them begin with, up to the last `-` or `.` in it. */
function stemOf(words: readonly string[]): string {
  let length = 0;
  while (words.every((word) => word[length] !== undefined && word[length] === words[0][length])) length++;
  return words[0].slice(0, length).replace(/[^-.]*$/, '');
}
