/** `berth serve`: the words of its command line. */

import { loadCore } from '../core';
import { serve as serveScenario } from '../serve';
import { ANY, PORT, readWords } from '../words';
import type { CliCommand } from './types';

const HELP = `usage: berth serve [SCENARIO.md] [--port N] [--kubeconfig FILE]

Offers a simulated cluster to the real kubectl and to client libraries, on this machine only, until Ctrl+C. The scenario's
commands run first; without one the cluster is empty. Its clock follows the real one.

  --port N            8001 when absent; 0 takes any that is free
  --kubeconfig FILE   where the kubeconfig is written, berth.kubeconfig when absent
`;

export const serve: CliCommand = {
  name: 'serve',
  summary: 'offers a simulated cluster to the real kubectl',
  help: HELP,
  async run(words) {
    const read = readWords(words, { values: { '--port': PORT, '--kubeconfig': ANY } });
    if (typeof read === 'string') return read;
    if (read.operands.length > 1) return 'one scenario can be served';
    const { '--port': port = '8001', '--kubeconfig': kubeconfig = 'berth.kubeconfig' } = read.values;
    return serveScenario(await loadCore(), { scenario: read.operands[0], port: Number(port), kubeconfig });
  },
};
