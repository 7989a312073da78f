/** The GitHub Action: its steps are run as a runner runs them. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

const execute = promisify(execFile);

interface Action {
  inputs: Record<string, { required?: boolean; default?: string }>;
  runs: { using: string; steps: { shell: string; run: string; env?: Record<string, string> }[] };
}

const action = parse(readFileSync('action.yml', 'utf8')) as Action;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'berth-action-'));
  mkdirSync(join(folder, 'docs/tasks'), { recursive: true });
  const page = (printed: string) => `\`\`\`sh\nkubectl get svc -o name\n\`\`\`\n\n\`\`\`\n${printed}\n\`\`\`\n`;
  writeFileSync(join(folder, 'docs/right.md'), page('service/kubernetes'));
  writeFileSync(join(folder, 'docs/tasks/wrong.md'), page('services/kubernetes'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs all steps. @returns the exit status of the first that fails, and what was printed. */
async function runAction(inputs: Record<string, string>): Promise<{ exit: number; stdout: string }> {
  let stdout = '';
  for (const { shell, run, env = {} } of action.runs.steps) {
    expect(shell).toBe('bash');
    const values = Object.entries(env).map(([name, expression]) => {
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(expression)![1];
      return [name, inputs[input] ?? action.inputs[input].default ?? ''];
    });
    const environment = { ...process.env, GITHUB_ACTION_PATH: resolve('.'), ...Object.fromEntries(values) };
    const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run];
    try {
      stdout += (await execute('bash', words, { cwd: folder, env: environment })).stdout;
    } catch (error) {
      const failed = error as { code: number; stdout: string };
      return { exit: failed.code, stdout: stdout + failed.stdout };
    }
  }
  return { exit: 0, stdout };
}

test.each([
  ['a page', 'docs/right.md', 0, '1 page, 1 output compared, 0 errors'],
  ['a folder', 'docs', 1, '2 pages, 2 outputs compared, 1 error'],
  ['a glob', 'docs/**/*.md', 1, '2 pages, 2 outputs compared, 1 error'],
  ['several', 'docs/right.md\ndocs/tasks', 1, '2 pages, 2 outputs compared, 1 error'],
  ['a page that is not there', 'docs/nothing.md', 2, ''],
])('%s', async (_, pages, exit, said) => {
  const ran = await runAction({ pages });
  expect(ran.exit).toBe(exit);
  expect(ran.stdout).toContain(said);
});

test('what differs is an annotation of its line', async () => {
  const { stdout } = await runAction({ pages: 'docs/tasks', release: '1.36', seed: '3' });
  expect(stdout).toMatch(
    /^::error file=docs\/tasks\/wrong\.md,line=6::error: the page prints something else .*%0A-services\/kubernetes%0A\+service\/kubernetes$/m,
  );
  expect(stdout).toContain('+++ cluster, Kubernetes 1.36\n');
});

test('inputs reach the shell as variables only', () => {
  for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
  expect(Object.keys(action.inputs)).toEqual(['pages', 'release', 'seed']);
});
