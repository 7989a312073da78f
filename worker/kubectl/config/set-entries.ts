/** `kubectl config set-cluster`, `set-context` and `set-credentials`. */

import type { JSONObject } from '../../kubernetes/patch';
import { KubectlError, textError } from '../errors';
import type { Invocation } from '../invocation';
import type { Kubeconfig } from './kubeconfig';

/** Flags that were given, as fields of the same name; an empty value takes a field away. */
function fieldsOf(run: Invocation, names: readonly string[]): JSONObject {
  return Object.fromEntries(names.filter((name) => run.flags.isSet(name)).map((name) => [name, run.flags.text(name)]));
}

const encode = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Files that are named stand there by name, or with `--embed-certs` by what they hold. */
function withFiles(run: Invocation, entry: JSONObject, names: readonly string[]): KubectlError | undefined {
  const isEmbedded = run.flags.isTrue('embed-certs');
  const given = names.filter((name) => run.flags.text(name) !== '');
  if (isEmbedded && given.length === 0)
    return textError(`you must specify a ${names.map((name) => `--${name}`).join(' or ')} to embed`);
  for (const name of names) {
    if (!run.flags.isSet(name)) continue;
    const file = run.flags.text(name);
    const content = isEmbedded && file !== '' ? run.readFile(file) : '';
    if (content === undefined)
      return textError(`could not stat ${name} file ${file}: stat ${file}: no such file or directory`);
    entry[name] = isEmbedded ? '' : file;
    if (isEmbedded || file !== '') entry[`${name}-data`] = isEmbedded ? encode(content) : '';
  }
  return undefined;
}

export function setCluster(run: Invocation, config: Kubeconfig, [name]: readonly string[]): string | KubectlError {
  const { flags } = run;
  if (name === '') return textError('you must specify a non-empty cluster name');
  if (flags.isTrue('insecure-skip-tls-verify') && flags.text('certificate-authority') !== '')
    return textError('you cannot specify a certificate authority and insecure mode at the same time');
  const entry: JSONObject = { ...config.clusters[name], ...fieldsOf(run, ['server', 'tls-server-name', 'proxy-url']) };
  const problem = withFiles(run, entry, ['certificate-authority']);
  if (problem) return problem;
  if (flags.isSet('insecure-skip-tls-verify')) {
    entry['insecure-skip-tls-verify'] = flags.isTrue('insecure-skip-tls-verify');
    if (flags.isTrue('insecure-skip-tls-verify')) {
      delete entry['certificate-authority'];
      delete entry['certificate-authority-data'];
    }
  }
  config.clusters[name] = entry;
  return `Cluster ${JSON.stringify(name)} set.`;
}

export function setContext(run: Invocation, config: Kubeconfig, args: readonly string[]): string | KubectlError {
  const { flags } = run;
  const isCurrent = flags.isTrue('current');
  if (isCurrent && args.length > 0) return textError('you cannot specify both a context name and --current');
  const name = isCurrent ? config.currentContext : (args[0] ?? '');
  if (isCurrent && name === '') return textError('no current context is set');
  if (name === '') return textError('you must specify a non-empty context name or --current');
  const isThere = config.contexts[name] !== undefined;
  config.contexts[name] = { ...config.contexts[name], ...fieldsOf(run, ['cluster', 'user', 'namespace']) };
  return `Context ${JSON.stringify(name)} ${isThere ? 'modified' : 'created'}.`;
}

export function setCredentials(run: Invocation, config: Kubeconfig, [name]: readonly string[]): string | KubectlError {
  const { flags } = run;
  if (name === '') return textError('you must specify a non-empty user name');
  const hasToken = flags.text('token') !== '';
  const hasBasic = flags.text('username') !== '' || flags.text('password') !== '';
  if (hasToken && hasBasic)
    return textError(
      'you cannot specify more than one authentication method at the same time: --token, --username/--password',
    );
  if (['auth-provider', 'auth-provider-arg', 'exec-command', 'exec-arg', 'exec-env'].some((flag) => flags.isSet(flag)))
    return textError('plugins for credentials are not simulated');
  const entry: JSONObject = { ...config.users[name], ...fieldsOf(run, ['token', 'username', 'password']) };
  const problem = withFiles(run, entry, ['client-certificate', 'client-key']);
  if (problem) return problem;
  if (hasToken) {
    delete entry.username;
    delete entry.password;
  }
  if (hasBasic) delete entry.token;
  config.users[name] = entry;
  return `User ${JSON.stringify(name)} set.`;
}
