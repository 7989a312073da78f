/** The page on fidelity, and the report on a difference. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../conformance', name), 'utf8')) as Record<string, object>;

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the tally is that of the tests, each exception has its reason', async ({ page }) => {
    const [passing, exceptions] = [read('passing.json'), read('exceptions.json')];
    await page.goto('./fidelity/');
    await expect(page).toHaveTitle('What is simulated, and how faithfully · Berth');
    const versions = Object.keys(passing);
    await expect(page.getByRole('columnheader')).toHaveCount(versions.length + 1);
    const good = versions.flatMap((version) => Object.keys(passing[version]!)).length;
    const bad = versions.flatMap((version) => Object.values(exceptions[version] ?? {}) as string[]);
    await expect(page.getByRole('main')).toContainText(`${good} of ${good + bad.length} recorded cases agree`);
    for (const reason of bad) await expect(page.getByRole('main')).toContainText(reason);
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`the page breaks no rule of axe and does not overflow, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('./fidelity/');
    for (const width of [1440, 1024, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await new PlaygroundPage(page).fits();
      expect(await violations(page)).toEqual([]);
    }
  });

test('a command’s menu copies a report on a difference', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.lastEntry.getByRole('button', { name: /^More, step/ }).click();
  await page.getByRole('menuitem', { name: 'This differs from my cluster' }).click();
  await expect(playground.terminal.getByRole('status')).toHaveText('Copied');
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toMatch(
    /^### Step 4 differs from my cluster\n\nBerth as Kubernetes v1\.36\.3, seed 7: http.*\/some\/where\/#/,
  );
  expect(report).toContain('$ for i in $(seq 1 13)');
  expect(report).toContain('range is full\n```\n\nMy cluster');
});
