/** The built page: how much a first visit without Monaco transfers, and how long an edit takes to be seen in Chromium. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { launchChromium } from '../browser/chromium.mjs';
import { serveSite } from '../browser/serve.mjs';
import { report } from './measure.mjs';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
await build({ logLevel: 'error' });

function filesIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}
const gzipKB = (path) => gzipSync(readFileSync(path), { level: 9 }).length / 1024;

const site = await serveSite(dist);
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const loaded = new Set();
  page.on('response', (response) => loaded.add(new URL(response.url()).pathname.split('/').pop() || 'index.html'));
  await page.goto(site.url);
  await page.getByText('range is full').first().waitFor();
  const sizes = filesIn(dist)
    .filter((path) => loaded.has(path.split('/').pop()))
    .map((path) => [path.slice(dist.length + 1), gzipKB(path)]);
  for (const [name, size] of sizes.sort((a, b) => b[1] - a[1])) report(`  ${name}`, size, 'KB');
  report(
    'first visit without Monaco, gzip',
    sizes.reduce((sum, [, size]) => sum + size, 0),
    'KB',
    150,
  );
  await page.close();

  const wide = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await wide.goto(site.url);
  await wide.getByText('range is full').first().waitFor();
  const times = [];
  for (let turn = 0; turn < 9; turn++) times.push(await editMs(wide, turn));
  report('edit to repaint, the 150 ms of idle time left out', times.sort((a, b) => a - b)[4], 'ms', 50);
} finally {
  await browser.close();
  await site.close();
}

/** Changes the seed, which draws every address anew, and waits for the map to change. */
function editMs(page, turn) {
  return page.evaluate(async (seed) => {
    const map = document.querySelector('[aria-label="Address map"]');
    const before = map.textContent;
    const start = performance.now();
    const changed = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (map.textContent === before) return;
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now()));
      });
      observer.observe(map, { subtree: true, childList: true, characterData: true });
    });
    window.berthEdit(seed);
    return (await changed) - start - 150;
  }, turn + 100);
}
