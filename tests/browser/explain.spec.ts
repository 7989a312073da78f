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
