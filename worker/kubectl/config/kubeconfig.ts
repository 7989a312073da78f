/** The kubeconfig: a file of the shell, or that of kubeadm where there is none yet. */

import { isObject, type JSONObject, type JSONValue } from '../../kubernetes/patch';
import { printYAML, readValue } from '../../yaml';
import type { Invocation } from '../invocation';

export type Entries = Record<string, JSONObject>;

/** As kubectl has it in memory: entries by name. */
export interface Kubeconfig {
  clusters: Entries;
  users: Entries;
  contexts: Entries;
  currentContext: string;
  preferences?: JSONObject;
}

export type EntryList = 'clusters' | 'users' | 'contexts';

/** The lists, and what holds the content of their entries. */
export const LISTS: Readonly<Record<EntryList, string>> = { clusters: 'cluster', users: 'user', contexts: 'context' };

/** The one context of the file that kubeadm writes. */
const CONTEXT = 'kubernetes-admin@kubernetes';
export const SERVER = 'https://192.168.0.10:6443';
/** Stands for certificates, which are not simulated: `DATA+OMITTED` in base64. */
const CERTIFICATE = 'REFUQStPTUlUVEVE';

const fromKubeadm = (): Kubeconfig => ({
  clusters: { kubernetes: { server: SERVER, 'certificate-authority-data': CERTIFICATE } },
  users: { 'kubernetes-admin': { 'client-certificate-data': CERTIFICATE, 'client-key-data': CERTIFICATE } },
  contexts: { [CONTEXT]: { cluster: 'kubernetes', user: 'kubernetes-admin' } },
  currentContext: CONTEXT,
});

/** The file that is read and written. */
export interface Place {
  path: string;
  /** As it was typed. */
  name: string;
  isExplicit: boolean;
}

export function placeOf(run: Invocation): Place {
  const flag = run.flags.has('kubeconfig') ? run.flags.text('kubeconfig') : '';
  const { HOME = '', KUBECONFIG = '' } = run.context.env;
  const name = flag || KUBECONFIG.split(':').find(Boolean) || `${HOME}/.kube/config`;
  return { name, path: run.resolve(name), isExplicit: flag !== '' };
}

/** @returns undefined where no file is and the one of kubeadm is meant. */
export function readKubeconfig(run: Invocation): Kubeconfig | undefined {
  const { path } = placeOf(run);
  const text = run.context.fs.read(path);
  if (text === undefined) return undefined;
  const { value } = readValue(text);
  const file = isObject(value as JSONValue) ? (value as JSONObject) : {};
  const entries = (list: EntryList): Entries =>
    Object.fromEntries(
      (Array.isArray(file[list]) ? (file[list] as JSONObject[]) : []).map((entry) => [
        String(entry.name),
        isObject(entry[LISTS[list]]) ? (entry[LISTS[list]] as JSONObject) : {},
      ]),
    );
  return {
    clusters: entries('clusters'),
    users: entries('users'),
    contexts: entries('contexts'),
    currentContext: typeof file['current-context'] === 'string' ? file['current-context'] : '',
    ...(isObject(file.preferences) && { preferences: file.preferences }),
  };
}

const EMPTY: Kubeconfig = { clusters: {}, users: {}, contexts: {}, currentContext: '' };

/** Files that are there on a machine that kubeadm has set up. */
const KUBEADM_FILES = ['/.kube/config', '/etc/kubernetes/admin.conf'];

/** The kubeconfig as it is, to be changed and written. */
export function startingConfig(run: Invocation): Kubeconfig {
  const { name, isExplicit } = placeOf(run);
  const isKubeadm = !isExplicit || KUBEADM_FILES.some((file) => name.endsWith(file));
  return readKubeconfig(run) ?? (isKubeadm ? fromKubeadm() : structuredClone(EMPTY));
}

const FIELDS =
  'server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url client-certificate client-certificate-data client-key client-key-data token username password exec cluster user namespace'.split(
    ' ',
  );

/** Fields that are printed although they are empty. */
const REQUIRED: Readonly<Record<EntryList, readonly string[]>> = {
  clusters: ['server'],
  users: [],
  contexts: ['cluster', 'user'],
};

/** The kubeconfig as a file has it, in the order of the Go types. */
export function toObject(config: Kubeconfig): JSONObject {
  const list = (name: EntryList): JSONValue => {
    const names = Object.keys(config[name]).sort();
    if (names.length === 0) return null;
    return names.map((key) => ({ name: key, [LISTS[name]]: ordered(config[name][key], REQUIRED[name]) }));
  };
  return {
    kind: 'Config',
    apiVersion: 'v1',
    ...(config.preferences && { preferences: config.preferences }),
    clusters: list('clusters'),
    users: list('users'),
    contexts: list('contexts'),
    'current-context': config.currentContext,
  };
}

function ordered(entry: JSONObject, required: readonly string[]): JSONObject {
  const filled: JSONObject = { ...Object.fromEntries(required.map((name) => [name, ''])), ...entry };
  const names = Object.keys(filled).filter((name) => required.includes(name) || (filled[name] && filled[name] !== ''));
  return Object.fromEntries(
    names.sort((a, b) => FIELDS.indexOf(a) - FIELDS.indexOf(b)).map((name) => [name, filled[name]]),
  );
}

/** @returns what is wrong with the place. */
export function writeKubeconfig(run: Invocation, config: Kubeconfig): string | undefined {
  const { path } = placeOf(run);
  const { fs } = run.context;
  const folders = path.split('/').slice(1, -1);
  folders.forEach((_, index) => {
    const folder = `/${folders.slice(0, index + 1).join('/')}`;
    if (fs.kind(folder) === undefined) fs.makeFolder(folder);
  });
  const problem = fs.write(path, printYAML(toObject(config)));
  return problem && `open ${path}: ${problem.toLowerCase()}`;
}

/** Only what the current context uses (clientcmdapi.MinifyConfig). @returns the error's text where that is not there. */
export function minified(config: Kubeconfig): Kubeconfig | string {
  const { currentContext: name, contexts, clusters, users } = config;
  if (name === '') return 'current-context must exist in order to minify';
  const context = contexts[name];
  if (!context) return `cannot locate context ${name}`;
  const [cluster, user] = [String(context.cluster ?? ''), String(context.user ?? '')];
  if (cluster !== '' && !clusters[cluster]) return `cannot locate cluster ${cluster}`;
  if (user !== '' && !users[user]) return `cannot locate user ${user}`;
  return {
    ...config,
    contexts: { [name]: context },
    clusters: cluster === '' ? {} : { [cluster]: clusters[cluster] },
    users: user === '' ? {} : { [user]: users[user] },
  };
}

/** Without what is secret. */
export function shortened(config: Kubeconfig): Kubeconfig {
  const hide = (entries: Entries): Entries =>
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [
        name,
        Object.fromEntries(
          Object.entries(entry).map(([field, value]) => {
            if (field.endsWith('-data')) return [field, 'DATA+OMITTED'];
            return [field, (field === 'token' || field === 'password') && value !== '' ? 'REDACTED' : value];
          }),
        ),
      ]),
    );
  return { ...config, clusters: hide(config.clusters), users: hide(config.users) };
}
