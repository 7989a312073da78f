/**
 * Builds the site and runs the browser tests over it, in Chromium and, without further words, in Firefox; words go to
 * Playwright. The variables BERTH_BROWSER_REPORT and BERTH_FIREFOX_REPORT name files for reports in JSON.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const report = process.env.BERTH_BROWSER_REPORT;

function run(tool, words, environment = {}) {
  const { status } = spawnSync(`${root}/node_modules/.bin/${tool}`, words, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return status ?? 1;
}

process.env.BERTH_CHROMIUM = findChromium();
const words = process.argv.slice(2);
if (run('vite', ['build', '--logLevel', 'warn']) !== 0) process.exit(1);
const chromium = run(
  'playwright',
  ['test', '-c', 'tests/browser/playwright.config.ts', ...(report ? ['--reporter=list,json'] : []), ...words],
  report ? { PLAYWRIGHT_JSON_OUTPUT_NAME: report } : {},
);
const firefoxReport = process.env.BERTH_FIREFOX_REPORT;
const firefox =
  words.length > 0
    ? 0
    : run('vitest', [
        'run',
        '--config',
        'tests/firefox/vitest.config.ts',
        ...(firefoxReport ? ['--reporter=default', '--reporter=json', `--outputFile.json=${firefoxReport}`] : []),
      ]);
process.exitCode = chromium || firefox;
