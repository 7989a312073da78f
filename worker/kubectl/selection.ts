/** Objects named on the command line: `TYPE NAME…`, `TYPE/NAME…`, `TYPE -l SELECTOR`, comma lists and categories. */

import type { JSONObject } from '../kubernetes/patch';
import type { ResourceType } from './discovery';
import { nameProblem, pathOf } from './discovery';
import { atPosition, isNotFound, KubectlError, textError } from './errors';
import { readInfos, type Found, type Info } from './files';
import { MISSING_RESOURCES } from './texts';
import type { Invocation } from './invocation';

/** What the arguments ask for: names of one type after the other, or whole types. */
export interface Selection {
  /** Objects by name, in order. */
  named: { type: ResourceType; name: string }[];
  /** Types of which all (or those that a selector finds) are meant. */
  types: ResourceType[];
}

export interface SelectOptions {
  /** A type without names means all of its objects. */
  allowsAll: boolean;
  allNamespaces?: boolean;
  /** `--selector` means something else (expose). */
  ignoresSelector?: boolean;
  /** `--all` only allows a type without names (label, annotate); elsewhere it selects. */
  allIsNoSelector?: boolean;
  /** Objects of files are taken as they stand there: the server is asked when they are changed. */
  isAsRead?: boolean;
}

/** Reads the arguments. Types are looked up; objects are not. */
export function selectArgs(run: Invocation, args: readonly string[], options: SelectOptions): Selection | KubectlError {
  const hasSelector =
    !options.ignoresSelector &&
    (run.flags.text('selector') !== '' ||
      run.flags.text('field-selector') !== '' ||
      (run.flags.isTrue('all') && !options.allIsNoSelector));
  const slashes = args.filter((arg) => arg.includes('/')).length;
  if (slashes > 0) {
    if (slashes < args.length) {
      return textError(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      );
    }
    return selectTuples(run, args, hasSelector);
  }
  if (args.length === 0) {
    if (hasSelector) return textError('at least one resource must be specified to use a selector');
    return textError(MISSING_RESOURCES);
  }
  const words = run.discovery.expand(args[0]);
  if (args.length > 1) {
    if (hasSelector) return textError('name cannot be provided when a selector is specified');
  }
  const types: ResourceType[] = [];
  for (const word of words) {
    const type = run.discovery.find(word);
    if (type instanceof KubectlError) return type;
    types.push(type);
  }
  if (args.length === 1) {
    if (!options.allowsAll && !hasSelector) return textError('resource(s) were provided, but no name was specified');
    return { named: [], types };
  }
  if (options.allNamespaces && types.some((type) => type.namespaced)) {
    return textError('a resource cannot be retrieved by name across all namespaces');
  }
  const names = args.slice(1);
  return { named: types.flatMap((type) => names.map((name) => ({ type, name }))), types: [] };
}

function selectTuples(run: Invocation, args: readonly string[], hasSelector: boolean): Selection | KubectlError {
  const named: Selection['named'] = [];
  for (const arg of args) {
    const parts = arg.split('/');
    if (parts.length !== 2) return textError('arguments in resource/name form may not have more than one slash');
    const [word, name] = parts;
    if (word === '' || name === '' || word.includes(','))
      return textError('arguments in resource/name form must have a single resource and name');
    const type = run.discovery.find(word);
    if (type instanceof KubectlError) return type;
    named.push({ type, name });
  }
  if (hasSelector) return textError('selectors and the all flag cannot be used when passing resource/name arguments');
  return { named, types: [] };
}

/** Query of a list with the command's selectors. */
export function selectorQuery(run: Invocation): Record<string, string> {
  const query: Record<string, string> = {};
  if (run.flags.text('selector') !== '') query.labelSelector = run.flags.text('selector');
  if (run.flags.text('field-selector') !== '') query.fieldSelector = run.flags.text('field-selector');
  return query;
}

/** Namespace of a request for a type; undefined for cluster-scoped types and for all namespaces. */
export function namespaceFor(run: Invocation, type: ResourceType, allNamespaces = false): string | undefined {
  return type.namespaced && !allNamespaces ? run.namespace : undefined;
}

/** The refusal of a list, with what was asked for. */
export function listError(error: KubectlError, type: ResourceType, query: Record<string, string>): KubectlError {
  const { status } = error.more;
  if (!status || status.reason !== 'BadRequest') return error;
  const group = type.group === '' ? `/${type.version}` : `${type.group}/${type.version}`;
  const message = `Unable to find "${group}, Resource=${type.resource}" that match label selector "${query.labelSelector ?? ''}", field selector "${query.fieldSelector ?? ''}": ${error.message}`;
  return new KubectlError(message, { ...error.more, status: { ...status, message } });
}

/** Fetches one object. */
export function fetchObject(
  run: Invocation,
  type: ResourceType,
  name: string,
  namespace = namespaceFor(run, type),
): JSONObject | KubectlError {
  const problem = nameProblem(name);
  if (problem !== undefined) return textError(problem);
  return orMissingNamespace(run, namespace, run.get<JSONObject>(pathOf(type, namespace, name)));
}

/** Where an object is not there because its namespace is not, that is told instead (resource.Info.Get). */
export function orMissingNamespace<T>(
  run: Invocation,
  namespace: string | undefined,
  object: T | KubectlError,
): T | KubectlError {
  if (!(object instanceof KubectlError) || !isNotFound(object) || !namespace || namespace === 'default') return object;
  const found = run.get(`/api/v1/namespaces/${namespace}`);
  return found instanceof KubectlError && isNotFound(found) ? found : object;
}

/** Fetches every object of the selection; errors do not stop the rest. */
export function fetchSelection(run: Invocation, selection: Selection, allNamespaces = false): Found {
  const found: Found = { infos: [], errors: [] };
  for (const { type, name } of selection.named) {
    const namespace = namespaceFor(run, type);
    const object = fetchObject(run, type, name, namespace);
    if (object instanceof KubectlError) found.errors.push(atPosition(object, found.infos.length));
    else found.infos.push({ type, namespace, name, object });
  }
  for (const type of selection.types) {
    const query = selectorQuery(run);
    const list = run.get<{ items: JSONObject[] }>(pathOf(type, namespaceFor(run, type, allNamespaces)), query);
    if (list instanceof KubectlError) found.errors.push(listError(list, type, query));
    else found.infos.push(...list.items.map((item) => infoOfItem(type, item)));
  }
  return found;
}

/** Items of lists come without type meta. */
export function infoOfItem(type: ResourceType, item: JSONObject): Info {
  const metadata = item.metadata as JSONObject;
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  const object = item.kind === undefined ? { apiVersion, kind: type.kind, ...item } : item;
  return { type, namespace: metadata.namespace as string | undefined, name: String(metadata.name), object };
}

/**
 * What most commands do with `-f` or arguments: finds the objects as the server has them.
 * @returns an error alone when the arguments are wrong.
 */
export function findObjects(run: Invocation, args: readonly string[], options: SelectOptions): Found | KubectlError {
  const files = run.flags.list('filename');
  if (files.length > 0) {
    if (args.length > 0)
      return textError(
        'when paths, URLs, or stdin is provided as input, you may not specify a resource by arguments as well',
      );
    const read = readInfos(run, files, run.flags.isTrue('recursive'), {
      requiresNamespace: true,
      isLocal: isLocal(run),
    });
    if (read.infos.length === 0 && read.errors.length === 0) return textError('no objects passed');
    return options.isAsRead || isLocal(run) ? read : refresh(run, read);
  }
  const selection = selectArgs(run, args, options);
  if (selection instanceof KubectlError) return selection;
  return fetchSelection(run, selection, options.allNamespaces);
}

const isLocal = (run: Invocation) => run.flags.has('local') && run.flags.isTrue('local');

/** The live state of objects that were read from files; one without a name stays as it is. */
export function refresh(run: Invocation, read: Found): Found {
  const found: Found = { infos: [], errors: [] };
  const pushAt = (error: KubectlError) => void found.errors.push(atPosition(error, found.infos.length));
  read.infos.forEach((info, index) => {
    read.errors.filter(({ more }) => more.position === index).forEach(pushAt);
    const object = info.name === '' ? info.object! : fetchObject(run, info.type, info.name, info.namespace);
    if (object instanceof KubectlError) pushAt(object);
    else found.infos.push({ ...info, object });
  });
  read.errors.filter(({ more }) => (more.position ?? read.infos.length) >= read.infos.length).forEach(pushAt);
  return found;
}

/** `--ignore-not-found`. */
export function withoutNotFound(run: Invocation, errors: readonly KubectlError[]): KubectlError[] {
  return run.flags.isTrue('ignore-not-found') ? errors.filter((error) => !isNotFound(error)) : [...errors];
}
