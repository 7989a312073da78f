/** The gallery and the scenarios' own pages: complete without script, and live with it. */

import { expect, test, type Page } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

const cardsOf = (page: Page) => page.getByRole('main').getByRole('listitem');
const ALL = 23;

test('the list is searched and filtered, and the address says how', async ({ page }) => {
  await page.goto('./gallery/');
  await expect(page).toHaveTitle('Scenarios · Berth');
  await expect(cardsOf(page)).toHaveCount(ALL);
  await page.getByRole('radio', { name: 'Hosts file' }).check();
  await expect(cardsOf(page)).toHaveCount(5);
  await page.getByRole('searchbox', { name: 'Search' }).fill('alias');
  await expect(page.getByRole('status')).toHaveText(`2 of ${ALL}`);
  await expect(page).toHaveURL(/\?q=alias&topic=hosts$/);
  await page.reload();
  await expect(cardsOf(page)).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Level' }).selectOption('Deep down');
  await expect(page.getByText('No scenario is like that.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all of them' }).click();
  await expect(cardsOf(page)).toHaveCount(ALL);
  await page.getByRole('combobox', { name: 'Length' }).selectOption('Up to 3 minutes');
  await expect(page.getByRole('link', { name: 'Two ranges, two opinions' })).toHaveCount(0);
});

test('from the header to the gallery, by keyboard to a lesson, and done is remembered', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await page.addInitScript(() => localStorage.setItem('berth-lessons', '["dns-lost-its-address", 7]'));
  await playground.open();
  await page.getByRole('button', { name: /^Scenario:/ }).click();
  await page.getByRole('menuitem', { name: 'All scenarios, with pictures' }).click();
  await expect(cardsOf(page)).toHaveCount(ALL);
  await expect(cardsOf(page).filter({ hasText: 'DNS lost its address' })).toContainText('done');
  await page.getByRole('link', { name: 'Two ranges, two opinions' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Scenario: Two ranges, two opinions' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Lesson' }).getByRole('radio').first()).toBeVisible();
});

test('a scenario’s own page goes on with a command, and keeps it over a reload', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const playground = new PlaygroundPage(page);
  await playground.open('scenario/extend-service-ip-ranges/');
  await page.getByRole('button', { name: 'Run the next command' }).click();
  await expect(playground.lastEntry).toContainText('newcidr1 created');
  await page.reload();
  await expect(playground.lastEntry).toContainText('newcidr1 created');
  await playground.openScenario('The vanishing band');
  await expect(page).toHaveURL(/\/some\/where\/\?scenario=vanishing-band$/);
  await playground.run('echo mine');
  await expect(playground.lastOutput).toHaveText('mine');
  await page.reload();
  await expect(playground.lastOutput).toHaveText('mine');
  expect(errors).toEqual([]);
});

test('a page that holds no data runs its scenario when it is opened', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await page.goto('./scenario/node-257/');
  await expect(page.getByRole('button', { name: 'Scenario: Node 257' })).toBeVisible();
  await expect(playground.log).toContainText('n257   <none>');
});

test('a link from a scenario’s own page leads to the playground’s', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open('scenario/vanishing-band/');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('dialog').getByRole('textbox')).toHaveValue(/\/some\/where\/#/);
});

test('nothing moves while a scenario’s own page is taken over', async ({ page }) => {
  await page.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) shifts.sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const playground = new PlaygroundPage(page);
  await playground.open('scenario/dns-lost-its-address/');
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum)).toBeLessThan(0.05);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the gallery is complete, and leads to pages that show their outcome', async ({ page, request, baseURL }) => {
    await page.goto('./gallery/');
    await expect(cardsOf(page)).toHaveCount(ALL);
    await page.getByRole('link', { name: 'DNS lost its address' }).click();
    await expect(page).toHaveTitle('DNS lost its address · Berth');
    const playground = new PlaygroundPage(page);
    await expect(playground.grid.getByRole('gridcell')).toHaveCount(64);
    await expect(playground.log).toContainText('kubectl');
    const meta = (name: string) => page.locator(`meta[property="${name}"], meta[name="${name}"]`).first();
    await expect(meta('description')).toHaveAttribute('content', /^A conventional address is not a reservation\. /);
    await expect(meta('og:title')).toHaveAttribute('content', 'DNS lost its address');
    const picture = await meta('og:image').getAttribute('content');
    const answer = await request.get(new URL(picture!, new URL('scenario/dns-lost-its-address/', baseURL)).href);
    expect(answer.headers()['content-type']).toBe('image/png');
    expect((await answer.body()).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`the gallery breaks no rule of axe and does not overflow, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('./gallery/');
    for (const width of [1440, 1024, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await new PlaygroundPage(page).fits();
      expect(await violations(page)).toEqual([]);
    }
  });
