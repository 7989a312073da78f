/** Rules of volumes: names, exactly one source, and what the usual sources need. */

import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import type { Env } from '../../env';
import { checkLabel } from '../../validation/names';
import { checkDescending, validateFieldRef, validateResourceRef } from './containers';
import type { Container, PodSpec } from './defaults';

const MODE_MAX = 0o777;
const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']; // prettier-ignore
const FILE_FIELD_PATHS = ['annotations', 'labels', 'name', 'namespace', 'uid'].map((name) => `metadata.${name}`);
/** In the order in which a second one is found to be too many. */
const SOURCES =
  'emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker persistentVolumeClaim rbd cinder cephfs quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk storageos projected scaleIO csi ephemeral image'.split(
    ' ',
  );

/** @returns the errors, and the names of the volumes that have none. */
export function validateVolumes(spec: PodSpec, path: string, env: Env): { errors: FieldError[]; names: Set<string> } {
  const all: FieldError[] = [];
  const names = new Set<string>();
  ((spec.volumes ?? []) as Container[]).forEach((volume, index) => {
    const field = `${path}[${index}]`;
    const { name = '' } = volume;
    const errors = validateSource(volume, field, env);
    if (!name) errors.push(required(`${field}.name`));
    else errors.push(...checkLabel(name).map((text) => invalid(`${field}.name`, name, text)));
    if (names.has(name)) errors.push(duplicate(`${field}.name`, name));
    if (errors.length === 0) names.add(name);
    all.push(...errors);
  });
  return { errors: all, names };
}

function validateSource(volume: Container, field: string, env: Env): FieldError[] {
  const [first, ...more] = SOURCES.filter((source) => volume[source]);
  if (!first) return [required(field, 'must specify a volume type')];
  return [
    ...(RULES[first]?.(volume[first], `${field}.${first}`, env) ?? []),
    ...more.map((source) => forbidden(`${field}.${source}`, 'may not specify more than 1 volume type')),
  ];
}

const needs = (source: Container, field: string, ...names: string[]): FieldError[] =>
  names.filter((name) => !source[name]).map((name) => required(`${field}.${name}`));

function validateMode(mode: number | undefined, field: string): FieldError[] {
  const isWrong = mode !== undefined && (mode < 0 || mode > MODE_MAX);
  return isWrong ? [invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')] : [];
}

function validateFilePath(path: string, field: string): FieldError[] {
  const errors = checkDescending(path, field);
  if (path.startsWith('..') && !path.startsWith('../')) errors.push(invalid(field, path, "must not start with '..'"));
  return errors;
}

const validateItems = (source: Container, field: string): FieldError[] =>
  ((source.items ?? []) as Container[]).flatMap((item, index) => validateItem(item, `${field}.items[${index}]`));

const validateItem = (item: Container, field: string): FieldError[] => [
  ...needs(item, field, 'key', 'path'),
  ...validateFilePath(item.path ?? '', `${field}.path`),
  ...validateMode(item.mode, `${field}.mode`),
];

/** Errors of a file name the volume's field, not the entry. */
const validateDownward = (source: Container, field: string, env: Env): FieldError[] =>
  ((source.items ?? []) as Container[]).flatMap((item) => validateDownwardFile(item, field, env));

function validateDownwardFile(item: Container, field: string, env: Env): FieldError[] {
  const errors = [...needs(item, field, 'path'), ...validateFilePath(item.path ?? '', `${field}.path`)];
  if (item.fieldRef) {
    errors.push(...validateFieldRef(item.fieldRef, `${field}.fieldRef`, FILE_FIELD_PATHS, env));
    if (item.resourceFieldRef)
      errors.push(invalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (item.resourceFieldRef)
    errors.push(...validateResourceRef(item.resourceFieldRef, `${field}.resourceFieldRef`, true));
  else errors.push(required(field, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...validateMode(item.mode, `${field}.mode`)];
}

const TOKEN_SECONDS_MIN = 600;
const TOKEN_SECONDS_MAX = 2 ** 32;

/** Some errors name the volume and not the source: so does the server. */
function validateProjections(sources: Container[], field: string, env: Env): FieldError[] {
  const paths = new Set<string>();
  const once = (path: string | undefined, shown = path): FieldError[] => {
    if (!path) return [];
    if (paths.has(path)) return [invalid(field, shown ?? '', 'conflicting duplicate paths')];
    paths.add(path);
    return [];
  };
  return sources.flatMap((projection, index) => {
    const at = `${field}.sources[${index}]`;
    const errors = ['secret', 'configMap'].flatMap((name) => {
      const source = projection[name] as Container | undefined;
      if (!source) return [];
      const items: Container[] = source.items ?? [];
      return [
        ...needs(source, `${at}.${name}`, 'name'),
        ...items.flatMap((item, place) => [
          ...validateItem(item, `${at}.${name}.items[${place}]`),
          ...once(item.path, source.name ?? ''),
        ]),
      ];
    });
    for (const item of (projection.downwardAPI?.items ?? []) as Container[])
      errors.push(...validateDownwardFile(item, `${at}.downwardAPI`, env), ...once(item.path));
    if (projection.serviceAccountToken) errors.push(...validateToken(projection.serviceAccountToken, at, field));
    const kinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle'];
    if (kinds.filter((kind) => projection[kind]).length > 1)
      errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
    return errors;
  });
}

function validateToken({ expirationSeconds: seconds, path }: Container, at: string, field: string): FieldError[] {
  const name = `${at}.serviceAccountToken.expirationSeconds`;
  const errors: FieldError[] = [];
  if (seconds < TOKEN_SECONDS_MIN)
    errors.push(invalid(name, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > TOKEN_SECONDS_MAX)
    errors.push(invalid(name, seconds, 'may not specify a duration larger than 2^32 seconds'));
  return [...errors, ...(path ? validateFilePath(path, `${field}.path`) : [required(`${field}.path`)])];
}

type SourceRule = (source: Container, field: string, env: Env) => FieldError[];

const keyed =
  (name: string): SourceRule =>
  (source, field) => [
    ...needs(source, field, name),
    ...validateMode(source.defaultMode, `${field}.defaultMode`),
    ...validateItems(source, field),
  ];

const RULES: Readonly<Record<string, SourceRule>> = {
  emptyDir: ({ sizeLimit }, field) =>
    sizeLimit?.startsWith('-')
      ? [forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
      : [],
  hostPath(source, field) {
    if (!source.path) return needs(source, field, 'path');
    const errors = source.path.split('/').includes('..')
      ? [invalid(`${field}.path`, source.path, "must not contain '..'")]
      : [];
    if (!HOST_PATH_TYPES.includes(source.type))
      errors.push(notSupported(`${field}.type`, source.type, HOST_PATH_TYPES));
    return errors;
  },
  gitRepo: (source, field) => [
    ...needs(source, field, 'repository'),
    ...checkDescending(source.directory ?? '', `${field}.directory`),
  ],
  secret: keyed('secretName'),
  configMap: keyed('name'),
  nfs: (source, field) => [
    ...needs(source, field, 'server', 'path'),
    ...(source.path?.startsWith('/') ? [] : [invalid(`${field}.path`, source.path ?? '', 'must be an absolute path')]),
  ],
  persistentVolumeClaim: (source, field) => needs(source, field, 'claimName'),
  downwardAPI: (source, field, env) => [
    ...validateMode(source.defaultMode, `${field}.defaultMode`),
    ...validateDownward(source, field, env),
  ],
  projected: (source, field, env) => [
    ...validateMode(source.defaultMode, `${field}.defaultMode`),
    ...validateProjections(source.sources ?? [], field, env),
  ],
  csi: (source, field) => needs(source, field, 'driver'),
};
