/** What a visit transfers stays small. */

import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { firstVisit, goOn, PHONE, sumOf } from './first-visit.mjs';

/** KB. The aim is 150. */
const FIRST_VISIT_MAX = 75;
/** KB, with the simulation and the jq that its first scenario calls. */
const IN_USE_MAX = 310;

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

test.use(PHONE);

test('the first visit stays small, and so does the simulation that comes with the first use', async ({ page }) => {
  const transferred = await firstVisit(page, './', dist);
  const first = transferred();
  expect(first.map(({ name }) => name)).toContain('index.html');
  expect(first.filter(({ name }) => name.endsWith('.wasm'))).toEqual([]);
  expect(sumOf(first)).toBeLessThan(FIRST_VISIT_MAX);
  await goOn(page);
  const inUse = transferred();
  console.log(inUse.map(({ name, size }) => `${size.toFixed(1).padStart(7)} KB  ${name}`).join('\n'));
  expect(inUse.some(({ name }) => name.endsWith('.wasm'))).toBe(true);
  expect(sumOf(inUse)).toBeLessThan(IN_USE_MAX);
});
