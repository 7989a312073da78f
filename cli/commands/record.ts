/** `berth record`: runs scenarios on a real cluster and writes what it prints, in the form of recordings. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { ClusterSettings, Scenario } from '../../worker/api';
import { parseScenario } from '../../worker/scenario/markdown';
import { readSettings } from '../../worker/scenario/settings';
import { complainOfMissing, filesOf } from '../files';
import { openWorkplace, type Run } from '../record/kubectl';
import { scopeOf, type Scope } from '../record/scope';
import { startProgress, type Progress } from '../terminal';
import { ANY, COUNT, readWords } from '../words';
import type { CliCommand } from './types';

const HELP = `usage: berth record CASE.md... [--yes] [--runs N] [--out FOLDER]

Runs the commands of scenarios with this machine's bash and kubectl, on the cluster that KUBECONFIG names, and writes what they
print to CASE.json: the form in which Berth's conformance tests hold recordings. Says first which cluster it is and what will
be created there, and asks.

A scenario that names no namespace and nothing of the whole cluster runs in a namespace of its own, which is deleted at the
end. Any other runs in the kubeconfig's namespace, and what it creates and does not delete stays.

  --yes          goes on without asking
  --runs N       runs each scenario N times, so that it shows what is random; 1 when absent
  --out FOLDER   where recordings are written; beside the scenario when absent

Exit status: 0 when everything was recorded, 1 when the cluster could not be reached or nobody agreed, 2 for files that cannot
be read.
`;

export const record: CliCommand = {
  name: 'record',
  summary: 'runs scenarios on a real cluster and records what it prints',
  help: HELP,
  async run(words) {
    const read = readWords(words, { values: { '--runs': COUNT, '--out': ANY }, switches: ['--yes'] });
    if (typeof read === 'string') return read;
    if (read.operands.length === 0) return 'no scenario is named';
    const found = filesOf(read.operands, /\.md$/);
    if ('missing' in found) {
      complainOfMissing(found.missing);
      return 2;
    }
    const cases = readCases(found.files);
    if (!cases) return 2;
    return recordCases(cases, {
      isAgreed: read.switches.has('--yes'),
      runCount: Number(read.values['--runs'] ?? 1),
      folder: read.values['--out'],
    });
  },
};

/** As a shell says it of SIGINT. */
const INTERRUPTED_STATUS = 130;

interface Case {
  path: string;
  scenario: Scenario;
  scope: Scope;
}

interface Options {
  isAgreed: boolean;
  runCount: number;
  folder?: string;
}

/** What is known of the cluster before anything is run there. */
interface Target {
  context: string;
  server: string;
  namespace: string;
  serverVersion: string;
  clientVersion: string;
  /** The kubeconfig with this context alone. */
  kubeconfig: Kubeconfig;
}

interface Kubeconfig {
  clusters: { cluster: { server: string } }[];
  contexts: { name: string; context: { namespace?: string } }[];
  'current-context': string;
}

function readCases(paths: readonly string[]): Case[] | undefined {
  const cases: Case[] = [];
  let isBroken = false;
  for (const path of paths) {
    const parsed = parseScenario(readFileSync(path, 'utf8'), path);
    if ('scenario' in parsed) cases.push({ path, scenario: parsed.scenario, scope: scopeOf(parsed.scenario) });
    else {
      for (const { message } of parsed.diagnostics) process.stderr.write(`${path}: ${message}\n`);
      isBroken = true;
    }
  }
  return isBroken ? undefined : cases;
}

async function recordCases(cases: readonly Case[], options: Options): Promise<number> {
  const target = await findTarget();
  if (typeof target === 'string') {
    process.stderr.write(`berth: ${target}\n`);
    return 1;
  }
  process.stderr.write(announcement(target, cases, options.runCount));
  if (!options.isAgreed && !(await askToGoOn())) {
    process.stderr.write('berth: nothing was run\n');
    return 1;
  }
  const progress = startProgress();
  const stopper = new AbortController();
  const stop = () => stopper.abort();
  process.once('SIGINT', stop);
  try {
    for (const one of cases) await recordCase(one, target, options, progress, stopper.signal);
    return 0;
  } catch (error) {
    progress.end();
    if (stopper.signal.aborted) return INTERRUPTED_STATUS;
    process.stderr.write(`berth: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

async function recordCase(
  one: Case,
  target: Target,
  { runCount, folder }: Options,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { path, scenario } = one;
  const runs: Run[][] = [];
  for (let run = 0; run < runCount; run++) {
    const onStep = (step: number) => {
      // What was begun is cleared away before the recording ends.
      signal.throwIfAborted();
      progress.show(`${path}: run ${run + 1}/${runCount}, step ${step}/${scenario.steps.length}`);
    };
    runs.push(await runCase(one, target, run, onStep));
  }
  progress.end();
  const output = join(folder ?? dirname(path), `${basename(path, '.md')}.json`);
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, `${JSON.stringify(recordingOf(one, target, runs), null, 1)}\n`);
  process.stdout.write(`${output}\n`);
}

/** @returns the cluster of the current context, or why there is none. */
async function findTarget(): Promise<Target | string> {
  const place = openWorkplace([]);
  try {
    const view = await place.run('kubectl config view --minify --flatten --raw -o json');
    if (view.exit !== 0) return `there is no cluster to record: ${(view.stderr || view.stdout).trim()}`;
    const version = await place.run('kubectl version -o json');
    if (version.exit !== 0) return `the cluster does not answer: ${version.stderr.trim()}`;
    const kubeconfig = JSON.parse(view.stdout) as Kubeconfig;
    const { clientVersion, serverVersion } = JSON.parse(version.stdout) as Record<string, { gitVersion: string }>;
    return {
      context: kubeconfig['current-context'],
      server: kubeconfig.clusters[0].cluster.server,
      namespace: kubeconfig.contexts[0].context.namespace ?? 'default',
      serverVersion: serverVersion.gitVersion,
      clientVersion: clientVersion.gitVersion,
      kubeconfig,
    };
  } finally {
    place.close();
  }
}

function announcement(target: Target, cases: readonly Case[], runCount: number): string {
  const times = runCount > 1 ? `, ${runCount} times` : '';
  const lines = [`Cluster: context ${target.context}, ${target.server}, Kubernetes ${target.serverVersion}`];
  for (const { path, scenario, scope } of cases) {
    const place = scope.allowsOwnNamespace
      ? 'in a namespace of its own, which is deleted at the end'
      : `in the namespace ${target.namespace}, because it speaks of ${scope.because.join(', ')}; what it does not delete stays`;
    lines.push(`${path}: ${scenario.steps.length} steps${times}, ${place}`);
    if (scope.objects.length > 0) lines.push(`  files hold ${scope.objects.join(', ')}`);
    for (const change of scope.changes) lines.push(`  ${change}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

async function askToGoOn(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write('berth: nobody is there to ask; --yes goes on without\n');
    return false;
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await reader.question('Go on? [y/N] ');
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function runCase(
  { path, scenario, scope }: Case,
  target: Target,
  run: number,
  onStep: (step: number) => void,
): Promise<Run[]> {
  const stem = basename(path, '.md')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30);
  const namespace = scope.allowsOwnNamespace ? `berth-${stem}-${process.pid}-${run}` : undefined;
  const place = openWorkplace(scenario.files, JSON.stringify(inNamespace(target.kubeconfig, namespace)));
  try {
    if (namespace !== undefined) {
      const created = await place.run(`kubectl create namespace ${namespace}`);
      if (created.exit !== 0) throw new Error(created.stderr.trim());
    }
    const runs: Run[] = [];
    for (const [index, { command }] of scenario.steps.entries()) {
      onStep(index + 1);
      const printed = await place.run(command);
      runs.push({ ...printed, ...withoutNamespace(printed, namespace) });
    }
    return runs;
  } finally {
    if (namespace !== undefined) await place.run(`kubectl delete namespace ${namespace} --wait=false`);
    place.close();
  }
}

function inNamespace(kubeconfig: Kubeconfig, namespace: string | undefined): Kubeconfig {
  if (namespace === undefined) return kubeconfig;
  const contexts = kubeconfig.contexts.map(({ name, context }) => ({ name, context: { ...context, namespace } }));
  return { ...kubeconfig, contexts };
}

/** A recording speaks of `default`, as the scenario's reader would see it. */
function withoutNamespace({ stdout, stderr }: Run, namespace: string | undefined): Pick<Run, 'stdout' | 'stderr'> {
  const plain = (text: string) => (namespace === undefined ? text : text.replaceAll(namespace, 'default'));
  return { stdout: plain(stdout), stderr: plain(stderr) };
}

function recordingOf({ path, scenario }: Case, target: Target, runs: readonly (readonly Run[])[]): unknown {
  return {
    case: basename(path, '.md'),
    title: scenario.title,
    topic: scenario.topic ?? '',
    cluster: givenSettings(scenario),
    kubernetes: target.serverVersion,
    kubectl: target.clientVersion,
    files: scenario.files,
    steps: scenario.steps.map(({ command }, index) => ({ command, runs: runs.map((run) => run[index]) })),
  };
}

function givenSettings(scenario: Scenario): Partial<ClusterSettings> {
  const { settings, rangeOf } = readSettings(scenario.cluster);
  const given = Object.entries(settings).filter(([key]) => rangeOf(key as keyof ClusterSettings) !== undefined);
  return Object.fromEntries(given);
}
