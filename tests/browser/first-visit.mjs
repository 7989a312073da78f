/** What a first visit without the editor transfers: the files of the build that a phone fetches, compressed. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A phone never loads the editor. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/**
 * @param page a fresh page of a phone.
 * @param url of the served build.
 * @param dist the folder of the build.
 * @returns names and sizes in KB (gzip, 1024 bytes), the largest first.
 */
export async function firstVisit(page, url, dist) {
  const loaded = new Set();
  page.on('response', (response) => loaded.add(new URL(response.url()).pathname.split('/').pop() || 'index.html'));
  await page.goto(url);
  await page.getByRole('grid').waitFor();
  await page.waitForLoadState('networkidle');
  return readdirSync(dist, { recursive: true })
    .filter((path) => loaded.has(path.split('/').pop()))
    .map((path) => ({ name: path, size: gzipSync(readFileSync(join(dist, path)), { level: 9 }).length / 1024 }))
    .sort((a, b) => b.size - a.size);
}
