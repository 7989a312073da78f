/** Runs a page in simulated clusters and holds what it prints against what they print. */

import type { ClusterSettings, Decision, OutputChunk, Scenario } from '../../worker/api';
import { PageComparer, type PrintedComparison } from '../../worker/compare';
import { createCore, type CompiledCore } from '../../worker/core';
import { readSettings, subnetsOf, withSetting } from '../../worker/scenario/settings';
import { Session, settingsOf } from '../../worker/session';
import { readDecisions } from '../../worker/views/decisions';
import { readHTML } from './html';
import { readMarkdown } from './markdown';
import { planPage, type PagePlan, type PageStep, type Printed } from './plan';

/** A reader takes this long from one command to the next, unless the page says otherwise. */
const PAUSE_SECONDS = 3;
/** Clusters with other seeds that show what is random. */
const OTHER_SEEDS = 2;

export interface CheckOptions {
  /** Instead of the page's own, or of the newest. */
  release?: string;
  seed?: number;
}

export type Finding =
  | {
      kind: 'difference';
      line: number;
      command: string;
      printed: Printed;
      comparison: PrintedComparison;
      merged: string;
      aligned: string;
    }
  | {
      /** `failure` and `fault` count against the page; `skipped` is not simulated; `note` is for the reader. */
      kind: 'failure' | 'fault' | 'skipped' | 'note';
      line: number;
      message: string;
    };

export interface PageReport {
  /** In the order of the page. */
  findings: Finding[];
  /** How many printed outputs were compared. */
  comparedCount: number;
  settings?: ClusterSettings;
}

/** What a step printed, as a terminal shows it. */
interface Shown {
  text: string;
  exit: number;
  decisions: readonly Decision[];
}

/**
 * @param path tells the format: HTML by its ending, else Markdown.
 * @param text of the page.
 * @returns what differs; never throws for what a page says.
 */
export async function checkPage(
  core: CompiledCore,
  path: string,
  text: string,
  options: CheckOptions = {},
): Promise<PageReport> {
  const plan = planPage(/\.x?html?$/i.test(path) ? readHTML(text) : readMarkdown(text));
  const findings: Finding[] = [
    ...plan.faults.map((fault) => ({ kind: 'fault' as const, ...fault })),
    ...plan.notes.map((note) => ({ kind: 'skipped' as const, ...note })),
  ];
  const scenario = scenarioOf(plan, options);
  const checked = settingsOf(core, scenario);
  if ('diagnostics' in checked) {
    for (const { message } of checked.diagnostics) findings.push({ kind: 'fault', line: 1, message });
    return { findings, comparedCount: 0 };
  }
  const { settings } = checked;
  const runs: Shown[][] = [];
  const runCount = plan.steps.some((step) => step.printed) ? 1 + OTHER_SEEDS : 1;
  for (let run = 0; run < runCount; run++)
    runs.push(await runSteps(core, { ...settings, seed: (settings.seed + run) % 2 ** 32 }, scenario));

  const comparer = new PageComparer({
    addresses: createCore(core).addresses,
    serviceRanges: subnetsOf(settings.serviceSubnet),
    otherRanges: [settings.podSubnet, settings.loadBalancerRange ?? ''].flatMap(subnetsOf),
    texts: [...plan.files.map((file) => file.content), ...plan.steps.map((step) => step.command)],
  });
  let comparedCount = 0;
  for (const [index, step] of plan.steps.entries()) {
    const shown = runs.map((run) => run[index]);
    const found = judge(step, shown, comparer);
    findings.push(...found);
    if (step.printed && !found.some(({ kind }) => kind === 'skipped')) comparedCount++;
  }
  // Only now is it known which value of the page stands for each of the cluster's.
  for (const finding of findings)
    if (finding.kind === 'difference') {
      finding.merged = comparer.merge(finding.comparison);
      finding.aligned = comparer.align(finding.comparison);
    }
  return { findings: findings.sort((a, b) => a.line - b.line), comparedCount, settings };
}

function scenarioOf(plan: PagePlan, { release, seed }: CheckOptions): Scenario {
  let { cluster } = plan;
  const set = (key: keyof ClusterSettings, value: string) => (cluster = withSetting(cluster, key, value));
  if (readSettings(cluster).rangeOf('pauseSeconds') === undefined) set('pauseSeconds', String(PAUSE_SECONDS));
  if (release !== undefined) set('kubernetes', JSON.stringify(release));
  if (seed !== undefined) set('seed', String(seed));
  return { title: plan.title, cluster, files: plan.files, steps: plan.steps.map(({ command }) => ({ command })) };
}

async function runSteps(core: CompiledCore, settings: ClusterSettings, scenario: Scenario): Promise<Shown[]> {
  const session = await Session.start(core, settings, scenario.files);
  const shown: Shown[] = [];
  for (const [index, step] of scenario.steps.entries()) {
    const { output, exit } = await session.runStep(step);
    shown.push({ text: textOf(output), exit, decisions: readDecisions(session.client, `step=${index}`) });
  }
  return shown;
}

/** A page shows a terminal, where kubectl has nothing to say about a missing one. */
const NO_TERMINAL = 'Unable to use a TTY - input is not a terminal or the right kind of file\n';

function textOf(output: readonly OutputChunk[]): string {
  return output.map(({ text }) => text.replace(NO_TERMINAL, '')).join('');
}

function judge(step: PageStep, shown: readonly Shown[], comparer: PageComparer): Finding[] {
  const { line, command, printed } = step;
  const [{ text, exit, decisions }] = shown;
  const missing = notSimulated(text);
  if (missing !== undefined) return [{ kind: 'skipped', line, message: missing }];
  const findings: Finding[] = [];
  const refused = refusals(decisions);
  if (refused !== undefined) findings.push({ kind: 'note', line, message: refused });
  if (printed && !step.isSetup) {
    const comparison = comparer.compare(
      printed.text,
      shown.map((run) => run.text),
    );
    if (!comparison.isSame)
      findings.push({
        kind: 'difference',
        line: firstDifference(printed, comparison),
        command,
        printed,
        comparison,
        merged: '',
        aligned: '',
      });
  } else if (exit !== 0)
    findings.push({ kind: 'failure', line, message: `the command fails with exit status ${exit}: ${lastLine(text)}` });
  return findings;
}

/** @returns what of a command's programs is not simulated, from what it printed. */
function notSimulated(text: string): string | undefined {
  const program = /^bash: (?:line \d+: )?(\S+): command not found$/m.exec(text)?.[1];
  if (program !== undefined) return `${program} is not simulated`;
  return /^.*\bis not simulated\b.*$/m.exec(text)?.[0].replace(/^error: /, '');
}

/** @returns how many values a command asked for were given, where some were refused. */
function refusals(decisions: readonly Decision[]): string | undefined {
  const refused = decisions.filter(({ outcome, request }) => outcome.kind === 'refused' && !request.dryRun);
  if (refused.length === 0) return undefined;
  const [{ resource, outcome }] = refused;
  const given = decisions.filter((other) => other.resource === resource && other.outcome.kind === 'allocated');
  const reason = outcome.kind === 'refused' ? `: ${outcome.message}` : '';
  return `the cluster gave ${given.length} and refused ${refused.length} of the values that were asked for (${resource})${reason}`;
}

function firstDifference({ block, from }: Printed, { lines }: PrintedComparison): number {
  let line = block.line + from;
  for (const entry of lines) {
    if (!('page' in entry && 'cluster' in entry)) break;
    line++;
  }
  return line;
}

const lastLine = (text: string): string => text.trimEnd().split('\n').pop() ?? '';
