/** What each pane does, in Firefox: map, explanation, hosts file, objects, editor, terminal, problems, settings, selection. */

import { afterAll, beforeAll, describe, test } from 'vitest';
import { findFirefox } from './firefox.mjs';
import { openSite, ReaderPage, type Site } from './open';

const firefox = findFirefox();

describe.skipIf(!firefox)('Firefox, panes', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite(firefox!);
  });
  afterAll(() => site?.browser.close());

  test('a /16 opens by parts, and a free address is requested', async () => {
    const reader = await ReaderPage.open(site);
    await reader.write('cluster.yaml', 'serviceSubnet: 10.96.0.0/16');
    await reader.leaveEditor();
    await (await reader.match('gridcell', /^10\.96\.0\.0\/24, /)).click();
    await (await reader.match('gridcell', /^10\.96\.0\.9, free/)).click();
    await reader.click('button', 'Request this address');
    await reader.match('gridcell', /^10\.96\.0\.9, held by wanted-1/);
  });

  test('a /64 has its locator and its branches', async () => {
    const reader = await ReaderPage.open(site);
    await reader.write('cluster.yaml', 'serviceSubnet: fd00:10:96::/64');
    await reader.leaveEditor();
    await reader.page.waitForSelector('[role=img][aria-label^="fd00:10:96::/64 in 256 parts"]');
    await reader.match('gridcell', /^fd00:10:96::1, held by kubernetes/);
  });

  test('overlapping ranges are told on the line of all ranges', async () => {
    const reader = await ReaderPage.open(site);
    await reader.write('cluster.yaml', 'serviceSubnet: 10.244.1.0/28');
    await reader.leaveEditor();
    await reader.sees('Address map', '10.244.1.0/28');
    await (await reader.match('button', /^Range /)).click();
    await (await reader.match('menuitemradio', /^All ranges/)).click();
    await reader.sees('Address map', 'a Service and a Pod may hold the same address');
  });

  test('the map is walked by keyboard and has its table', async () => {
    const reader = await ReaderPage.open(site);
    await (await reader.match('gridcell', /^10\.96\.0\.0,/)).focus();
    await reader.page.keyboard.press('ArrowRight');
    await reader.page.keyboard.press('Enter');
    await reader.sees('Explanation', '10.96.0.1?');
    await reader.page.keyboard.press('t');
    await reader.page.waitForSelector('section[aria-label="Address map"] table');
  });

  test('the explanation offers ways out, other releases and links to the rules', async () => {
    const reader = await ReaderPage.open(site);
    await (await reader.match('button', /^Add the range/, 'Explanation')).click();
    await reader.sees('Explanation', 'kind: ServiceCIDR');
    await reader.click('button', 'Run it');
    await reader.sees('Terminal', 'more-services created');
    await reader.click('button', 'Try all releases');
    await reader.sees('Explanation', 'v1.37');
    await reader.page.waitForSelector('section[aria-label="Explanation"] a[href*="kubernetes.io/docs"]');
  });

  test('the hosts file is looked up and compared four ways', async () => {
    const reader = await ReaderPage.open(site);
    await reader.openScenario('Validate IPv4/IPv6 dual-stack');
    await reader.click('tab', 'Hosts');
    await reader.sees('Hosts file', 'localhost');
    const field = await reader.page.waitForSelector('section[aria-label="Hosts file"] form input');
    await field!.type('nowhere');
    await reader.sees('Hosts file', 'nowhere.default.svc.cluster.local');
    await reader.click('button', 'Four ways');
    await reader.page.waitForFunction(() => document.querySelector('dialog')?.textContent?.includes('10.9.9.9'));
  });

  test('an object is opened from its table', async () => {
    const reader = await ReaderPage.open(site);
    await reader.click('tab', 'Objects');
    await reader.sees('Objects', 'test-1');
    await reader.click('button', 'test-1');
    await reader.sees('Objects', 'kind: Service');
    await reader.click('tab', 'Describe');
    await reader.sees('Objects', 'Internal Traffic Policy');
  });

  test('the editor completes and says what the server would refuse', async () => {
    const reader = await ReaderPage.open(site);
    await reader.addFile('shop.yaml', 'ki');
    await reader.page.waitForFunction(() =>
      [...document.querySelectorAll('.suggest-widget .monaco-list-row')].some((row) =>
        row.textContent?.startsWith('kind'),
      ),
    );
    await reader.page.keyboard.press('Escape');
    await reader.write(
      'shop.yaml',
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"shop"},"spec":{"ports":[{"port":80,"prot":"TCP"}]}}',
    );
    await reader.leaveEditor();
    await reader.sees('Files', 'unknown field "spec.ports[0].prot"');
  });

  test('the plain text field completes and explains', async () => {
    const reader = await ReaderPage.open(site, '', { width: 390, height: 844 });
    await reader.click('tab', 'Files');
    await (await reader.find('textbox', 'newcidr1.yaml')).focus();
    await reader.click('button', 'Suggest');
    await reader.page.waitForSelector('[role=listbox] [role=option], [role=status]');
    await reader.page.keyboard.press('Escape');
    await (
      await reader.find('textbox', 'newcidr1.yaml')
    ).evaluate((field) => {
      const text = field as HTMLTextAreaElement;
      text.setSelectionRange(text.value.indexOf('cidrs') + 1, text.value.indexOf('cidrs') + 1);
    });
    await reader.click('button', 'What is this field?');
    await reader.sees('Files', 'spec.cidrs');
  });

  test('the terminal completes, keeps its history and is searched', async () => {
    const reader = await ReaderPage.open(site);
    const prompt = await reader.find('textbox', 'Terminal input');
    await prompt.type('kubectl get servicec');
    await reader.page.keyboard.press('Tab');
    const holds = (text: string) =>
      reader.page.waitForFunction((field, wanted) => (field as HTMLTextAreaElement).value === wanted, {}, prompt, text);
    await holds('kubectl get servicecidrs ');
    await reader.page.keyboard.press('Enter');
    await reader.sees('Terminal', '10.96.0.0/28');
    await reader.page.keyboard.press('ArrowUp');
    await holds('kubectl get servicecidrs');
    await reader.click('button', 'Search the transcript');
    await (await reader.find('textbox', 'Find in the transcript')).type('range is full');
    await reader.page.waitForFunction(() =>
      /\d+ of \d+/.test(document.querySelector('[role=search]')?.textContent ?? ''),
    );
  });

  test('a risk shows the change that would help, and is turned off', async () => {
    const reader = await ReaderPage.open(site);
    await (await reader.match('button', /^Start the cluster with 10\.96\.0\.0\/24/, 'Problems')).click();
    await reader.sees('Problems', 'serviceSubnet: 10.96.0.0/24');
    await (await reader.match('button', /^Turn off this risk.*The Service range/, 'Problems')).click();
    await reader.sees('Problems', '1 risk is turned off in this scenario');
  });

  test('the settings are a form, and a refusal stands in it', async () => {
    const reader = await ReaderPage.open(site);
    await reader.click('button', 'More file actions');
    await reader.click('menuitem', 'Cluster settings as a form');
    const field = await reader.find('textbox', 'Node port range');
    await field.type('1-2-3');
    await reader.page.keyboard.press('Tab');
    await reader.page.waitForSelector('dialog [role=alert]');
  });

  test('a word of the terminal lights up the cell and the explanation', async () => {
    const reader = await ReaderPage.open(site);
    await reader.click('tab', 'Objects');
    await reader.click('button', 'test-1');
    await reader.sees('Explanation', 'Why did test-1 get 10.96.0.2?');
    await reader.page.waitForSelector('[role=log] article.hit');
  });
});
