/** The built page: how much a first visit without Monaco transfers, and how long an edit takes to be seen in Chromium. */

import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { chromiumArguments, findChromium } from '../browser/chromium.mjs';
import { firstVisit, goOn, PHONE, sumOf } from '../browser/first-visit.mjs';
import { serve } from '../../web/serve.mjs';
import { report } from './measure.mjs';

/** How long the page waits after the last key before it runs what was typed. */
const IDLE_MS = 150;
const EDITS = 9;

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
await build({ logLevel: 'error' });
const url = `http://127.0.0.1:${await serve({ folder: dist, port: 0 })}/`;
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments() });
try {
  await reportSizes();
  await reportEdits();
} finally {
  await browser.close();
}
process.exit();

async function reportSizes() {
  const page = await browser.newPage(PHONE);
  const transferred = await firstVisit(page, url, dist);
  report('first visit without Monaco, gzip', sumOf(transferred()), 'KB', 150);
  await goOn(page);
  for (const { name, size } of transferred()) report(`  ${name}`, size, 'KB');
  report('once in use, without Monaco, gzip', sumOf(transferred()), 'KB');
  await page.close();
}

/** Every edit is a new seed, which draws all addresses anew. */
async function reportEdits() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByRole('grid').waitFor();
  const field = page.getByRole('region', { name: 'Files' }).getByRole('textbox', { name: 'cluster.yaml' });
  await field.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('seed: 1');
  await page.getByText('drawn by seed 1,').first().waitFor({ timeout: 10_000 });
  const times = [];
  for (let turn = 0; turn < EDITS; turn++) {
    await page.evaluate(watchRepaint);
    await page.keyboard.press(String(turn % 10));
    times.push((await page.evaluate(() => window.repaint)) - IDLE_MS);
  }
  report('edit to repaint, the idle time left out', times.sort((a, b) => a - b)[EDITS >> 1], 'ms', 50);
  await page.close();
}

/** Runs in the page: promises the milliseconds from the next key to the frame in which the map has changed. */
function watchRepaint() {
  const map = document.querySelector('section[aria-label="Address map"]');
  window.repaint = new Promise((resolve) => {
    let startMs;
    let before;
    const began = () => {
      startMs = performance.now();
      before = map.textContent;
    };
    document.addEventListener('keydown', began, { capture: true, once: true });
    const observer = new MutationObserver(() => {
      if (startMs === undefined || map.textContent === before) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - startMs));
    });
    observer.observe(map, { subtree: true, childList: true, characterData: true });
  });
}
