/** `npm test`: unit, core, conformance and kubectl tests with vitest, then the browser tests; one closing line for all. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
