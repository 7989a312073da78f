/** Holds the transcript of a whole case against its recording. */

import type { Addresses } from '../core/types';
import { LineComparer, type CaseContext, type Difference } from './lines';
import { mask, rangesIn } from './tokens';

export interface RecordedRun {
  stdout: string;
  stderr: string;
  exit: number;
}

/** What a real cluster printed; other fields are for the reader. */
export interface Recording {
  cluster: unknown;
  files: readonly { name: string; content: string }[];
  steps: readonly { command: string; runs: readonly RecordedRun[] }[];
}

export interface Failure extends Difference {
  /** From 1. */
  step: number;
  command: string;
  part: 'step' | 'exit' | 'stdout' | 'stderr';
}

/**
 * @param steps what was printed, one for each recorded step.
 * @returns the failures; none when the case passes.
 */
export function compareCase(addresses: Addresses, recording: Recording, steps: readonly RecordedRun[]): Failure[] {
  const comparer = new LineComparer(addresses);
  const context: CaseContext = { ranges: rangesOf(addresses, recording), entities: new Map() };
  const failures: Failure[] = [];
  for (const [index, { command, runs }] of recording.steps.entries()) {
    const mine = steps[index] as RecordedRun | undefined;
    const fail = (part: Failure['part'], difference: Difference) =>
      failures.push({ step: index + 1, command, part, ...difference });
    if (!mine) {
      fail('step', { why: 'was not run', want: '', got: '' });
      continue;
    }
    const exits = new Set(runs.map((run) => run.exit));
    if (exits.size === 1 && !exits.has(mine.exit))
      fail('exit', {
        why: `exit ${mine.exit} instead of ${runs[0].exit}`,
        want: runs[0].stdout + runs[0].stderr,
        got: mine.stdout + mine.stderr,
      });
    for (const part of ['stdout', 'stderr'] as const) {
      const recorded = runs.map((run) => run[part]);
      const difference = comparer.compareText(recorded, mine[part], context);
      if (difference) fail(part, difference);
    }
  }
  return failures;
}

/** Every range that the case names in its settings, files and commands. */
function rangesOf(addresses: Addresses, recording: Recording): string[] {
  const texts = [
    JSON.stringify(recording.cluster),
    ...recording.files.map((file) => file.content),
    ...recording.steps.map((step) => step.command),
  ];
  return rangesIn(texts.join('\n'), addresses);
}

/**
 * A case that was recorded once on a release does not show what of its text is random. The same case, recorded several times
 * on the baseline, does: where its runs print different tokens, those tokens are random here too.
 * @returns the recording with further runs in which only such tokens differ; itself when it was recorded more than once.
 */
export function withRandomTokens<R extends Recording>(addresses: Addresses, recording: R, baseline?: Recording): R {
  if (!baseline || recording.steps.some((step) => step.runs.length > 1)) return recording;
  const comparer = new LineComparer(addresses);
  const steps = recording.steps.map((step, index) => {
    const known = baseline.steps[index] as Recording['steps'][number] | undefined;
    if (known?.command !== step.command) return step;
    const [own] = step.runs;
    const textsOf = (part: 'stdout' | 'stderr') => known.runs.map((run) => run[part]);
    const more = known.runs.map((_, run) => ({
      exit: own.exit,
      stdout: withTokensOf(comparer, own.stdout, textsOf('stdout'), run),
      stderr: withTokensOf(comparer, own.stderr, textsOf('stderr'), run),
    }));
    return { ...step, runs: [own, ...more] };
  });
  return { ...recording, steps };
}

function withTokensOf(comparer: LineComparer, own: string, runs: readonly string[], run: number): string {
  const known = runs.map((text) => mask(text).split('\n'));
  const lines = own.split('\n');
  if (known.some((other) => other.length !== lines.length)) return own;
  return lines
    .map((line, at) =>
      withRandomTokensOf(
        comparer,
        line,
        known.map((other) => other[at]),
        run,
      ),
    )
    .join('\n');
}

/**
 * @param runs the same line in several runs.
 * @returns a line with the tokens of one of these runs, where they differ from run to run; itself where its form is another.
 */
export function withRandomTokensOf(comparer: LineComparer, line: string, runs: readonly string[], run: number): string {
  const tokens = runs.map((text) => comparer.tokensOf(text));
  const mine = comparer.tokensOf(line);
  if (tokens.some((other) => other.length !== mine.length)) return line;
  const isRandom = (place: number) => tokens.some((other) => other[place] !== tokens[0][place]);
  return mine.map((token, place) => (isRandom(place) ? tokens[run][place] : token)).join('');
}
