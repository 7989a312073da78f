/** IPAddresses (services.md 6). */

import type { KubernetesObject } from '../../../kubernetes/objects';
import { isVersionOn, type Release } from '../../../releases';
import type { Env } from '../../env';
import { invalid, required, type FieldError } from '../../field-errors';
import { shownStruct } from '../../go-text';
import { checkStrictIP, parseAddrError } from '../../validation/addresses';
import { checkPathSegment, checkSubdomain } from '../../validation/names';
import { isEqual } from '../../../kubernetes/patch';
import { NAME, orNone } from '../columns';
import { ageOf } from '../../../kubernetes/duration';
import type { AnyStrategy } from '../strategy';

interface ParentRef {
  group?: string;
  resource?: string;
  namespace?: string;
  name?: string;
}

const parentOf = (object: KubernetesObject): ParentRef | undefined => object.spec?.parentRef;

function parentText(object: KubernetesObject): string {
  const parent = parentOf(object);
  if (!parent) return '<none>';
  const { group, resource = '', namespace, name = '' } = parent;
  const type = (group ? `${resource}.${group}` : resource).toLowerCase();
  return orNone(namespace ? `${type}/${namespace}/${name}` : `${type}/${name}`);
}

/** services.md R6.1.2. */
function validate(object: KubernetesObject): FieldError[] {
  const parent = parentOf(object);
  if (!parent) return [required('spec.parentRef')];
  const errors: FieldError[] = [];
  const check = (field: keyof ParentRef, texts: string[]) =>
    errors.push(...texts.map((text) => invalid(`spec.parentRef.${field}`, parent[field] ?? '', text)));
  if (parent.group) check('group', checkSubdomain(parent.group));
  if (!parent.resource) errors.push(required('spec.parentRef.resource'));
  else check('resource', checkPathSegment(parent.resource));
  if (!parent.name) errors.push(required('spec.parentRef.name'));
  else check('name', checkPathSegment(parent.name));
  if (parent.namespace) check('namespace', checkPathSegment(parent.namespace));
  return errors;
}

/** services.md R6.1.3. */
function validateUpdate(object: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  if (isEqual(object.spec, old.spec)) return [];
  const parent = parentOf(object);
  const shown = parent
    ? shownStruct('networking.ParentReference', [
        ['Group', parent.group ?? ''],
        ['Resource', parent.resource ?? ''],
        ['Namespace', parent.namespace ?? ''],
        ['Name', parent.name ?? ''],
      ])
    : null;
  return [
    ...validate(object),
    invalid('spec.parentRef', env.release.since('1.37') ? null : shown, 'field is immutable'),
  ];
}

/** @param env gives the parser of addresses. */
export function ipAddressStrategy(env: Env): AnyStrategy {
  /** services.md R6.1.1. */
  function nameRule(name: string, release: Release): string[] {
    if (!release.since('1.33')) {
      const address = env.addresses.parse(name);
      if (!address) return [parseAddrError(name)];
      return env.addresses.format(address) === name ? [] : ['must be a canonical format IP address'];
    }
    const text = checkStrictIP(name, env.addresses);
    if (text) return [text];
    const canonical = env.addresses.canonical(name)!;
    return canonical === name ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
  }

  return {
    group: 'networking.k8s.io',
    version: 'v1',
    versions: ipAddressVersions,
    kind: 'IPAddress',
    resource: 'ipaddresses',
    singular: 'ipaddress',
    shortNames: ['ip'],
    namespaced: false,
    nameRule,
    keepsGenerateName: true,
    validate,
    validateUpdate,
    columns: [NAME, { name: 'ParentRef', cell: parentText }],
    // The server sends the age without a column for it (services.md 9.1).
    extraCells: (object: KubernetesObject, at: Env) => [ageOf(object.metadata.creationTimestamp, at.nowMs())],
  };
}

/** Versions of ServiceCIDR and IPAddress (services.md 7.2): v1 from 1.33, older ones where they are asked for. */
function versionsOf(env: Env, resource: string): readonly string[] {
  const { release, settings } = env;
  if (!release.isEnabled('MultiCIDRServiceAllocator')) return [];
  const versions = [
    ...(release.since('1.33') ? ['v1'] : []),
    ...(release.since('1.37') ? [] : ['v1beta1']),
    ...(release.since('1.34') ? [] : ['v1alpha1']),
  ];
  return versions.filter((one) => isVersionOn(settings.runtimeConfig ?? '', 'networking.k8s.io', one, resource));
}

export const serviceCIDRVersions = (env: Env) => versionsOf(env, 'servicecidrs');
const ipAddressVersions = (env: Env) => versionsOf(env, 'ipaddresses');
