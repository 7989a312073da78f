/** Risks and ways out, possible outcomes, seeds: what the page says beyond what happened. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';

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
