/** Watches: present objects first where asked for, then every change, seen through the selectors. */

import type { WatchEvent } from '../../kubernetes/client';
import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { isStatus } from '../errors';
import { presentationOf, type Call } from '../request';
import type { ResourceRoute } from '../routing';
import { apiVersionOf, bucketOf, inVersion, type Server } from '../server';
import type { Change } from '../store';
import { present } from '../tables';
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
  const selection = selectionOf(call, strategy, server.env.release);
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
  const pass = (change: Change) => {
    if (!isWanted(change.key)) return;
    const type = seenAs(change, selection);
    if (type) send(type, change.object);
  };

  const from = call.query.resourceVersion;
  const startsNow = from === undefined || from === '' || from === '0' || call.query.sendInitialEvents === 'true';
  if (startsNow) {
    for (const object of server.store.list(bucket, prefix))
      if (isWanted(prefix + object.metadata.name) || prefix === '')
        if (selection.matches(object)) send('ADDED', object);
    if (call.query.sendInitialEvents === 'true') sendBookmark(server, route, onEvent);
  } else for (const change of server.store.changesAfter(bucket, Number(from))) pass(change);
  return server.store.subscribe(bucket, pass);
}

/** Marks the end of the present objects. */
function sendBookmark(
  server: Server,
  { strategy, version }: ResourceRoute,
  onEvent: (event: WatchEvent) => void,
): void {
  onEvent({
    type: 'BOOKMARK',
    object: {
      kind: strategy.kind,
      apiVersion: apiVersionOf(strategy, version),
      metadata: {
        name: '',
        resourceVersion: String(server.store.revision),
        annotations: { [INITIAL_EVENTS_END]: 'true' },
      },
    },
  });
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
