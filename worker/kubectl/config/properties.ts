/** `kubectl config set` and `unset`: a value by its dotted name. */

import { KubectlError, textError } from '../errors';
import { parseBool } from '../flags';
import type { Invocation } from '../invocation';
import { goQuote } from '../text/go-syntax';
import type { EntryList, Kubeconfig } from './kubeconfig';

type FieldType = 'string' | 'bool' | 'bytes';

const CLUSTER: Readonly<Record<string, FieldType>> = {
  server: 'string',
  'tls-server-name': 'string',
  'insecure-skip-tls-verify': 'bool',
  'certificate-authority': 'string',
  'certificate-authority-data': 'bytes',
  'proxy-url': 'string',
  'disable-compression': 'bool',
};
const USER: Readonly<Record<string, FieldType>> = {
  'client-certificate': 'string',
  'client-certificate-data': 'bytes',
  'client-key': 'string',
  'client-key-data': 'bytes',
  token: 'string',
  tokenFile: 'string',
  act_as: 'string',
  username: 'string',
  password: 'string',
};
const CONTEXT: Readonly<Record<string, FieldType>> = { cluster: 'string', user: 'string', namespace: 'string' };
const FIELDS: Readonly<Record<EntryList, Readonly<Record<string, FieldType>>>> = {
  clusters: CLUSTER,
  users: USER,
  contexts: CONTEXT,
};

interface Property {
  list?: EntryList;
  name: string;
  /** Absent for a whole entry. */
  field?: string;
}

/** A name of an entry may hold dots: it ends before the first word that is a field. */
function parse(path: string): Property | KubectlError {
  const [first, ...rest] = path.split('.');
  if (first === 'current-context' && rest.length === 0) return { name: '' };
  if (!Object.keys(FIELDS).includes(first)) return textError(`unable to parse ${path} after [] at api.Config`);
  const list = first as EntryList;
  const at = rest.findIndex((word, index) => index > 0 && word in FIELDS[list]);
  return at < 0 ? { list, name: rest.join('.') } : { list, name: rest.slice(0, at).join('.'), field: rest[at] };
}

export function setProperty(
  run: Invocation,
  config: Kubeconfig,
  [path, value]: readonly string[],
): string | KubectlError {
  if (value === '') return textError('you cannot use set to unset a property');
  if (path === '') return textError('you must specify a property');
  const property = parse(path);
  if (property instanceof KubectlError) return property;
  const { list, name, field } = property;
  if (!list) config.currentContext = value;
  else if (field === undefined)
    return textError(`can't set a map to a value: map[${Object.keys(config[list]).sort().join(' ')}]`);
  else {
    const checked = valueOf(run, FIELDS[list][field], value);
    if (checked instanceof KubectlError) return checked;
    config[list][name] = { ...config[list][name], [field]: checked };
  }
  return `Property ${JSON.stringify(path)} set.`;
}

function valueOf(run: Invocation, type: FieldType, value: string): string | boolean | KubectlError {
  if (type === 'bool')
    return parseBool(value) ?? textError(`strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`);
  if (type === 'bytes' && run.flags.isTrue('set-raw-bytes')) return btoa(value);
  const bad = type === 'bytes' ? /^(?:[A-Za-z0-9+/]{4})*/.exec(value)![0].length : 0;
  if (type === 'bytes' && !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value))
    return textError(`error decoding input value: illegal base64 data at input byte ${bad}`);
  return value;
}

export function unsetProperty(_: Invocation, config: Kubeconfig, [path]: readonly string[]): string | KubectlError {
  if (path === '') return textError('you must specify a property');
  const property = parse(path);
  if (property instanceof KubectlError) return property;
  const { list, name, field } = property;
  if (!list) config.currentContext = '';
  else if (name === '') config[list] = {};
  else if (field === undefined) delete config[list][name];
  else {
    if (!config[list][name]) return textError(`current map key \`${name}\` is invalid`);
    const { [field]: _gone, ...rest } = config[list][name];
    config[list][name] = rest;
  }
  return `Property ${JSON.stringify(path)} unset.`;
}
