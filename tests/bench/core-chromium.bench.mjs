/** The same figures in Chromium, beside the peers that run there: `npm run bench core-chromium`. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { buildCore } from '../../assembly/build.mjs';
import { chromiumArguments, findChromium } from '../browser/chromium.mjs';

const entry = fileURLToPath(new URL('core/suite.mjs', import.meta.url));
const bundle = await build({
  configFile: false,
  logLevel: 'error',
  build: { write: false, target: 'es2022', lib: { entry, formats: ['iife'], name: 'suite' } },
});
const code = [bundle].flat()[0].output[0].code;
const core = readFileSync(await buildCore()).toString('base64');
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments() });
try {
  const page = await browser.newPage();
  await page.exposeFunction('print', (line) => console.log(line));
  await page.addScriptTag({ content: `${code}; window.suite = suite;` });
  const isGood = await page.evaluate(
    async ({ core, quick }) => {
      const bytes = Uint8Array.from(atob(core), (letter) => letter.charCodeAt(0));
      return window.suite.runSuite({ bytes, print: window.print, quick });
    },
    { core, quick: process.argv.includes('--quick') },
  );
  process.exitCode = isGood ? 0 : 1;
} finally {
  await browser.close();
}
