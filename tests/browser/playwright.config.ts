/** Browser tests over the production build, served under a sub-path. No retries: a test that fails has found something. */

import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './chromium.mjs';

const PORT = Number(process.env.BERTH_BROWSER_PORT ?? 4173);

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  retries: 0,
  workers: 1,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${PORT}/some/where/`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: findChromium(), args: chromiumArguments() },
  },
  webServer: {
    command: `node serve.mjs ${PORT}`,
    cwd: import.meta.dirname,
    url: `http://127.0.0.1:${PORT}/some/where/`,
    reuseExistingServer: false,
  },
});
