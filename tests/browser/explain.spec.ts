/** Risks and ways out, possible outcomes, seeds: what the page says beyond what happened. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

test('a risk says why and its way out shows what it would change before it does', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const risk = playground.problems.getByRole('listitem').filter({ hasText: 'The Service range 10.96.0.0/28 is full' });
  await expect(risk).toContainText('new Services are refused');
  await risk.getByRole('button', { name: /^Start the cluster with 10\.96\.0\.0\/24/ }).click();
  await expect(risk.locator('pre')).toContainText('+ serviceSubnet: 10.96.0.0/24');
  await expect(playground.grid).toHaveAccessibleName('10.96.0.0/28');
  await risk.getByRole('button', { name: 'Change it' }).click();
  await expect(playground.grid).toHaveAccessibleName('10.96.0.0/24');
});

test('a way out that is a command runs in the terminal', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const risk = playground.problems.getByRole('listitem').filter({ hasText: 'is full' });
  await risk.getByRole('button', { name: /^Add the range/ }).click();
  await risk.getByRole('button', { name: 'Run it' }).click();
  await expect(playground.lastOutput).toHaveText('servicecidr.networking.k8s.io/more-services created');
});

test('a refusal offers ways out, and odds and seeds say how much was chance', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await expect(playground.explanation.getByRole('button', { name: /^Add the range/ })).toBeVisible();
  await playground.grid.getByRole('gridcell', { name: /held by test-12/ }).click();
  await expect(playground.explanation).toContainText(/10\.96\.0\.\d+ was the only free one of 14/);
  await playground.explanation.getByRole('button', { name: 'Try 100 seeds' }).click();
  await expect(playground.explanation).toContainText(/[1-9]\d* of 100 seeds tried/);
  await playground.explanation.getByRole('button', { name: 'Stop' }).click();
  await expect(playground.explanation.getByRole('table')).toBeVisible();
  await expect(playground.explanation.getByRole('button', { name: 'Try 100 seeds' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('another draw is one press away, and can be undone', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const seed = (value: number) => page.getByRole('button', { name: new RegExp(`^Seed ${value}:`) });
  await playground.grid.getByRole('gridcell', { name: /held by test-12/ }).click();
  await playground.explanation.getByRole('button', { name: 'Re-roll' }).click();
  await expect(seed(8)).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(seed(7)).toBeVisible();
});

test('an address that is taken can be swapped for a free one', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write(
    'cluster.yaml',
    'kubernetes: "1.36"\nserviceSubnet: 10.96.0.0/24\nkubelet: false\nkubeDNS: true\n',
  );
  await playground.run('kubectl create service clusterip late --tcp 80 --clusterip 10.96.0.10');
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText('Why was late refused?');
  await playground.explanation.getByRole('button', { name: 'Ask for 10.96.0.2 instead' }).click();
  await playground.explanation.getByRole('button', { name: 'Run it' }).click();
  await expect(playground.lastOutput).toHaveText('service/late created');
});

test('why not is answered for any address', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const ask = async (text: string) => {
    await playground.explanation.getByRole('textbox', { name: 'Why not' }).fill(text);
    await playground.explanation.getByRole('button', { name: 'Ask' }).click();
  };
  await ask('10.97.0.1');
  await expect(playground.explanation).toContainText('No range of this cluster has 10.97.0.1');
  await ask('10.96.0.10');
  await expect(playground.explanation).toContainText('10.96.0.10 is held by Service kube-system/kube-dns');
  await ask('nonsense');
  await expect(playground.explanation).toContainText('“nonsense” is no address.');
});

test('an answer links to the fields, the objects and the rules that it rests on', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const { explanation } = playground;
  await expect(explanation.getByRole('link', { name: 'Service ClusterIP allocation' })).toHaveAttribute(
    'href',
    'https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/',
  );
  await page.locator('.monaco-editor').first().waitFor();
  await explanation.getByRole('button', { name: 'cluster.yaml, line 2: serviceSubnet' }).click();
  await expect(playground.files.getByRole('textbox', { name: 'cluster.yaml' })).toBeFocused();
  await explanation.getByRole('button', { name: 'ServiceCIDR kubernetes' }).click();
  const objects = page.getByRole('region', { name: 'Objects' });
  await expect(objects.getByRole('heading', { name: /kubernetes/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('the other releases answer the same request', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('kubectl create service clusterip far --tcp 80 --clusterip 10.99.0.1');
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText('Why was far refused?');
  await playground.explanation.getByRole('button', { name: 'Try all releases' }).click();
  const answers = playground.explanation.getByRole('table', { name: 'Answers of releases' });
  await expect(answers.getByRole('row', { name: /v1\.31/ })).toContainText('is not in the valid range');
  await expect(answers.getByRole('row', { name: /v1\.37/ })).toContainText('does not match the current range');
  await expect(playground.explanation.getByRole('button', { name: 'Try all releases' })).toBeVisible();
});

test('the explanation is copied as text and as Markdown', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = new PlaygroundPage(page);
  await playground.open();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const copy = async (form: string) => {
    await playground.explanation.getByRole('button', { name: 'Copy the explanation' }).click();
    await page.getByRole('menuitem', { name: form }).click();
  };
  await copy('Copy as text');
  await expect.poll(clipboard).toMatch(/^Why was test-13 refused\?\nAll 14 usable addresses are held\.\nRequest: /);
  await copy('Copy as Markdown');
  await expect.poll(clipboard).toMatch(/^### Why was test-13 refused\?[^]*\[Service ClusterIP allocation\]\(https:/);
});

test('a risk is turned off in this scenario alone, and turned on again', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const risk = playground.problems
    .getByRole('paragraph')
    .filter({ hasText: 'The Service range 10.96.0.0/28 is full: 14 of 14' });
  await expect(risk).toBeVisible();
  await playground.problems.getByRole('button', { name: /^Turn off this risk.*The Service range/ }).click();
  const way = playground.problems.getByText('1 risk is turned off in this scenario');
  await expect(way).toBeFocused();
  await expect(risk).toBeHidden();
  await page.reload();
  await expect(way).toBeVisible();
  await playground.openScenario('Full, with 236 addresses free');
  await expect(risk).toBeVisible();
  await expect(way).toHaveCount(0);
  await playground.openScenario('Extend Service IP Ranges');
  await way.click();
  expect(await violations(page)).toEqual([]);
  await playground.problems.getByRole('button', { name: 'Turn on again' }).click();
  await expect(risk).toBeVisible();
  await expect(way).toHaveCount(0);
});
