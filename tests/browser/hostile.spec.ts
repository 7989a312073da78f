/** Whatever a name, a link or a paste carries is text: never markup, never wider than the window, never the end of the page. */

import { expect, test, type Page } from '@playwright/test';
import { encodeLink } from '../../worker/scenario/links';
import { PlaygroundPage } from './playground-page';

const MARKUP = '<img src=x onerror="window.struck = true">';
/** Turns the direction of what follows it. */
const TURN = '\u202E';
const LONG = `${'long.'.repeat(50)}ong`;

const FILE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${LONG}
  annotations:
    markup: '${MARKUP}'
    turned: "\\u202Eegap"
data:
  key: '${MARKUP}'
---
apiVersion: v1
kind: Pod
metadata:
  name: named
  labels: {app: named}
spec:
  hostAliases:
  - ip: 10.1.2.3
    hostnames: [${'a'.repeat(63)}.${'b'.repeat(63)}.example.com]
  containers:
  - name: main
    image: busybox
    command: [sh, -c, 'echo "${MARKUP.replaceAll('"', '\\"')}"; sleep 3600']
`;

const VIEWS = ['Map', 'Hosts', 'Objects'];

async function isHarmless(page: Page, playground: PlaygroundPage) {
  expect(await page.evaluate(() => 'struck' in window)).toBe(false);
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
  await playground.fits();
}

for (const width of [1440, 390])
  test.describe(`${width} pixels`, () => {
    test.use({ viewport: { width, height: 860 } });

    test('names with markup, turned text and 253 characters are text in every view', async ({ page }) => {
      const playground = new PlaygroundPage(page);
      await playground.open(await linkTo(FILE));
      await expect(page.getByRole('banner')).toContainText(MARKUP);
      for (const view of VIEWS) {
        await playground.openTab(view);
        await expect(view === 'Map' ? playground.grid : page.getByRole('table').first()).toBeVisible();
        await isHarmless(page, playground);
      }
      if (width < 900) await playground.openTab('Terminal');
      await expect(playground.log).toContainText(MARKUP);
      await playground.run(`kubectl create service clusterip '${MARKUP}${TURN}egap' --tcp 80`);
      await expect(playground.lastEntry).toContainText(/is invalid: \[?metadata\.name/);
      await isHarmless(page, playground);
      if (width < 900) await playground.openTab('Problems');
      await expect(playground.problems).toContainText(MARKUP);
      await isHarmless(page, playground);
    });
  });

/** A link to a scenario whose title, file and commands are hostile. */
async function linkTo(content: string): Promise<string> {
  const title = `${MARKUP} ${TURN}egap`;
  const scenario = {
    title,
    summary: MARKUP,
    cluster: 'pauseSeconds: 3\n',
    files: [{ name: 'all.yaml', content }],
    steps: [
      { command: 'kubectl apply -f all.yaml', prose: `${MARKUP} **bold** [link](javascript:alert(1))` },
      { command: 'kubectl wait --for=condition=Ready pod/named && kubectl logs named' },
    ],
  };
  return encodeLink(scenario, 2);
}

test('a file that is no YAML says so at its line and keeps its text', async ({ page }) => {
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('newcidr1.yaml', '\u0001\u0002 {{{{ not : [ yaml');
  await playground.files.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(playground.lastEntry).toContainText(/error/);
  await expect(playground.problems).toContainText('newcidr1.yaml');
});

test('a worker that falls over is started again, and nothing is lost', async ({ page }) => {
  await page.addInitScript(() => {
    const Real = window.Worker;
    window.Worker = class extends Real {
      constructor(...words: ConstructorParameters<typeof Worker>) {
        super(...words);
        Object.assign(window, { newest: this });
      }
    };
  });
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('kubectl delete service test-1');
  await expect(playground.lastEntry).toContainText('deleted');
  await playground.isQuiet();
  const before = await playground.transcript();
  await page.evaluate(() => {
    const { newest } = window as unknown as { newest: Worker };
    newest.terminate();
    newest.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
  });
  await playground.run('kubectl get services');
  await expect(playground.lastEntry).toContainText('CLUSTER-IP');
  await expect.poll(async () => (await playground.transcript()).slice(0, before.length)).toEqual(before);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('started again');
});

test('a worker that dies while a command runs is started again, the command is kept, and it can be run again', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const Real = window.Worker;
    window.Worker = class extends Real {
      constructor(...words: ConstructorParameters<typeof Worker>) {
        super(...words);
        Object.assign(window, { newest: this });
      }
    };
  });
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.run('echo begun; while true; do :; done');
  await expect(playground.lastEntry.getByText('begun', { exact: true })).toBeVisible();
  const kill = () =>
    page.evaluate(() => {
      const { newest } = window as unknown as { newest: Worker };
      newest.terminate();
      newest.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
    });
  await kill();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('was started again');
  await expect(playground.lastEntry.getByText('begun', { exact: true })).toBeVisible();
  await kill();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('stopped twice');
  await expect(playground.prompt).toHaveValue('echo begun; while true; do :; done');
  await playground.prompt.fill('');
  await playground.run('kubectl get service test-1 -o name');
  await expect(playground.lastOutput).toHaveText('service/test-1');
});

test('without WebAssembly the text is kept, and the page says what to do', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
  await page.route('**/*.wasm', (route) => route.abort());
  const playground = new PlaygroundPage(page);
  await playground.open();
  await playground.write('newcidr1.yaml', 'mine: kept');
  await expect(page.getByRole('main').getByRole('alert')).toContainText(/does not start/);
  await expect(playground.files.locator('.monaco-editor .view-lines').first()).toHaveText(/mine:\skept/);
  await expect(playground.grid.getByRole('gridcell')).toHaveCount(16);
});
