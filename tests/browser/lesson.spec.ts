/** The lesson of a scenario: a guess, what came of it, changes to try, questions; by keyboard alone as well. */

import { expect, test, type Page } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

const START = '?scenario=extend-service-ip-ranges&lesson';
const lessonOf = (page: Page) => page.getByRole('region', { name: 'Lesson' });

test('a guess comes before the command, and its outcome and reason after it', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open(START);
  const lesson = lessonOf(page);
  await expect(lesson.getByRole('group', { name: 'How many of the 13 get an address?' })).toBeVisible();
  await expect(lesson.getByText('for i in $(seq 1 13)')).toBeVisible();
  await expect(playground.log).not.toContainText('range is full');
  const see = lesson.getByRole('button', { name: 'Run it and see' });
  await expect(see).toBeDisabled();
  await lesson.getByRole('radio', { name: '13' }).check();
  await see.click();
  await expect(playground.log).toContainText('range is full');
  await expect(lesson.getByText('That leaves twelve.')).toBeVisible();
  await expect(lesson.getByRole('heading', { name: 'How many of the 13 get an address?' })).toBeFocused();
  await expect(lesson.getByRole('definition').nth(0)).toHaveText('13');
  await expect(lesson.getByRole('definition').nth(1)).toHaveText('12');
});

test('a change is shown, made, and taken back', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open(START);
  const lesson = lessonOf(page);
  await lesson.getByRole('radio', { name: '12' }).check();
  await lesson.getByRole('button', { name: 'Run it and see' }).click();
  await expect(lesson.getByText(', as you said')).toBeVisible();
  await lesson.getByRole('button', { name: 'Run the rest' }).click();
  await lesson.getByRole('button', { name: /^What if cluster.yaml says kubeDNS: false/ }).click();
  await expect(lesson.getByText('- kubeDNS: true')).toBeVisible();
  await lesson.getByRole('button', { name: 'Change it and run again' }).click();
  await expect(lesson.getByText('Without cluster DNS all thirteen fit')).toBeVisible();
  await expect(playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.10, held by test-/ })).toBeVisible();
  await lesson.getByRole('button', { name: 'Change it back' }).click();
  await expect(playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.10, held by kube-dns/ })).toBeVisible();
  await expect(lesson.getByRole('list', { name: 'Changes to try' })).toBeVisible();
});

test('by keyboard alone, from the first glance to the last question', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await page.getByRole('button', { name: 'Guess first' }).focus();
  await page.keyboard.press('Enter');
  const lesson = lessonOf(page);
  await expect(lesson.getByRole('radio', { name: '11' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(lesson.getByRole('radio', { name: '12' })).toBeChecked();
  await expect(lesson.getByRole('button', { name: 'Run it and see' })).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(lesson.getByText(', as you said')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(lesson.getByRole('button', { name: 'Run the rest' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(playground.log).toContainText('servicecidrs.networking.k8s.io "newcidr1" not found');
  for (const answer of ['The Services kubernetes and kube-dns', 'Its finalizer waits', 'OrphanIPAddress']) {
    const option = lesson.getByRole('radio', { name: answer });
    await option.focus();
    await page.keyboard.press('Space');
    await expect(lesson.getByRole('button', { name: 'Answer', exact: true })).toBeEnabled();
    await page.keyboard.press('Enter');
    await expect(lesson.getByText('Why', { exact: true })).toBeVisible();
    const next = lesson.getByRole('button', { name: 'Next question' });
    if (answer === 'OrphanIPAddress') break;
    await expect(lesson.getByText(', as you said')).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(next).toBeFocused();
    await page.keyboard.press('Enter');
  }
  await expect(lesson.getByText('You had 2 of 3 right.')).toBeVisible();
  await lesson.getByRole('button', { name: 'Leave the lesson' }).press('Enter');
  await expect(lesson).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`a lesson breaks no rule of axe and does not overflow, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const playground = new PlaygroundPage(page);
    await playground.open('?scenario=delete-that-never-finishes&lesson');
    const lesson = lessonOf(page);
    const keepsRules = async () => {
      for (const width of [1440, 1024, 390, 320]) {
        await page.setViewportSize({ width, height: 844 });
        await playground.fits();
        expect(await violations(page)).toEqual([]);
      }
    };
    await expect(lesson.getByRole('radio').first()).toBeVisible();
    await keepsRules();
    await lesson.getByRole('radio').first().check();
    await lesson.getByRole('button', { name: 'Run it and see' }).click();
    await expect(lesson.getByText('A deletion is never refused.')).toBeVisible();
    await keepsRules();
  });
