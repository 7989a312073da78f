/** Files and the editor. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';

test('kubectl edit opens the object as a file, Apply stores it, and both are undone', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('kubectl edit service test-1');
  await expect(playground.files.getByRole('button', { name: /^service-test-1\.yaml/ })).toBeVisible();
  await expect(page.getByText('Apply stores what you change')).toBeVisible();
  await expect(playground.lastEntry).toContainText('kubectl edit service test-1');
  const field = playground.files.getByRole('textbox', { name: 'service-test-1.yaml' });
  await expect(field).toBeFocused();
  await field.press('ControlOrMeta+a');
  await page.keyboard.insertText(
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: test-1\n  labels:\n    edited: here\n',
  );
  await playground.files.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(playground.lastEntry).toContainText('service/test-1 configured');
  for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Undo' }).click();
  await expect(playground.files.getByRole('button', { name: /^service-test-1\.yaml/ })).toHaveCount(0);
  await expect(playground.log).not.toContainText('kubectl edit');
});

test('a file is renamed and deleted, and undo brings it back', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  const file = (name: string) => playground.files.getByRole('button', { name: new RegExp(`^${name}`) });
  const act = async (name: RegExp) => {
    await playground.files.getByRole('button', { name: 'More file actions' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await act(/^Rename/);
  await playground.files.getByRole('textbox', { name: /^New name/ }).fill('wide.yaml');
  await page.keyboard.press('Enter');
  await expect(file('wide\\.yaml')).toBeVisible();
  await act(/^Delete/);
  await expect(file('wide\\.yaml')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(file('wide\\.yaml')).toBeVisible();
});
