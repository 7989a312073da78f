/** No accessibility rule of axe is broken, in both themes, in each view. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('wide', async ({ page }) => {
      const playground = new PlaygroundPage(page);
      await playground.open();
      await expect(page.locator('.monaco-editor').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await playground.map.getByRole('button', { name: 'As a table' }).click();
      expect(await violations(page)).toEqual([]);
      await playground.openScenario('Adding entries to Pod /etc/hosts with HostAliases');
      await playground.openTab('Hosts');
      await expect(playground.hosts.getByRole('table')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('a /24 and the share dialog', async ({ page }) => {
      const playground = new PlaygroundPage(page);
      await playground.open();
      await playground.write('cluster.yaml', 'kubernetes: "1.36"\nserviceSubnet: 10.96.0.0/24\n');
      await expect(playground.grid.getByRole('gridcell')).toHaveCount(256);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Share' }).click();
      await expect(page.getByRole('dialog').getByRole('textbox')).toHaveValue(/#/);
      expect(await violations(page)).toEqual([]);
    });

    test('narrow', async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      const playground = new PlaygroundPage(page);
      await playground.open();
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        expect(await violations(page)).toEqual([]);
      }
      await page.getByRole('button', { name: 'Why?', exact: true }).click();
      expect(await violations(page)).toEqual([]);
    });
  });
