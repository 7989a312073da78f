/** `kubectl get`. */

import { ageOf } from '../../kubernetes/duration';
import type { KubernetesObject, Table } from '../../kubernetes/objects';
import type { JSONObject } from '../../kubernetes/patch';
import { pathOf, qualifiedKind, type ResourceType } from '../discovery';
import { isNotFound, KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import { readInfos } from '../files';
import type { Invocation } from '../invocation';
import { createPrinter, outputFormat, type ObjectPrinter } from '../print/printers';
import { layoutTable, tabulate, type TableOptions } from '../print/table';
import {
  listError,
  namespaceFor,
  orMissingNamespace,
  selectArgs,
  selectorQuery,
  withoutNotFound,
  type Selection,
} from '../selection';
import type { CommandSpec, Outcome } from './types';

/** Asks the server for rows instead of objects. */
export const TABLE_ACCEPT =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

export const getCommand: CommandSpec = {
  name: 'get',
  short: 'Display one or many resources',
  usage:
    '[(-o|--output=)FORMAT] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]',
  flags: flagTable(
    'all-namespaces,A bool; selector,l string; field-selector string; output,o string; template string; watch,w bool; watch-only bool; output-watch-events bool; sort-by string;' +
      'show-labels bool; label-columns,L list; show-kind bool; no-headers bool; ignore-not-found bool; subresource string; filename,f list; recursive,R bool; kustomize,k string;' +
      'chunk-size int=500; server-print bool=true; raw string; show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runGet,
};

/** One request of get: a list, or one object. */
export interface Target {
  type: ResourceType;
  namespace?: string;
  name?: string;
  /** What a file says of an object without a name: the server is not asked. */
  object?: JSONObject;
}

async function runGet(run: Invocation, { args }: { args: readonly string[] }): Promise<Outcome> {
  if (run.flags.text('raw') !== '') return rawProblem(run, args) ?? getRaw(run, run.flags.text('raw'));
  const isWatching = run.flags.isTrue('watch') || run.flags.isTrue('watch-only');
  if (run.flags.isTrue('output-watch-events') && !isWatching)
    return textError('--output-watch-events option can only be used with --watch or --watch-only');
  const isFromFiles = run.flags.list('filename').length > 0;
  if (args.length === 0 && !isFromFiles) return missingType(run);
  const printer = createPrinter(run, { own: ['wide'], hasColumns: true });
  if (printer instanceof KubectlError) return printer;
  const targets = findTargets(run, args);
  if (targets instanceof KubectlError) return targets;
  if (run.flags.text('subresource') !== '' && targets.list.some(({ name, object }) => name === undefined && !object))
    return textError('subresource cannot be used when bulk resources are specified');
  if (targets.errors.length > 0 && targets.list.length === 0) return targets.errors;
  if (isWatching) return (await import('./watch')).watch(run, targets.list, printer, tableOptions(run, targets.list));
  return printer
    ? getObjects(run, targets.list, targets.errors, printer)
    : getTables(run, targets.list, targets.errors);
}

function missingType(run: Invocation): KubectlError {
  run.err(
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
  );
  return textError(
    'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\n' +
      `See 'kubectl get -h' for help and examples`,
  );
}

/** What may not be given along with a path. */
function rawProblem({ flags }: Invocation, args: readonly string[]): KubectlError | undefined {
  const path = flags.text('raw');
  if (args.length > 0) return textError('arguments may not be passed when --raw is specified');
  if (flags.isSet('output') && flags.text('output') !== '')
    return textError('--raw and --output are mutually exclusive');
  return /\s/.test(path)
    ? textError(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`)
    : undefined;
}

function getRaw(run: Invocation, path: string): Outcome {
  const [plain, queryText] = path.split('?');
  const query = Object.fromEntries(
    (queryText ?? '')
      .split('&')
      .filter(Boolean)
      .map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]),
  );
  const body = run.send<unknown>({ method: 'GET', path: plain, query });
  if (body instanceof KubectlError) return body;
  run.out(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`);
}

function findTargets(
  run: Invocation,
  args: readonly string[],
): { list: Target[]; errors: KubectlError[] } | KubectlError {
  const allNamespaces = run.flags.isTrue('all-namespaces');
  const files = run.flags.list('filename');
  if (files.length > 0) {
    if (args.length > 0)
      return textError(
        'when paths, URLs, or stdin is provided as input, you may not specify a resource by arguments as well',
      );
    const { infos, errors } = readInfos(run, files, run.flags.isTrue('recursive'), {
      requiresNamespace: true,
    });
    return {
      list: infos.map(({ type, namespace, name, object }) => ({
        type,
        namespace,
        name,
        ...(name === '' && { object }),
      })),
      errors,
    };
  }
  const selection = selectArgs(run, args, { allowsAll: true, allNamespaces });
  if (selection instanceof KubectlError) return selection;
  return { list: targetsOf(run, selection, allNamespaces), errors: [] };
}

function targetsOf(run: Invocation, selection: Selection, allNamespaces: boolean): Target[] {
  return [
    ...selection.named.map(({ type, name }) => ({ type, name, namespace: namespaceFor(run, type) })),
    ...selection.types.map((type) => ({ type, namespace: namespaceFor(run, type, allNamespaces) })),
  ];
}

/** Reads one target in the wanted form. */
export function readTarget<T>(
  run: Invocation,
  target: Target,
  accept: string | undefined,
  more: Record<string, string> = {},
): T | KubectlError {
  const subresource = run.flags.text('subresource');
  if (target.object) return target.object as T;
  if (target.name !== undefined)
    return orMissingNamespace(
      run,
      target.namespace,
      run.get<T>(pathOf(target.type, target.namespace, target.name, subresource || undefined), more, accept),
    );
  const query = selectorQuery(run);
  const body = run.get<T>(pathOf(target.type, target.namespace), { ...query, ...more }, accept);
  return body instanceof KubectlError ? listError(body, target.type, query) : body;
}

// ------------------------------------------------------------ tables

export function tableOptions(run: Invocation, targets: readonly Target[]): TableOptions & { showsKind: boolean } {
  return {
    isWide: outputFormat(run).format === 'wide',
    noHeaders: run.flags.isTrue('no-headers'),
    withNamespace: run.flags.isTrue('all-namespaces'),
    showLabels: run.flags.isTrue('show-labels'),
    columnLabels: run.flags.list('label-columns').map((label) => label.trim()),
    showsKind:
      run.flags.isTrue('show-kind') || new Set(targets.map(({ type }) => `${type.group}/${type.kind}`)).size > 1,
  };
}

/** Reads one target as a table. */
export function readTable(run: Invocation, target: Target): Table | KubectlError {
  const query = run.flags.text('sort-by') === '' ? undefined : { includeObject: 'Object' };
  const accept = run.flags.isTrue('server-print') ? TABLE_ACCEPT : undefined;
  const body = readTarget<Table | KubernetesObject>(run, target, accept, query);
  if (body instanceof KubectlError) return body;
  return body.kind === 'Table' ? (body as Table) : plainTable(run, body as KubernetesObject);
}

/** Where the server makes no columns: name and age. */
function plainTable(run: Invocation, body: KubernetesObject): Table {
  const items: KubernetesObject[] = Array.isArray(body.items) ? body.items : [body];
  const definitions = ['Name', 'Age'].map((name) => ({
    name,
    type: 'string',
    format: name === 'Name' ? 'name' : '',
    description: '',
    priority: 0,
  }));
  const { nowMs } = run;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: definitions,
    rows: items.map((object) => ({
      cells: [object.metadata.name ?? '', ageOf(object.metadata.creationTimestamp, nowMs)],
      object,
    })),
  };
}

interface Group {
  type: ResourceType;
  table: Table;
}

function getTables(run: Invocation, targets: readonly Target[], early: readonly KubectlError[]): Outcome {
  const errors = [...early];
  const groups: Group[] = [];
  for (const target of targets) {
    const table = readTable(run, target);
    if (table instanceof KubectlError) {
      errors.push(table);
      continue;
    }
    const last = groups[groups.length - 1];
    if (last && last.type === target.type) last.table = { ...table, rows: [...last.table.rows, ...table.rows] };
    else groups.push({ type: target.type, table });
  }
  const remaining = withoutNotFound(run, errors);
  const sorted = sortGroups(run, groups, targets.length + early.length - errors.length);
  if (sorted instanceof KubectlError) return sorted;
  printGroups(run, sorted);
  if (
    sorted.every(({ table }) => table.rows.length === 0) &&
    !run.flags.isTrue('ignore-not-found') &&
    remaining.length === 0
  ) {
    const isNamespaced = !run.flags.isTrue('all-namespaces') && groups.every(({ type }) => type.namespaced);
    run.err(isNamespaced ? `No resources found in ${run.namespace} namespace.\n` : 'No resources found\n');
  }
  return remaining;
}

/**
 * One table is sorted by its rows: where that fails, a longer one is not printed at all. Several tables are sorted as
 * objects, which have none of the fields that people ask for.
 */
function sortGroups(run: Invocation, groups: Group[], count: number): Group[] | KubectlError {
  const field = run.flags.text('sort-by');
  if (field === '' || groups.length === 0) return groups;
  const { sortError, sortItems } = run.languages!;
  if (count > 1) {
    return (
      sortError(
        run,
        sortItems(field, groups, ({ table }) => table),
      ) ?? groups
    );
  }
  const [{ type, table }] = groups;
  const sorted = sortItems(field, table.rows, (row) => row.object);
  if (sorted.unsortable !== undefined) return sortError(run, sorted, true)!;
  if (sorted.problem !== undefined && table.rows.length > 1) return [{ type, table: { ...table, rows: [] } }];
  return [{ type, table: { ...table, rows: sorted.items } }];
}

function printGroups(run: Invocation, groups: readonly Group[]): void {
  const options = tableOptions(run, groups);
  let hasPrinted = false;
  for (const { type, table } of groups) {
    const isBare = run.flags.isTrue('all-namespaces') && !type.namespaced;
    const text = tabulate(table, {
      ...options,
      withNamespace: options.withNamespace && !isBare,
      kindPrefix: options.showsKind ? qualifiedKind(type) : undefined,
    });
    if (text === '') continue;
    if (hasPrinted && !options.noHeaders) run.out('\n');
    run.out(layoutTable(text));
    hasPrinted = true;
  }
}

// ------------------------------------------------------------ objects

function getObjects(
  run: Invocation,
  targets: readonly Target[],
  early: readonly KubectlError[],
  printer: ObjectPrinter,
): Outcome {
  const errors = [...early];
  const items: JSONObject[] = [];
  let listVersion: string | undefined;
  const isSingle = targets.length === 1 && targets[0].name !== undefined;
  for (const target of targets) {
    const body = readTarget<JSONObject>(run, target, undefined);
    if (body instanceof KubectlError) {
      if (run.flags.isTrue('ignore-not-found') && isNotFound(body)) continue;
      if (isSingle) return body;
      errors.push(body);
    } else if (target.name !== undefined) items.push(body);
    else {
      const { group, version, kind } = target.type;
      const apiVersion = group === '' ? version : `${group}/${version}`;
      for (const item of body.items as JSONObject[])
        items.push(item.kind === undefined ? { apiVersion, kind, ...item } : item);
    }
  }
  if (items.length === 0 && run.flags.isTrue('ignore-not-found')) return errors;
  const failure = printItems(run, items, isSingle, printer);
  void listVersion;
  return failure ? [...errors, failure] : errors;
}

function printItems(
  run: Invocation,
  items: JSONObject[],
  isSingle: boolean,
  printer: ObjectPrinter,
): KubectlError | undefined {
  let sorted = items;
  if (run.flags.text('sort-by') !== '' && items.length > 0 && !isSingle) {
    const { sortError, sortItems } = run.languages!;
    const result = sortItems(run.flags.text('sort-by'), items, (item) => item);
    const error = sortError(run, result);
    if (error) return error;
    sorted = result.items;
  }
  if (isSingle && sorted.length === 1) return printer(sorted[0]);
  return printer({ apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } });
}
