/** `kubectl events`. */

import { ageOf } from '../../kubernetes/duration';
import type { WatchEvent } from '../../kubernetes/client';
import { isObject, type JSONObject, type JSONValue } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { createPrinter, type ObjectPrinter } from '../print/printers';
import { layoutTable } from '../print/table';
import { goSort } from '../text/go-sort';
import type { CommandBody, Outcome } from './types';
import { follow } from './watch';

export const eventsCommand: CommandBody = {
  usage: '[(-o|--output=)json|yaml|...] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]',
  flags: flagTable(
    'all-namespaces,A bool; for string; types list; watch,w bool; no-headers bool; output,o string; template string; chunk-size int=500; show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runEvents,
};

async function runEvents(run: Invocation): Promise<Outcome> {
  const { flags } = run;
  const allNamespaces = flags.isTrue('all-namespaces');
  const query = queryOf(run, flags.text('for'));
  if (query instanceof KubectlError) return query;
  const printer = createPrinter(run, { keepOrder: true });
  if (printer instanceof KubectlError) return printer;
  const types = flags.list('types').map((type) => type.toLowerCase());
  if (types.some((type) => type !== 'normal' && type !== 'warning'))
    return textError('valid --types are Normal or Warning');
  const isMeant = (event: JSONObject) => types.length === 0 || types.includes(text(event.type).toLowerCase());
  const path = pathOf(run.discovery.findKind('v1', 'Event')!, allNamespaces ? undefined : run.namespace);
  const show = printer ?? rowPrinter(run, allNamespaces);
  if (flags.isTrue('watch')) return watchEvents(run, path, query, (event) => isMeant(event) && show(event));
  const list = run.get<{ items: JSONObject[] }>(path, query);
  if (list instanceof KubectlError) return list;
  const events = goSort(list.items.filter(isMeant), (a, b) => timeOf(a) < timeOf(b)).map(typed);
  if (events.length === 0)
    run.err(allNamespaces ? 'No events found.\n' : `No events found in ${run.namespace} namespace.\n`);
  // kubectl's printer of names refuses this list, and nobody looks
  else if (flags.text('output') !== 'name') show({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: events });
}

/** Fields as the Go types list them. */
const FIELDS =
  'metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance';
const REFERENCE = 'kind namespace name uid apiVersion resourceVersion fieldPath';
const METADATA =
  'name generateName namespace uid resourceVersion creationTimestamp deletionTimestamp labels annotations managedFields';

function inOrder(object: JSONValue | undefined, fields: string): JSONObject {
  const given = isObject(object) ? object : {};
  const names = fields.split(' ').filter((name) => given[name] !== undefined);
  return { ...Object.fromEntries(names.map((name) => [name, given[name]])), ...given };
}

function typed(event: JSONObject): JSONObject {
  const { metadata, involvedObject, related } = event;
  const filled = {
    ...event,
    metadata: inOrder(metadata, METADATA),
    involvedObject: inOrder(involvedObject, REFERENCE),
    ...(related && { related: inOrder(related, REFERENCE) }),
  };
  return { kind: 'Event', apiVersion: 'v1', ...inOrder(filled, FIELDS) };
}

/** `--for TYPE/NAME`; an empty name means all. */
function queryOf(run: Invocation, wanted: string): Record<string, string> | KubectlError {
  if (wanted === '') return {};
  const parts = wanted.split('/');
  if (parts.length < 2) return textError('--for must be in resource/name form');
  if (parts.length > 2) return textError('arguments in resource/name form may not have more than one slash');
  const [word, name] = parts;
  if (word === '') return textError('a resource must be present, got: /, Resource=');
  const type = run.discovery.find(word);
  if (type instanceof KubectlError) return unknownType(word);
  return name === '' ? {} : { fieldSelector: `involvedObject.kind=${type.kind},involvedObject.name=${name}` };
}

/** This error of kubectl is printed without a prefix. */
function unknownType(word: string): KubectlError {
  const [name, ...group] = word.split('.');
  const text = `the server doesn't have a resource type "${name}"`;
  return new KubectlError(group.length > 0 ? `${text} in group "${group.join('.')}"` : text, { isRaw: true });
}

async function watchEvents(
  run: Invocation,
  path: string,
  query: Record<string, string>,
  show: (event: JSONObject) => unknown,
): Promise<void> {
  const events: WatchEvent[] = [];
  const request = { method: 'GET' as const, path, query: { ...query, watch: 'true' } };
  const close = run.options.client.watch(request, (event) => events.push(event));
  try {
    const print = ({ type, object }: WatchEvent) =>
      (type === 'ADDED' || type === 'MODIFIED') && show(typed(object as unknown as JSONObject));
    await follow(run, events, print, Infinity);
  } finally {
    close();
  }
}

function rowPrinter(run: Invocation, allNamespaces: boolean): ObjectPrinter {
  let hasHeader = run.flags.isTrue('no-headers');
  const widths: number[] = [];
  return (object) => {
    const lines = ((object.items as JSONObject[] | undefined) ?? [object]).map((event) =>
      rowOf(run, event, allNamespaces),
    );
    if (!hasHeader)
      lines.unshift([...(allNamespaces ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
    hasHeader = true;
    run.out(layoutTable(lines.map((cells) => `${cells.join('\t')}\n`).join(''), widths));
    return undefined;
  };
}

function rowOf(run: Invocation, event: JSONObject, allNamespaces: boolean): string[] {
  const object = event.involvedObject as JSONObject;
  const cells = [
    eventAge(run, event),
    cellOf(event.type),
    cellOf(event.reason),
    `${cellOf(object.kind)}/${cellOf(object.name)}`,
    cellOf(text(event.message).trim()),
  ];
  return allNamespaces ? [text((event.metadata as JSONObject).namespace), ...cells] : cells;
}

/** A cell is one line. */
const cellOf = (value: unknown) => text(value).replace(/[\f\n\r][^]*$/, '...');

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** When an event was last seen, as a text that has the order of the times. */
function timeOf(event: JSONObject): string {
  const series = event.series as JSONObject | undefined;
  const time = series ? text(series.lastObservedTime) : text(event.lastTimestamp) || text(event.eventTime);
  return time.replace('Z', '');
}

/** `5s`, or `2m (x3 over 10m)`. */
export function eventAge(run: Invocation, event: JSONObject): string {
  const series = event.series as JSONObject | undefined;
  const first = text(event.eventTime) || text(event.firstTimestamp);
  const age = (time: string) => ageOf(time || undefined, run.nowMs);
  if (series) return `${age(text(series.lastObservedTime))} (x${String(series.count)} over ${age(first)})`;
  const count = Number(event.count ?? 0);
  return count > 1 ? `${age(text(event.lastTimestamp))} (x${count} over ${age(first)})` : age(first);
}
