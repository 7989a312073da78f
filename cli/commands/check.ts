/** `berth check`: holds what documentation pages print against what a simulated cluster prints. */

import { readFileSync, writeFileSync } from 'node:fs';
import { loadCore } from '../core';
import { complainOfMissing, filesOf } from '../files';
import { checkPage, type Finding } from '../page/check';
import { isError, printAnnotations, printReport } from '../page/report';
import { updatePage } from '../page/update';
import { painter, startProgress } from '../terminal';
import { readWords, RELEASE, SEED } from '../words';
import type { CliCommand } from './types';

const HELP = `usage: berth check PAGE... [--update] [--release R] [--seed N] [--github]

Runs the commands of documentation pages (Markdown or HTML, or folders of them, however deep) in order, each page in a simulated cluster of
its own, and compares what the page prints with what the cluster prints. Ages, times, uids and resource versions may be any;
where an address or a name is random in the cluster, another one of the same range or form may stand in the page, as long as it
stays the same through the page.

  --update      writes what the cluster prints into the page, and changes nothing else
  --release R   Kubernetes 1.31 to 1.37 instead of the page's own, or of the newest
  --seed N      draws from another seed
  --github      prints findings once more as annotations of a GitHub workflow

Blocks in sh, shell, bash or console are commands, with or without \`$ \` prompts. A block behind one without a language, or in
yaml, json or none, is what it prints. Blocks with apiVersion and kind are files, and so are files of the documentation's
examples that a shortcode shows. In an info string, an attribute data-berth or a comment before the block:

  off           the block is none of Berth's business
  setup         is run; its output is not compared, but it must not fail
  hidden        is run like any other (a page that embeds Berth does not show it)
  expect        is what the command before it prints, whatever its language
  file=NAME     is a file
  apply         is a file that is applied at this place

Comments that stand alone:

  <!-- berth: cluster {serviceSubnet: 10.96.0.0/28, kubeDNS: true} -->   settings of the cluster
  <!-- berth: replace NAME OTHER -->                                     a name of the page and the cluster's name for it
  <!-- berth: setup                                                      commands that the page does not show
  kubectl apply -f pod.yaml
  -->
  <!-- berth: file=pod.yaml                                              a file that the page does not show
  ...
  -->

Exit status: 0 when all is as printed, 1 when something differs, 2 when a page or the command line cannot be read. Commands
that are not simulated are listed and do not count.
`;

export const check: CliCommand = {
  name: 'check',
  summary: 'holds the printed output of documentation pages against a simulated cluster',
  help: HELP,
  async run(words) {
    const read = readWords(words, {
      values: { '--release': RELEASE, '--seed': SEED },
      switches: ['--update', '--github'],
    });
    if (typeof read === 'string') return read;
    if (read.operands.length === 0) return 'no page is named';
    const found = filesOf(read.operands, /\.(md|markdown|html?)$/i, true);
    if ('missing' in found) {
      complainOfMissing(found.missing);
      return 2;
    }
    const { '--release': release, '--seed': seed } = read.values;
    return checkPages(found.files, {
      isUpdate: read.switches.has('--update'),
      isGitHub: read.switches.has('--github'),
      release,
      seed: seed === undefined ? undefined : Number(seed),
    });
  },
};

interface Options {
  isUpdate: boolean;
  isGitHub: boolean;
  release?: string;
  seed?: number;
}

interface Sums {
  compared: number;
  errors: number;
  skipped: number;
  /** Pages that could not be read. */
  broken: number;
  updated: number;
}

async function checkPages(files: readonly string[], { isUpdate, isGitHub, ...options }: Options): Promise<number> {
  const core = await loadCore();
  const paint = painter(process.stdout);
  const progress = startProgress();
  const sums: Sums = { compared: 0, errors: 0, skipped: 0, broken: 0, updated: 0 };
  for (const [index, path] of files.entries()) {
    progress.show(`${index + 1}/${files.length} ${path}`);
    const source = readFileSync(path, 'utf8');
    const report = await checkPage(core, path, source, options);
    progress.end();
    const differences = report.findings.filter((finding) => finding.kind === 'difference');
    if (isUpdate && differences.length > 0) {
      writeFileSync(path, updatePage(source, differences));
      report.findings = report.findings.filter((finding) => finding.kind !== 'difference');
    }
    process.stdout.write(printReport(path, report, paint));
    if (isGitHub) process.stdout.write(printAnnotations(path, report));
    add(sums, report.comparedCount, report.findings, isUpdate ? differences.length : 0);
  }
  process.stdout.write(`${summary(files.length, sums)}\n`);
  return sums.broken > 0 ? 2 : sums.errors > 0 ? 1 : 0;
}

function add(sums: Sums, compared: number, findings: readonly Finding[], updated: number): void {
  sums.compared += compared;
  sums.updated += updated;
  sums.errors += findings.filter(isError).length;
  sums.skipped += findings.filter(({ kind }) => kind === 'skipped').length;
  sums.broken += findings.some(({ kind }) => kind === 'fault') ? 1 : 0;
}

function summary(pageCount: number, { compared, errors, skipped, updated }: Sums): string {
  const parts = [
    counted(pageCount, 'page'),
    `${counted(compared, 'output')} compared`,
    counted(errors, 'error'),
    ...(updated > 0 ? [`${counted(updated, 'output')} updated`] : []),
    ...(skipped > 0 ? [`${skipped} not checked`] : []),
  ];
  return parts.join(', ');
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
