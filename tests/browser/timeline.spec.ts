/** The timeline: the past is looked at and nothing is lost, a change there begins a branch, two points are compared. */

import { expect, test, type Page } from '@playwright/test';
import { PlaygroundPage } from './playground-page';
import { violations } from './violations';

const timelineOf = (page: Page) => page.getByRole('region', { name: 'Timeline' });

async function opened(page: Page, address = '') {
  const playground = new PlaygroundPage(page);
  await playground.open(address);
  await page.getByRole('button', { name: 'Timeline', exact: true }).click();
  await expect(timelineOf(page).getByRole('row', { name: /^You/ })).toBeVisible();
  return { playground, timeline: timelineOf(page) };
}

test('the past shows every pane as it was, and the present comes back whole', async ({ page }) => {
  const { playground, timeline } = await opened(page);
  const status = timeline.getByRole('status');
  await expect(status).toContainText('After step 4 of 4');
  await timeline.getByRole('button', { name: 'One step back' }).click();
  await expect(status).toContainText('After step 3 of 4');
  await expect(playground.log.getByRole('article')).toHaveCount(3);
  await expect(playground.grid.getByRole('gridcell', { name: /held by test-/ })).toHaveCount(0);
  await expect(timeline.getByRole('button', { name: 'After step 3: kubectl get ipaddress 10.96.0.1' })).toHaveAttribute(
    'aria-current',
    'step',
  );
  await timeline.getByRole('button', { name: 'Now' }).click();
  await expect(status).toContainText('After step 4 of 4');
  await expect(playground.log.getByRole('article')).toHaveCount(4);
  await expect(playground.grid.getByRole('gridcell', { name: /held by test-/ })).toHaveCount(12);
  await timeline.getByRole('button', { name: 'Before the first step' }).click();
  await expect(status).toContainText('Before the first step');
  await expect(playground.log.getByRole('article')).toHaveCount(0);
});

test('keys step through steps and decisions, but not while somebody types', async ({ page }) => {
  const { playground, timeline } = await opened(page);
  const status = timeline.getByRole('status');
  await expect(timeline.getByRole('button', { name: 'Start', exact: true })).toBeFocused();
  await page.keyboard.press('{');
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText('Why did test-12 get 10.96.0.8?');
  await page.keyboard.press('[');
  await expect(status).toContainText('After step 3 of 4');
  await page.keyboard.press(']');
  await expect(status).toContainText('After step 4 of 4');
  await playground.prompt.focus();
  await page.keyboard.press('[');
  await expect(playground.prompt).toHaveValue('[');
  await expect(status).toContainText('After step 4 of 4');
});

test('a command in the past begins a branch; both can be gone to, named, deleted and compared', async ({ page }) => {
  const { playground, timeline } = await opened(page);
  await timeline.getByRole('button', { name: 'One step back' }).click();
  await expect(timeline.getByRole('status')).toContainText('a change begins a branch');
  await playground.run('kubectl create service clusterip mine --tcp 80 --clusterip 10.96.0.7');
  await expect(playground.lastEntry).toContainText('service/mine created');
  const branch = timeline.getByRole('button', { name: /^Branch: / });
  await expect(branch).toHaveAccessibleName('Branch: Branch 2');
  await branch.click();
  await page.getByRole('menuitem', { name: 'Rename this branch' }).click();
  await timeline.getByRole('textbox', { name: 'Name of the branch' }).fill('With mine');
  await page.keyboard.press('Enter');
  await expect(branch).toHaveAccessibleName('Branch: With mine');

  await timeline.getByRole('button', { name: 'Compare' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare' });
  await dialog.getByRole('button', { name: 'Compare' }).click();
  await expect(dialog.getByRole('row', { name: /^10\.96\.0\.7 / })).toHaveText(
    /^10\.96\.0\.7\s*Service default\/test-9\s*Service default\/mine$/,
  );
  await expect(dialog.getByText('IPAddress 10.96.0.14, only A')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();

  await branch.click();
  await page.getByRole('menuitem', { name: 'Branch 1', exact: true }).click();
  await expect(playground.log).toContainText('range is full');
  await expect(playground.log.getByRole('article')).toHaveCount(4);
  await branch.click();
  await page.getByRole('menuitem', { name: 'Delete With mine' }).click();
  await branch.click();
  await expect(page.getByRole('menuitem', { name: 'With mine' })).toHaveCount(0);
});

test('one scenario on two releases: only what differs', async ({ page }) => {
  const { timeline } = await opened(page);
  await timeline.getByRole('button', { name: 'Compare' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare' });
  const compare = dialog.getByRole('button', { name: 'Compare' });
  await compare.click();
  await expect(dialog.getByText(/^Nothing differs: \d+ objects are the same\.$/)).toBeVisible();
  const a = dialog.getByRole('group', { name: 'A', exact: true });
  await a.getByRole('combobox', { name: 'Kubernetes' }).selectOption('v1.33');
  await compare.click();
  await expect(dialog.getByText(/^Different: 1 command\. .*A runs v1\.33\.13, B v1\.36\.3\.$/)).toBeVisible();
  await expect(dialog.getByText('+ error: failed to create ClusterIP service')).toContainText('for Service "test-13"');
});

test('it runs until something is refused, and until an event', async ({ page }) => {
  const { playground, timeline } = await opened(page, '?scenario=delete-that-never-finishes');
  await expect(timeline.getByRole('status')).toContainText(/After step 2 of 2|After step 3 of 3/);
  await timeline.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(timeline.getByRole('status')).toContainText('Before the first step');
  await timeline.getByRole('button', { name: 'Run until' }).click();
  await page.getByRole('menuitem', { name: 'Until something is refused or warned of' }).click();
  await expect(timeline.getByRole('status')).toContainText('After step 3 of 3');
  await timeline.getByRole('textbox', { name: 'Event or object to stop at' }).fill('desk-12 gave back');
  await timeline.getByRole('button', { name: 'Run until' }).click();
  await page.getByRole('menuitem', { name: /^Until what is to stop at/ }).click();
  await expect(timeline.getByRole('status')).toContainText('After step 5 of 5');
  await expect(playground.lastEntry).toContainText('service "desk-12" deleted');
  await timeline.getByRole('button', { name: 'desk-12 gave back 10.50.0.12' }).click();
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toContainText('10.50.0.12');
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`the timeline breaks no rule of axe and does not overflow, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const { playground, timeline } = await opened(page, '?scenario=host-network-file');
    await timeline.getByRole('button', { name: 'One step back' }).click();
    await expect(timeline.getByRole('button', { name: /Scheduled: Successfully assigned/ }).first()).toBeVisible();
    for (const width of [1440, 1024, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await expect(timeline).toBeVisible();
      await playground.fits();
      expect(await violations(page)).toEqual([]);
    }
    await timeline.getByRole('button', { name: 'Compare' }).click();
    const dialog = page.getByRole('dialog', { name: 'Compare' });
    await dialog.getByRole('group', { name: 'B', exact: true }).getByRole('spinbutton').fill('0');
    await dialog.getByRole('button', { name: 'Compare' }).click();
    await expect(dialog.getByText(/^Different:/)).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
