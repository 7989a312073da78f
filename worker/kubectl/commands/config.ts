/** `kubectl config`. */
import { printYAML } from '../../yaml';
import { textError } from '../errors';
import { flagTable } from '../flags';
import { layoutTable } from '../print/table';
import { marshalJSON } from '../text/go-syntax';
import { CONTEXT } from '../texts';
import type { CommandBody } from './types';
const CONFIG = {
  apiVersion: 'v1',
  clusters: [
    {
      cluster: { 'certificate-authority-data': 'DATA+OMITTED', server: 'https://192.168.0.10:6443' },
      name: 'kubernetes',
    },
  ],
  contexts: [{ context: { cluster: 'kubernetes', user: 'kubernetes-admin' }, name: CONTEXT }],
  'current-context': CONTEXT,
  kind: 'Config',
  users: [
    {
      name: 'kubernetes-admin',
      user: { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' },
    },
  ],
};

export const configCommand: CommandBody = {
  subcommands: [
    { name: 'current-context', short: 'Display the current-context', run: (run) => run.out(`${CONTEXT}\n`) },
    {
      name: 'get-clusters',
      short: 'Display clusters defined in the kubeconfig',
      run: (run) => run.out('NAME\nkubernetes\n'),
    },
    {
      name: 'get-contexts',
      short: 'Describe one or many contexts',
      flags: flagTable('output,o string; no-headers bool'),
      run: (run) =>
        run.out(
          run.flags.text('output') === 'name'
            ? `${CONTEXT}\n`
            : layoutTable(
                `CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n*\t${CONTEXT}\tkubernetes\tkubernetes-admin\t\n`,
              ),
        ),
    },
    {
      name: 'set-context',
      short: 'Set a context entry in kubeconfig',
      flags: flagTable('current bool'),
      run: () => textError('changing the configuration is not simulated; use -n NAMESPACE'),
    },
    {
      name: 'use-context',
      short: 'Set the current-context in a kubeconfig file',
      run: () => textError('changing the configuration is not simulated'),
    },
    {
      name: 'view',
      short: 'Display merged kubeconfig settings or a specified kubeconfig file',
      flags: flagTable(
        'output,o string=yaml; minify bool; raw bool; flatten bool; merge bool; template string; allow-missing-template-keys bool=true; show-managed-fields bool',
      ),
      run: (run) => run.out(run.flags.text('output') === 'json' ? `${marshalJSON(CONFIG, 4)}\n` : printYAML(CONFIG)),
    },
  ],
};
