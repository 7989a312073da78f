/** The address map beyond a small range: levels, IPv6, the table, and what one can do with a free address. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

const SETTINGS = (serviceSubnet: string) =>
  `kubernetes: "1.36"\nserviceSubnet: ${serviceSubnet}\npodSubnet: 10.244.0.0/16\nkubelet: false\nkubeDNS: true\n`;

test('a /12 opens by parts down to single addresses, and back', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', SETTINGS('10.96.0.0/12'));
  await playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.0\/16, / }).click();
  await playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.0\/24, 2 of 255 held, static band/ }).click();
  await expect(playground.grid.getByRole('gridcell')).toHaveCount(256);
  await playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.9, free/ }).click();
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText('What about 10.96.0.9?');
  expect(await violations(page)).toEqual([]);
  await playground.map.getByRole('navigation').getByRole('button', { name: '10.96.0.0/12' }).click();
  await expect(playground.grid.getByRole('gridcell')).toHaveCount(16);
});

test('a free address is requested by a real command, and the open part shows it', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', SETTINGS('10.96.0.0/16'));
  await playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.0\/24, / }).click();
  await playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.9, free/ }).click();
  await playground.explanation.getByRole('textbox', { name: 'Service' }).fill('mine');
  await playground.explanation.getByRole('button', { name: 'Request this address' }).click();
  await expect(playground.lastOutput).toHaveText('service/mine created');
  await expect(playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.9, held by mine/ })).toBeVisible();
});

test('some addresses are filled at random', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', SETTINGS('10.96.0.0/24'));
  await playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.9, free/ }).click();
  await playground.explanation.getByRole('spinbutton', { name: 'Services' }).fill('7');
  await playground.explanation.getByRole('button', { name: 'Fill at random' }).click();
  await expect(playground.lastEntry).toContainText('service/fill-7 created');
  await expect(playground.grid.getByRole('gridcell', { name: /held by fill-/ })).toHaveCount(7);
});

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('an IPv6 /64 has a locator, a glass over its first addresses, and its branches', async ({ page }) => {
      const playground = new PlaygroundPage(page);
      await playground.open();
      await playground.write(
        'cluster.yaml',
        'kubernetes: "1.36"\nserviceSubnet: fd00:10:96::/64\npodSubnet: fd00:10:244::/48\nkubelet: false\n',
      );
      await expect(
        playground.map.getByRole('img', { name: /^fd00:10:96::\/64 in 256 parts, \d+ of them/ }),
      ).toBeVisible();
      await expect(playground.grid.getByRole('gridcell', { name: /^fd00:10:96::1, held by kubernetes/ })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      const branches = playground.map.getByRole('grid', { name: 'Branches in use' });
      await branches
        .getByRole('gridcell', { name: /, 1 held/ })
        .last()
        .click();
      await expect(playground.grid.getByRole('gridcell', { name: /held by test-/ })).toHaveCount(1);
      await playground.fits();
    });
  });

test('the table is sorted and filtered, and keeps what is not shown in reach', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.map.getByRole('button', { name: 'As a table' }).click();
  const table = playground.map.getByRole('table');
  await table.getByRole('button', { name: 'Step' }).click();
  await table.getByRole('button', { name: 'Step' }).click();
  await expect(table.getByRole('columnheader', { name: 'Step' })).toHaveAttribute('aria-sort', 'descending');
  await playground.map.getByRole('textbox', { name: 'Filter' }).fill('kube-dns');
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(table).toContainText('10.96.0.10');
  expect(await violations(page)).toEqual([]);
});

test('the table is copied with tabs, and a freed address keeps its old name for a moment', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('kubectl delete service test-1');
  await expect(playground.grid.getByRole('gridcell', { name: /, free, .*was held by test-1/ })).toBeVisible();
  await playground.map.getByRole('button', { name: 'As a table' }).click();
  await playground.map.getByRole('button', { name: 'Copy' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^Address\t.*\n(.*\n)*10\.96\.0\.10\t.*kube-dns/);
});

for (const [width, height] of [
  [1024, 768],
  [320, 640],
])
  test(`no level is wider than a window of ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const playground = new PlaygroundPage(page);
    await playground.open();
    if (width < 900) await playground.openTab('Files');
    await playground.write(
      'cluster.yaml',
      SETTINGS('10.96.0.0/16,fd00:10:96::/64').replace('/16\nkubelet', '/16,fd00:10:244::/48\nkubelet'),
    );
    if (width < 900) await playground.openTab('Map');
    await playground.map.getByRole('gridcell', { name: /^10\.96\.0\.0\/24, / }).click();
    await playground.fits();
    await page.getByRole('button', { name: /^Range / }).click();
    await page.getByRole('menuitemradio', { name: /fd00:10:96/ }).click();
    await expect(playground.map.getByRole('img')).toBeVisible();
    await playground.fits();
  });

test('levels are walked by keyboard: Enter opens, Escape goes up to the part that was left, T is the table', async ({
  page,
}) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', SETTINGS('10.96.0.0/16'));
  const focused = page.locator(':focus');
  await playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.0\/24, / }).focus();
  await page.keyboard.press('PageDown');
  await expect(focused).toHaveAccessibleName(/^10\.96\.2\.0\/24/);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(focused).toHaveAccessibleName(/^10\.96\.15\.0, free/);
  await page.keyboard.press('Escape');
  await expect(focused).toHaveAccessibleName(/^10\.96\.15\.0\/24, /);
  await page.keyboard.press('t');
  await expect(focused).toHaveAccessibleName('10.96.0.1');
  await page.keyboard.press('ArrowDown');
  await expect(focused).toHaveAccessibleName('10.96.0.10');
  await page.keyboard.press('PageDown');
  await expect(playground.map.getByRole('row').filter({ has: focused })).toContainText('dynamic');
  await page.keyboard.press('Escape');
  await expect(focused).toHaveRole('gridcell');
});

test('tries are numbered in the cells of a /24 and summed up in tiles', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', SETTINGS('10.96.0.0/27'));
  await playground.run('kubectl create service clusterip one --tcp 80');
  await expect(
    playground.grid.getByRole('gridcell', { name: /held by one, .*try 1, new|held by one, try 1, new/ }),
  ).toBeVisible();
  await playground.write('cluster.yaml', SETTINGS('10.96.0.0/16'));
  await playground.run('kubectl create service clusterip two --tcp 80');
  await expect(playground.lastOutput).toHaveText('service/two created');
  await expect(playground.grid.getByRole('gridcell', { name: /, 1 new, tries 1/ })).toHaveCount(1);
});

test('an address that another Service took is marked as changed, in words too', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('kubectl delete service test-1 && kubectl create service clusterip mine --tcp 80');
  const cell = playground.grid.getByRole('gridcell', { name: /held by mine, .*changed, was held by test-1/ });
  await expect(cell).toBeVisible();
  await expect(playground.map.getByRole('list', { name: 'Legend' })).toContainText('changed');
  await playground.map.getByRole('button', { name: 'As a table' }).click();
  await expect(playground.map.getByRole('row').filter({ hasText: 'mine' })).toContainText(
    'changed, was held by test-1',
  );
  expect(await violations(page)).toEqual([]);
});

test('cells that a Pod range has as well are marked, with forced colours too', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', SETTINGS('10.244.1.0/24'));
  await expect(
    playground.grid.getByRole('gridcell', {
      name: /^10\.244\.1\.7, free, static band, also in a range of another kind/,
    }),
  ).toBeVisible();
  await expect(playground.map.getByRole('list', { name: 'Legend' })).toContainText('in ranges of two kinds');
  expect(await violations(page)).toEqual([]);
});

for (const width of [1440, 320])
  test(`a name of 253 characters is cut, and said whole, at ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    const playground = new PlaygroundPage(page);
    await playground.open();
    const name = Array.from({ length: 4 }, () => 'a'.repeat(62)).join('.');
    await playground.run(
      `printf 'apiVersion: networking.k8s.io/v1\\nkind: ServiceCIDR\\nmetadata: {name: ${name}}\\nspec: {cidrs: [10.96.0.0/24]}' | kubectl apply -f -`,
    );
    await page.getByRole('button', { name: /^Range / }).click();
    await page.getByRole('menuitemradio', { name: /10\.96\.0\.0\/24/ }).click();
    await playground.fits();
    await page.getByRole('button', { name: /^Range / }).click();
    await page.getByRole('menuitemradio', { name: /^All ranges/ }).click();
    await expect(playground.grid.getByRole('gridcell', { name: new RegExp(name) })).toBeVisible();
    await playground.fits();
  });
