/** All ranges of the cluster on one number line: lanes, overlaps and what they mean, by pointer and by keyboard. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

const SETTINGS =
  'kubernetes: "1.36"\nserviceSubnet: 10.244.1.0/28\npodSubnet: 10.244.0.0/16\nnodes: 3\nkubeDNS: true\n';
const WIDE =
  "printf 'apiVersion: networking.k8s.io/v1\\nkind: ServiceCIDR\\nmetadata: {name: wide}\\nspec: {cidrs: [10.244.1.0/24]}' | kubectl apply -f -";

async function openPlan(playground: PlaygroundPage) {
  const { page } = playground;
  await page.getByRole('button', { name: /^Range / }).click();
  await page.getByRole('menuitemradio', { name: /^All ranges/ }).click();
}

async function openOverlaps(playground: PlaygroundPage, isNarrow = false) {
  await playground.open();
  if (isNarrow) await playground.openTab('Files');
  await playground.write('cluster.yaml', SETTINGS);
  await playground.run(WIDE);
  if (isNarrow) await playground.openTab('Terminal');
  await expect(playground.lastOutput).toContainText('servicecidr.networking.k8s.io/wide created');
  if (isNarrow) await playground.openTab('Map');
  await openPlan(playground);
}

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('ranges that overlap are bracketed, told in a sentence, and lead to their maps', async ({ page }) => {
      const playground = new PlaygroundPage(page);
      await openOverlaps(playground);
      await expect(playground.grid.getByRole('gridcell')).toHaveCount(7);
      const lane = playground.grid.getByRole('gridcell', {
        name: /^10\.244\.1\.0\/24, Service range of ServiceCIDR wide, .*overlaps 2$/,
      });
      const told = playground.map.getByRole('list', { name: 'Overlaps of IPv4 ranges' }).getByRole('listitem');
      await expect(told).toHaveCount(3);
      await expect(told.first()).toContainText(
        'The Service range 10.244.1.0/28 lies in the Service range 10.244.1.0/24',
      );
      await expect(told.first()).toContainText('Only 10.244.1.0/24 gives 10.244.1.15.');
      await expect(told.nth(1)).toContainText('a Service and a Pod may hold the same address');
      expect(await violations(page)).toEqual([]);
      await lane.click();
      await expect(playground.grid).toHaveAttribute('aria-label', '10.244.1.0/24');
      await openPlan(playground);
      await told.first().getByRole('button').click();
      await expect(playground.grid).toHaveAttribute('aria-label', '10.244.1.0/28');
    });
  });

test('the plan is walked by keyboard: a lane opens its range, T is the table, Escape returns', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', SETTINGS);
  await openPlan(playground);
  const focused = page.locator(':focus');
  await playground.grid.getByRole('gridcell', { name: /^10\.244\.1\.0\/28/ }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('PageDown');
  await expect(focused).toHaveAccessibleName(/addresses of worker0 and worker1 and worker2/);
  await page.keyboard.press('ArrowUp');
  await expect(focused).toHaveAccessibleName(/^10\.244\.3\.0\/24, block of Node worker2, 0 of 253 held/);
  await page.keyboard.press('Enter');
  await expect(playground.grid).toHaveAttribute('aria-label', '10.244.3.0/24');
  await openPlan(playground);
  await playground.grid.getByRole('gridcell', { name: /^10\.244\.3\.0\/24/ }).focus();
  await page.keyboard.press('t');
  await expect(playground.map.getByRole('table').getByRole('row')).toHaveCount(7);
  expect(await violations(page)).toEqual([]);
  await playground.map.getByRole('button', { name: 'As a map' }).click();
  await playground.grid.getByRole('gridcell', { name: /^10\.244\.3\.0\/24/ }).focus();
  await page.keyboard.press('Escape');
  await expect(playground.grid).toHaveAttribute('aria-label', '10.244.3.0/24');
});

for (const width of [1024, 390, 320])
  test(`lanes and sentences fit a window of ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 768 });
    const playground = new PlaygroundPage(page);
    await openOverlaps(playground, width < 900);
    await expect(playground.map.getByRole('list', { name: 'Overlaps of IPv4 ranges' })).toBeVisible();
    await playground.fits();
    expect(await violations(page)).toEqual([]);
  });
