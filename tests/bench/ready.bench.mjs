/**
 * How soon a reader can use the page on a slow machine and line (Chromium, CPU 4 times slower, 10 Mbit/s, 40 ms), beside an
 * empty page with one small script and a page with CodeMirror and YAML.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { chromiumArguments, findChromium } from '../browser/chromium.mjs';
import { report } from './measure.mjs';

const TURNS = 7;
const SLOWER = 4;
const BYTES_A_SECOND = 10e6 / 8;
const LATENCY_MS = 40;

const root = fileURLToPath(new URL('../..', import.meta.url));
const EMPTY = 'document.body.append(document.createElement("main"));';
const EDITOR = `import { basicSetup, EditorView } from 'codemirror';
import { yaml } from '@codemirror/lang-yaml';
new EditorView({ doc: 'apiVersion: v1\\nkind: Service\\n', extensions: [basicSetup, yaml()], parent: document.body });
document.querySelector('.cm-content').parentElement.setAttribute('id', 'ready');`;

const peers = mkdtempSync(join(root, 'build/peers-'));
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments() });
try {
  await build({ logLevel: 'error' });
  const empty = await measure(await site(peerPage('empty', EMPTY)), 'main');
  const editor = await measure(await site(await builtPeer('editor', EDITOR)), '#ready');
  // inert until the page answers
  const berth = await measure(await site(join(root, 'dist')), '#page:not([inert]) section[aria-label="Files"]');
  report('empty page with one small script', empty, 'ms');
  report('CodeMirror with YAML', editor, 'ms');
  report('Berth, the first visit', berth, 'ms');
  report('  -> CodeMirror: Berth / CodeMirror', berth / editor, 'times', 0.75);
} finally {
  await browser.close();
  rmSync(peers, { recursive: true });
}
process.exit();

/** @returns the folder of a page with one script. */
function peerPage(name, script) {
  const folder = mkdtempSync(join(peers, `${name}-`));
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><meta charset="utf-8"><body><script type="module" src="./page.js"></script>',
  );
  writeFileSync(join(folder, 'page.js'), script);
  return folder;
}

async function builtPeer(name, script) {
  const folder = peerPage(name, script);
  const outDir = join(folder, 'built');
  await build({ root: folder, configFile: false, base: './', logLevel: 'error', build: { outDir } });
  return outDir;
}

/** Serves a folder compressed, as hosts of static pages do. @returns its address. */
function site(folder) {
  const types = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.wasm': 'application/wasm',
    '.svg': 'image/svg+xml',
  };
  const answers = new Map();
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    try {
      if (!answers.has(path)) answers.set(path, gzipSync(readFileSync(join(folder, path))));
    } catch {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-encoding': 'gzip',
    });
    response.end(answers.get(path));
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/`)),
  );
}

/** @returns the median of the milliseconds from the navigation to the frame in which an element is there, nothing cached. */
async function measure(url, selector) {
  const times = [];
  for (let turn = -1; turn < TURNS; turn++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: LATENCY_MS,
      downloadThroughput: BYTES_A_SECOND,
      uploadThroughput: BYTES_A_SECOND,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.addInitScript(watch, selector);
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.readyMs !== undefined, undefined, { polling: 50 });
    if (turn >= 0) times.push(await page.evaluate(() => window.readyMs));
    await context.close();
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** Runs in the page, before its own scripts. */
function watch(selector) {
  const look = () => {
    if (document.querySelector(selector)) requestAnimationFrame(() => (window.readyMs = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
