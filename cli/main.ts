/** `berth`: runs scenario files in Node through the same session as the page. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareCase, withRandomTokens } from '../worker/compare';
import { compileCore, createCore, type CompiledCore } from '../worker/core';
import { createPlayground } from '../worker/playground';
import { parseScenario } from '../worker/scenario/markdown';
import { runScenario, Session, settingsOf } from '../worker/session';
import { serve } from './serve';
import type { RunResult, Scenario } from '../worker/api';

const USAGE = `usage: berth run PATH... [--json] [--seed N]
       berth serve [SCENARIO.md] [--port N] [--kubeconfig FILE]

run    runs scenarios (Markdown files, or folders of them) from the first command to the last.
         --json     one JSON line a file: {"case", "steps": [{"command", "stdout", "stderr", "exit"}]}
         --seed N   draws from another seed than the scenario's
serve  offers a simulated cluster to the real kubectl, on this machine only. The scenario's commands run first.
         --port N          8001 when absent
         --kubeconfig FILE berth.kubeconfig when absent
`;

/**
 * @param argv words after `berth`.
 * @returns exit status: 0 when every file could be run (whatever its commands returned), 2 for wrong words, 1 otherwise.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [command, ...words] = argv;
  if (command === 'run') return run(words);
  if (command === 'serve') return serveScenario(words);
  return usage();
}

async function serveScenario(words: string[]): Promise<number> {
  const port = takeValue(words, '--port') ?? '8001';
  const kubeconfig = takeValue(words, '--kubeconfig') ?? 'berth.kubeconfig';
  if (words.length > 1 || words.some((word) => word.startsWith('-')) || !/^\d{1,5}$/.test(port)) return usage();
  return serve(await loadCore(), { scenario: words[0], port: Number(port), kubeconfig });
}

async function run(words: string[]): Promise<number> {
  const isJson = take(words, '--json');
  const seed = takeValue(words, '--seed');
  if (words.length === 0 || words.some((word) => word.startsWith('-'))) return usage();
  if (seed !== undefined && !/^\d{1,10}$/.test(seed)) return usage();
  const missing = words.filter((path) => !existsSync(path));
  for (const path of missing) process.stderr.write(`berth: ${path}: no such file or folder\n`);
  if (missing.length > 0) return 2;

  const core = await loadCore();
  let failed = 0;
  for (const path of words.flatMap(scenarioFiles)) {
    const parsed = parseScenario(readFileSync(path, 'utf8'), path);
    if ('diagnostics' in parsed) {
      for (const { source, message } of parsed.diagnostics)
        process.stderr.write(`${path}:${source ? `${source.line}:${source.column}:` : ''} ${message}\n`);
      failed++;
      continue;
    }
    const outcome = await runScenario(core, parsed.scenario, {
      seed: seed === undefined ? undefined : Number(seed),
      onOutput: isJson ? undefined : (_step, chunk) => void process[chunk.stream].write(chunk.text),
      onCommand: isJson ? undefined : (command) => void process.stdout.write(`$ ${command}\n`),
    });
    if ('failure' in outcome) {
      for (const diagnostic of outcome.failure.diagnostics) process.stderr.write(`${path}: ${diagnostic.message}\n`);
      failed++;
    } else if (isJson)
      process.stdout.write(JSON.stringify(transcriptLine(path, parsed.scenario, outcome.result)) + '\n');
  }
  return failed > 0 ? 1 : 0;
}

/** The core's module, from where it was built. */
export function loadCore(): Promise<CompiledCore> {
  return compileCore(readFileSync(new URL('../core.wasm', import.meta.url)));
}

function usage(): number {
  process.stderr.write(USAGE);
  return 2;
}

function take(words: string[], flag: string): boolean {
  const at = words.indexOf(flag);
  if (at >= 0) words.splice(at, 1);
  return at >= 0;
}

function takeValue(words: string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  return at < 0 ? undefined : words.splice(at, 2)[1];
}

function scenarioFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => join(path, name));
}

function transcriptLine(path: string, scenario: Scenario, result: RunResult): unknown {
  const name = path.replace(/^.*\//, '').replace(/\.md$/, '');
  return {
    case: name,
    steps: result.transcript.map((entry) => ({
      command: scenario.steps[entry.step].command,
      stdout: textOf(entry, 'stdout'),
      stderr: textOf(entry, 'stderr'),
      exit: entry.exit,
    })),
  };
}

function textOf(entry: RunResult['transcript'][number], stream: 'stdout' | 'stderr'): string {
  return entry.output.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
}

export { compareCase, createCore, createPlayground, parseScenario, runScenario, Session, settingsOf, withRandomTokens };
