/** The sheet of keys, and single signs that can be turned off. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

test('a question mark shows all keys, where nobody types; single signs can be turned off', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await playground.prompt.focus();
  await page.keyboard.type('?');
  await expect(playground.prompt).toHaveValue('?');
  await expect(sheet).toHaveCount(0);
  await page.getByRole('button', { name: 'Share' }).focus();
  await page.keyboard.press('?');
  await expect(sheet.getByText('next pane; with Shift the one before')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await sheet.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Keys', exact: true }).click();
  await expect(sheet).toHaveCount(1);
  await expect(sheet.getByRole('checkbox')).not.toBeChecked();
  await sheet.getByRole('checkbox').check();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
});
