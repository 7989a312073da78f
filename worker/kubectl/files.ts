/** Objects from files, folders, standard input and the documentation's addresses, as the builder reads them. */

import type { JSONObject, JSONValue } from '../kubernetes/patch';
import { isObject } from '../kubernetes/patch';
import { matchesRequirements, parseLabelSelector } from '../kubernetes/selectors';
import { readDocumentsOnce } from '../yaml';
import { groupVersionOf, type ResourceType } from './discovery';
import { atPosition, KubectlError, textError } from './errors';
import { EXAMPLES } from './examples';
import type { Invocation } from './invocation';
import { marshalJSON } from './text/go-syntax';
import { createValidator, type Validator } from './validation';

/** One object that a command works on. */
export interface Info {
  type: ResourceType;
  namespace?: string;
  name: string;
  /** `STDIN`, a file name; absent for objects of the command line. */
  source?: string;
  object?: JSONObject;
}

export interface Found {
  infos: Info[];
  errors: KubectlError[];
}

const EXTENSIONS = /\.(json|yaml|yml)$/;

interface Source {
  name: string;
  text: string;
}

/** Texts behind the `-f` flags, in order. */
function sourcesOf(
  run: Invocation,
  names: readonly string[],
  isRecursive: boolean,
): { sources: Source[]; errors: KubectlError[] } {
  const sources: Source[] = [];
  const errors: KubectlError[] = [];
  for (const name of names) {
    if (name === '-') sources.push({ name: 'STDIN', text: run.readFile('-')! });
    else if (/^https?:\/\//.test(name)) {
      const example = exampleAt(name);
      if (example === undefined) errors.push(unreachable(name));
      else sources.push({ name, text: example });
    } else {
      const path = run.resolve(name);
      const kind = run.context.fs.kind(path);
      if (kind === undefined) errors.push(textError(`the path ${JSON.stringify(name)} does not exist`));
      else if (kind === 'file') sources.push({ name, text: run.context.fs.read(path)! });
      else sources.push(...folderSources(run, path, name.replace(/\/$/, ''), isRecursive));
    }
  }
  return { sources, errors };
}

function folderSources(run: Invocation, path: string, name: string, isRecursive: boolean): Source[] {
  const entries = [...(run.context.fs.list(path) ?? [])].sort();
  return entries.flatMap((entry) => {
    const inner = `${path}/${entry}`;
    if (run.context.fs.kind(inner) === 'folder')
      return isRecursive ? folderSources(run, inner, `${name}/${entry}`, true) : [];
    return EXTENSIONS.test(entry) ? [{ name: `${name}/${entry}`, text: run.context.fs.read(inner)! }] : [];
  });
}

function exampleAt(url: string): string | undefined {
  const match = /^https:\/\/(?:k8s\.io|kubernetes\.io)\/examples\/(.+)$/.exec(url);
  return match ? EXAMPLES[match[1]] : undefined;
}

/** What a machine without a network prints. */
function unreachable(url: string): KubectlError {
  const host = /^https?:\/\/([^/:]+)/.exec(url)?.[1] ?? url;
  return new KubectlError(`Unable to connect to the server: dial tcp: lookup ${host}: no such host`, { isRaw: true });
}

export interface FileOptions {
  /** What `--validate` checks before anything is sent; absent where nothing is. */
  validate?: Validator;
  /** Namespace rule: explicit `-n` must equal what objects say. */
  requiresNamespace: boolean;
  /** Objects that name no namespace get none: they are not sent anywhere (`--local`). */
  isLocal?: boolean;
  /** Only objects that `--selector` finds are meant. */
  isSelected?: boolean;
}

/** Reads all objects of the `-f` flags. Errors do not stop later objects. */
export function readInfos(
  run: Invocation,
  names: readonly string[],
  isRecursive: boolean,
  options: FileOptions,
): Found {
  const { sources, errors } = sourcesOf(run, names, isRecursive);
  const found: Found = { infos: [], errors: [...errors] };
  if (errors.length > 0) return found;
  for (const source of sources) readSource(run, source, options, found);
  const selector = options.isSelected ? run.flags.text('selector') : '';
  if (selector !== '') found.infos = found.infos.filter(({ object }) => hasLabels(object!, selector));
  return found;
}

/** The same, with the check of `--validate` unless it is `ignore`. */
export async function readValidInfos(
  run: Invocation,
  names: readonly string[],
  isRecursive: boolean,
  validation: string,
  more: Pick<FileOptions, 'isSelected'> = {},
): Promise<Found> {
  const options: FileOptions = { requiresNamespace: true, ...more };
  if (validation === 'Ignore') return readInfos(run, names, isRecursive, options);
  const { sources } = sourcesOf(run, names, isRecursive);
  const texts = validation === 'Strict' ? sources.map(({ text }) => text) : [];
  return readInfos(run, names, isRecursive, { ...options, validate: await createValidator(run, texts) });
}

function hasLabels(object: JSONObject, selector: string): boolean {
  const parsed = parseLabelSelector(selector);
  const { labels } = (object.metadata ?? {}) as { labels?: Record<string, string> };
  return parsed.requirements !== undefined && matchesRequirements(labels, parsed.requirements);
}

/** Reads all objects of a text, which errors call by `name`. */
export function readText(run: Invocation, name: string, text: string, options: FileOptions): Found {
  const found: Found = { infos: [], errors: [] };
  readSource(run, { name, text }, options, found);
  return found;
}

function readSource(run: Invocation, source: Source, options: FileOptions, found: Found): void {
  const { documents, error } = readDocumentsOnce(source.text);
  for (const { value } of documents) {
    const problem = options.validate?.(value);
    if (problem !== undefined) {
      const hint = 'if you choose to ignore these errors, turn validation off with --validate=false';
      // what stands behind it in the file is not read any more
      found.errors.push(textError(`error validating "${source.name}": error validating data: ${problem}; ${hint}`));
      return;
    }
    const isListed = isList(value) && isKnownList(run, value);
    for (const item of isListed ? itemsOf(value) : [value]) {
      const info = infoOf(run, item, source.name, { ...options, isListed });
      if (info instanceof KubectlError) found.errors.push(atPosition(info, found.infos.length));
      else found.infos.push(info);
    }
  }
  if (error) found.errors.push(textError(`error parsing ${source.name}: ${error.message}`));
}

const isList = (value: JSONValue): value is JSONObject & { kind: string; items: JSONValue[] } =>
  isObject(value) && typeof value.kind === 'string' && value.kind.endsWith('List') && Array.isArray(value.items);

/** `List` is a kind of every version that is served. */
function isKnownList({ discovery }: Invocation, { apiVersion, kind }: JSONObject & { kind: string }): boolean {
  const version = String(apiVersion ?? 'v1');
  return kind === 'List'
    ? discovery.groupVersions.includes(version)
    : discovery.findKind(version, kind.replace(/List$/, '')) !== undefined;
}

/** Items that do not say what they are are of the kind that is listed. */
function itemsOf({ apiVersion, kind, items }: JSONObject & { kind: string; items: JSONValue[] }): JSONValue[] {
  const itemKind = kind.replace(/List$/, '');
  return items.map((item) =>
    isObject(item) && !item.kind && !item.apiVersion && itemKind !== ''
      ? { ...item, apiVersion, kind: itemKind }
      : item,
  );
}

function infoOf(
  run: Invocation,
  value: JSONValue,
  source: string,
  options: FileOptions & { isListed: boolean },
): Info | KubectlError {
  const undecodable = (text: string) => textError(`unable to decode "${source}": ${text}`);
  if (!isObject(value))
    return undecodable(`json: cannot unmarshal ${jsonWord(value)} into Go value of type unstructured.detector`);
  const json = () => marshalJSON(value);
  if (value.kind === undefined || value.kind === '' || value.kind === null)
    return undecodable(`Object 'Kind' is missing in '${json()}'`);
  if (options.isListed && isList(value))
    return textError('*unstructured.Unstructured is not a list: no Items field in this object');
  const problem = options.isListed ? undefined : metadataProblem(value.metadata);
  if (problem !== undefined) return undecodable(problem);
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const [apiVersion, kind] = [String(value.apiVersion ?? ''), String(value.kind)];
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  const given = metadata.namespace === undefined || metadata.namespace === null ? '' : String(metadata.namespace);
  // without a version the core group is meant
  const type = run.discovery.findKind(apiVersion === '' ? 'v1' : apiVersion, kind);
  if (!type) {
    if (options.isListed)
      return new KubectlError(`unable to recognize no matches for kind "${kind}" in version "${apiVersion}"`, {
        isRaw: true,
      });
    return textError(
      `resource mapping not found for name: "${name}" namespace: "${given}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  }
  if (!type.namespaced || (options.isLocal && given === '')) return { type, name, source, object: value };
  if (given !== '' && options.requiresNamespace && run.isNamespaceGiven && given !== run.namespace) {
    return textError(
      `the namespace from the provided object "${given}" does not match the namespace "${run.namespace}". You must pass '--namespace=${given}' to perform this operation.`,
    );
  }
  const namespace = given === '' ? run.namespace : given;
  return { type, namespace, name, source, object: given === '' ? withNamespace(value, metadata, namespace) : value };
}

function withNamespace(value: JSONObject, metadata: JSONObject, namespace: string): JSONObject {
  return { ...value, metadata: { ...metadata, namespace } };
}

const STRING_FIELDS = ['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion'];

/** What kubectl's own decoding of metadata finds wrong. */
function metadataProblem(metadata: JSONValue | undefined): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (!isObject(metadata))
    return `json: cannot unmarshal ${jsonWord(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`;
  const wrong = (field: string, value: JSONValue, type: string) =>
    `json: cannot unmarshal ${jsonWord(value)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`;
  for (const field of Object.keys(metadata)) {
    const value = metadata[field];
    if (value === null) continue;
    if (STRING_FIELDS.includes(field) && typeof value !== 'string') return wrong(field, value, 'string');
    if (field === 'labels' || field === 'annotations') {
      if (!isObject(value)) return wrong(field, value, 'map[string]string');
      const bad = Object.values(value).find((item) => item !== null && typeof item !== 'string');
      if (bad !== undefined) return wrong(field, bad, 'string');
    }
    if (field === 'finalizers') {
      if (!Array.isArray(value)) return wrong(field, value, '[]string');
      const bad = value.find((item) => item !== null && typeof item !== 'string');
      if (bad !== undefined) return wrong(field, bad, 'string');
    }
    if (field === 'ownerReferences' && !Array.isArray(value)) return wrong(field, value, '[]v1.OwnerReference');
  }
  return undefined;
}

/** The word of Go's JSON decoder for a kind of value. */
export function jsonWord(value: JSONValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return value === null ? 'null' : typeof value;
}

/** `/v1, Resource=services` and `/v1, Kind=Service`, as Go prints them. */
export const gvrText = (type: ResourceType) => `${groupText(type)}, Resource=${type.resource}`;
export const gvkText = (type: ResourceType) => `${groupText(type)}, Kind=${type.kind}`;
const groupText = (type: ResourceType) => (type.group === '' ? `/${type.version}` : groupVersionOf(type));

/** `Resource: …`, `Name: …`: how the builder prints an object in errors. */
export function describeInfo(info: Info): string {
  return `Resource: "${gvrText(info.type)}", GroupVersionKind: "${gvkText(info.type)}"\nName: "${info.name}", Namespace: "${info.namespace ?? ''}"`;
}
