/** `berth run`: runs scenario files in Node through the same session as the page. */

import { readFileSync } from 'node:fs';
import type { Diagnostic, RunResult, Scenario } from '../../worker/api';
import type { CompiledCore } from '../../worker/core';
import { parseScenario } from '../../worker/scenario/markdown';
import { runScenario } from '../../worker/session';
import { loadCore } from '../core';
import { complainOfMissing, filesOf } from '../files';
import { painter } from '../terminal';
import { readWords, SEED } from '../words';
import type { CliCommand } from './types';

const HELP = `usage: berth run PATH... [--json] [--seed N]

Runs scenarios (Markdown files, or folders of them) from the first command to the last.

  --json     one JSON line a file: {"case", "steps": [{"command", "stdout", "stderr", "exit"}]}
  --seed N   draws from another seed than the scenario's

Exit status: 0 when every file could be run, whatever its commands returned; 1 when one could not; 2 for a file that is not there.
`;

export const run: CliCommand = {
  name: 'run',
  summary: 'runs scenarios and prints what their commands print',
  help: HELP,
  async run(words) {
    const read = readWords(words, { values: { '--seed': SEED }, switches: ['--json'] });
    if (typeof read === 'string') return read;
    if (read.operands.length === 0) return 'no scenario is named';
    const found = filesOf(read.operands, /\.md$/);
    if ('missing' in found) {
      complainOfMissing(found.missing);
      return 2;
    }
    const { '--seed': seed } = read.values;
    const options = { isJSON: read.switches.has('--json'), seed: seed === undefined ? undefined : Number(seed) };
    const core = await loadCore();
    let failed = 0;
    for (const path of found.files) if (!(await runFile(core, path, options))) failed++;
    return failed > 0 ? 1 : 0;
  },
};

/** @returns false when the file could not be run. */
async function runFile(
  core: CompiledCore,
  path: string,
  options: { isJSON: boolean; seed?: number },
): Promise<boolean> {
  const parsed = parseScenario(readFileSync(path, 'utf8'), path);
  if ('diagnostics' in parsed) return complain(path, parsed.diagnostics);
  const { isJSON, seed } = options;
  const paint = painter(process.stdout);
  const outcome = await runScenario(core, parsed.scenario, {
    seed,
    onOutput: isJSON ? undefined : (_step, chunk) => void process[chunk.stream].write(chunk.text),
    onCommand: isJSON ? undefined : (command) => void process.stdout.write(`${paint('bold', `$ ${command}`)}\n`),
  });
  if ('failure' in outcome) return complain(path, outcome.failure.diagnostics);
  if (isJSON) process.stdout.write(JSON.stringify(transcriptLine(path, parsed.scenario, outcome.result)) + '\n');
  return true;
}

function complain(path: string, diagnostics: readonly Diagnostic[]): false {
  for (const { source, message } of diagnostics) {
    const place = source?.file === path ? `${source.line}:${source.column}:` : '';
    process.stderr.write(`${path}:${place} ${message}\n`);
  }
  return false;
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
