/** What axe finds wrong with a page. */

import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** @returns a line for each rule that is broken, with the places. */
export async function violations(page: Page) {
  await page.evaluate(axe.source);
  // A colour on its way is none that anybody reads.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const { violations: found } = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}
