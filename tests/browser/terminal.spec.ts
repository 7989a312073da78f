/** The terminal: taking commands back, copying, searching, pasting. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

test('a command in the middle is undone: the others run again without it, and Undo brings it back', async ({
  page,
}) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('text=first');
  await expect(playground.lastEntry).toContainText('text=first');
  await playground.run('text=second');
  await expect(playground.lastEntry).toContainText('text=second');
  await playground.run('echo "It is $text."');
  await expect(playground.lastOutput).toHaveText('It is second.');
  const count = await playground.log.getByRole('article').count();
  const second = playground.log.getByRole('article').nth(count - 2);
  await second.getByRole('button', { name: `More, step ${count - 1}` }).click();
  await second.getByRole('menuitem', { name: 'Undo this command' }).click();
  await expect(playground.lastOutput).toHaveText('It is first.');
  await expect(playground.log.getByRole('article')).toHaveCount(count - 1);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(playground.lastOutput).toHaveText('It is second.');
});

test('command and output of a block are copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('for i in 1 2\ndo echo $i; done');
  await expect(playground.lastOutput).toHaveText('1\n2');
  for (const [choice, text] of [
    ['Copy the command', 'for i in 1 2\ndo echo $i; done'],
    ['Copy its output', '1\n2\n'],
    ['Copy both', '$ for i in 1 2\n> do echo $i; done\n1\n2\n'],
  ] as const) {
    await playground.lastEntry.getByRole('button', { name: /^More, step/ }).click();
    await playground.lastEntry.getByRole('menuitem', { name: choice }).click();
    await expect(playground.terminal.getByRole('status')).toHaveText('Copied');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  }
});

test('earlier commands come back with the arrows', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('echo first');
  await expect(playground.lastOutput).toHaveText('first');
  await playground.run('echo second');
  await expect(playground.lastOutput).toHaveText('second');
  await playground.prompt.fill('half a com');
  await playground.prompt.press('ArrowUp');
  await expect(playground.prompt).toHaveValue('echo second');
  await playground.prompt.press('ArrowUp');
  await expect(playground.prompt).toHaveValue('echo first');
  await playground.prompt.press('ArrowDown');
  await playground.prompt.press('ArrowDown');
  await expect(playground.prompt).toHaveValue('half a com');
});

test.describe('by touch', () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });

  test('words are completed and chosen, and earlier commands come back', async ({ page }) => {
    const playground = new PlaygroundPage(page);
    await playground.open();
    await playground.openTab('Terminal');
    const press = (name: string) => playground.terminal.getByRole('button', { name, exact: true }).tap();
    await playground.prompt.fill('kubectl get servicec');
    await press('Complete');
    await expect(playground.prompt).toHaveValue('kubectl get servicecidrs ');
    await playground.prompt.fill('kubectl get service test-1');
    await press('Complete');
    await press('test-12');
    await expect(playground.prompt).toHaveValue('kubectl get service test-12 ');
    expect(await violations(page)).toEqual([]);
    await playground.fits();
    await press('Run');
    await expect(playground.lastOutput).toContainText('test-12');
    await press('Earlier command');
    await expect(playground.prompt).toHaveValue('kubectl get service test-12');
    await press('Earlier command');
    await expect(playground.prompt).toHaveValue(/^for i in/);
  });
});

test('berth why says in the terminal what the page says', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('berth why svc/test-13');
  await expect(playground.lastOutput).toContainText('Why was test-13 refused?\nAll 14 usable addresses are held.');
  await playground.run('berth why 10.96.0.10 | head -1');
  await expect(playground.lastOutput).toHaveText('Why did kube-system/kube-dns get 10.96.0.10?');
  await playground.run('berth why-not 10.96.0.15');
  await expect(playground.lastOutput).toContainText('broadcast address');
});

test('a search marks and counts hits, also in folded lines, and walks them', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('seq 1 500');
  await expect(playground.lastEntry).toContainText('Show more of 300 earlier lines');
  await playground.terminal.getByRole('button', { name: 'Search the transcript' }).click();
  const field = playground.terminal.getByRole('textbox', { name: 'Find in the transcript' });
  await expect(field).toBeFocused();
  await field.fill('49');
  const search = playground.terminal.getByRole('search');
  // 49, 149, 249, 349, 449, 490 to 499 and what the story printed before.
  await expect(search).toContainText(/\d+ of \d+/);
  const [, at, all] = /(\d+) of (\d+)/.exec(await search.innerText())!;
  expect(Number(all)).toBeGreaterThanOrEqual(15);
  expect(at).toBe(all);
  await field.press('Enter');
  await expect(search).toContainText(`${Number(all) - 1} of ${all}`);
  await field.fill('is nowhere');
  await expect(search).toContainText('Not found');
  await field.press('Escape');
  await expect(playground.terminal.getByRole('button', { name: 'Search the transcript' })).toBeFocused();
});

test('pasted lines stay lines and run as one block', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.prompt.focus();
  await page.keyboard.insertText('$ echo one\n$ echo two |\n  cat -n\n');
  await expect(playground.prompt).toHaveValue('$ echo one\n$ echo two |\n  cat -n\n');
  await playground.terminal.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(playground.lastOutput).toHaveText(/^one\n\s+1\ttwo$/);
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`menu and search break no rule of axe, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const playground = new PlaygroundPage(page);
    await playground.open();
    await playground.lastEntry.getByRole('button', { name: /^More, step/ }).click();
    await expect(playground.lastEntry.getByRole('menu')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await playground.terminal.getByRole('button', { name: 'Search the transcript' }).click();
    await playground.terminal.getByRole('textbox', { name: 'Find in the transcript' }).fill('kubectl');
    expect(await violations(page)).toEqual([]);
    for (const width of [1024, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await playground.fits();
    }
  });
