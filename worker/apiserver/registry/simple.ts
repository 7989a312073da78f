/** Kinds with few rules of their own. */

import { isEqual } from '../../kubernetes/patch';
import type { KubernetesObject } from '../../kubernetes/objects';
import { forbidden, invalid, type FieldError } from '../field-errors';
import { checkSubdomain } from '../validation/names';
import { AGE, NAME } from './columns';
import type { AnyStrategy } from './strategy';

const countKeys = (...maps: unknown[]) => maps.reduce<number>((sum, map) => sum + Object.keys(map ?? {}).length, 0);

const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
const DATA_KEY_TEXT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

function validateData(object: KubernetesObject): FieldError[] {
  return Object.keys(object.data ?? {})
    .filter((key) => !DATA_KEY.test(key))
    .map((key) => invalid(`data[${key}]`, key, DATA_KEY_TEXT));
}

function validateDataUpdate(object: KubernetesObject, old: KubernetesObject): FieldError[] {
  const errors = validateData(object);
  if (!old.immutable) return errors;
  if (!object.immutable) errors.push(forbidden('immutable', 'field is immutable when `immutable` is set'));
  if (!isEqual(object.data, old.data)) errors.push(forbidden('data', 'field is immutable when `immutable` is set'));
  return errors;
}

const namespaced = { version: 'v1', namespaced: true, nameRule: checkSubdomain };

const CONFIG_MAP: AnyStrategy = {
  ...namespaced,
  group: '',
  kind: 'ConfigMap',
  resource: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  validate: validateData,
  validateUpdate: validateDataUpdate,
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
  validate: validateData,
  validateUpdate(object: KubernetesObject, old: KubernetesObject) {
    const errors = validateDataUpdate(object, old);
    if (object.type !== old.type) errors.push(invalid('type', object.type, 'field is immutable'));
    return errors;
  },
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
