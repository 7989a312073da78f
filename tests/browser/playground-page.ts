/** The playground page as its tests see it: by roles and names. */

import { expect, type Locator, type Page } from '@playwright/test';

/** As in the style sheets. */
const NARROW_BELOW = 900;

export class PlaygroundPage {
  readonly files: Locator;
  readonly map: Locator;
  readonly hosts: Locator;
  readonly explanation: Locator;
  readonly terminal: Locator;
  readonly problems: Locator;
  readonly log: Locator;
  readonly prompt: Locator;
  readonly grid: Locator;

  constructor(readonly page: Page) {
    const region = (name: string) => page.getByRole('region', { name, exact: true });
    this.files = region('Files');
    this.map = region('Address map');
    this.hosts = region('Hosts file');
    this.explanation = region('Explanation');
    this.terminal = region('Terminal');
    this.problems = region('Problems');
    this.log = this.terminal.getByRole('log');
    this.prompt = this.terminal.getByRole('textbox', { name: 'Terminal input' });
    this.grid = this.map.getByRole('grid');
  }

  /** Opens the page and waits until the first cluster is there. */
  async open(fragment = '') {
    await this.page.goto(`./${fragment}`);
    await this.grid.waitFor();
    await this.isTakenOver();
  }

  /** Waits until the script has taken over what was built: before that nothing answers. */
  async isTakenOver() {
    await this.page.locator('#page:not([inert])').waitFor();
  }

  /** Waits until no command is running. */
  async isQuiet() {
    await this.terminal.getByRole('button', { name: 'Run', exact: true }).waitFor();
  }

  async run(command: string) {
    await this.prompt.fill(command);
    await this.terminal.getByRole('button', { name: 'Run', exact: true }).click();
  }

  /** The newest command's group in the transcript. */
  get lastEntry() {
    return this.log.getByRole('article').last();
  }

  /** What the newest command printed first. */
  get lastOutput() {
    return this.lastEntry.locator('.output > pre').first();
  }

  /** Replaces a file's text, in whichever editor shows it. */
  async write(file: string, text: string) {
    // A wide window swaps its text fields for the large editor, which must not happen between two strokes.
    if ((this.page.viewportSize()?.width ?? 0) >= NARROW_BELOW)
      await this.page.locator('.monaco-editor').first().waitFor();
    const field = this.files.getByRole('textbox', { name: file });
    await field.focus();
    const focused = this.files.getByRole('textbox', { name: file });
    await focused.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  async openTab(name: string) {
    await this.page.getByRole('tab', { name }).click();
  }

  /** Opens one of the gallery's scenarios by its whole title. */
  async openScenario(title: string) {
    await this.page.getByRole('button', { name: /^Scenario:/ }).click();
    await this.page.getByRole('menuitem').filter({ hasText: title }).click();
    await this.page.getByRole('button', { name: `Scenario: ${title}` }).waitFor();
  }

  /** The bytes of the whole transcript. */
  async transcript() {
    return this.log.getByRole('article').allTextContents();
  }

  /** Waits until the document is no wider than the window. */
  async fits() {
    await expect.poll(() => this.overflow()).toBeLessThanOrEqual(0);
  }

  /** How far the document is wider than the window, now. */
  overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }
}
