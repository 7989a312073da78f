/** The Objects view: kinds, tables, one object from all sides, thousands of them. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

test('kinds have counts, the table is the server’s, an object shows YAML, description and what belongs to it', async ({
  page,
}) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.openTab('Objects');
  const objects = page.getByRole('region', { name: 'Objects', exact: true });
  const kinds = objects.getByRole('navigation', { name: 'Kinds of objects' });
  await expect(kinds.getByRole('button', { name: /^Service\s*14$/ })).toHaveAttribute('aria-current', 'true');
  await kinds.getByRole('button', { name: /^default\s*13$/ }).click();
  await expect(objects.getByRole('table')).toHaveAccessibleName('Service in default, 13');
  await expect(objects.getByRole('columnheader')).toHaveText([
    'Name',
    'Type',
    'Cluster-IP',
    'External-IP',
    'Port(s)',
    'Age',
  ]);
  await objects.getByRole('button', { name: 'test-1', exact: true }).click();
  await expect(objects.getByRole('heading', { name: 'test-1' })).toBeFocused();
  const side = objects.getByRole('tabpanel').last();
  await expect(side).toContainText('kind: Service');
  await expect(side.getByText('f:clusterIP', { exact: false }).first()).toBeHidden();
  await side.getByText(/^managedFields, 1 manager$/).click();
  await expect(side.getByText('f:internalTrafficPolicy', { exact: false })).toBeVisible();
  await objects.getByRole('tab', { name: 'Describe' }).click();
  await expect(side).toContainText('Internal Traffic Policy:  Cluster');
  await objects.getByRole('tab', { name: 'Events' }).click();
  await expect(side).toContainText('No events found in default namespace.');
  await objects.getByRole('tab', { name: /^Related/ }).click();
  await side.getByRole('button', { name: /^10\.96\.0\./ }).click();
  await expect(side).toContainText('in the range of: ServiceCIDR');
  await side.getByRole('button', { name: 'kubernetes', exact: true }).click();
  await expect(objects.getByRole('heading', { name: 'kubernetes' })).toBeFocused();
  await objects.getByRole('button', { name: 'All of ServiceCIDR' }).click();
  await expect(objects.getByRole('table')).toHaveAccessibleName('ServiceCIDR, 1');
});

test('an object that cannot go says what keeps it, and one that is gone says so', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.openTab('Objects');
  const objects = page.getByRole('region', { name: 'Objects', exact: true });
  await objects.getByRole('button', { name: /^ServiceCIDR/ }).click();
  await objects.getByRole('button', { name: 'kubernetes', exact: true }).click();
  await playground.run('kubectl delete servicecidr kubernetes --wait=false');
  await expect(objects.getByRole('alert')).toContainText('networking.k8s.io/service-cidr-finalizer');
  await expect(objects.getByRole('alert')).toContainText('No other ServiceCIDR holds 10.96.0.1');
  await objects.getByRole('button', { name: 'All of ServiceCIDR' }).click();
  await objects.getByRole('button', { name: /^Service\s*14$/ }).click();
  await objects.getByRole('button', { name: 'test-1', exact: true }).click();
  await playground.run('kubectl delete svc test-1');
  await expect(objects.getByRole('alert')).toContainText('no longer there; this is how it was last');
});

test('five thousand objects are counted and only those in sight are in the page', async ({ page }) => {
  test.setTimeout(120_000);
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', 'kubernetes: "1.36"\nkubelet: false\npauseSeconds: 0\n');
  const item = '  - {apiVersion: v1, kind: ConfigMap, metadata: {name: map-$i}}';
  await playground.run(
    `(echo 'apiVersion: v1'; echo 'kind: List'; echo 'items:'; for i in $(seq 1 5000); do echo "${item}"; done) > all.yaml; kubectl create -f all.yaml | tail -1`,
  );
  await expect(playground.lastOutput).toHaveText('configmap/map-5000 created', { timeout: 60_000 });
  await playground.openTab('Objects');
  const objects = page.getByRole('region', { name: 'Objects', exact: true });
  await objects.getByRole('button', { name: /^ConfigMap/ }).click();
  await expect(objects.getByRole('status')).toHaveText(/^5,0\d\d in all$/);
  await expect.poll(() => objects.getByRole('row').count()).toBeLessThan(80);
  await objects.getByRole('group', { name: 'Table of objects' }).evaluate((box) => (box.scrollTop = box.scrollHeight));
  await expect(objects.getByRole('button', { name: 'map-999', exact: true })).toBeVisible();
  await objects.getByRole('searchbox', { name: 'Filter the table' }).fill('map-4321');
  await expect(objects.getByRole('status')).toHaveText(/^1 of 5,0/);
  await expect(objects.getByRole('button', { name: 'map-4321', exact: true })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`objects break no rule of axe and nothing overflows, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const playground = new PlaygroundPage(page);
    await playground.open();
    await playground.openTab('Objects');
    const objects = page.getByRole('region', { name: 'Objects', exact: true });
    await expect(objects.getByRole('table')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    for (const width of [1024, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await playground.fits();
    }
    await playground.openTab('Objects');
    expect(await violations(page)).toEqual([]);
    await objects.getByRole('button', { name: 'test-1', exact: true }).click();
    await expect(objects.getByRole('tabpanel')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await playground.fits();
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect(objects.getByRole('tabpanel').last()).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
