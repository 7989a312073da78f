/** What a reader does on the page, from the first glance to a shared link. */

import { expect, test, type Page } from '@playwright/test';
import { PlaygroundPage } from './playground-page';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: named
spec:
  hostAliases:
  - ip: 10.1.2.3
    hostnames:
    - foo.remote
    - bar.remote
  containers:
  - name: show
    image: busybox:1.28
    command: [sleep, "3600"]
`;

test('the first visit shows the refusal, its reason and no error', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const playground = new PlaygroundPage(page);
  await playground.open();
  await expect(page.getByRole('region', { name: 'Scenario' }).getByRole('heading')).toHaveText('test-13 was refused');
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText('Why was test-13 refused?');
  await expect(playground.grid.getByRole('gridcell')).toHaveCount(16);
  await expect(playground.grid.getByRole('gridcell', { name: /^10\.96\.0\.10, held by kube-dns/ })).toBeVisible();
  await expect(playground.log).toContainText('range is full');
  await expect(page.getByRole('main')).toBeVisible();
  expect(errors).toEqual([]);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the first visit is complete: story, map, files, reason and transcript', async ({ page }) => {
    await page.goto('./');
    const playground = new PlaygroundPage(page);
    await expect(page).toHaveTitle('Extend Service IP Ranges · Berth');
    await expect(playground.grid.getByRole('gridcell')).toHaveCount(16);
    await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText('Why was test-13 refused?');
    await expect(playground.files.getByRole('textbox', { name: 'cluster.yaml' })).toHaveValue(/serviceSubnet/);
    await expect(playground.log).toContainText('range is full');
    await playground.fits();
  });
});

test('an address names a scenario of the gallery, or says that there is none', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open('?scenario=vanishing-band');
  await expect(page.getByRole('button', { name: 'Scenario: The vanishing band' })).toBeVisible();
  await page.goto('about:blank');
  await playground.open('?scenario=%3Cb%3Enone');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('There is no scenario “<b>none” here.');
  await expect(playground.log).toContainText('range is full');
});

test('the simulation says what the page showed before it was there', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const shown = async () => [
    await playground.transcript(),
    await playground.grid.getByRole('gridcell').allTextContents(),
    await playground.explanation.textContent(),
  ];
  // These come a moment later.
  for (const name of [
    'What can be done?',
    'How much of it was chance?',
    'Would another release answer otherwise?',
    'What does this rest on?',
  ])
    await expect(playground.explanation.getByRole('heading', { name })).toBeVisible();
  const built = await shown();
  await playground.run('true');
  const entry = playground.log.getByRole('article', { name: `Step ${built[0]!.length + 1}` });
  await expect(entry).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(entry).toHaveCount(0);
  await expect.poll(shown).toEqual(built);
});

test('where the simulation cannot start, the page says so with the first key and shows what it has', async ({
  page,
}) => {
  await page.route('**/*.wasm', (route) => route.abort());
  const playground = new PlaygroundPage(page);
  await playground.open();
  // A key before the script has taken the page over is nobody's.
  await expect(page.locator('#page')).not.toHaveAttribute('inert');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('does not start in this browser');
  await expect(playground.log).toContainText('range is full');
});

test('nothing moves while the page loads', async ({ page }) => {
  await page.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) shifts.sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const playground = new PlaygroundPage(page);
  await playground.open();
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum)).toBeLessThan(0.05);
});

test('an edit of the settings changes the map', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', 'kubernetes: "1.36"\nserviceSubnet: 10.96.0.0/24\nkubeDNS: true\n');
  await expect(playground.grid).toHaveAccessibleName('10.96.0.0/24');
  await expect(playground.grid.getByRole('gridcell')).toHaveCount(256);
});

test('a command typed in the terminal runs after the ones before', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('$ kubectl create service clusterip late --tcp 80');
  await expect(playground.lastEntry).toContainText('range is full');
  await playground.lastEntry.getByRole('button', { name: /^Why was late refused/ }).click();
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toBeFocused();
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText('Why was late refused?');
});

test('the next command of the scenario runs by the story’s button', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const before = await playground.log.getByRole('article').count();
  await page.getByRole('button', { name: 'Run the next command' }).click();
  await expect(playground.log.getByRole('article')).toHaveCount(before + 1);
  await expect(playground.lastOutput).toHaveText('servicecidr.networking.k8s.io/newcidr1 created');
});

test('a file is applied by its button', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.files.getByRole('button', { name: /^newcidr1\.yaml/ }).waitFor();
  await playground.files.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(playground.lastOutput).toHaveText('servicecidr.networking.k8s.io/newcidr1 created');
  await expect(playground.files.getByRole('button', { name: /newcidr1\.yaml applied/ })).toBeVisible();
});

test('an endless loop is stopped, keeps its output and leaves the cluster alive', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('while true; do echo again; done');
  await expect(playground.lastEntry.locator('pre').last()).toContainText('again');
  await playground.terminal.getByRole('button', { name: 'Stop' }).click();
  await expect(playground.lastEntry).toContainText('^C');
  await expect(playground.lastEntry).toContainText('again');
  await playground.run('echo alive');
  await expect(playground.lastEntry).toContainText('alive');
  await expect(playground.log.getByRole('article').nth(-2)).toContainText('^C');
});

test('Control and C stops a loop that prints nothing', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('while true; do :; done');
  await expect(playground.terminal.getByRole('button', { name: 'Stop' })).toBeVisible();
  await playground.prompt.press('Control+c');
  await expect(playground.terminal.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
});

test('a worker that does not answer to Stop is replaced, and the command is not lost', async ({ page }) => {
  await page.addInitScript(() => {
    const Real = window.Worker;
    const send = Real.prototype.postMessage;
    Real.prototype.postMessage = function (this: Worker, ...words: unknown[]) {
      if (!JSON.stringify(words[0])?.includes('"stop"')) Reflect.apply(send, this, words);
    };
  });
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.isQuiet();
  const before = await playground.transcript();
  const endless = 'text=$(seq 1 20000); echo begun; while true; do other=${text//1/2}; done';
  await playground.run(endless);
  await expect(playground.lastEntry.getByText('begun', { exact: true })).toBeVisible();
  await playground.terminal.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('It did not stop');
  await expect.poll(() => playground.transcript()).toEqual(before);
  await expect(playground.prompt).toHaveValue(endless);
});

test('the hosts file says where each line comes from', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.openScenario('Validate IPv4/IPv6 dual-stack');
  await expect(playground.grid).toBeVisible();
  await playground.files.getByRole('button', { name: 'Add a file' }).click();
  await playground.files.getByRole('textbox', { name: /^New name/ }).fill('named.yaml');
  await page.keyboard.press('Enter');
  await playground.write('named.yaml', POD);
  await playground.files.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(playground.lastEntry).toContainText('pod/named created');
  await playground.openTab('Hosts');
  await playground.hosts.getByRole('button', { name: /^Pod / }).click();
  await page.getByRole('menuitemradio', { name: /named/ }).click();
  const line = playground.hosts.getByRole('row', { name: /10\.1\.2\.3/ });
  await expect(line).toContainText('Alias');
  await line.getByRole('button', { name: /^bar\.remote/ }).click();
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toHaveText(
    'Why does bar.remote mean 10.1.2.3 here?',
  );
});

test('a shared link opens with the same transcript, to the byte', async ({ page, context }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('kubectl get services --all-namespaces');
  await expect(playground.lastEntry).toContainText('kube-dns');
  await playground.isQuiet();
  const transcript = await playground.transcript();
  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('dialog').getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#.+/);
  const link = await field.inputValue();
  const other = new PlaygroundPage(await context.newPage());
  await other.page.goto(link);
  await expect(other.lastEntry).toContainText('kube-dns');
  await expect.poll(() => other.transcript()).toEqual(transcript);
});

test('broken text keeps the last result and says where it is broken', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('cluster.yaml', 'kubernetes: "1.36"\nserviceSubnet: [10.96.0.0/24\n');
  await expect(playground.map.getByRole('alert')).toContainText(
    /cluster\.yaml, line \d+: this shows the last good state/,
  );
  await expect(playground.grid).toHaveAccessibleName('10.96.0.0/28');
  await expect(playground.grid.getByRole('gridcell')).toHaveCount(16);
  await playground.write('cluster.yaml', 'kubernetes: "1.36"\nserviceSubnet: 10.96.0.0/24\n');
  await expect(playground.grid).toHaveAccessibleName('10.96.0.0/24');
  await expect(playground.map.getByRole('alert')).toHaveCount(0);
});

test('a broken file that was not applied is named as well, and the settings still count', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('newcidr1.yaml', 'apiVersion: networking.k8s.io/v1\nkind: [ServiceCIDR\n');
  await expect(playground.map.getByRole('alert')).toContainText(
    /newcidr1\.yaml, line \d+: this shows the last good state/,
  );
  await expect(playground.files).toContainText('did not find expected');
  await playground.write('cluster.yaml', 'kubernetes: "1.36"\nserviceSubnet: 10.96.0.0/24\n');
  await expect(playground.grid).toHaveAccessibleName('10.96.0.0/24');
});

test('what was typed survives a reload, and undo takes it back', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('echo remember me');
  await expect(playground.lastEntry).toContainText('remember me');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(playground.log).not.toContainText('remember me');
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(playground.lastEntry).toContainText('remember me');
  await page.reload();
  await expect(playground.lastEntry).toContainText('remember me');
});

test('a damaged link gives one sentence and the first scenario', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open('#1dnonsense');
  await expect(page.getByRole('main').getByRole('alert')).toContainText(/link/i);
  await expect(playground.grid).toHaveAccessibleName('10.96.0.0/28');
});

test('the map is walked by keyboard with one Tab stop', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  const cell = (address: string) =>
    playground.grid.getByRole('gridcell', { name: new RegExp(`^${address.replaceAll('.', '\\.')},`) });
  await cell('10.96.0.0').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(cell('10.96.0.5')).toBeFocused();
  await page.keyboard.press('End');
  await expect(cell('10.96.0.7')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(cell('10.96.0.4')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(playground.explanation.getByRole('heading', { level: 3 })).toContainText('10.96.0.4');
  await expect(playground.grid.locator('[tabindex="0"]')).toHaveCount(1);
  await page.keyboard.press('t');
  await expect(playground.map.getByRole('table')).toBeVisible();
});

test('Tab leaves the editor and the prompt', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await expect(page.locator('.monaco-editor').first()).toBeVisible();
  await playground.files.getByRole('textbox', { name: 'newcidr1.yaml' }).focus();
  await page.keyboard.press('Tab');
  await expect(playground.files.getByRole('textbox', { name: 'newcidr1.yaml' })).not.toBeFocused();
  await playground.prompt.focus();
  await page.keyboard.press('Tab');
  await expect(playground.prompt).not.toBeFocused();
});

test('why not an address is answered from the shown range', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.explanation.getByRole('textbox', { name: 'Why not' }).fill('10.96.0.15');
  await playground.explanation.getByRole('button', { name: 'Ask' }).click();
  await expect(playground.explanation).toContainText('the broadcast address. This range never hands it out.');
});

test.describe('touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a phone shows the outcome first and explains in a sheet', async ({ page }) => {
    const playground = new PlaygroundPage(page);
    await playground.open();
    await page.getByRole('button', { name: 'Why?', exact: true }).tap();
    await expect(page.getByRole('dialog').getByRole('heading', { level: 3 })).toHaveText('Why was test-13 refused?');
    await page.getByRole('button', { name: 'Close the explanation' }).tap();
    await playground.openTab('Files');
    await expect(playground.files.getByRole('textbox', { name: 'cluster.yaml' })).toHaveJSProperty(
      'tagName',
      'TEXTAREA',
    );
  });
});

const WIDTHS: [number, number][] = [
  [1440, 900],
  [1280, 800],
  [1024, 768],
  [390, 844],
  [320, 640],
];

for (const [width, height] of WIDTHS)
  test(`nothing is wider than a window of ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const playground = new PlaygroundPage(page);
    await playground.open();
    await expectNoOverflow(page, playground);
  });

async function expectNoOverflow(page: Page, playground: PlaygroundPage) {
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await playground.fits();
  }
}

test('an unfinished loop goes on on the next line and runs when it is whole', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.prompt.fill('for i in 1 2; do');
  await playground.prompt.press('Enter');
  await expect(playground.prompt).toHaveValue('for i in 1 2; do\n');
  await playground.prompt.pressSequentially('echo "turn $i"; done');
  await playground.prompt.press('Enter');
  await expect(playground.lastOutput).toHaveText('turn 1\nturn 2');
});

test('Tab completes a command, a type, a name and a file', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  for (const [typed, whole] of [
    ['kubec', 'kubectl '],
    ['kubectl get servicec', 'kubectl get servicecidrs '],
    ['kubectl delete svc test-1', 'kubectl delete svc test-1'],
    ['kubectl apply -f new', 'kubectl apply -f newcidr1.yaml '],
  ]) {
    await playground.prompt.fill(typed);
    await playground.prompt.press('Tab');
    await expect(playground.prompt).toHaveValue(whole);
  }
});
