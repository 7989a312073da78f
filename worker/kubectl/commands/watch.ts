/** `kubectl get --watch`: prints every change until the command is stopped or nothing more can happen. */

import type { WatchEvent } from '../../kubernetes/client';
import type { Table } from '../../kubernetes/objects';
import type { JSONObject } from '../../kubernetes/patch';
import { pathOf, qualifiedKind } from '../discovery';
import { KubectlError, textError } from '../errors';
import { parseDuration } from '../flags';
import type { Invocation } from '../invocation';
import type { ObjectPrinter } from '../print/printers';
import { layoutTable, tabulate, type TableOptions } from '../print/table';
import { selectorQuery } from '../selection';
import { readTable, readTarget, TABLE_ACCEPT, type Target } from './get';
import type { Outcome } from './types';

/** A watch that nobody stops ends when the cluster was quiet for so long. */
const QUIET_MS = 60_000;

interface Printing {
  run: Invocation;
  target: Target;
  printer: ObjectPrinter | undefined;
  options: TableOptions & { showsKind: boolean };
  widths: number[];
  hasHeader: boolean;
}

/** Prints the present state, then changes as virtual time passes. */
export async function watch(
  run: Invocation,
  targets: readonly Target[],
  printer: ObjectPrinter | undefined,
  options: TableOptions & { showsKind: boolean },
): Promise<Outcome> {
  if (targets.some(({ type }) => type !== targets[0].type))
    return textError(
      'watch is only supported on individual resources and resource collections - more than 1 resource was found',
    );
  const state: Printing = { run, target: targets[0], printer, options, widths: [], hasHeader: false };
  for (const target of targets) {
    const failure = printPresent({ ...state, target, hasHeader: target !== targets[0] });
    if (failure) return failure;
  }
  state.hasHeader = true;
  if (targets.length > 1) return textError('you may only watch a single resource or type of resource at a time');
  const events: WatchEvent[] = [];
  const close = openWatch(run, targets[0], printer === undefined, (event) => events.push(event));
  const timeoutMs = parseDuration(run.flags.text('request-timeout')) || Infinity;
  try {
    await follow(run, events, (event) => printEvent(state, event), timeoutMs);
  } finally {
    close();
  }
}

function openWatch(
  run: Invocation,
  { type, namespace, name }: Target,
  isTable: boolean,
  onEvent: (event: WatchEvent) => void,
): () => void {
  const query: Record<string, string> = { ...selectorQuery(run), watch: 'true' };
  if (name !== undefined) query.fieldSelector = `metadata.name=${name}`;
  const path = pathOf(type, namespace);
  const list = run.options.client.request({ method: 'GET', path, query: { limit: '1' } }).body as {
    metadata?: { resourceVersion?: string };
  };
  query.resourceVersion = list.metadata?.resourceVersion ?? '';
  const headers = isTable ? { accept: TABLE_ACCEPT } : undefined;
  return run.options.client.watch({ method: 'GET', path, query, headers }, onEvent);
}

/** Prints events until the command is stopped, the time is over or nothing more can happen. */
export async function follow(
  run: Invocation,
  events: WatchEvent[],
  print: (event: WatchEvent) => unknown,
  timeoutMs: number,
): Promise<void> {
  const endMs = run.options.clock.nowMs + timeoutMs;
  let quietMs = 0;
  for (;;) {
    for (const event of events.splice(0)) {
      print(event);
      quietMs = 0;
    }
    const nextMs = run.options.clock.nextDueMs();
    const restMs = endMs - run.options.clock.nowMs;
    if (restMs <= 0 || quietMs >= QUIET_MS) return;
    await run.context.tick();
    const stepMs = Math.min(restMs, Math.max(1, Math.ceil(nextMs ?? QUIET_MS)), QUIET_MS - quietMs);
    quietMs += stepMs;
    await run.context.sleep(stepMs);
  }
}

function printPresent(state: Printing): KubectlError | undefined {
  const { run, target, printer } = state;
  if (run.flags.isTrue('watch-only')) return undefined;
  if (!printer) {
    const table = readTable(run, target);
    if (table instanceof KubectlError) return table;
    printRows(state, table, 'ADDED');
    return undefined;
  }
  const body = readTarget<JSONObject>(run, target, undefined);
  if (body instanceof KubectlError) return body;
  for (const item of (body.items as JSONObject[] | undefined) ?? [body]) printer(typed(target, item));
  return undefined;
}

const typed = ({ type }: Target, item: JSONObject): JSONObject =>
  item.kind === undefined
    ? { apiVersion: type.group === '' ? type.version : `${type.group}/${type.version}`, kind: type.kind, ...item }
    : item;

function printEvent(state: Printing, event: WatchEvent): void {
  if (event.type === 'BOOKMARK' || event.type === 'ERROR') return;
  const { target, printer } = state;
  if (printer) printer(typed(target, event.object as unknown as JSONObject));
  else printRows(state, event.object as unknown as Table, event.type);
}

function printRows(state: Printing, table: Table, event: WatchEvent['type']): void {
  const { run, options, target } = state;
  const shown = run.flags.isTrue('output-watch-events') ? withEvent(table, event) : table;
  const text = tabulate(shown, {
    ...options,
    noHeaders: options.noHeaders || state.hasHeader,
    kindPrefix: options.showsKind ? qualifiedKind(target.type) : undefined,
  });
  if (text === '') return;
  state.hasHeader = true;
  run.out(layoutTable(text, state.widths));
}

function withEvent(table: Table, event: string): Table {
  const definition = { name: 'Event', type: 'string', format: '', description: '', priority: 0 };
  return {
    ...table,
    columnDefinitions: [definition, ...table.columnDefinitions],
    rows: table.rows.map((row) => ({ ...row, cells: [event, ...row.cells] })),
  };
}
