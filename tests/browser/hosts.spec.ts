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
      await playground.openScenario('Adding entries to Pod /etc/hosts with HostAliases');
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
      await playground.fits();
    });

    test('the file stands beside what it would be after an edit, a restart and on the host network', async ({
      page,
    }) => {
      const playground = new PlaygroundPage(page);
      await playground.open();
      await playground.openScenario('Validate IPv4/IPv6 dual-stack');
      await playground.openTab('Hosts');
      await playground.hosts.getByRole('button', { name: 'Four ways' }).click();
      const dialog = page.getByRole('dialog', { name: /^The hosts file of default\/pod01, four ways/ });
      const way = (name: string) => dialog.getByRole('region', { name });
      await expect(way('Edited inside')).toContainText('added: 10.9.9.9 by-hand');
      await expect(way('After a restart')).not.toContainText('by-hand');
      await expect(way('On the host network')).toContainText(/gone:\s+\S+\s+pod01/);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    });
  });

test('what is copied are the bytes that the container reads, and a line leads to the manifest', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.openScenario('Adding entries to Pod /etc/hosts with HostAliases');
  await playground.openTab('Hosts');
  await playground.hosts.getByRole('button', { name: /^Pod / }).click();
  await page.getByRole('menuitemradio', { name: /hostaliases-pod/ }).click();
  const row = playground.hosts.getByRole('row', { name: /foo\.remote/ });
  await playground.hosts.getByRole('button', { name: 'Copy' }).click();
  await expect(playground.hosts.getByRole('button', { name: 'Copied' })).toBeVisible();
  const bytes = await page.evaluate(() => navigator.clipboard.readText());
  await playground.run('kubectl logs hostaliases-pod');
  await expect(playground.lastOutput).toContainText('foo.remote');
  const printed = await playground.lastOutput.textContent();
  expect(bytes.trimEnd()).toBe(printed);
  await row.getByRole('button', { name: /^foo\.remote/ }).click();
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText(/^Why does foo\.remote mean /);
  await expect(playground.explanation.getByRole('link', { name: 'Entries of the hosts file of a Pod' })).toBeVisible();
  await row
    .getByRole('button', { name: /^hosts.*line \d+|\.yaml.*line/ })
    .first()
    .click();
  await expect(playground.files.locator('.hit-line, .line.hit').first()).toBeVisible();
});
