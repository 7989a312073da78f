/** What the kubeconfig means for a command: the namespace, and whether the cluster can be reached. */

import { KubectlError, textError } from '../errors';
import type { Invocation } from '../invocation';
import { placeOf, readKubeconfig, SERVER, startingConfig } from './kubeconfig';

const raw = (text: string) => new KubectlError(text, { isRaw: true });

/** Takes the namespace of the context over. @returns why no cluster can be reached. */
export function followKubeconfig(run: Invocation): KubectlError | undefined {
  const { name: file, isExplicit } = placeOf(run);
  const isThere = readKubeconfig(run) !== undefined;
  const { contexts, clusters, currentContext } = startingConfig(run);
  if (!isThere && isExplicit && Object.keys(contexts).length === 0)
    return textError(`stat ${file}: no such file or directory`);
  const wanted = run.flags.text('context');
  const name = wanted || currentContext;
  const context = contexts[name];
  if (name !== '' && !context)
    return raw(`Error in configuration: context was not found for specified context: ${name}`);
  run.contextNamespace = typeof context?.namespace === 'string' ? context.namespace : '';
  const cluster = clusters[String(context?.cluster ?? '')];
  const server = String(cluster?.server ?? '');
  if (server === '')
    return raw('The connection to the server localhost:8080 was refused - did you specify the right host or port?');
  if (server === SERVER) return undefined;
  const [, scheme, host, port] = /^(?:(https?):\/\/)?([^/:]+|\[[^\]]*\])(?::(\d+))?/.exec(server) ?? [
    '',
    '',
    server,
    '',
  ];
  return raw(
    `Unable to connect to the server: dial tcp ${host}:${port || (scheme === 'https' ? '443' : '80')}: i/o timeout`,
  );
}
