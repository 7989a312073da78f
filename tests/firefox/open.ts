/** Starts a Firefox on the served build, and what its tests need of a page: roles and names, as a reader has them. */

import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { serve } from '../../web/serve.mjs';

export const dist = fileURLToPath(new URL('../../dist', import.meta.url));

const FINE_AND_HOVER = 6;

export interface Site {
  browser: Browser;
  url: string;
}

/** @param executablePath of the Firefox. */
export async function openSite(executablePath: string): Promise<Site> {
  const port = await serve({ folder: dist, port: 0, basePath: '/some/where/' });
  // a machine without a screen has no mouse either
  const extraPrefsFirefox = { 'ui.primaryPointerCapabilities': FINE_AND_HOVER };
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, extraPrefsFirefox });
  return { browser, url: `http://127.0.0.1:${port}/some/where/` };
}

export class ReaderPage {
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  static async open(site: Site, path = '', size = { width: 1440, height: 900 }): Promise<ReaderPage> {
    return ReaderPage.on(await site.browser.newPage(), site, path, size);
  }

  /** Opens the site in a page that was prepared. */
  static async on(page: Page, { url }: Site, path = '', size = { width: 1440, height: 900 }): Promise<ReaderPage> {
    const reader = new ReaderPage(page);
    await page.setViewport(size);
    await page.goto(`${url}${path}`);
    await reader.find('grid');
    // Before the script has taken over what was built nothing answers.
    await page.waitForSelector('#page:not([inert])');
    return reader;
  }

  /** Waits for the first element of a role and an accessible name. */
  async find(role: string, name = ''): Promise<ElementHandle<HTMLElement>> {
    const found = await this.page.waitForSelector(`::-p-aria(${name}[role="${role}"])`);
    return found as ElementHandle<HTMLElement>;
  }

  async click(role: string, name: string): Promise<void> {
    await (await this.find(role, name)).click();
  }

  /** Waits until a region's text has this in it. */
  async sees(region: string, text: string): Promise<void> {
    await this.page.waitForFunction(
      (name: string, wanted: string) =>
        document.querySelector(`section[aria-label="${name}"]`)?.textContent?.replace(/\s+/g, ' ').includes(wanted),
      {},
      region,
      text,
    );
  }

  /** Waits for an element of a role whose name matches, which the browser's own query of names cannot. */
  async match(role: string, name: RegExp, within = ''): Promise<ElementHandle<HTMLElement>> {
    const found = await this.page.waitForFunction(
      (wantedRole: string, source: string, pane: string) => {
        const root = pane ? document.querySelector(`section[aria-label="${pane}"]`) : document;
        const tag = wantedRole === 'button' ? 'button, ' : '';
        const all = [...(root?.querySelectorAll<HTMLElement>(`${tag}[role=${wantedRole}]`) ?? [])];
        const pattern = new RegExp(source);
        return all.find((one) =>
          pattern.test((one.getAttribute('aria-label') ?? one.textContent ?? '').replace(/\s+/g, ' ').trim()),
        );
      },
      {},
      role,
      name.source,
      within,
    );
    return found.asElement() as ElementHandle<HTMLElement>;
  }

  /** Puts a text in the place of a file's, in the large editor. */
  async write(file: string, text: string): Promise<void> {
    await this.page.waitForSelector('.monaco-editor');
    await (await this.find('textbox', file)).focus();
    await this.page.waitForFunction(
      (name: string) => document.querySelector('.monaco-editor')?.closest('li')?.textContent?.includes(name),
      {},
      file,
    );
    await this.page.keyboard.down('Control');
    await this.page.keyboard.press('a');
    await this.page.keyboard.up('Control');
    await this.page.keyboard.type(text);
  }

  /** Leaves the editor, whose suggestions would lie over other panes. */
  async leaveEditor(): Promise<void> {
    await (await this.find('textbox', 'Terminal input')).focus();
  }

  /** Makes a new file with the focus in its text. */
  async addFile(name: string, text: string): Promise<void> {
    await this.click('button', 'Add a file');
    const field = (await this.page.waitForSelector('input[name="name"]')) as ElementHandle<HTMLInputElement>;
    await field.evaluate((one) => one.select());
    await field.type(name);
    await this.page.keyboard.press('Enter');
    await this.write(name, text);
  }

  async openScenario(title: string): Promise<void> {
    await (await this.match('button', /^Scenario: /)).click();
    await (await this.match('menuitem', new RegExp(title))).click();
    await this.match('button', new RegExp(`^Scenario: ${title}`));
  }

  async textOf(selector: string): Promise<string[]> {
    return this.page.$$eval(selector, (elements) => elements.map(({ textContent }) => textContent ?? ''));
  }

  async run(command: string): Promise<void> {
    await (await this.find('textbox', 'Terminal input')).type(command);
    await this.page.keyboard.press('Enter');
  }
}
