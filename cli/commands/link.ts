/** `berth link`: links of scenarios, and scenarios of links. */

import { existsSync, readFileSync } from 'node:fs';
import { decodeLink, encodeLink } from '../../worker/scenario/links';
import { formatScenario, parseScenario } from '../../worker/scenario/markdown';
import { complainOfMissing } from '../files';
import { ANY, readWords } from '../words';
import type { CliCommand } from './types';

/** Where \`npm start\` serves the page. */
const DEFAULT_BASE = 'http://127.0.0.1:4321/';

const HELP = `usage: berth link FILE.md [--base URL]
       berth link --decode LINK

Prints the link that opens a scenario in the page; the scenario is inside the link, and nothing is uploaded.

  --base URL      address of the page; ${DEFAULT_BASE} (where npm start serves it) when absent
  --decode LINK   prints the scenario of a link, or of what stands behind its #, as Markdown
`;

export const link: CliCommand = {
  name: 'link',
  summary: 'prints the link of a scenario, or the scenario of a link',
  help: HELP,
  async run(words) {
    const read = readWords(words, { values: { '--base': /^(https?|file):\/\//, '--decode': ANY } });
    if (typeof read === 'string') return read;
    const { '--base': base = DEFAULT_BASE, '--decode': coded } = read.values;
    if (coded !== undefined) return read.operands.length > 0 ? '--decode takes one link' : decode(coded);
    if (read.operands.length !== 1) return 'one scenario is wanted';
    return encode(read.operands[0], base);
  },
};

function encode(path: string, base: string): number {
  if (!existsSync(path)) {
    complainOfMissing([path]);
    return 2;
  }
  const parsed = parseScenario(readFileSync(path, 'utf8'), path);
  if ('diagnostics' in parsed) {
    for (const { message } of parsed.diagnostics) process.stderr.write(`${path}: ${message}\n`);
    return 1;
  }
  const { scenario } = parsed;
  const fragment = encodeLink(scenario, scenario.open ?? scenario.steps.length);
  process.stdout.write(`${base.replace(/#.*$/, '')}${fragment}\n`);
  return 0;
}

function decode(coded: string): number {
  const decoded = decodeLink(coded.includes('#') ? coded.slice(coded.indexOf('#')) : coded);
  if ('error' in decoded) {
    process.stderr.write(`berth: ${decoded.error}\n`);
    return 1;
  }
  process.stdout.write(formatScenario({ ...decoded.scenario, open: decoded.upTo }));
  return 0;
}
