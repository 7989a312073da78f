/** Watches: present objects first where asked for, then every change, seen through the selectors. */

import type { WatchEvent } from '../../kubernetes/client';
import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { decode } from '../../kubernetes/schema/decode';
import { expired, invalidObject, isStatus, tooLargeVersion } from '../errors';
import { invalid } from '../field-errors';
import { checkListOptions, isYes } from '../options';
import type { AnyStrategy } from '../registry/strategy';
import { presentationOf, type Call } from '../request';
import type { ResourceRoute } from '../routing';
import { apiVersionOf, bucketOf, decodeOptions, inVersion, type Server } from '../server';
import type { Change } from '../store';
import { present } from '../tables';
import { parseVersion } from './read';
import { selectionOf, type Selection } from './selection';

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** @returns the function that closes the watch. A refusal comes as one ERROR event. */
export function openWatch(
  server: Server,
  call: Call,
  route: ResourceRoute,
  onEvent: (event: WatchEvent) => void,
): () => void {
  const { strategy, namespace } = route;
  const refusal = checkListOptions(call, true, server.env.release) ?? checkStart(server, call, strategy);
  const selection = refusal ?? selectionOf(call, strategy, server.env.release);
  if (isStatus(selection)) {
    onEvent({ type: 'ERROR', object: selection as Status as unknown as KubernetesObject });
    return () => {};
  }
  const bucket = bucketOf(strategy);
  const prefix = namespace ? `${namespace}/` : '';
  const isWanted = (key: string) => key.startsWith(prefix) && (route.name === undefined || key === prefix + route.name);
  const presentation = presentationOf(call);
  const send = (type: WatchEvent['type'], object: KubernetesObject) =>
    onEvent({
      type,
      object: present(
        strategy,
        inVersion(strategy, object, route.version),
        presentation,
        call.query.includeObject,
        server.env,
      ) as KubernetesObject,
    });
  const { resourceVersion: from, sendInitialEvents, allowWatchBookmarks } = call.query;
  const isFromNow = from === undefined || from === '' || from === '0';
  const hasInitial = sendInitialEvents === undefined ? isFromNow : isYes(sendInitialEvents);
  const after = isFromNow || hasInitial ? 0 : Number(from);
  const pass = (change: Change) => {
    if (change.revision <= after || !isWanted(change.key)) return;
    const type = seenAs(change, selection);
    if (type) send(type, change.object);
  };

  if (hasInitial) {
    for (const object of server.store.list(bucket, prefix))
      if (isWanted(prefix + object.metadata.name) || prefix === '')
        if (selection.matches(object)) send('ADDED', object);
    if (isYes(sendInitialEvents) && isYes(allowWatchBookmarks)) sendBookmark(server, route, onEvent);
  } else if (!isFromNow) for (const change of server.store.changesAfter(bucket, after)) pass(change);
  return server.store.subscribe(bucket, pass);
}

/** A watch goes on from a version that the server still has. */
function checkStart(server: Server, call: Call, strategy: AnyStrategy): Status | undefined {
  const { resourceVersion: from, sendInitialEvents } = call.query;
  if (!from || from === '0') return undefined;
  const revision = parseVersion(from);
  const { env, store } = server;
  if (typeof revision === 'string') {
    const subject = { group: strategy.group, resource: strategy.resource, kind: strategy.resource };
    return invalidObject(subject, '', [invalid('resourceVersion', from, revision)], env.release);
  }
  if (isYes(sendInitialEvents) && revision > store.revision) return tooLargeVersion(revision, store.revision);
  const { start } = store;
  return revision < start ? expired(`too old resource version: ${revision} (${start})`) : undefined;
}

/** Marks the end of the present objects. */
function sendBookmark(
  server: Server,
  { strategy, version }: ResourceRoute,
  onEvent: (event: WatchEvent) => void,
): void {
  const metadata = {
    resourceVersion: String(server.store.revision),
    ...(!server.env.release.since('1.34') && { creationTimestamp: null }),
    annotations: { [INITIAL_EVENTS_END]: 'true' },
  };
  const { value } = decode(strategy.type ?? strategy.kind, {}, decodeOptions(server.env));
  const head = { kind: strategy.kind, apiVersion: apiVersionOf(strategy, version) };
  onEvent({ type: 'BOOKMARK', object: { ...head, ...value, metadata } as unknown as KubernetesObject });
}

/** An object that stops matching is deleted for the watcher, one that begins to match is new. */
function seenAs(change: Change, selection: Selection): WatchEvent['type'] | undefined {
  if (selection.isAll) return change.type;
  const matches = selection.matches(change.object);
  const matched = change.previous !== undefined && selection.matches(change.previous);
  if (change.type === 'DELETED') return matched ? 'DELETED' : undefined;
  if (matches) return matched ? 'MODIFIED' : 'ADDED';
  return matched ? 'DELETED' : undefined;
}
