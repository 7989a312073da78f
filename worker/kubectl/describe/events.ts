/** The Events part of a description. */

import type { JSONObject } from '../../kubernetes/patch';
import { eventAge } from '../commands/events';
import { pathOf } from '../discovery';
import { KubectlError } from '../errors';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { goSort } from '../text/go-sort';
import { textOf, writeTable, type DescribeWriter } from './writer';

/** Events that are about an object. Those of a Node are found by its UID and by its name. */
export function eventsOf(run: Invocation, { type, namespace, name, object }: Info): JSONObject[] {
  const eventType = run.discovery.findKind('v1', 'Event');
  if (!eventType) return [];
  const { uid } = object!.metadata as { uid: string };
  const list = run.get<{ items: JSONObject[] }>(pathOf(eventType, type.namespaced ? namespace : undefined));
  if (list instanceof KubectlError) return [];
  const uids = type.kind === 'Node' ? [uid, name] : [uid];
  return uids.flatMap((wanted) =>
    list.items.filter((event) => {
      const about = event.involvedObject as JSONObject;
      return about.kind === type.kind && about.name === name && (about.uid ?? uid) === wanted;
    }),
  );
}

/** `Events:  <none>`, or a table that is laid out for itself. */
export function writeEvents(out: DescribeWriter, run: Invocation, events: readonly JSONObject[]): void {
  if (events.length === 0) return out.line(0, 'Events:\t<none>');
  out.flush();
  const sorted = goSort(events, (a, b) => textOf(a.lastTimestamp) < textOf(b.lastTimestamp));
  out.line(0, 'Events:');
  writeTable(
    out,
    1,
    ['Type', 'Reason', 'Age', 'From', 'Message'],
    sorted.map((event) => [
      textOf(event.type),
      textOf(event.reason),
      eventAge(run, event),
      sourceOf(event),
      messageOf(run, event),
    ]),
    { Age: '----' },
  );
}

function sourceOf(event: JSONObject): string {
  const component = (event.source as JSONObject | undefined)?.component;
  return textOf(component) || textOf(event.reportingComponent);
}

function messageOf(run: Invocation, event: JSONObject): string {
  const message = textOf(event.message).trim();
  const fieldPath = textOf((event.involvedObject as JSONObject).fieldPath);
  return fieldPath !== '' && run.release.since('1.35') ? `${fieldPath}: ${message}` : message;
}
