/** `kubectl top`: there is no metrics server. */

import { textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { CommandBody, CommandSpec } from './types';

const SHARED = 'selector,l string; sort-by string; no-headers bool; use-protocol-buffers bool=true; show-swap bool';

const top = (use: string, choice: string): CommandSpec['run'] =>
  function run({ flags: given, path }, { args }) {
    if (args.length > 1) return usageError(path, use);
    const sortBy = given.text('sort-by');
    if (sortBy !== '' && sortBy !== 'cpu' && sortBy !== 'memory')
      return textError('--sort-by accepts only cpu or memory');
    const isSelected =
      given.text('selector') !== '' || (given.has('field-selector') && given.text('field-selector') !== '');
    if (args.length > 0 && isSelected) return textError(`only one of NAME or ${choice} can be provided`);
    return textError('Metrics API not available');
  };

export const topCommand: CommandBody = {
  subcommands: [
    {
      name: 'node',
      aliases: ['nodes', 'no'],
      short: 'Display resource (CPU/memory) usage of nodes',
      flags: flagTable(`${SHARED}; show-capacity bool`),
      run: top('node [NAME | -l label]', '--selector'),
    },
    {
      name: 'pod',
      aliases: ['pods', 'po'],
      short: 'Display resource (CPU/memory) usage of pods',
      flags: flagTable(`${SHARED}; all-namespaces,A bool; containers bool; field-selector string; sum bool`),
      run: top('pod [NAME | -l label]', 'selector'),
    },
  ],
};
