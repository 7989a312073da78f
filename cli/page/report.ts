/** Prints findings as compilers do: file, line, what is wrong, and the difference as a unified diff. */

import { structuredPatch } from 'diff';
import type { Style } from '../terminal';
import type { Finding, PageReport } from './check';

type Paint = (style: Style, text: string) => string;

const LABELS: Record<Finding['kind'], [label: string, style: Style]> = {
  difference: ['error', 'red'],
  failure: ['error', 'red'],
  fault: ['error', 'red'],
  skipped: ['not checked', 'yellow'],
  note: ['note', 'cyan'],
};

/** Whether a finding counts against the page. */
export const isError = ({ kind }: Finding): boolean => LABELS[kind][0] === 'error';

/** @returns the lines about one page. */
export function printReport(path: string, { findings, settings }: PageReport, paint: Paint): string {
  return findings
    .map((finding) => {
      const [label, style] = LABELS[finding.kind];
      const head = `${paint('bold', `${path}:${finding.line}:`)} ${paint(style, `${label}:`)} `;
      if (finding.kind !== 'difference') return `${head}${finding.message}\n`;
      const cluster = `cluster, Kubernetes ${settings?.kubernetes}`;
      return `${head}the page prints something else than the cluster: ${firstLine(finding.command)}\n${printDiff(path, cluster, finding, paint)}`;
    })
    .join('');
}

function printDiff(
  path: string,
  cluster: string,
  { printed, comparison, merged }: Extract<Finding, { kind: 'difference' }>,
  paint: Paint,
): string {
  const pageLines = comparison.lines.flatMap((line) => ('page' in line ? [`${line.page}\n`] : []));
  const { hunks } = structuredPatch('', '', pageLines.join(''), merged);
  const offset = printed.block.line + printed.from - 1;
  const head = [paint('bold', `--- ${path}`), paint('bold', `+++ ${cluster}`)];
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    paint('cyan', `@@ -${oldStart + offset},${oldLines} +${newStart + offset},${newLines} @@`),
    ...lines.map((line) => (line[0] === '-' ? paint('red', line) : line[0] === '+' ? paint('green', line) : line)),
  ]);
  return [...head, ...lines].map((line) => `${line}\n`).join('');
}

/** A command on one line, cut where it goes on. */
function firstLine(command: string): string {
  const [first, ...more] = command.split('\n');
  return more.length > 0 ? `${first} …` : first;
}

const plain: Paint = (_, text) => text;

/** @returns the findings as commands of a GitHub workflow, which shows them beside the lines of the page. */
export function printAnnotations(path: string, report: PageReport): string {
  const escape = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const escapeProperty = (text: string) => escape(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return report.findings
    .map((finding) => {
      const level = isError(finding) ? 'error' : finding.kind === 'skipped' ? 'warning' : 'notice';
      const text = printReport(path, { ...report, findings: [finding] }, plain);
      const message = text.slice(text.indexOf(LABELS[finding.kind][0])).trimEnd();
      return `::${level} file=${escapeProperty(path)},line=${finding.line}::${escape(message)}\n`;
    })
    .join('');
}
