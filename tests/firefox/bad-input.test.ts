/** Bad input in Firefox: hostile names, text that is no YAML, megabytes, a worker that dies, no WebAssembly. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeLink } from '../../worker/scenario/links';
import { findFirefox } from './firefox.mjs';
import { openSite, ReaderPage, type Site } from './open';

const MARKUP = '<img src=x onerror="window.struck = true">';
const firefox = findFirefox();

describe.skipIf(!firefox)('Firefox, bad input', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(firefox!);
  });
  afterAll(() => site?.browser.close());

  test('names with markup are text in every view', async () => {
    const link = await encodeLink(
      {
        title: MARKUP,
        summary: MARKUP,
        cluster: '',
        files: [],
        steps: [{ command: `kubectl create configmap a --from-literal 'key=${MARKUP}' && echo '${MARKUP}'` }],
      },
      1,
    );
    const reader = await ReaderPage.open(site, link);
    await reader.sees('Terminal', 'configmap/a created');
    for (const view of ['Hosts', 'Objects', 'Map']) await reader.click('tab', view);
    await reader.find('grid');
    expect(await reader.page.evaluate(() => 'struck' in window)).toBe(false);
    expect(await reader.page.$$('img')).toEqual([]);
  });

  test('a file that is no YAML is named, and the page goes on', async () => {
    const reader = await ReaderPage.open(site);
    await reader.write('newcidr1.yaml', 'kind: [ServiceCIDR');
    await reader.leaveEditor();
    await reader.sees('Files', 'did not find expected');
    await reader.run('echo alive');
    await reader.sees('Terminal', 'alive');
  });

  test('a megabyte is not checked while it is typed, and the page goes on', async () => {
    const reader = await ReaderPage.open(site, '', { width: 390, height: 844 });
    await reader.click('tab', 'Files');
    await (
      await reader.find('textbox', 'newcidr1.yaml')
    ).evaluate((field) => {
      (field as HTMLTextAreaElement).value = 'a: b\n'.repeat(200_000);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await reader.sees('Files', 'longer than 100,000 characters');
    await reader.click('tab', 'Map');
    await reader.find('grid');
    await reader.sees('Address map', '10.96.0.0/28');
  });

  test('a worker that dies is started again', async () => {
    const page = await site.browser.newPage();
    await page.evaluateOnNewDocument(() => {
      const Real = window.Worker;
      window.Worker = class extends Real {
        constructor(...words: ConstructorParameters<typeof Worker>) {
          super(...words);
          Object.assign(window, { newest: this });
        }
      };
    });
    const reader = await ReaderPage.on(page, site);
    await reader.run('kubectl delete service test-1');
    await reader.sees('Terminal', 'service "test-1" deleted');
    await page.evaluate(() => {
      const { newest } = window as unknown as { newest: Worker };
      newest.terminate();
      newest.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
    });
    await reader.run('kubectl get services -o name | wc -l');
    await page.waitForFunction(() =>
      document.querySelector('main [role=alert]')?.textContent?.includes('started again'),
    );
    await reader.sees('Terminal', 'service "test-1" deleted');
  });

  test('without WebAssembly the page says so and keeps what it shows', async () => {
    const page = await site.browser.newPage();
    await page.evaluateOnNewDocument(() => {
      window.Worker = class {
        constructor() {
          throw new Error('no worker here');
        }
      } as unknown as typeof Worker;
    });
    const reader = await ReaderPage.on(page, site);
    await page.keyboard.press('Tab');
    await page.waitForFunction(() =>
      document.querySelector('main [role=alert]')?.textContent?.includes('does not start'),
    );
    await reader.sees('Terminal', 'range is full');
  });
});
