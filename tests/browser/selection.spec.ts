/** One selection: what means the same lights up together, whichever pane it was chosen in. */

import { expect, test } from '@playwright/test';
import { PlaygroundPage } from './playground-page';

const FILE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
---
apiVersion: v1
kind: Pod
metadata:
  name: named
spec:
  hostAliases:
  - ip: 10.1.2.3
    hostnames: [foo.remote]
  containers:
  - name: main
    image: busybox
    command: [sleep, "3600"]
`;

test.use({ viewport: { width: 1440, height: 900 } });

test.beforeEach(async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.openScenario('Validate IPv4/IPv6 dual-stack');
  await playground.files.getByRole('button', { name: 'Add a file' }).click();
  await playground.files.getByRole('textbox', { name: /^New name/ }).fill('all.yaml');
  await page.keyboard.press('Enter');
  await playground.write('all.yaml', FILE);
  await playground.files.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(playground.lastEntry).toContainText('pod/named created');
});

test('a place in a file, by keyboard, means the object’s address and its command', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.files.getByRole('textbox', { name: 'all.yaml' }).press('ControlOrMeta+Home');
  await page.keyboard.press('ArrowDown');
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText(/^Why did web get /);
  await expect(playground.lastEntry).toHaveClass(/hit/);
});

test('an alias in the file means its line of the hosts file', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.openTab('Hosts');
  const field = playground.files.getByRole('textbox', { name: 'all.yaml' });
  await field.press('ControlOrMeta+Home');
  for (let line = 1; line < 15; line++) await page.keyboard.press('ArrowDown');
  await expect(playground.hosts.getByRole('row', { name: /10\.1\.2\.3/ })).toHaveClass(/hit/);
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText(/^Where does line \d+ come from/);
});

test('an object opened in the list means its command, and its row stays marked', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.openTab('Objects');
  const objects = page.getByRole('region', { name: 'Objects' });
  await objects.getByRole('button', { name: 'web', exact: true }).click();
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText(/^Why did web get /);
  await expect(playground.lastEntry).toHaveClass(/hit/);
  await objects.getByRole('button', { name: 'All of Service' }).click();
  await expect(objects.getByRole('row', { name: /\bweb\b/ })).toHaveClass(/hit/);
});

test('a word of the terminal means the object, and the menu of a command tells what it did', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  const output = playground.lastEntry.getByText('pod/named created');
  const { height } = (await output.boundingBox())!;
  await output.click({ position: { x: 40, y: height - 8 } });
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText(/^Why did named get /);
  await playground.lastEntry.getByRole('button', { name: /^More, step/ }).click();
  await page.getByRole('menuitem', { name: 'Show what it did' }).click();
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText(/^What did step \d+ do\?$/);
  await expect(playground.explanation).toContainText('web got');
});
