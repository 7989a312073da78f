/** The built page: how much a first visit without Monaco transfers, and how long an edit takes to be seen in Chromium. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { chromiumArguments, findChromium } from '../browser/chromium.mjs';
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

function filesIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

async function open(options) {
  const page = await browser.newPage(options);
  const loaded = new Set();
  page.on('response', (response) => loaded.add(new URL(response.url()).pathname.split('/').pop() || 'index.html'));
  await page.goto(url);
  await page.getByRole('grid').waitFor();
  return { page, loaded };
}

/** A phone never loads Monaco: what it loads is the page without it. */
async function reportSizes() {
  const { page, loaded } = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const sizes = filesIn(dist)
    .filter((path) => loaded.has(path.split('/').pop()))
    .map((path) => [path.slice(dist.length + 1), gzipSync(readFileSync(path), { level: 9 }).length / 1024])
    .sort((a, b) => b[1] - a[1]);
  for (const [name, size] of sizes) report(`  ${name}`, size, 'KB');
  report(
    'first visit without Monaco, gzip',
    sizes.reduce((sum, [, size]) => sum + size, 0),
    'KB',
    150,
  );
  await page.close();
}

/** Every edit is a new seed, which draws all addresses anew. */
async function reportEdits() {
  const { page } = await open({ viewport: { width: 1440, height: 900 } });
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
