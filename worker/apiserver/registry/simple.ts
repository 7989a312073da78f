/** Kinds with few rules of their own. */

import { isEqual } from '../../kubernetes/patch';
import type { KubernetesObject } from '../../kubernetes/objects';
import { forbidden, invalid, required, tooLong, type FieldError } from '../field-errors';
import { checkConfigKey, checkSubdomain } from '../validation/names';
import { AGE, NAME } from './columns';
import type { AnyStrategy } from './strategy';

const countKeys = (...maps: unknown[]) => maps.reduce<number>((sum, map) => sum + Object.keys(map ?? {}).length, 0);

const SIZE_MAX_BYTES = 1024 * 1024;
const IMMUTABLE = 'field is immutable when `immutable` is set';

type Data = Record<string, string>;

const byteLength = (text: string) => new TextEncoder().encode(text).length;
/** Bytes that a text in base64 stands for. */
const decodedLength = (text: string) => Math.floor((text.replace(/=+$/, '').length * 3) / 4);
const sizeOf = (data: Data, length: (text: string) => number) =>
  Object.values(data).reduce((sum, value) => sum + length(value), 0);

const validateKeys = (data: Data, path: string): FieldError[] =>
  Object.keys(data)
    .sort()
    .flatMap((key) => checkConfigKey(key).map((text) => invalid(`${path}[${key}]`, key, text)));

function validateConfigMap(object: KubernetesObject): FieldError[] {
  const data: Data = object.data ?? {};
  const binaryData: Data = object.binaryData ?? {};
  const errors = Object.keys(data)
    .sort()
    .flatMap((key) => [
      ...validateKeys({ [key]: '' }, 'data'),
      ...(Object.hasOwn(binaryData, key)
        ? [invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')]
        : []),
    ]);
  errors.push(...validateKeys(binaryData, 'binaryData'));
  if (sizeOf(data, byteLength) + sizeOf(binaryData, decodedLength) > SIZE_MAX_BYTES)
    errors.push(tooLong('', SIZE_MAX_BYTES));
  return errors;
}

/** What an object that is immutable may not change any more. */
function validateImmutable(object: KubernetesObject, old: KubernetesObject, fields: readonly string[]): FieldError[] {
  if (!old.immutable) return [];
  return [
    ...(object.immutable ? [] : [forbidden('immutable', IMMUTABLE)]),
    ...fields.filter((field) => !isEqual(object[field], old[field])).map((field) => forbidden(field, IMMUTABLE)),
  ];
}

/** Keys that a Secret of that type has to have; the words of the last two are the server's own slip. */
const SECRET_KEYS: Readonly<Record<string, { path: string; keys: readonly string[]; anyOf?: boolean }>> = {
  'kubernetes.io/dockercfg': { path: 'data', keys: ['.dockercfg'] },
  'kubernetes.io/dockerconfigjson': { path: 'data', keys: ['.dockerconfigjson'] },
  'kubernetes.io/tls': { path: 'data', keys: ['tls.crt', 'tls.key'] },
  'kubernetes.io/basic-auth': { path: 'data[%s]', keys: ['username', 'password'], anyOf: true },
  'kubernetes.io/ssh-auth': { path: 'data[%s]', keys: ['ssh-privatekey'] },
};
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';

function validateSecret(object: KubernetesObject): FieldError[] {
  const data: Data = object.data ?? {};
  const errors = validateKeys(data, 'data');
  if (sizeOf(data, decodedLength) > SIZE_MAX_BYTES) errors.push(tooLong('data', SIZE_MAX_BYTES));
  if (object.type === 'kubernetes.io/service-account-token' && !object.metadata.annotations?.[ACCOUNT_NAME])
    errors.push(required(`metadata.annotations[${ACCOUNT_NAME}]`));
  const rule = SECRET_KEYS[object.type];
  if (!rule) return errors;
  const isMissing = (key: string) => data[key] === undefined || (key === 'ssh-privatekey' && data[key] === '');
  const missing = rule.keys.filter(isMissing);
  if (rule.anyOf && missing.length < rule.keys.length) return errors;
  return [...errors, ...missing.map((key) => required(`${rule.path}[${key}]`))];
}

const namespaced = { version: 'v1', namespaced: true, nameRule: checkSubdomain };

const CONFIG_MAP: AnyStrategy = {
  ...namespaced,
  group: '',
  kind: 'ConfigMap',
  resource: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  validate: validateConfigMap,
  validateUpdate: (object: KubernetesObject, old: KubernetesObject) => [
    ...validateImmutable(object, old, ['data', 'binaryData']),
    ...validateConfigMap(object),
  ],
  columns: [NAME, { name: 'Data', cell: (object) => countKeys(object.data, object.binaryData) }, AGE],
};

const SECRET: AnyStrategy = {
  ...namespaced,
  group: '',
  kind: 'Secret',
  resource: 'secrets',
  singular: 'secret',
  setDefaults(object: KubernetesObject) {
    object.type ??= 'Opaque';
    if (!object.stringData) return;
    const encoded = Object.entries(object.stringData as Record<string, string>).map(([key, value]) => [
      key,
      base64(value),
    ]);
    object.data = { ...object.data, ...Object.fromEntries(encoded) };
    delete object.stringData;
  },
  validate: validateSecret,
  validateUpdate: (object: KubernetesObject, old: KubernetesObject) => [
    ...(object.type === old.type ? [] : [invalid('type', object.type, 'field is immutable')]),
    ...validateImmutable(object, old, ['data']),
    ...validateSecret(object),
  ],
  columns: [
    NAME,
    { name: 'Type', cell: (object) => object.type ?? '' },
    { name: 'Data', type: 'integer', cell: (object) => countKeys(object.data) },
    AGE,
  ],
  selectableFields: { type: (object: KubernetesObject) => object.type ?? '' },
};

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const SERVICE_ACCOUNT: AnyStrategy = {
  ...namespaced,
  group: '',
  kind: 'ServiceAccount',
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  columns: [NAME, { name: 'Secrets', cell: (object) => object.secrets?.length ?? 0 }, AGE],
};

const LEASE: AnyStrategy = {
  ...namespaced,
  group: 'coordination.k8s.io',
  kind: 'Lease',
  resource: 'leases',
  createsOnUpdate: true,
  singular: 'lease',
  columns: [NAME, { name: 'Holder', cell: (object) => object.spec?.holderIdentity ?? '' }, AGE],
};

const CONTROLLER_REVISION: AnyStrategy = {
  ...namespaced,
  group: 'apps',
  kind: 'ControllerRevision',
  resource: 'controllerrevisions',
  singular: 'controllerrevision',
  columns: [
    NAME,
    {
      name: 'Controller',
      cell(object) {
        const owner = object.metadata.ownerReferences?.find(
          (reference: { controller?: boolean }) => reference.controller,
        );
        return owner ? `${owner.kind.toLowerCase()}.${owner.apiVersion.split('/')[0]}/${owner.name}` : '<none>';
      },
    },
    { name: 'Revision', type: 'integer', cell: (object) => object.revision ?? 0 },
    AGE,
  ],
};

export const SIMPLE_KINDS: readonly AnyStrategy[] = [CONFIG_MAP, SECRET, SERVICE_ACCOUNT, LEASE, CONTROLLER_REVISION];
