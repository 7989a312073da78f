/** No accessibility rule of axe is broken, in both themes, in each view. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    // Each look at a whole page takes axe a second or more where the machine is slow.
    test.describe.configure({ timeout: 120_000 });

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

    test('menus, a name being changed, and what the editor says', async ({ page }) => {
      const playground = new PlaygroundPage(page);
      await playground.open();
      await expect(page.locator('.monaco-editor').first()).toBeVisible();
      for (const [button, pane] of [
        [/^Scenario: /, page.getByRole('banner')],
        [/^Kubernetes v/, page.getByRole('banner')],
        [/^Range /, playground.map],
        ['More file actions', playground.files],
        ['Copy the explanation', playground.explanation],
      ] as const) {
        await pane.getByRole('button', { name: button }).click();
        await expect(page.getByRole('menu')).toBeVisible();
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('menu')).toHaveCount(0);
      }
      await playground.files.getByRole('button', { name: 'Add a file' }).click();
      const name = playground.files.getByRole('textbox', { name: /^New name/ });
      await name.fill('../shop');
      await page.keyboard.press('Enter');
      await expect(playground.files.getByRole('alert')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await name.fill('shop.yaml');
      await page.keyboard.press('Enter');
      await playground.write('shop.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec:\n  tipe: 1\n');
      await expect(playground.files.getByRole('list', { name: 'Faults in shop.yaml' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.locator('.view-line').getByText('kind', { exact: true }).last().hover();
      await expect(page.locator('.monaco-hover').filter({ visible: true })).toContainText('string');
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await playground.files.getByRole('textbox', { name: 'shop.yaml' }).press('ControlOrMeta+End');
      await page.keyboard.type('  p');
      await expect(page.locator('.suggest-widget .monaco-list-row').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('a free address, other releases, a long command and the last good state', async ({ page }) => {
      const playground = new PlaygroundPage(page);
      await playground.open();
      await playground.run(
        `echo one; ${'kubectl get services > /dev/null;\n'.repeat(12)} kubectl delete service test-1`,
      );
      await expect(playground.lastEntry).toContainText('deleted');
      await expect(playground.lastEntry.locator('.cmd code')).toHaveAttribute('tabindex', '0');
      expect(await violations(page)).toEqual([]);
      await playground.grid.getByRole('gridcell', { name: /, free/ }).click();
      await expect(playground.explanation.getByRole('button', { name: 'Request this address' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await playground.problems.getByRole('button', { name: 'Why' }).first().click();
      await playground.explanation.getByRole('button', { name: 'Try all releases' }).click();
      await expect(playground.explanation.getByRole('row', { name: /v1\.37/ })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await playground.write('cluster.yaml', 'serviceSubnet: [10.96.0.0/28');
      await expect(playground.map.getByRole('alert')).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('narrow', async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      const playground = new PlaygroundPage(page);
      await playground.open();
      await page.getByRole('button', { name: 'Menu', exact: true }).click();
      await page.getByRole('button', { name: /^Kubernetes v/ }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Menu', exact: true }).click();
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        await expect(tab).toHaveAttribute('aria-selected', 'true');
        await expect(page.locator('main').getByRole('region').nth(1)).toBeVisible();
        expect(await violations(page)).toEqual([]);
      }
      await page.getByRole('button', { name: 'Why?', exact: true }).click();
      expect(await violations(page)).toEqual([]);
    });
  });
