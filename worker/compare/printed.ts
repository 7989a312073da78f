/**
 * Holds what a page prints against what a cluster prints, line by line. A page was printed once: what of it is random is seen
 * from clusters with other seeds, and Pods and nodes may have any address of the same range.
 */

import { diffArrays } from 'diff';
import type { Addresses } from '../core/types';
import { withRandomTokensOf } from './case';
import { LineComparer, type CaseContext } from './lines';
import { mask, rangesIn } from './tokens';

/** Spaces between columns. */
const GAP_MIN = 3;

/** One line that both print, or only the page, or only the cluster. */
export type PrintedLine = { page: string; cluster: string } | { page: string } | { cluster: string };

export interface PrintedComparison {
  isSame: boolean;
  lines: PrintedLine[];
}

type BothLines = Extract<PrintedLine, { page: string; cluster: string }>;

export interface PageFacts {
  addresses: Addresses;
  /** Where Services get their addresses. */
  serviceRanges: readonly string[];
  /** Commands and files: addresses in them are no examples. */
  texts: readonly string[];
  /** Where Pods and others get theirs: addresses of different ranges are told apart, as those that `texts` name. */
  otherRanges: readonly string[];
}

/** Compares the blocks of one page, in order: one entity keeps one value through all of them. */
export class PageComparer {
  private readonly lines: LineComparer;
  private readonly context: CaseContext;
  /** The page's value by the cluster's. */
  private readonly pageValues = new Map<string, string>();

  constructor({ addresses, serviceRanges, otherRanges, texts }: PageFacts) {
    const lines = new LineComparer(addresses);
    const text = texts.join('\n');
    const named = new Set(text.split('\n').flatMap((line) => lines.tokensOf(line)));
    const ranges = [...new Set([...serviceRanges, ...otherRanges, ...rangesIn(text, addresses)])];
    this.lines = lines;
    this.context = {
      ranges,
      entities: new Map(),
      entityOf: ([value]) => value,
      isAddressFree: (recorded, printed) =>
        lines.kindOf(recorded).endsWith('address') &&
        !named.has(recorded) &&
        !named.has(printed) &&
        [recorded, printed].every((address) => lines.placeOf(address, serviceRanges) === '') &&
        lines.placeOf(recorded, ranges) === lines.placeOf(printed, ranges),
    };
  }

  /**
   * @param page what the page prints.
   * @param runs what the cluster prints, with its own seed first and then with others.
   */
  compare(page: string, runs: readonly string[]): PrintedComparison {
    const [cluster, ...others] = runs.map(linesOf);
    const pageLines = linesOf(page);
    const shown = cluster.map(mask);
    const more = others.filter((lines) => lines.length === cluster.length).map((lines) => lines.map(mask));
    const areGapsFree = this.lines.hasMovingColumns([shown, ...more], pageLines.map(mask));
    const differs = (pageLine: string, at: number, context: CaseContext) => {
      const seen = [shown[at], ...more.map((lines) => lines[at])];
      return this.compareLine(mask(pageLine), seen, areGapsFree, context);
    };

    const lines: PrintedLine[] = [];
    const isMatch = (pageLine: string, at: number) => !differs(pageLine, at, { ...this.context, entities: new Map() });
    for (const [pageLine, at] of align(pageLines, cluster.length, isMatch)) {
      if (pageLine === undefined) lines.push({ cluster: cluster[at!] });
      else if (at === undefined) lines.push({ page: pageLine });
      else if (differs(pageLine, at, this.context)) lines.push({ page: pageLine }, { cluster: cluster[at] });
      else {
        this.remember(pageLine, cluster[at]);
        lines.push({ page: pageLine, cluster: cluster[at] });
      }
    }
    return { isSame: lines.every((line) => 'page' in line && 'cluster' in line), lines };
  }

  private compareLine(
    page: string,
    [shown, ...more]: readonly string[],
    areGapsFree: boolean,
    context: CaseContext,
  ): string | undefined {
    const recorded = more.map((_, run) => withRandomTokensOf(this.lines, page, [shown, ...more], run + 1));
    const why = this.lines.compareLine([page, ...recorded], shown, areGapsFree, context);
    if (why) return why;
    if (indentOf(page) !== indentOf(shown)) return 'indentation';
    // Where a value is random any is right, as long as it lies where the page's does.
    const printed = this.lines.tokensOf(shown);
    return this.lines
      .tokensOf(page)
      .find((token, at) => this.placeOf(token) !== this.placeOf(printed[at]))
      ?.concat(' lies in another range');
  }

  private placeOf(token: string): string | undefined {
    return this.lines.kindOf(token).endsWith('address') ? this.lines.placeOf(token, this.context.ranges) : undefined;
  }

  private remember(page: string, cluster: string): void {
    const mine = this.lines.tokensOf(cluster);
    for (const [at, token] of this.lines.tokensOf(page).entries())
      if (token !== mine[at] && this.lines.kindOf(token).endsWith('address')) this.pageValues.set(mine[at], token);
  }

  /** What the page prints where it says the same, and what the cluster prints elsewhere, with the page's values. */
  merge({ lines }: PrintedComparison): string {
    return this.printed(lines, ({ page }) => page);
  }

  /** The same in the columns of the cluster. */
  align({ lines }: PrintedComparison): string {
    return this.printed(lines, (line) => this.inColumns(line));
  }

  private printed(lines: readonly PrintedLine[], same: (line: BothLines) => string): string {
    return lines
      .flatMap((line) => {
        if (!('cluster' in line)) return [];
        return [('page' in line ? same(line) : this.withPageValues(line.cluster)) + '\n'];
      })
      .join('');
  }

  private withPageValues(line: string): string {
    const tokens = this.lines.tokensOf(line);
    const page = tokens.map((token) => this.pageValues.get(token) ?? token).join('');
    return this.inColumns({ page, cluster: line });
  }

  /** The page's words where the cluster's stand. */
  private inColumns({ page, cluster }: BothLines): string {
    const words = this.lines.tokensOf(page);
    const places = this.lines.tokensOf(cluster);
    if (words.length !== places.length) return page;
    let column = 0;
    let text = '';
    for (const [at, place] of places.entries()) {
      column += place.length;
      if (this.lines.kindOf(place) !== 'gap') text += words[at];
      else if (text === '') text = place;
      else text += ' '.repeat(Math.max(Math.min(GAP_MIN, place.length), column - text.length));
    }
    return text;
  }
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Lines without the spaces at their ends, which editors of pages remove. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** @returns pairs of a line of the page and the index of one of the cluster, in order; one of them is absent where they part. */
function* align(
  pageLines: readonly string[],
  clusterCount: number,
  isMatch: (pageLine: string, at: number) => boolean,
): Generator<[page: string | undefined, at: number | undefined]> {
  const left = pageLines.map((line) => ({ line, at: -1 }));
  const right = Array.from({ length: clusterCount }, (_, at) => ({ line: '', at }));
  const changes = diffArrays(left, right, { comparator: (a, b) => isMatch(a.line, b.at) });
  let page = 0;
  let cluster = 0;
  for (const { count, added, removed } of changes)
    for (let done = 0; done < count; done++)
      yield [added ? undefined : pageLines[page++], removed ? undefined : cluster++];
}
