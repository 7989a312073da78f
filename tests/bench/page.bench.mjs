/** The built page: how much a first visit without Monaco transfers, and how long an edit takes to be seen in Chromium. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { chromiumArguments, findChromium } from '../browser/chromium.mjs';
import { buildCommandLine } from '../../cli/build.mjs';
import { firstVisit, goOn, PHONE, sumOf } from '../browser/first-visit.mjs';
import { serve } from '../../web/serve.mjs';
import { report } from './measure.mjs';

/** How long the page waits after the last key before it runs what was typed. */
const IDLE_MS = 150;
const EDITS = 19;
const OBJECTS = 500;

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
await build({ logLevel: 'error' });
const url = `http://127.0.0.1:${await serve({ folder: dist, port: 0 })}/`;
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments() });
try {
  await reportSizes();
  await reportEdits('edit to repaint, the idle time left out', url);
  await reportEdits(`the same with ${OBJECTS} objects, 95th percentile`, await linkOf(OBJECTS / 2), 0.95);
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
async function reportEdits(name, address, quantile = 0.5) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  await page.getByRole('grid').waitFor();
  const files = page.getByRole('region', { name: 'Files' });
  const row = files.getByRole('button', { name: /^cluster\.yaml/ });
  if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
  await files.getByRole('textbox', { name: 'cluster.yaml' }).focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('\nseed: 1');
  await page.getByRole('button', { name: /^Seed 1:/ }).waitFor({ timeout: 10_000 });
  const times = [];
  for (let turn = 0; turn < EDITS; turn++) {
    await page.evaluate(watchRepaint);
    await page.keyboard.press(turn % 2 === 0 ? String(2 + (turn % 7)) : 'Backspace');
    times.push((await page.evaluate(() => window.repaint)) - IDLE_MS);
  }
  report(name, times.sort((a, b) => a - b)[Math.floor((EDITS - 1) * quantile)], 'ms', 50);
  await page.close();
}

/** A link to a cluster with so many Services, and an IPAddress for each. */
async function linkOf(services) {
  const { encodeLink } = await import(pathToFileURL(await buildCommandLine()).href);
  const one = (index) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: service-${index}}\nspec: {ports: [{port: 80}]}\n`;
  const content = Array.from({ length: services }, (_, index) => one(index)).join('---\n');
  const steps = [{ command: 'kubectl apply -f many.yaml' }];
  const cluster = 'serviceSubnet: 10.96.0.0/22\nkubelet: false\n';
  return (
    url + (await encodeLink({ title: 'Many Services', cluster, files: [{ name: 'many.yaml', content }], steps }, 1))
  );
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
