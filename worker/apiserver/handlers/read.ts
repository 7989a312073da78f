/** GET: one object or a list, now or as of an older resource version. */

import type { ApiResponse } from '../../kubernetes/client';
import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { badRequest, expired, isStatus, notFound, plainError, tooLargeVersion } from '../errors';
import { quote } from '../go-text';
import { checkListOptions } from '../options';
import { presentationOf, refuse, respond, type Call } from '../request';
import type { ResourceRoute } from '../routing';
import { apiVersionOf, bucketOf, inVersion, keyFor, type Server } from '../server';
import { partialList, present, tableOf } from '../tables';
import { selectionOf } from './selection';

/** The revision of a read: exact where the request says `resourceVersionMatch=Exact`, else the newest. */
function revisionOf(server: Server, call: Call): number | undefined | Status {
  const { resourceVersion, resourceVersionMatch } = call.query;
  if (!resourceVersion) return undefined;
  const revision = parseVersion(resourceVersion);
  if (typeof revision === 'string')
    return badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${quote(resourceVersion)}: ${revision}`,
    );
  if (revision > server.store.revision) return tooLargeVersion(revision, server.store.revision);
  if (resourceVersionMatch !== 'Exact') return undefined;
  return revision < server.store.start ? expired(COMPACTED) : revision;
}

const VERSION_MAX = 2n ** 64n - 1n;
const COMPACTED = 'The resourceVersion for the provided list is too old.';

/** @returns the number, or what is wrong with it in Go's words. */
export function parseVersion(text: string): number | string {
  const why = !/^\d+$/.test(text) ? 'invalid syntax' : BigInt(text) > VERSION_MAX ? 'value out of range' : undefined;
  return why ? `strconv.ParseUint: parsing ${quote(text)}: ${why}` : Number(text);
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

const TOKEN_VERSION = 'meta.k8s.io/v1';

/** The next page begins at the first key behind `after`. */
const encodeContinue = ({ revision, after }: ContinueToken) =>
  btoa(JSON.stringify({ v: TOKEN_VERSION, rv: revision, start: `${after}\0` }))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

/** @returns the token, or the words for what is wrong with it. */
function decodeContinue(text: string): ContinueToken | string {
  const wrong = /[^A-Za-z0-9_-]/.exec(text);
  if (wrong || text.length % 4 === 1)
    return `continue key is not valid: illegal base64 data at input byte ${wrong?.index ?? text.length - 1}`;
  let token: Partial<Record<'v' | 'rv' | 'start', unknown>>;
  try {
    token = JSON.parse(atob(text.replace(/-/g, '+').replace(/_/g, '/'))) as typeof token;
  } catch (failure) {
    return `continue key is not valid: ${failure instanceof Error ? failure.message : String(failure)}`;
  }
  const { v, rv, start } = token;
  if (v !== TOKEN_VERSION)
    return `continue key is not valid: server does not recognize this encoded version "${String(v ?? '')}"`;
  if (typeof rv !== 'number' || rv === 0)
    return `continue key is not valid: incorrect encoded start resourceVersion (version ${TOKEN_VERSION})`;
  if (typeof start !== 'string' || start === '')
    return `continue key is not valid: encoded start key empty (version ${TOKEN_VERSION})`;
  return { revision: rv, after: start.replace(/\0$/, '') };
}

/** The revision of a token that goes on with what is there now. */
const NEWEST = -1;

/** What is no longer there can be gone on with, but not as of then. */
function revisionOfToken({ store }: Server, { revision, after }: ContinueToken): number | undefined | Status {
  if (revision === NEWEST) return undefined;
  if (revision > store.revision) return plainError('etcdserver: mvcc: required revision is a future revision');
  if (revision >= store.start) return revision;
  return { ...expired(INCONSISTENT), metadata: { continue: encodeContinue({ revision: NEWEST, after }) } };
}

const INCONSISTENT =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

export interface Page {
  items: KubernetesObject[];
  metadata: Record<string, unknown>;
}

/** Objects of a list request, in the version asked for. */
export function listObjects(server: Server, call: Call, route: ResourceRoute): Page | Status {
  const { strategy, namespace, version } = route;
  const refusal = checkListOptions(call, false, server.env.release);
  if (refusal) return refusal;
  const selection = selectionOf(call, strategy, server.env.release);
  if (isStatus(selection)) return selection;
  const { continue: given, resourceVersion } = call.query;
  const token = given ? decodeContinue(given) : undefined;
  if (typeof token === 'string') return badRequest(`invalid continue token: ${token}`);
  if (token && resourceVersion && resourceVersion !== '0')
    return badRequest('specifying resource version is not allowed when using continue');
  const at = token ? revisionOfToken(server, token) : revisionOf(server, call);
  if (isStatus(at)) return at;

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
