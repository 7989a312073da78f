/** Runs the scenario of a first visit while the site is built, so that the page can show it before the simulation is there. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { buildCommandLine } from './build.mjs';

/** Built once: several visits may be asked for at the same time. */
let commandLine;

/**
 * @param {string} path of the scenario's Markdown.
 * @param {boolean} toItsEnd instead of where a reader opens it.
 * @returns {Promise<{scenario: object, upTo: number, result: object, risks: object[]}>} what the page's own simulation
 *   would say: the page's FirstVisit.
 * @throws Error when the scenario cannot be read or run.
 */
export async function runFirstVisit(path, toItsEnd = false) {
  commandLine ??= buildCommandLine();
  const { createPlayground, loadCore } = await import(await commandLine);
  const playground = createPlayground(loadCore());
  const read = await playground.parseScenario(readFileSync(path, 'utf8'));
  if ('diagnostics' in read) throw new Error(`${path}: ${read.diagnostics[0].message}`);
  const scenario = { ...read.scenario, slug: basename(path, '.md') };
  const upTo = (toItsEnd ? undefined : scenario.open) ?? scenario.steps.length;
  const { result } = await playground.run({ requestId: 0, scenario, upTo }, () => {});
  if (!result) throw new Error(`${path}: its settings are refused`);
  return { scenario, upTo, result, risks: await playground.risks() };
}
