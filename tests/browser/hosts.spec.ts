/** The hosts file: look-ups as a program in the Pod would make them. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('a look-up shows the line that answers, or what DNS is asked', async ({ page }) => {
      const playground = new PlaygroundPage(page);
      await playground.open();
      await playground.openScenario('HostAliases');
      await playground.openTab('Hosts');
      const form = playground.hosts.getByRole('form', { name: 'Look up a name or an address' });
      await form.getByRole('textbox').fill('localhost');
      await form.getByRole('button', { name: /^Show line \d+/ }).click();
      await expect(playground.hosts.getByRole('row', { name: /localhost/ }).first()).toHaveClass(/hit/);
      await form.getByRole('textbox').fill('nowhere');
      await expect(form).toContainText(
        'cluster DNS for nowhere.default.svc.cluster.local, then nowhere.svc.cluster.local',
      );
      expect(await violations(page)).toEqual([]);
      expect(await playground.overflow()).toBe(0);
    });
  });
