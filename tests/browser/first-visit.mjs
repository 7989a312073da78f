/** What a visit without the editor transfers: the files of the build that a phone fetches, compressed. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A phone never loads the editor. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/**
 * Opens the page as somebody who never was there.
 * @param page a fresh page of a phone.
 * @param url of the served build.
 * @param dist the folder of the build.
 * @returns a function that tells what was transferred until now: names and sizes in KB (gzip, 1024 bytes), the largest first.
 */
export async function firstVisit(page, url, dist) {
  const loaded = new Set();
  page.on('response', (response) => loaded.add(new URL(response.url()).pathname.split('/').pop() || 'index.html'));
  await page.goto(url);
  await page.getByRole('grid').waitFor();
  await page.waitForLoadState('networkidle');
  return () =>
    readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .filter((path) => loaded.has(path.split('/').pop()) && !path.endsWith('/index.html'))
      .map((path) => ({ name: path, size: gzipSync(readFileSync(join(dist, path)), { level: 9 }).length / 1024 }))
      .sort((a, b) => b.size - a.size);
}

/** Begins to use the page, as somebody who goes on with the scenario. */
export async function goOn(page) {
  await page.getByRole('button', { name: 'Run the next command' }).click();
  await page.getByText('newcidr1 created').first().waitFor({ state: 'attached' });
}

export const sumOf = (files) => files.reduce((sum, { size }) => sum + size, 0);
