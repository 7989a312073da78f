/** The cluster's settings as a form. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

test('a field changes its line, comments stay, and a refusal stands at its field', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', '# mine\nserviceSubnet: 10.96.0.0/28 # narrow\nkubelet: false\n');
  await playground.files.getByRole('button', { name: 'More file actions' }).click();
  await page.getByRole('menuitem', { name: 'Cluster settings as a form' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cluster settings' });
  const range = dialog.getByRole('textbox', { name: 'Service range', exact: true });
  await expect(range).toHaveValue('10.96.0.0/28');
  await range.fill('10.96.0.0/24');
  await dialog.getByRole('textbox', { name: 'Second Service range' }).fill('fd00::/108');
  await dialog.getByRole('textbox', { name: 'Seed' }).fill('9');
  await dialog.getByRole('checkbox', { name: /^kube-dns/ }).check();
  await expect(page.getByRole('button', { name: /^Seed 9/, includeHidden: true })).toBeVisible();
  await range.fill('10.96.0.0/30');
  await range.press('Tab');
  await expect(dialog.getByRole('alert')).toContainText('must be at least 8 IP addresses');
  await expect(range).toHaveAccessibleDescription(/must be at least 8 IP addresses/);
  await range.fill('10.96.0.0/24');
  await range.press('Tab');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await dialog.getByText('Pod ranges', { exact: true }).click();
  await expect(dialog.getByText('kube-controller-manager --cluster-cidr')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await playground.files.getByRole('button', { name: /^newcidr1/ }).click();
  expect(await page.evaluate(() => sessionStorage.getItem('berth-draft'))).toContain(
    JSON.stringify('# mine\nserviceSubnet: 10.96.0.0/24,fd00::/108 # narrow\nkubelet: false\nseed: 9\nkubeDNS: true\n'),
  );
});

test('every setting of the cluster has a field, and the Nodes are counted', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', 'serviceSubnet: 10.96.0.0/24\n');
  await playground.files.getByRole('button', { name: 'More file actions' }).click();
  await page.getByRole('menuitem', { name: 'Cluster settings as a form' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cluster settings' });
  await expect(dialog.getByRole('combobox', { name: 'Kubernetes' })).toBeVisible();
  for (const name of [
    'Service range',
    'Second Service range',
    'Pod range',
    'Second Pod range',
    'Mask size of a Node’s block',
    'The same for IPv4 only',
    'The same for IPv6 only',
    'How many Nodes',
    'Node port range',
    'Load balancer range',
    'API versions',
    'Feature gates',
    'Seed',
    'The cluster starts at',
  ])
    await expect(dialog.getByRole('textbox', { name, exact: true })).toBeVisible();
  const nodes = dialog.getByRole('textbox', { name: 'How many Nodes' });
  await nodes.fill('0');
  await nodes.press('Tab');
  await expect(nodes).toHaveAccessibleDescription('nodes: must be a whole number from 1 to 200');
  await nodes.fill('3');
  await nodes.press('Tab');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  for (const value of ['Service ranges', 'Pod ranges', 'Mask sizes', 'Node ports', 'Nodes', 'Load balancer range']) {
    const origin = dialog.getByRole('group').filter({ hasText: value }).first();
    await origin.getByText(value, { exact: true }).click();
    for (const word of ['Flag', 'Object', 'kubeadm', 'kind', 'k3s'])
      await expect(origin.getByText(word, { exact: true }).first()).toBeVisible();
  }
  await dialog.getByRole('checkbox', { name: 'Nodes with a kubelet' }).uncheck();
  await expect(nodes).toHaveCount(0);
  await dialog.getByRole('checkbox', { name: 'Nodes with a kubelet' }).check();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await playground.run('kubectl get nodes -o name');
  await expect(playground.lastEntry).toContainText('node/worker2');
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`the form breaks no rule of axe and does not overflow, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const playground = new PlaygroundPage(page);
    await playground.open();
    await playground.files.getByRole('button', { name: 'More file actions' }).click();
    await page.getByRole('menuitem', { name: 'Cluster settings as a form' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cluster settings' });
    await expect(dialog).toBeVisible();
    expect(await violations(page)).toEqual([]);
    for (const width of [1024, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await playground.fits();
    }
  });
