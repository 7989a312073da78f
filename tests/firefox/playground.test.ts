/** The playground in Firefox: first paint, edit, terminal, hosts file, link, keyboard, phone. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADVICE, findFirefox } from './firefox.mjs';
import { openSite, ReaderPage, type Site } from './open';

const WAIT_MS = 20_000;
const firefox = findFirefox();
if (!firefox) console.warn(ADVICE);

describe.skipIf(!firefox)('Firefox', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(firefox!);
  });
  afterAll(() => site?.browser.close());

  test('the first visit shows the full range and why', async () => {
    const reader = await ReaderPage.open(site);
    await reader.sees('Explanation', 'Why was test-13 refused?');
    await reader.page.waitForFunction(() => document.querySelectorAll('[role=gridcell]').length === 16);
    expect(reader.errors).toEqual([]);
  });

  test('a command runs, and the map follows', async () => {
    const reader = await ReaderPage.open(site);
    await reader.run('kubectl delete service test-1');
    await reader.sees('Terminal', 'service "test-1" deleted');
    await reader.page.waitForSelector('[role=gridcell][aria-label*=", free"]');
    expect(reader.errors).toEqual([]);
  });

  test('an edit of the settings draws another range', async () => {
    const reader = await ReaderPage.open(site);
    await reader.write('cluster.yaml', 'serviceSubnet: 10.97.0.0/28');
    await reader.sees('Address map', '10.97.0.0/28');
    expect(reader.errors).toEqual([]);
  });

  test('an endless loop is stopped', async () => {
    const reader = await ReaderPage.open(site);
    await reader.run('while true; do :; done');
    await reader.click('button', 'Stop');
    await reader.sees('Terminal', '^C');
  });

  test('a shared link opens with the same transcript', async () => {
    const reader = await ReaderPage.open(site);
    await reader.run('kubectl get services');
    await reader.page.waitForFunction(() =>
      document.querySelector('[role=log] article:last-child')?.textContent?.includes('CLUSTER-IP'),
    );
    await reader.find('button', 'Run');
    const transcript = await reader.textOf('[role=log] article');
    await reader.click('button', 'Share');
    const field = await reader.find('textbox', 'Link');
    await reader.page.waitForFunction((one) => (one as HTMLInputElement).value.includes('#'), {}, field);
    const link = await field.evaluate((one) => (one as HTMLInputElement).value);
    const other = await ReaderPage.open(site, link.slice(link.indexOf('#')));
    await expect.poll(() => other.textOf('[role=log] article'), { timeout: WAIT_MS }).toEqual(transcript);
  });

  test('F6 walks through the panes', async () => {
    const reader = await ReaderPage.open(site);
    const labels = new Set<string>();
    for (let press = 0; press < 6; press++) {
      await reader.page.keyboard.press('F6');
      labels.add(
        await reader.page.evaluate(() => document.activeElement?.closest('section')?.getAttribute('aria-label') ?? ''),
      );
    }
    for (const label of ['Files', 'Address map', 'Explanation', 'Terminal', 'Problems'])
      expect(labels).toContain(label);
  });

  test('a phone has tabs and no sideways scrolling', async () => {
    const reader = await ReaderPage.open(site, '', { width: 320, height: 640 });
    await reader.find('tab', 'Terminal');
    expect(
      await reader.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
  });
});
