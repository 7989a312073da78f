/** `kubectl config`. */

import type { JSONObject } from '../../kubernetes/patch';
import { KubectlError, textError, usageError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { createPrinter } from '../print/printers';
import { layoutTable } from '../print/table';
import { helpOf } from '../commands/help';
import type { CommandArgs, CommandBody, CommandSpec, Outcome } from '../commands/types';
import {
  minified,
  placeOf,
  shortened,
  startingConfig,
  toObject,
  writeKubeconfig,
  type EntryList,
  type Kubeconfig,
} from './kubeconfig';
import { setProperty, unsetProperty } from './properties';
import { setCluster, setContext, setCredentials } from './set-entries';

/** Changes the kubeconfig and says so. */
type Change = (run: Invocation, config: Kubeconfig, args: readonly string[]) => string | KubectlError;

/** A command with so many arguments; with others it prints its page. */
function change(counts: readonly number[], make: Change, unexpected = 'Unexpected args'): CommandSpec['run'] {
  return async (run, { args }) => {
    if (!counts.includes(args.length)) {
      run.out(await helpOf(run.path));
      return unexpected === '' ? 0 : textError(`${unexpected}: [${args.join(' ')}]`);
    }
    const config = startingConfig(run);
    const said = make(run, config, args);
    if (said instanceof KubectlError) return said;
    const problem = writeKubeconfig(run, config);
    if (problem !== undefined) return textError(problem);
    run.out(`${said}\n`);
  };
}

/** `delete-context` and its like. */
function remove(list: EntryList, word: string): Change {
  return (run, config, [name]) => {
    const { name: file } = placeOf(run);
    if (!config[list][name]) return textError(`cannot delete ${word} ${name}, not in ${file}`);
    if (list === 'contexts' && config.currentContext === name)
      run.err(
        'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
      );
    delete config[list][name];
    return `deleted ${word} ${name} from ${file}`;
  };
}

const renameContext: Change = (run, config, [from, to]) => {
  const { contexts } = config;
  if (!contexts[from])
    return textError(`cannot rename the context ${JSON.stringify(from)}, it's not in ${placeOf(run).name}`);
  if (contexts[to])
    return textError(
      `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${placeOf(run).name}`,
    );
  contexts[to] = contexts[from];
  delete contexts[from];
  if (config.currentContext === from) config.currentContext = to;
  return `Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.`;
};

const useContext: Change = (_, config, [name]) => {
  if (name === '') return textError('empty context names are not allowed');
  if (!config.contexts[name]) return textError(`no context exists with the name: ${JSON.stringify(name)}`);
  config.currentContext = name;
  return `Switched to context ${JSON.stringify(name)}.`;
};

function getNames(list: EntryList): CommandSpec['run'] {
  return (run) => {
    const names = Object.keys(startingConfig(run)[list]).sort();
    run.out(['NAME', ...names].map((name) => `${name}\n`).join(''));
  };
}

function getContexts(run: Invocation, { args }: CommandArgs): Outcome {
  const output = run.flags.text('output');
  if (output !== '' && output !== 'name')
    return textError(
      `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
    );
  const { contexts, currentContext } = startingConfig(run);
  const names = [...(args.length > 0 ? args.filter((name) => contexts[name]) : Object.keys(contexts))].sort();
  const rows = names.map((name) => {
    const { cluster, user, namespace } = contexts[name];
    return [name === currentContext ? '*' : ' ', name, text(cluster), text(user), text(namespace)];
  });
  if (output === 'name') run.out(names.map((name) => `${name}\n`).join(''));
  else {
    if (!run.flags.isTrue('no-headers')) rows.unshift(['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']);
    run.out(layoutTable(rows.map((cells) => `${cells.join('\t')}\n`).join('')));
  }
  return args.filter((name) => !contexts[name]).map((name) => textError(`context ${name} not found`));
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function view(run: Invocation, { args }: CommandArgs): Outcome {
  const { flags } = run;
  if (args.length > 0) return usageError('kubectl config view', `unexpected arguments: [${args.join(' ')}]`);
  const printer = createPrinter(run, { keepOrder: true });
  if (printer instanceof KubectlError) return printer;
  if (!flags.isTrue('merge') && !placeOf(run).isExplicit)
    return textError('if merge==false a precise file must be specified');
  let config = startingConfig(run);
  if (flags.isTrue('minify')) {
    const used = minified({ ...config, currentContext: flags.text('context') || config.currentContext });
    if (typeof used === 'string') return textError(used);
    config = used;
  }
  const isWhole = flags.isTrue('raw') || flags.isTrue('flatten');
  const object: JSONObject = toObject(isWhole ? config : shortened(config));
  return printer!(object);
}

const currentContext: CommandSpec['run'] = (run) => {
  const { currentContext: name } = startingConfig(run);
  if (name === '') return textError('current-context is not set');
  run.out(`${name}\n`);
};

export const configCommand: CommandBody = {
  usage: 'SUBCOMMAND [options]',
  subcommands: [
    { name: 'current-context', short: 'Display the current-context', run: currentContext },
    {
      name: 'delete-cluster',
      short: 'Delete the specified cluster from the kubeconfig',
      run: change([1], remove('clusters', 'cluster'), ''),
    },
    {
      name: 'delete-context',
      short: 'Delete the specified context from the kubeconfig',
      run: change([1], remove('contexts', 'context'), ''),
    },
    {
      name: 'delete-user',
      short: 'Delete the specified user from the kubeconfig',
      run: (run, args) =>
        args.args.length === 1
          ? change([1], remove('users', 'user'))!(run, args)
          : usageError('kubectl config delete-user', 'user to delete is required'),
    },
    { name: 'get-clusters', short: 'Display clusters defined in the kubeconfig', run: getNames('clusters') },
    {
      name: 'get-contexts',
      short: 'Describe one or many contexts',
      flags: flagTable('output,o string; no-headers bool'),
      run: getContexts,
    },
    { name: 'get-users', short: 'Display users defined in the kubeconfig', run: getNames('users') },
    { name: 'rename-context', short: 'Rename a context from the kubeconfig file', run: change([2], renameContext) },
    {
      name: 'set',
      short: 'Set an individual value in a kubeconfig file',
      flags: flagTable('set-raw-bytes string?true'),
      run: change([2], setProperty),
    },
    {
      name: 'set-cluster',
      short: 'Set a cluster entry in kubeconfig',
      flags: flagTable(
        'server string; tls-server-name string; insecure-skip-tls-verify string?true; certificate-authority string; embed-certs string?true; proxy-url string',
      ),
      run: change([1], setCluster),
    },
    {
      name: 'set-context',
      short: 'Set a context entry in kubeconfig',
      flags: flagTable('current bool; cluster string; user string; namespace,n string'),
      run: change([0, 1], setContext),
    },
    {
      name: 'set-credentials',
      short: 'Set a user entry in kubeconfig',
      flags: flagTable(
        'client-certificate string; client-key string; embed-certs string?true; token string; username string; password string; auth-provider string; auth-provider-arg list;' +
          'exec-command string; exec-api-version string; exec-arg list; exec-env array; exec-interactive-mode string; exec-provide-cluster-info string?true',
      ),
      run: change([1], setCredentials, 'unexpected args'),
    },
    { name: 'unset', short: 'Unset an individual value in a kubeconfig file', run: change([1], unsetProperty) },
    {
      name: 'use-context',
      aliases: ['use'],
      short: 'Set the current-context in a kubeconfig file',
      run: change([1], useContext),
    },
    {
      name: 'view',
      short: 'Display merged kubeconfig settings or a specified kubeconfig file',
      flags: flagTable(
        'output,o string=yaml; minify bool; raw bool; flatten bool; merge string?true=true; template string; allow-missing-template-keys bool=true; show-managed-fields bool',
      ),
      run: view,
    },
  ],
};
