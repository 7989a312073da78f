/**
 * Builds the site and runs the browser tests over it; further words go to Playwright. The variable BERTH_BROWSER_REPORT
 * names a file for a report in JSON.
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
  if (status !== 0) process.exit(status ?? 1);
}

process.env.BERTH_CHROMIUM = findChromium();
run('vite', ['build', '--logLevel', 'warn']);
run(
  'playwright',
  [
    'test',
    '-c',
    'tests/browser/playwright.config.ts',
    ...(report ? ['--reporter=list,json'] : []),
    ...process.argv.slice(2),
  ],
  report ? { PLAYWRIGHT_JSON_OUTPUT_NAME: report } : {},
);
