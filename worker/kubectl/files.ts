/** Objects from files, folders, standard input and the documentation's addresses, as the builder reads them. */

import type { JSONObject, JSONValue } from '../kubernetes/patch';
import { isObject } from '../kubernetes/patch';
import { readDocuments } from '../yaml';
import { groupVersionOf, type ResourceType } from './discovery';
import { atPosition, KubectlError, textError } from './errors';
import { EXAMPLES } from './examples';
import type { Invocation } from './invocation';
import { marshalJSON } from './text/go-syntax';

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
  /** Checks apiVersion and kind as `--validate` does. */
  isValidated: boolean;
  /** Namespace rule: explicit `-n` must equal what objects say. */
  requiresNamespace: boolean;
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
  return found;
}

/** Reads all objects of a text, which errors call by `name`. */
export function readText(run: Invocation, name: string, text: string, options: FileOptions): Found {
  const found: Found = { infos: [], errors: [] };
  readSource(run, { name, text }, options, found);
  return found;
}

function readSource(run: Invocation, source: Source, options: FileOptions, found: Found): void {
  const { documents, error } = readDocuments(source.text);
  for (const document of documents) {
    const problem = options.isValidated ? validateDocument(document.value) : undefined;
    if (problem !== undefined) {
      const hint = 'if you choose to ignore these errors, turn validation off with --validate=false';
      found.errors.push(
        atPosition(
          textError(`error validating "${source.name}": error validating data: ${problem}; ${hint}`),
          found.infos.length,
        ),
      );
      continue;
    }
    for (const item of flatten(document.value)) {
      const info = infoOf(run, item, source.name, options);
      if (info instanceof KubectlError) found.errors.push(atPosition(info, found.infos.length));
      else found.infos.push(info);
    }
  }
  if (error)
    found.errors.push(atPosition(textError(`error parsing ${source.name}: ${error.message}`), found.infos.length));
}

/** Items of a List of any kind. */
function flatten(value: JSONValue): JSONValue[] {
  const isList =
    isObject(value) && typeof value.kind === 'string' && value.kind.endsWith('List') && Array.isArray(value.items);
  return isList ? (value.items as JSONValue[]).flatMap(flatten) : [value];
}

/** The client's check of type meta; the rest is the server's. */
function validateDocument(value: JSONValue): string | undefined {
  if (!isObject(value)) return 'invalid object to validate';
  if (typeof value.kind === 'string' && value.kind.endsWith('List') && value.apiVersion !== undefined) {
    if (!Array.isArray(value.items)) return 'invalid object to validate';
    const problems = value.items.map((item) => validateDocument(item)).filter((problem) => problem !== undefined);
    return problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
  }
  const problems: string[] = [];
  if (value.apiVersion === undefined || value.apiVersion === null) problems.push('apiVersion not set');
  else if (typeof value.apiVersion !== 'string') problems.push("apiVersion isn't string type");
  else if (value.apiVersion.split('/').length > 2) problems.push(`unexpected GroupVersion string: ${value.apiVersion}`);
  if (value.kind === undefined || value.kind === null) problems.push('kind not set');
  else if (typeof value.kind !== 'string') problems.push("kind isn't string type");
  return problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
}

function infoOf(run: Invocation, value: JSONValue, source: string, options: FileOptions): Info | KubectlError {
  const undecodable = (text: string) => textError(`unable to decode "${source}": ${text}`);
  if (!isObject(value))
    return undecodable(`json: cannot unmarshal ${jsonWord(value)} into Go value of type unstructured.detector`);
  const json = () => marshalJSON(value);
  if (value.kind === undefined || value.kind === '' || value.kind === null)
    return undecodable(`Object 'Kind' is missing in '${json()}'`);
  const problem = metadataProblem(value.metadata);
  if (problem !== undefined) return undecodable(problem);
  const metadata = (value.metadata ?? {}) as JSONObject;
  const [apiVersion, kind] = [String(value.apiVersion ?? ''), String(value.kind)];
  const name = String(metadata.name ?? '');
  const given = metadata.namespace === undefined || metadata.namespace === null ? '' : String(metadata.namespace);
  // without a version the core group is meant
  const type = run.discovery.findKind(apiVersion === '' ? 'v1' : apiVersion, kind);
  if (!type) {
    return textError(
      `resource mapping not found for name: "${name}" namespace: "${given}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  }
  if (!type.namespaced) return { type, name, source, object: value };
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
