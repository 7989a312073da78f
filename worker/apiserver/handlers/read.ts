/** GET: one object or a list, now or as of an older resource version. */

import type { ApiResponse } from '../../kubernetes/client';
import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { badRequest, expired, isStatus, notFound } from '../errors';
import { presentationOf, refuse, respond, type Call } from '../request';
import type { ResourceRoute } from '../routing';
import { apiVersionOf, bucketOf, inVersion, keyFor, type Server } from '../server';
import { partialList, present, tableOf } from '../tables';
import { selectionOf } from './selection';

/** The revision of a read: exact where the request says `resourceVersionMatch=Exact`, else the newest. */
function revisionOf(server: Server, call: Call): number | undefined | Status {
  const { resourceVersion, resourceVersionMatch } = call.query;
  if (resourceVersionMatch !== 'Exact') return undefined;
  const revision = Number(resourceVersion);
  if (!Number.isInteger(revision) || revision < 0)
    return badRequest(
      `Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
    );
  if (revision > server.store.revision)
    return badRequest(`Too large resource version: ${revision}, current: ${server.store.revision}`);
  return revision;
}

export function getObject(server: Server, call: Call, route: ResourceRoute): ApiResponse {
  const { strategy, namespace, name, version } = route;
  const at = revisionOf(server, call);
  if (isStatus(at)) return refuse(call, at);
  const object = server.store.get(bucketOf(strategy), keyFor(namespace, name!), at);
  if (!object) return refuse(call, notFound(strategy, name!));
  const shown = inVersion(strategy, object, version);
  return respond(call, present(strategy, shown, presentationOf(call), call.query.includeObject, server.env));
}

interface ContinueToken {
  revision: number;
  after: string;
}

const encodeContinue = ({ revision, after }: ContinueToken) =>
  btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })).replace(/=+$/, '');

function decodeContinue(text: string): ContinueToken | undefined {
  try {
    const { rv, start } = JSON.parse(atob(text)) as { rv: unknown; start: unknown };
    return typeof rv === 'number' && typeof start === 'string' ? { revision: rv, after: start } : undefined;
  } catch {
    return undefined;
  }
}

export interface Page {
  items: KubernetesObject[];
  metadata: Record<string, unknown>;
}

/** Objects of a list request, in the version asked for. */
export function listObjects(server: Server, call: Call, route: ResourceRoute): Page | Status {
  const { strategy, namespace, version } = route;
  const selection = selectionOf(call, strategy, server.env.release);
  if (isStatus(selection)) return selection;
  let at = revisionOf(server, call);
  if (isStatus(at)) return at;
  const token = call.query.continue ? decodeContinue(call.query.continue) : undefined;
  if (call.query.continue && !token) return badRequest('continue key is not valid: invalid continue token');
  if (token && token.revision > server.store.revision)
    return expired('The provided continue parameter is too old to display a consistent list result.');
  if (token) at = token.revision;

  const bucket = bucketOf(strategy);
  const prefix = namespace ? `${namespace}/` : '';
  const revision = at ?? server.store.revision;
  let items = server.store.list(bucket, prefix, at, token?.after);
  if (!selection.isAll) items = items.filter(selection.matches);
  const limit = Number(call.query.limit ?? 0);
  const metadata: Record<string, unknown> = { resourceVersion: String(revision) };
  if (limit > 0 && items.length > limit) {
    const last = items[limit - 1];
    metadata.continue = encodeContinue({ revision, after: keyFor(last.metadata.namespace, last.metadata.name) });
    if (selection.isAll) metadata.remainingItemCount = items.length - limit;
    items = items.slice(0, limit);
  }
  if (version !== strategy.version) items = items.map((item) => inVersion(strategy, item, version));
  return { items, metadata };
}

export function listResponse(server: Server, call: Call, route: ResourceRoute): ApiResponse {
  const page = listObjects(server, call, route);
  if (isStatus(page)) return refuse(call, page);
  const { items, metadata } = page;
  const presentation = presentationOf(call);
  if (presentation === 'table')
    return respond(call, tableOf(route.strategy, items, metadata, call.query.includeObject, server.env));
  if (presentation === 'partial') return respond(call, partialList(items, metadata));
  return respond(call, {
    kind: `${route.strategy.kind}List`,
    apiVersion: apiVersionOf(route.strategy, route.version),
    metadata,
    items,
  });
}
