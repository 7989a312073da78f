/** `npm test`: unit, core, conformance and kubectl tests with vitest, then the browser tests; one closing line for all. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const reports = join(root, 'build/reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const bin = (name) => join(root, 'node_modules/.bin', name);
const unit = join(reports, 'unit.json');
const browser = join(reports, 'browser.json');

const unitExit = await run(bin('vitest'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unit}`,
]);
const firefox = join(reports, 'firefox.json');
const browserExit = await run(process.execPath, ['tests/browser/run.mjs'], {
  BERTH_BROWSER_REPORT: browser,
  BERTH_FIREFOX_REPORT: firefox,
});

const counts = [vitestCounts(unit), sumOf(playwrightCounts(browser), vitestCounts(firefox))];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const crashed = [unitExit, browserExit].filter((exit, index) => exit !== 0 && counts[index].failed === 0).length;
const failed = counts.reduce((sum, count) => sum + count.failed, 0) + crashed;
const failures = [...vitestFailures(unit), ...playwrightFailures(browser), ...vitestFailures(firefox)];
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function run(command, words, environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
    child.on('error', (error) => {
      console.error(String(error));
      resolve(1);
    });
    child.on('exit', (exit) => resolve(exit ?? 1));
  });
}

function sumOf(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

function vitestCounts(path) {
  if (!existsSync(path)) return { passed: 0, failed: 0 };
  const report = JSON.parse(readFileSync(path, 'utf8'));
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

function playwrightCounts(path) {
  if (!existsSync(path)) return { passed: 0, failed: 0 };
  const { stats } = JSON.parse(readFileSync(path, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

/** @returns file, name and first lines of what went wrong, for each test that failed. */
function vitestFailures(path) {
  if (!existsSync(path)) return [];
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
  return testResults.flatMap((file) => [
    ...(file.message ? [told(file.name, '', file.message)] : []),
    ...file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map((one) => told(file.name, one.fullName, one.failureMessages.join('\n'))),
  ]);
}

function playwrightFailures(path) {
  if (!existsSync(path)) return [];
  const under = (suite) => [
    ...(suite.specs ?? [])
      .filter(({ ok }) => !ok)
      .map((spec) => told(join('tests/browser', spec.file), spec.title, messageOf(spec))),
    ...(suite.suites ?? []).flatMap(under),
  ];
  const { suites, errors } = JSON.parse(readFileSync(path, 'utf8'));
  return [...suites.flatMap(under), ...errors.map(({ message }) => told('tests/browser', '', message ?? ''))];
}

function messageOf({ tests }) {
  return tests.flatMap(({ results }) => results.map(({ error }) => error?.message ?? '')).join('\n');
}

function told(file, name, message) {
  const lines = stripVTControlCharacters(message).trim().split('\n').slice(0, 12);
  return `- ${relative(root, resolve(root, file))} ${name}\n${lines.map((line) => `    ${line}`).join('\n')}`;
}
